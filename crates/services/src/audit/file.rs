//! The trail as a file: sent while it is read, as it may be long. Rights are asked for every part, so that a file that is
//! on its way stops when its reader is blocked.

use domain::{
    audit::{AuditCursor, AuditEntry, AuditFilter},
    export::ExportFormat,
    history::Event,
    permission::{Reach, Resource, noun, verb},
    time::BusinessZone,
};
use entities::user;
use i18n::{Locale, exports as texts, facts as words, trail};
use sea_orm::{ColumnTrait, PaginatorTrait, QueryFilter};
use serde::Serialize;
use sheets::export::{Column, ColumnKind, ExportCell, SheetNames, csv_part};
use tokio::{sync::mpsc::Receiver, task::JoinHandle};

use super::trail::{Audit, page};
use crate::{
    Services,
    authz::{Actor, Unit},
    exports::OpenFile,
    failure::{Failure, Outcome},
    files,
    staff::names_of,
    users::within,
    words::language_of,
};

/// Entries that are read at once.
const PAGE: u64 = 1000;

/// A file that is being sent.
pub struct TrailFile {
    services: Services,
    actor: Actor,
    filter: AuditFilter,
    locale: Locale,
    place: Place,
    kind: Kind,
    /// What it is to be called.
    pub name: String,
}

enum Place {
    Start,
    After(AuditCursor),
    End,
}

enum Kind {
    /// Lines, which are sent as they are read.
    Lines,
    /// A workbook, which can be sent once it has all its rows.
    Workbook(Option<Workbook>),
}

/// A workbook that has all its rows.
struct Workbook {
    parts: Receiver<Vec<u8>>,
    end: JoinHandle<Outcome<()>>,
}

/// What the trail keeps of the file.
#[derive(Serialize)]
struct Exported<'a> {
    #[serde(flatten)]
    filter: &'a AuditFilter,
    format: ExportFormat,
}

impl Audit<'_> {
    /// Whether the actor may take the file now. A page asks before it leads there: a link cannot ask who somebody is.
    ///
    /// # Errors
    /// Forbidden; unconfirmed.
    pub async fn may_export(&self, actor: &Actor) -> Outcome<()> {
        let unit = self.services.read(actor).await?;
        unit.permit::<verb::Export, noun::Audit>()?;
        unit.check_confirmed().await
    }

    /// Begins the file of the entries that a filter names; that it was made is an entry itself.
    ///
    /// # Errors
    /// Forbidden; unconfirmed, as what leaves does not come back.
    pub async fn export(&self, actor: &Actor, filter: AuditFilter, format: ExportFormat) -> Outcome<TrailFile> {
        let unit = self.services.write::<verb::Export, noun::Audit>(actor).await?;
        unit.permit::<verb::Export, noun::Audit>()?;
        unit.check_confirmed().await?;
        let locale = language_of(unit.tx(), actor.user).await?;
        let exported = Exported { filter: &filter, format };
        unit.record_details(Event::Exported, Resource::Audit, None, &exported).await?;
        let day = BusinessZone::default().day_of(unit.now());
        unit.commit().await?;
        Ok(TrailFile {
            services: self.services.clone(),
            actor: actor.clone(),
            filter,
            locale,
            place: Place::Start,
            kind: match format {
                ExportFormat::Csv => Kind::Lines,
                ExportFormat::Xlsx => Kind::Workbook(None),
            },
            name: format!("{}-{day}.{}", words::file_name(locale), format.extension()),
        })
    }
}

impl TrailFile {
    /// The next part of the file; `None` behind the last one.
    ///
    /// # Errors
    /// The right is gone meanwhile; a workbook cannot be written.
    pub async fn next(&mut self) -> Outcome<Option<Vec<u8>>> {
        match self.kind {
            Kind::Lines => self.next_lines().await,
            Kind::Workbook(_) => self.next_of_workbook().await,
        }
    }

    async fn next_lines(&mut self) -> Outcome<Option<Vec<u8>>> {
        let headings: Vec<&str> = match self.place {
            Place::Start => columns(self.locale).map(|(heading, _)| heading).to_vec(),
            Place::After(_) | Place::End => Vec::new(),
        };
        let Some(rows) = self.rows().await? else { return Ok(None) };
        Ok(Some(csv_part(&headings, &rows).map_err(Failure::fault)?))
    }

    async fn next_of_workbook(&mut self) -> Outcome<Option<Vec<u8>>> {
        if matches!(self.kind, Kind::Workbook(None)) {
            self.kind = Kind::Workbook(Some(self.write_workbook().await?));
        }
        self.services.read(&self.actor).await?.permit::<verb::Export, noun::Audit>()?;
        let Kind::Workbook(Some(workbook)) = &mut self.kind else { return Ok(None) };
        match workbook.parts.recv().await {
            Some(part) => Ok(Some(part)),
            // The parts are over: the end tells whether they are all.
            None => (&mut workbook.end).await.map_err(Failure::fault)?.map(|()| None),
        }
    }

    /// Writes all rows. They lie in a file without a name: if the reader goes away, or the server, nothing is left.
    async fn write_workbook(&mut self) -> Outcome<Workbook> {
        let folder = self.services.folder().join("exports");
        files::make_folder(&folder).await?;
        let names = SheetNames {
            rows: trail::title(self.locale).to_owned(),
            information: texts::sheet_information(self.locale).to_owned(),
        };
        let columns = columns(self.locale).map(|(heading, width)| {
            let kind = if heading == words::column_when(self.locale) { ColumnKind::Instant } else { ColumnKind::Text };
            Column { heading: heading.to_owned(), kind, width }
        });
        let (mut file, parts) = OpenFile::begin_sending(folder, columns.to_vec(), names);
        let mut count = 0;
        while let Some(rows) = self.rows().await? {
            count += rows.len() as u64;
            file = file.rows(rows).await?;
        }
        let information = self.information(count).await?;
        Ok(Workbook { parts, end: tokio::spawn(file.finish(information)) })
    }

    /// The next entries as rows; `None` behind the last ones.
    async fn rows(&mut self) -> Outcome<Option<Vec<Vec<ExportCell>>>> {
        let after = match self.place {
            Place::Start => None,
            Place::After(cursor) => Some(cursor),
            Place::End => return Ok(None),
        };
        let unit = self.services.read(&self.actor).await?;
        let permit = unit.permit::<verb::Export, noun::Audit>()?;
        let found = page(&unit, permit.reach(), &self.filter, after, PAGE).await?;
        self.place = found.next.map_or(Place::End, Place::After);
        Ok(Some(found.entries.iter().flat_map(|entry| lines(self.locale, entry)).collect()))
    }

    /// The sheet that says who made the file, when and of what.
    async fn information(&self, rows: u64) -> Outcome<Vec<(String, String)>> {
        let (locale, unit) = (self.locale, self.services.read(&self.actor).await?);
        let who = names_of(&unit, [self.actor.user.0]).await?.into_values().next().unwrap_or_default();
        let filter = narrowed(&unit, unit.permit::<verb::Export, noun::Audit>()?.reach(), locale, &self.filter).await?;
        let lines = [
            (texts::info_what(locale), trail::title(locale).to_owned()),
            (texts::info_who(locale), who),
            (texts::info_when(locale), BusinessZone::default().show(unit.now())),
            (texts::info_filter(locale), filter),
            (texts::info_rows(locale), i18n::grouped(rows)),
            (texts::info_confidential(locale), String::new()),
        ];
        Ok(lines.map(|(label, value)| (label.to_owned(), value)).to_vec())
    }
}

/// The filter in words: `Người thực hiện: Lan; Từ ngày: 01/11/2026`. Who is out of reach has no name here either.
async fn narrowed(unit: &Unit, reach: &Reach, locale: Locale, filter: &AuditFilter) -> Outcome<String> {
    let actor = match filter.actor {
        Some(actor) if reach.all || within(reach).filter(user::Column::Id.eq(actor.0)).count(unit.tx()).await? > 0 => {
            names_of(unit, [actor.0]).await?.remove(&actor.0)
        }
        _ => None,
    };
    let event = filter.event.and_then(|event| i18n::audit::by_code(locale, event.key()));
    let record = Some(filter.record.trim()).filter(|record| !record.is_empty());
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.format("%d/%m/%Y").to_string());
    let all = [
        (trail::filter_who(locale), actor),
        (trail::filter_what(locale), event.map(str::to_owned)),
        (trail::filter_record(locale), record.map(str::to_owned)),
        (trail::filter_from(locale), day(filter.from)),
        (trail::filter_to(locale), day(filter.to)),
    ];
    let told: Vec<String> = all.into_iter().filter_map(|(label, value)| Some(format!("{label}: {}", value?))).collect();
    Ok(if told.is_empty() { texts::info_filter_none(locale).to_owned() } else { told.join("; ") })
}

/// Headings, and widths in characters.
fn columns(locale: Locale) -> [(&'static str, f64); 9] {
    [
        (words::column_when(locale), 18.0),
        (words::column_who(locale), 24.0),
        (words::column_address(locale), 18.0),
        (words::column_what(locale), 28.0),
        (words::column_of(locale), 22.0),
        (words::column_record(locale), 32.0),
        (words::column_fact(locale), 28.0),
        (words::column_old(locale), 28.0),
        (words::column_new(locale), 28.0),
    ]
}

/// One line for each fact; of an entry without facts one.
fn lines(locale: Locale, entry: &AuditEntry) -> Vec<Vec<ExportCell>> {
    let text = |text: Option<&str>| text.map_or(ExportCell::Empty, |text| ExportCell::Text(text.to_owned()));
    let head = [
        ExportCell::Instant(BusinessZone::default().local(entry.at)),
        text(entry.actor.as_deref()),
        text(Some(&entry.address)),
        text(i18n::audit::by_code(locale, &entry.event)),
        text(i18n::resources::by_code(locale, entry.resource.key())),
        text(entry.record.as_ref().map(|record| record.name.as_str())),
    ];
    let line = |fact: [ExportCell; 3]| head.iter().cloned().chain(fact).collect::<Vec<_>>();
    if entry.facts.is_empty() {
        return vec![line([const { ExportCell::Empty }; 3])];
    }
    let facts = entry.facts.iter();
    facts.map(|fact| line([text(Some(&fact.label)), text(fact.old.as_deref()), text(fact.new.as_deref())])).collect()
}
