//! Records as rows of a table: dates as dates, everything else as text that people read.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    customer::{CustomerKind, Field},
    time::BusinessZone,
    value::{FieldKind, display},
};
use entities::customer;
use i18n::Locale;
use sheets::export::{Column, ColumnKind, ExportCell};
use uuid::Uuid;

use crate::{
    authz::Unit,
    customers::{Names, Record, may_know},
    failure::Outcome,
    query::scope::place_of,
    staff::Staff,
    words::{choice, field_name},
};

/// The columns of a file, and what its cells need.
pub(super) struct Table {
    /// What those are that stand in it; several kinds may be together.
    pub kind: Option<CustomerKind>,
    pub fields: Vec<Field>,
    pub locale: Locale,
    pub zone: BusinessZone,
    pub unmasked: bool,
    pub staff: Staff,
    /// Whom the reader knows by the file: oneself, and who is in charge of what stands in it.
    pub known: HashSet<Uuid>,
}

impl Table {
    /// Headings in the user's language, wide enough for what usually stands below them.
    pub fn columns(&self) -> Vec<Column> {
        let column = |field: &Field| Column {
            heading: field_name(*field, self.kind, self.locale).to_owned(),
            kind: kind(field.kind()),
            width: width(*field),
        };
        self.fields.iter().map(column).collect()
    }

    /// The cells of a record; other customers by these names, those without a name not at all. What the reader may not know of
    /// this record stays masked.
    ///
    /// # Errors
    /// A sensitive field was sealed with another key.
    pub fn row(
        &self,
        unit: &Unit,
        record: &Record<'_>,
        names: &Names,
        row: &customer::Model,
    ) -> Outcome<Vec<ExportCell>> {
        let at = place_of(row);
        self.fields
            .iter()
            .map(|field| {
                let text = match field {
                    Field::MainContact => names.main_contact(row.id).cloned(),
                    _ if self.unmasked && may_know(unit, *field, &at) => record.clear(row, *field)?.tell(unit, &at)?,
                    _ => record.value(row, *field),
                };
                Ok(text.map_or(ExportCell::Empty, |text| self.cell(*field, names, text)))
            })
            .collect()
    }

    fn cell(&self, field: Field, names: &Names, text: String) -> ExportCell {
        match field.kind() {
            FieldKind::Date => text.parse::<NaiveDate>().map_or(ExportCell::Text(text), ExportCell::Date),
            FieldKind::Instant => match text.parse::<DateTime<Utc>>() {
                Ok(at) => ExportCell::Instant(self.zone.local(at)),
                Err(_) => ExportCell::Text(text),
            },
            FieldKind::Choice(_) => ExportCell::Text(choice(field, &text, self.locale).to_owned()),
            FieldKind::Count => text.parse().map_or(ExportCell::Text(text), ExportCell::Number),
            FieldKind::Customer(_) => {
                let name = text.parse().ok().and_then(|id: Uuid| names.of(id));
                name.cloned().map_or(ExportCell::Empty, ExportCell::Text)
            }
            FieldKind::User | FieldKind::Branch => ExportCell::Text(self.staff.shown(field, text)),
            kind => ExportCell::Text(display(kind, &text)),
        }
    }
}

const fn kind(kind: FieldKind) -> ColumnKind {
    match kind {
        FieldKind::Date => ColumnKind::Date,
        FieldKind::Instant => ColumnKind::Instant,
        _ => ColumnKind::Text,
    }
}

/// In characters.
const fn width(field: Field) -> f64 {
    match field {
        Field::Name | Field::Email => 28.0,
        Field::Address | Field::Note => 48.0,
        Field::AddressStreet | Field::IdIssuedBy | Field::OtherPhones => 30.0,
        Field::Gender => 10.0,
        _ => 18.0,
    }
}
