//! What is kept of a row's verdict. Sensitive values are masked before they are kept.

use domain::{
    customer::Field,
    import::wizard::{ImportRowView, RowFault, RowSkip, RowVerdict, RowWarning, column_letters},
    import::{Fault, Skip, Verdict},
};
use entities::import_row;
use sea_orm::ActiveValue::Set;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

use super::{judge::Judged, rights};
use crate::{customers::kept, failure::Outcome, staff::Staff};

/// The part of a row's result that is only shown.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Detail {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub changes: BTreeMap<Field, (Option<String>, Option<String>)>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<RowFault>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<RowWarning>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skipped: Option<RowSkip>,
}

impl Detail {
    /// What is worth keeping of a verdict; `code` is the one that the system has made.
    pub fn of(judged: &Judged, code: Option<&str>, staff: &Staff) -> Self {
        let outcome = &judged.outcome;
        let record = judged.record.as_ref();
        let given = |field: Field| judged.values.get(&field).cloned();
        let standing = |field: Field| record.and_then(|record| record.existing.values.get(&field).cloned());
        let mut detail = Self {
            name: given(Field::Name).or_else(|| standing(Field::Name)),
            code: code
                .map(str::to_owned)
                .or_else(|| record.and_then(|record| record.existing.code.clone()))
                .or_else(|| given(Field::Code)),
            warnings: outcome
                .warnings
                .iter()
                .map(|warning| RowWarning { field: warning.field, code: warning.code.clone().into_owned() })
                .collect(),
            ..Self::default()
        };
        match &outcome.verdict {
            Verdict::Changed { changes, .. } => {
                let shown = |field, text: &str| kept(field, Some(text)).map(|text| staff.shown(field, text));
                detail.changes = changes
                    .iter()
                    .map(|(field, (old, new))| {
                        (*field, (old.as_deref().and_then(|old| shown(*field, old)), shown(*field, new)))
                    })
                    .collect();
            }
            Verdict::Skipped(skip) => detail.skipped = Some(skipped(skip)),
            Verdict::Error { faults } => {
                detail.faults = faults.iter().map(|fault| shown_fault(fault, outcome.row)).collect();
            }
            Verdict::Created { .. } | Verdict::Unchanged { .. } => {}
        }
        detail
    }

    /// The row of the database.
    pub fn row(
        &self,
        import: Uuid,
        run: i64,
        judged: &Judged,
        customer: Option<Uuid>,
    ) -> Outcome<import_row::ActiveModel> {
        Ok(import_row::ActiveModel {
            import_id: Set(import),
            run: Set(run),
            row_number: Set(i64::from(judged.outcome.row)),
            verdict: Set(verdict(&judged.outcome.verdict).key().to_owned()),
            warned: Set(!self.warnings.is_empty()),
            customer_id: Set(customer),
            detail_json: Set(serde_json::to_string(self)?),
        })
    }

    /// What crosses the wire.
    pub fn view(self, row: u32, verdict: RowVerdict, linked: bool) -> ImportRowView {
        ImportRowView {
            row,
            verdict,
            name: self.name,
            code: self.code,
            linked,
            changes: self.changes,
            faults: self.faults,
            warnings: self.warnings,
            skipped: self.skipped,
        }
    }
}

/// The bare verdict.
pub(super) const fn verdict(verdict: &Verdict) -> RowVerdict {
    match verdict {
        Verdict::Created { .. } => RowVerdict::Created,
        Verdict::Changed { .. } => RowVerdict::Changed,
        Verdict::Unchanged { .. } => RowVerdict::Unchanged,
        Verdict::Skipped(_) => RowVerdict::Skipped,
        Verdict::Error { .. } => RowVerdict::Error,
    }
}

fn shown_fault(fault: &Fault, row: u32) -> RowFault {
    let of_the_row = [rights::NOT_TO_CREATE, rights::NOT_TO_EDIT].contains(&fault.code.as_ref());
    RowFault {
        field: (!of_the_row).then_some(fault.field),
        code: fault.code.clone().into_owned(),
        cell: fault.column.filter(|_| !of_the_row).map(|column| format!("{}{row}", column_letters(column))),
    }
}

fn skipped(skip: &Skip) -> RowSkip {
    let (reason, of_row, of_code) = match skip {
        Skip::EmptyRow => ("empty_row", None, None),
        Skip::TotalsRow => ("totals_row", None, None),
        Skip::DuplicateInFile { of_row } => ("duplicate_in_file", Some(*of_row), None),
        Skip::DuplicateExisting { of_code, .. } => ("duplicate_existing", None, of_code.clone()),
    };
    RowSkip { reason: reason.to_owned(), of_row, of_code }
}
