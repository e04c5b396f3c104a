//! From rows of cells to verdicts: looks up what the rules need to know, and asks them.

use std::collections::{HashMap, HashSet};

use domain::{
    CustomerId,
    customer::CustomerKind,
    import::{self, Catalogs, Existing, Fault, LookupKeys, ParsedRow, Plan, Register, Row, Target, Verdict, keys},
    individual::{Field, Values},
    permission::{Action, Placement, Resource, noun, verb},
    value::FieldKind,
};
use entities::customer;

use super::{cells::Words, feed::SheetRow, plan::StoredPlan, rights::Rights};
use crate::{
    authz::Unit,
    catalogs::Labels,
    failure::Outcome,
    individuals::Record,
    query::{
        lookup::{CodeBearer, Keys, bearers, code_bearers},
        scope::placement,
    },
    staff::Staff,
};

/// Decides the rows of one file, in their order.
pub(super) struct Judge {
    plan: Plan,
    catalogs: Catalogs,
    words: Words,
    pub register: Register,
    pub staff: Staff,
}

/// A record that bears a key of a row, with what is needed to change it.
#[derive(Clone)]
pub(super) struct Candidate {
    pub existing: Existing,
    pub placement: Placement,
    pub fold: String,
    /// `None` of a customer of another kind.
    pub model: Option<customer::Model>,
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
        let known = self.look_up(unit, labels, &rows, lock).await?;
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
        if wanted.code.as_ref().is_some_and(|code| known.taken.contains(code)) {
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

    async fn look_up(&self, unit: &Unit, labels: &Labels, rows: &[Row], lock: bool) -> Outcome<Known> {
        let secrets = unit.services().secrets();
        let mut wanted = Keys::default();
        for row in rows {
            let Row::Parsed(row) = row else { continue };
            let keys = keys(row);
            wanted.codes.extend(keys.code);
            wanted.phones.extend(keys.phone);
            wanted.emails.extend(keys.email);
            wanted.id_numbers.extend(keys.id_number.map(|number| secrets.hash(&number)));
            wanted.people.extend(keys.person);
        }
        let taken = code_bearers(unit.tx(), &wanted.codes).await?;
        let permit = unit.permit::<verb::View, noun::Individuals>()?;
        let models = bearers(unit.tx(), &permit, &wanted, lock).await?;
        let record = Record { labels, secrets };
        let mut known = Known::default();
        for model in models {
            known.add(self.candidate(&record, model)?);
        }
        for bearer in taken {
            if known.by_code.contains_key(&bearer.code) {
                continue;
            }
            match other_kind(unit, &bearer) {
                Some(candidate) => known.add(candidate),
                None => {
                    known.taken.insert(bearer.code);
                }
            }
        }
        Ok(known)
    }

    /// A record as the rules compare it. Sensitive values are opened only if the file has a column for them: without the
    /// right to read them there is none.
    pub fn candidate(&self, record: &Record<'_>, model: customer::Model) -> Outcome<Candidate> {
        let mut values = record.values(&model);
        for field in [Field::IdNumber, Field::MonthlyIncome] {
            values.remove(&field);
            if self.plan.columns.contains(&Some(field)) {
                values.extend(record.unmasked(&model, field)?.map(|text| (field, text)));
            }
        }
        Ok(Candidate {
            existing: Existing {
                id: CustomerId(model.id),
                seq: model.seq,
                code: Some(model.code.clone()).filter(|code| !code.is_empty()),
                is_individual: true,
                values,
            },
            placement: placement(model.owner_id, model.branch_id),
            fold: model.fold.clone(),
            model: Some(model),
        })
    }

    /// The id of the record that a verdict is about, once it has one.
    pub fn id_of(&self, target: &Target) -> Option<CustomerId> {
        self.register.id_of(target)
    }
}

/// A customer of another kind, which only ever gets in the way by its code; `None` if the actor may not know of it.
fn other_kind(unit: &Unit, bearer: &CodeBearer) -> Option<Candidate> {
    let kind = [(CustomerKind::Organization, Resource::Organizations), (CustomerKind::Team, Resource::Teams)];
    let (_, resource) = kind.into_iter().find(|(kind, _)| kind.key() == bearer.kind)?;
    let placement = placement(bearer.owner_id, bearer.branch_id);
    if bearer.trashed_at.is_some() || !unit.principal().may_at(Action::View, resource, &placement) {
        return None;
    }
    let existing = Existing {
        id: CustomerId(bearer.id),
        seq: bearer.seq,
        code: Some(bearer.code.clone()),
        is_individual: false,
        values: Values::new(),
    };
    Some(Candidate { existing, placement, fold: String::new(), model: None })
}

/// The records that the rows of a slice may mean.
#[derive(Default)]
struct Known {
    records: Vec<Candidate>,
    by_code: HashMap<String, usize>,
    by_value: HashMap<(Field, String), Vec<usize>>,
    by_person: HashMap<(String, String), Vec<usize>>,
    /// Codes whose bearers the actor may not know of.
    taken: HashSet<String>,
}

impl Known {
    fn add(&mut self, candidate: Candidate) {
        let place = self.records.len();
        if let Some(code) = &candidate.existing.code {
            self.by_code.insert(code.clone(), place);
        }
        for field in [Field::Phone, Field::Email, Field::IdNumber] {
            if let Some(value) = candidate.existing.values.get(&field) {
                self.by_value.entry((field, value.clone())).or_default().push(place);
            }
        }
        if let Some(born) = candidate.existing.values.get(&Field::DateOfBirth) {
            self.by_person.entry((candidate.fold.clone(), born.clone())).or_default().push(place);
        }
        self.records.push(candidate);
    }

    /// Those that bear any of a row's keys, each once.
    fn bearing(&self, keys: &LookupKeys) -> impl Iterator<Item = &Candidate> {
        let code = keys.code.as_ref().and_then(|code| self.by_code.get(code));
        let values = [(Field::Phone, &keys.phone), (Field::Email, &keys.email), (Field::IdNumber, &keys.id_number)];
        let values = values.into_iter().filter_map(|(field, value)| self.by_value.get(&(field, value.clone()?)));
        let people = keys.person.as_ref().and_then(|person| self.by_person.get(person));
        let mut places: Vec<usize> =
            code.into_iter().chain(values.flatten()).chain(people.into_iter().flatten()).copied().collect();
        places.sort_unstable();
        places.dedup();
        places.into_iter().filter_map(|place| self.records.get(place))
    }
}
