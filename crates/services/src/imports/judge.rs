//! From rows of cells to verdicts: reads the cells, and asks the rules and the rights.

use domain::{
    customer::{Field, Values},
    import::{self, Catalogs, Existing, Fault, ParsedRow, Plan, Register, Row, Verdict, keys},
    value::FieldKind,
};

use super::{
    cells::Words,
    feed::SheetRow,
    known::{Candidate, Known},
    plan::StoredPlan,
    rights::Rights,
};
use crate::{authz::Unit, catalogs::Labels, failure::Outcome, staff::Staff};

/// Decides the rows of one file, in their order.
pub(super) struct Judge {
    plan: Plan,
    catalogs: Catalogs,
    words: Words,
    /// Sensitive fields that the file has a column for: without the right to read them there is none.
    pub opened: Vec<Field>,
    pub register: Register,
    pub staff: Staff,
}

/// A row, decided.
pub(super) struct Judged {
    pub outcome: import::Outcome,
    /// What it says; nothing of a row that was left out unread.
    pub values: Values,
    /// The record that it means, if the database has it.
    pub record: Option<Candidate>,
}

impl Judge {
    pub fn new(plan: &StoredPlan, staff: Staff) -> Self {
        let rules = plan.rules();
        Self {
            words: Words::of(&rules),
            opened: rules.columns.iter().flatten().copied().filter(|field| field.sensitive().is_some()).collect(),
            register: Register::new(rules.options.clone()),
            catalogs: plan.catalogs(),
            plan: rules,
            staff,
        }
    }

    /// Decides the next rows. With `lock` the records that they mean cannot change before the unit ends.
    pub async fn judge(
        &mut self,
        unit: &Unit,
        labels: &Labels,
        rights: &Rights,
        rows: Vec<SheetRow>,
        lock: bool,
    ) -> Outcome<Vec<Judged>> {
        let rows: Vec<Row> = rows.into_iter().map(|row| self.parse(row, labels)).collect();
        let known = Known::look_up(unit, labels, &self.opened, &rows, lock).await?;
        Ok(rows.into_iter().map(|row| self.decide(row, &known, rights)).collect())
    }

    fn parse(&self, mut row: SheetRow, labels: &Labels) -> Row {
        self.words.read(&mut row.cells);
        let mut row = self.plan.read(row.number, &row.cells, &self.catalogs);
        if let Row::Parsed(parsed) = &mut row {
            self.name_ids(parsed);
            self.refuse_lost_labels(parsed, labels);
        }
        row
    }

    /// Puts ids in the place of the names of people and branches; a name of nobody, or of several, is a fault.
    fn name_ids(&self, row: &mut ParsedRow) {
        for field in [Field::Owner, Field::Branch] {
            let Some(typed) = row.values.remove(&field) else { continue };
            match self.staff.meant(field, &typed) {
                [id] => {
                    row.values.insert(field, id.to_string());
                }
                [] => row.faults.push(self.fault(field, "not_found")),
                _ => row.faults.push(self.fault(field, "ambiguous")),
            }
        }
    }

    /// A label that the check knew may be gone by now.
    fn refuse_lost_labels(&self, row: &mut ParsedRow, labels: &Labels) {
        if self.plan.options.unknown_catalog_value == import::UnknownCatalogValue::Create {
            return;
        }
        let lost = |(field, label): (&Field, &String)| match field.kind() {
            FieldKind::Catalog(catalog) => labels.find(catalog, label).is_none(),
            _ => false,
        };
        let lost: Vec<Field> = row.values.iter().filter(|value| lost(*value)).map(|(field, _)| *field).collect();
        for field in lost {
            row.values.remove(&field);
            row.faults.push(self.fault(field, "not_in_catalog"));
        }
    }

    fn decide(&mut self, row: Row, known: &Known, rights: &Rights) -> Judged {
        let mut row = match row {
            Row::Parsed(row) => row,
            Row::Skipped { row, reason } => {
                let outcome = import::Outcome { row, verdict: Verdict::Skipped(reason), warnings: Vec::new() };
                return Judged { outcome, values: Values::new(), record: None };
            }
        };
        let wanted = keys(&row);
        let offered: Vec<&Candidate> = known.bearing(&wanted).collect();
        if wanted.code.as_ref().is_some_and(|code| known.is_taken(code)) {
            row.faults.push(self.fault(Field::Code, "code_in_use"));
        } else if row.faults.is_empty() {
            row.faults.extend(rights.refusal(&row, &offered, &self.plan.options));
        }
        let existing: Vec<Existing> = offered.iter().map(|record| record.existing.clone()).collect();
        let mut outcome = self.register.decide(&row, &existing);
        let record = self.record(&outcome.verdict, &offered);
        if let Some(fault) = rights.late_refusal(&row, &outcome.verdict, record) {
            outcome =
                import::Outcome { verdict: Verdict::Error { faults: vec![fault] }, warnings: Vec::new(), ..outcome };
        }
        if let Verdict::Error { faults } = &mut outcome.verdict {
            self.name_cells(faults, &row.values);
        }
        let record = record.cloned();
        Judged { outcome, values: row.values, record }
    }

    /// What is wrong by comparison is wrong in a cell, too.
    fn name_cells(&self, faults: &mut [Fault], values: &Values) {
        for fault in faults.iter_mut().filter(|fault| fault.column.is_none() && values.contains_key(&fault.field)) {
            fault.column = self.plan.columns.iter().position(|mapped| *mapped == Some(fault.field));
        }
    }

    /// The record that a verdict is about, if it was looked up.
    fn record<'a>(&self, verdict: &Verdict, offered: &[&'a Candidate]) -> Option<&'a Candidate> {
        let target = match verdict {
            Verdict::Changed { of, .. } | Verdict::Unchanged { of } => of,
            _ => return None,
        };
        let id = self.register.id_of(target)?;
        offered.iter().find(|record| record.existing.id == id).copied()
    }

    fn fault(&self, field: Field, code: &'static str) -> Fault {
        let column = self.plan.columns.iter().position(|mapped| *mapped == Some(field));
        Fault { field, code: code.into(), column }
    }
}
