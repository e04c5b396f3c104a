//! Writes decided rows: customers, their audit entries, and the verdicts.

use std::collections::HashSet;

use domain::{
    CustomerId,
    catalog::ValueText,
    customer::{CustomerKind, Directory, Field, Values},
    history::{Changes, Event},
    import::{Changes as NewValues, Skip, UnknownCatalogValue, Verdict},
    permission::Resource,
    value::FieldKind,
};
use entities::{customer, import_row};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::{
    codes::Codes,
    detail::Detail,
    judge::{Judge, Judged},
    rights::Rights,
    run::Run,
};
use crate::{
    authz::Unit,
    catalogs::{self, Labels},
    customers::{Record, all_new, blank, kept},
    failure::{Failure, Outcome},
    query::{lookup, scope},
};

/// What one transaction writes.
pub(super) struct Batch<'u> {
    unit: &'u Unit,
    codes: &'u Codes,
    rights: &'u Rights,
    labels: Labels,
    import: Uuid,
    run: i64,
    adds_labels: bool,
    /// Records that the slice at hand has written, or will: what was looked up before is not how they stand any more.
    touched: HashSet<Uuid>,
    created: Vec<customer::ActiveModel>,
    changed: Vec<customer::ActiveModel>,
    audit: Vec<(Uuid, Changes)>,
}

impl<'u> Batch<'u> {
    pub async fn new(unit: &'u Unit, run: &Run, codes: &'u Codes, rights: &'u Rights) -> Outcome<Self> {
        Ok(Self {
            unit,
            codes,
            rights,
            labels: Labels::read(unit.tx()).await?,
            import: run.import,
            run: run.number,
            adds_labels: run.plan.input.unknown_catalog_value == UnknownCatalogValue::Create,
            touched: HashSet::new(),
            created: Vec::new(),
            changed: Vec::new(),
            audit: Vec::new(),
        })
    }

    /// The catalogs as they are by now.
    pub fn labels(&self) -> &Labels {
        &self.labels
    }

    /// Writes the verdicts on some rows and what they lead to.
    pub async fn write(&mut self, judge: &mut Judge, rows: &[Judged]) -> Outcome<()> {
        let codeless = |row: &&Judged| is_new(row) && !row.values.contains_key(&Field::Code);
        let wanted = rows.iter().filter(codeless).count();
        let mut codes = self.codes.take(self.unit, wanted).await?.into_iter();
        let mut verdicts = Vec::with_capacity(rows.len());
        for row in rows {
            self.add_labels(row).await?;
            let (customer, code) = match &row.outcome.verdict {
                Verdict::Created { values } => {
                    let code = values.get(&Field::Code).cloned().or_else(|| codes.next());
                    let code = code.ok_or_else(|| Failure::fault("a new record has no code"))?;
                    let id = self.create(values, &code)?;
                    judge.register.stored(row.outcome.row, CustomerId(id));
                    (Some(id), Some(code))
                }
                Verdict::Changed { of, changes } => {
                    let id =
                        judge.register.id_of(of).ok_or_else(|| Failure::fault("a changed record is not stored"))?;
                    self.change(id.0, row, changes).await?;
                    (Some(id.0), None)
                }
                Verdict::Unchanged { of } => (judge.register.id_of(of).map(|id| id.0), None),
                Verdict::Skipped(Skip::DuplicateExisting { of, .. }) => (Some(of.0), None),
                Verdict::Skipped(_) | Verdict::Error { .. } => (None, None),
            };
            let detail = Detail::of(row, code.as_deref(), &judge.staff);
            verdicts.push(detail.row(self.import, self.run, row, customer)?);
        }
        self.flush().await?;
        self.touched.clear();
        import_row::Entity::insert_many(verdicts).exec_without_returning(self.unit.tx()).await?;
        Ok(())
    }

    fn create(&mut self, values: &Values, code: &str) -> Outcome<Uuid> {
        let (record, id) = (self.record(), Uuid::now_v7());
        let mut values = values.clone();
        values.insert(Field::Code, code.to_owned());
        let defaults = self.rights.defaults();
        if let Some(owner) = defaults.owner {
            values.entry(Field::Owner).or_insert_with(|| owner.to_string());
        }
        if let Some(branch) = defaults.branches.first() {
            values.entry(Field::Branch).or_insert_with(|| branch.to_string());
        }
        let mut row =
            blank(Directory::Individuals, CustomerKind::Individual, id, self.unit.now(), Some(self.unit.actor().user));
        for (field, value) in &values {
            record.set(&mut row, *field, Some(value))?;
        }
        row.without_email = Set(!values.contains_key(&Field::Email));
        self.created.push(row);
        self.audit.push((id, all_new(&values)));
        self.touched.insert(id);
        Ok(id)
    }

    /// Sets the new values over what stands there now, which is what the history keeps.
    async fn change(&mut self, id: Uuid, row: &Judged, news: &NewValues) -> Outcome<()> {
        let model = self.standing(id, row).await?;
        let record = self.record();
        let mut changes = Changes::new();
        let (version, mut active) = (model.version + 1, model.clone().into_active_model());
        for (field, (_, new)) in news {
            record.set(&mut active, *field, Some(new))?;
            let old = record.clear(&model, *field)?;
            changes.insert(*field, (old.kept(), kept(*field, Some(new))));
        }
        if news.contains_key(&Field::Email) {
            active.without_email = Set(false);
        }
        active.version = Set(version);
        active.updated_at = Set(self.unit.now());
        active.updated_by = Set(Some(self.unit.actor().user.0));
        self.changed.push(active);
        self.audit.push((id, changes));
        self.touched.insert(id);
        Ok(())
    }

    /// The record as it stands after the rows so far.
    async fn standing(&mut self, id: Uuid, row: &Judged) -> Outcome<customer::Model> {
        if self.touched.contains(&id) {
            self.flush().await?;
        } else if let Some(model) = row.record.as_ref().and_then(|record| record.model.clone()) {
            return Ok(model);
        }
        let found = lookup::by_ids(self.unit.tx(), [id]).await?.remove(&id);
        found.ok_or_else(|| Failure::fault("a changed record is gone"))
    }

    fn record(&self) -> Record<'_> {
        Record { labels: &self.labels, secrets: self.unit.services().secrets() }
    }

    async fn flush(&mut self) -> Outcome<()> {
        let tx = self.unit.tx();
        customer::Entity::insert_many(self.created.drain(..)).exec_without_returning(tx).await?;
        for row in self.changed.drain(..) {
            let row = row.update(tx).await?;
            // Only of a record that was there before may some open tab know.
            let place = scope::place_of(&row);
            self.unit.announce_customer(Directory::Individuals, row.id, [place]).await?;
        }
        let audit = std::mem::take(&mut self.audit);
        self.unit.record_many(Event::Imported, Resource::Individuals, &audit).await
    }

    /// Catalogs get the words that they do not have, if that was chosen.
    async fn add_labels(&mut self, row: &Judged) -> Outcome<()> {
        if !self.adds_labels || !matches!(row.outcome.verdict, Verdict::Created { .. } | Verdict::Changed { .. }) {
            return Ok(());
        }
        for (field, label) in &row.values {
            let FieldKind::Catalog(catalog) = field.kind() else { continue };
            if self.labels.find(catalog, label).is_none() {
                let text = ValueText { label: label.clone(), span: Default::default() };
                catalogs::add(self.unit, catalog, &text, None).await?;
                self.labels = Labels::read(self.unit.tx()).await?;
            }
        }
        Ok(())
    }
}

const fn is_new(row: &Judged) -> bool {
    matches!(row.outcome.verdict, Verdict::Created { .. })
}
