//! The trail as a file: sent while it is read, as it may be long. Rights are asked for every part, so that a file that is
//! on its way stops when its reader is blocked.

use domain::{
    audit::{AuditCursor, AuditEntry, AuditFilter},
    history::Event,
    permission::{Resource, noun, verb},
    time::BusinessZone,
};
use i18n::{Locale, facts as words};
use sheets::export::{ExportCell, csv_part};

use super::trail::{Audit, page};
use crate::{
    Services,
    authz::Actor,
    failure::{Failure, Outcome},
    words::language_of,
};

/// Entries of a part.
const PART: u64 = 1000;

/// A file that is being sent.
pub struct TrailFile {
    services: Services,
    actor: Actor,
    filter: AuditFilter,
    locale: Locale,
    place: Place,
    /// What it is to be called.
    pub name: String,
}

enum Place {
    Start,
    After(AuditCursor),
    End,
}

impl Audit<'_> {
    /// Begins the file of the entries that a filter names; that it was made is an entry itself.
    ///
    /// # Errors
    /// Forbidden.
    pub async fn export(&self, actor: &Actor, filter: AuditFilter) -> Outcome<TrailFile> {
        let unit = self.services.write::<verb::Export, noun::Audit>(actor).await?;
        unit.permit::<verb::Export, noun::Audit>()?;
        let locale = language_of(unit.tx(), actor.user).await?;
        unit.record_details(Event::Exported, Resource::Audit, None, &filter).await?;
        let day = BusinessZone::default().day_of(unit.now());
        unit.commit().await?;
        Ok(TrailFile {
            services: self.services.clone(),
            actor: actor.clone(),
            filter,
            locale,
            place: Place::Start,
            name: format!("{}-{day}.csv", words::file_name(locale)),
        })
    }
}

impl TrailFile {
    /// The next part of the file; `None` behind the last one.
    ///
    /// # Errors
    /// The right is gone meanwhile.
    pub async fn next(&mut self) -> Outcome<Option<Vec<u8>>> {
        let after = match self.place {
            Place::Start => None,
            Place::After(cursor) => Some(cursor),
            Place::End => return Ok(None),
        };
        let unit = self.services.read(&self.actor).await?;
        let permit = unit.permit::<verb::Export, noun::Audit>()?;
        let found = page(&unit, permit.reach(), &self.filter, after, PART).await?;
        let rows: Vec<Vec<ExportCell>> = found.entries.iter().flat_map(|entry| lines(self.locale, entry)).collect();
        let locale = self.locale;
        let headings = [
            words::column_when(locale),
            words::column_who(locale),
            words::column_address(locale),
            words::column_what(locale),
            words::column_of(locale),
            words::column_record(locale),
            words::column_fact(locale),
            words::column_old(locale),
            words::column_new(locale),
        ];
        let headings = if after.is_none() { &headings[..] } else { &[] };
        self.place = found.next.map_or(Place::End, Place::After);
        Ok(Some(csv_part(headings, &rows).map_err(Failure::fault)?))
    }
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
