//! What somebody may not see reaches them by no way: values that stand nowhere else are planted out of reach and behind
//! masks, and each member of staff tries every way there is. An administrator tries the same ways and finds what is
//! planted there: a way by which nobody finds anything would prove nothing.
//!
//! The limits are those of `reference/reliability.md`: B4, B5 and B13 (nothing by any channel, no bit by counting, sorting
//! or refusing, nothing in a rendered document), C4 (what was made before the rights were narrowed), E7 (no log holds a
//! password, a token or a value, not even at TRACE).

mod canary;
mod channels;
mod desk;
mod files;
mod further;
mod hang;
mod log;
mod outlived;
mod plant;
mod staff;
mod tabs;
mod trail;
mod visit;

use std::{collections::BTreeSet, fs::File};

use anyhow::Result;
use domain::customer::Field;

use self::{
    plant::Plant,
    staff::Sight,
    visit::{Told, Visit},
};
use crate::{
    Bed, chance,
    client::Client,
    data::{Data, Kind},
    office::Office,
    report::Report,
    server::Server,
};

/// What an administrator finds by each way.
const FOUND: [(&str, &[Field]); 65] = [
    ("list", &[Field::Name, Field::Code, Field::Phone, Field::Email]),
    ("search", &[Field::Name, Field::Code, Field::Phone, Field::Email]),
    ("search count", &[Field::Code]),
    ("columns", &[Field::Name, Field::Code, Field::Note, Field::Address]),
    ("held rows", &[Field::Name, Field::Code, Field::Note, Field::Address]),
    ("suggestions", &[Field::Name, Field::Code, Field::Phone]),
    ("filter", &[Field::Name, Field::Code, Field::Phone, Field::Email]),
    ("filter count", &[Field::Code]),
    ("detail", &[Field::Name, Field::Address, Field::Note, Field::OtherPhones]),
    ("history", &[Field::Note, Field::Address]),
    ("unmask", &[Field::IdNumber, Field::MonthlyIncome]),
    ("missing", &[Field::Code]),
    ("trash", &[Field::Name, Field::Code]),
    ("import", &[Field::Code]),
    ("duplicates", &[Field::Code]),
    ("import of a code", &[Field::Name, Field::Nationality]),
    ("export", &[Field::Name, Field::Note, Field::Phone, Field::Address]),
    ("export of hits", &[Field::Name, Field::Note]),
    ("unmasked export", &[Field::IdNumber, Field::MonthlyIncome]),
    ("page", &[Field::Name, Field::Phone, Field::Email]),
    ("page of one", &[Field::Name, Field::Note, Field::Address]),
    ("page of hits", &[Field::Name, Field::Code]),
    ("page of an import", &[Field::Name]),
    ("after narrowing", &[Field::Name, Field::Code, Field::Note]),
    ("audit trail", &[Field::Name, Field::Code, Field::Note, Field::Address]),
    ("audit trail of one", &[Field::Name, Field::Note]),
    ("audit trail as a file", &[Field::Name, Field::Code, Field::Note, Field::Address]),
    ("audit trail as a workbook", &[Field::Name, Field::Code, Field::Note, Field::Address]),
    ("drafts", &[Field::Name, Field::Note, Field::IdNumber]),
    ("lookalikes", &[Field::Name, Field::Code, Field::IdNumber]),
    ("all suggestions", &[Field::Name, Field::Code, Field::Phone]),
    ("all hits", &[Field::Code]),
    ("comparison", &[Field::Name, Field::Note, Field::Address]),
    ("links", &[Field::Name, Field::Code]),
    ("links in the list", &[Field::Name]),
    ("links in the history", &[Field::Name]),
    ("links on the page", &[Field::Name, Field::Code]),
    ("bookings", &[Field::Name, Field::Note]),
    ("bookings of today", &[Field::Name, Field::Note]),
    ("bookings of one", &[Field::Name, Field::Note]),
    ("page of one's bookings", &[Field::Name, Field::Note]),
    ("page of bookings", &[Field::Name, Field::Note]),
    ("receipts", &[Field::Name, Field::Note]),
    ("receipts of one", &[Field::Name, Field::Note]),
    ("page of receipts", &[Field::Name, Field::Note]),
    ("page of one's money", &[Field::Name, Field::Note]),
    ("contracts", &[Field::Name]),
    ("contracts of one", &[Field::Name]),
    ("contract", &[Field::Name, Field::Note, Field::Address]),
    ("page of contracts", &[Field::Name]),
    ("page of one's contracts", &[Field::Name]),
    ("page of a contract", &[Field::Name, Field::Note, Field::Address]),
    ("services", &[Field::Name, Field::Note]),
    ("services of one", &[Field::Name, Field::Note]),
    ("page of services", &[Field::Name, Field::Note]),
    ("page of one's services", &[Field::Name, Field::Note]),
    ("invoices", &[Field::Name, Field::Note]),
    ("invoices of one", &[Field::Name, Field::Note]),
    ("invoice", &[Field::Name, Field::Note]),
    ("page of invoices", &[Field::Name, Field::Note]),
    ("page of one's invoices", &[Field::Name, Field::Note]),
    ("page of an invoice", &[Field::Name, Field::Note]),
    ("files of one", &[Field::Note]),
    ("page of one's files", &[Field::Name, Field::Note]),
    ("file", &[Field::Note]),
];

/// The goals B4, B5, B13 and E7.
pub async fn prove(bed: &Bed, report: &mut Report) -> Result<()> {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let data = Data::empty(bed, kind).await?;
        let log = bed.folder.join(format!("leaks-{}.log", kind.name()));
        let server = Server::start_talkative(bed, &data, File::create(&log)?).await?;
        let mut office = Office::open(&server).await?;
        let (mut plant, mut readers) = Plant::make(&mut office, &mut chance(bed)).await?;
        let place = data.place();

        let (mut leaks, mut told, mut secrets) = (0, 0, vec![office.administrator.cookie().to_owned()]);
        let mut channels = BTreeSet::new();
        let everything = tried(&office.administrator, &plant, Sight::Everything).await?;
        let outlived = outlived::prove(&mut office, &plant).await?;
        leaks += judge("somebody moved", &plant, Sight::Nothing, &outlived.after);
        let blind = blind(&plant, everything.iter().chain(&outlived.before));
        for reader in &mut readers {
            let mut answers = tried(&reader.person.client, &plant, reader.sight).await?;
            answers.extend(tabs::listen(&mut office, &mut plant, reader, &mut chance(bed)).await?);
            leaks += judge(reader.name, &plant, reader.sight, &answers);
            told += answers.len();
            channels.extend(answers.iter().map(|told| told.channel));
            secrets.push(reader.person.client.cookie().to_owned());
        }
        server.stop().await?;
        report.note(&place, "leaks-channels", channels.len() as f64, "ways");
        report.note(&place, "leaks-answers", told as f64, "");
        report.at_most(&place, "leaks-administrator-misses", blind as f64, "", 0.0);
        report.at_most(&place, "leaks", leaks as f64, "", 0.0);
        log::prove(&log, &plant, &secrets, &place, report)?;
    }
    Ok(())
}

/// Everything that somebody is told who tries every way.
async fn tried(person: &Client, plant: &Plant, sight: Sight) -> Result<Vec<Told>> {
    let mut visit = Visit { client: person.again().await?, plant, sight, told: Vec::new() };
    channels::try_all(&mut visit).await?;
    desk::try_all(&mut visit).await?;
    files::try_all(&mut visit).await?;
    further::try_all(&mut visit).await?;
    trail::try_all(&mut visit).await?;
    Ok(visit.told)
}

/// How many answers told what they must not.
fn judge(name: &str, plant: &Plant, sight: Sight, answers: &[Told]) -> usize {
    let mut leaks = 0;
    for told in answers {
        for canary in plant.canaries.iter().filter(|canary| !sight.allows(canary) && told.reveals(canary)) {
            eprintln!("{name} is told {} of {} by {}", canary.field.key(), canary.record, told.channel);
            leaks += 1;
        }
    }
    leaks
}

/// How many values an administrator does not find where they are.
fn blind<'t>(plant: &Plant, answers: impl Iterator<Item = &'t Told> + Clone) -> usize {
    let mut misses = 0;
    for (channel, fields) in FOUND {
        for field in fields {
            let found = answers
                .clone()
                .filter(|told| told.channel == channel)
                .any(|told| plant.canaries.iter().any(|canary| canary.field == *field && told.reveals(canary)));
            if !found {
                eprintln!("an administrator does not find {} by {channel}", field.key());
                misses += 1;
            }
        }
    }
    misses
}
