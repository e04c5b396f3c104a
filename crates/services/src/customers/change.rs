//! Saving over a newer version: different fields are both kept, the same field asks the person.

use std::collections::{BTreeSet, HashMap};

use domain::{
    AppError, CustomerId, FieldError, FieldErrors,
    customer::{CustomerChange, CustomerKind, Directory, Field, Saved, YES, required},
    error::{Conflict, ConflictField},
    history::{Changes, Event},
    permission::{Action, verb},
    value::{FieldKind, normalise},
};
use entities::{branch, customer, user};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::{
    Customers, Record,
    clear::Clear,
    links, people,
    record::{check_links, check_sensitive, check_sensitive_at, keep_former_code, kept, kind_of, other_code},
    tags,
};
use crate::{
    authz::{Actor, Unit},
    catalogs::Labels,
    failure::{Failure, Outcome},
    query::scope::{place_of, placed},
    staff::{choosable, names_of},
};

/// What gives a record a new version.
const NEW_VERSION: &[Event] = &[
    Event::Changed,
    Event::Imported,
    Event::Trashed,
    Event::Restored,
    Event::Converted,
    Event::Merged,
    Event::MergedAway,
    Event::Unmerged,
];

/// A touched field, checked: what stands there now and what shall.
struct Touched {
    field: Field,
    now: Clear,
    new: Option<String>,
}

impl Customers<'_> {
    /// Changes the touched fields of a customer.
    ///
    /// # Errors
    /// Faults by field; a conflict if somebody else changed the same field; forbidden; not found.
    pub async fn change(&self, actor: &Actor, id: CustomerId, change: &CustomerChange) -> Outcome<Saved> {
        let outcome = self.change_once(actor, id, change).await;
        // Somebody was faster with the same code: the second time it is seen and answered as such.
        if outcome.as_ref().is_err_and(Failure::is_duplicate) {
            return self.change_once(actor, id, change).await;
        }
        outcome
    }

    async fn change_once(&self, actor: &Actor, id: CustomerId, change: &CustomerChange) -> Outcome<Saved> {
        let unit = self.services.write_in::<verb::Edit>(actor, self.directory).await?;
        check_sensitive(&unit, change.fields.keys())?;
        let row = self.editable(&unit, id).await?;
        let labels = Labels::read(unit.tx()).await?;
        let saved = self.change_row(&unit, row, &labels, change).await?;
        unit.commit().await?;
        Ok(saved)
    }

    /// Changes the touched fields of a record that may be edited. Whatever is refused is refused before anything is written,
    /// so that a unit may go on to another record.
    pub(crate) async fn change_row(
        &self,
        unit: &Unit,
        row: customer::Model,
        labels: &Labels,
        change: &CustomerChange,
    ) -> Outcome<Saved> {
        check_sensitive_at(unit, change.fields.keys(), &place_of(&row))?;
        let record = Record { labels, secrets: unit.services().secrets() };
        let mut touched = self.checked(change, &row, &record, self.services.clock().today())?;
        for touch in touched.iter_mut().filter(|touch| touch.field == Field::Tags) {
            touch.new = match &touch.new {
                Some(text) => Some(tags::spelled(unit, text).await?),
                None => None,
            };
        }
        let changed = changed_since(unit, &row, change.version).await?;
        let (mut conflicts, mut writes) = (Vec::new(), Vec::new());
        for touch in touched {
            let was = change.fields.get(&touch.field).and_then(|edit| edit.was.clone());
            let was = labels.now(touch.field.kind(), was);
            let stands = record.value(&row, touch.field);
            let shown = links::shown(unit, touch.field, stands.clone()).await?;
            let is_hidden = shown.is_none() && !touch.now.is_empty();
            if touch.now.is(touch.new.as_deref()) && !is_hidden || is_hidden && touch.new.is_none() {
                continue;
            }
            // Two sensitive values may look alike behind their masks: of these the history tells whether they changed.
            let behind_mask = touch.field.sensitive().is_some() && changed.contains(&touch.field);
            if (shown == was || stands == was) && !behind_mask {
                writes.push(touch);
            } else {
                conflicts.push(ConflictField::new(touch.field, shown, touch.new));
            }
        }
        if !conflicts.is_empty() {
            self.name_in(unit, &mut conflicts).await?;
            return Err(self.conflict(unit, &row, conflicts).await?.into());
        }
        let merged = changed.into_iter().filter(|field| !change.fields.contains_key(field)).collect();
        let (version, code) = self.write(unit, row, &record, writes, change.without_email).await?;
        Ok(Saved { version, code, merged })
    }

    /// The record, if it may be edited; what is visible but may not be edited is forbidden rather than missing.
    pub(crate) async fn editable(&self, unit: &Unit, id: CustomerId) -> Outcome<customer::Model> {
        let visible = super::detail::locked(unit, &unit.permit_in::<verb::View>(self.directory)?, id).await?;
        let permit = unit.permit_in::<verb::Edit>(self.directory)?;
        if permit.reach().covers(&place_of(&visible)) { Ok(visible) } else { Err(self.forbidden(Action::Edit)) }
    }

    pub(super) async fn conflict(
        &self,
        unit: &Unit,
        row: &customer::Model,
        fields: Vec<ConflictField>,
    ) -> Outcome<AppError> {
        let changed_by = names_of(unit, row.updated_by).await?;
        Ok(AppError::Conflict(Box::new(Conflict {
            version: row.version,
            changed_by: changed_by.into_values().next().unwrap_or_default(),
            fields,
        })))
    }

    /// Puts names beside the ids of a conflict: of customers whom the actor may see, of staff whom the actor may choose or who are
    /// in charge of this record, of branches.
    async fn name_in(&self, unit: &Unit, conflicts: &mut [ConflictField]) -> Outcome<()> {
        let id = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<Uuid>().ok());
        for conflict in conflicts {
            let both = [id(&conflict.theirs), id(&conflict.yours)];
            let ids = || both.into_iter().flatten();
            let names: HashMap<Uuid, String> = match conflict.field.kind() {
                FieldKind::User => {
                    let permit = unit.permit_in::<verb::View>(self.directory)?;
                    let known = choosable(unit, permit.reach()).filter(user::Column::Id.is_in(ids())).all(unit.tx());
                    let known = known.await?.into_iter().map(|user| user.id);
                    names_of(unit, known.chain(id(&conflict.theirs))).await?
                }
                FieldKind::Branch => {
                    let known = branch::Entity::find().filter(branch::Column::Id.is_in(ids())).all(unit.tx()).await?;
                    known.into_iter().map(|branch| (branch.id, branch.name)).collect()
                }
                FieldKind::Customer(kind) => {
                    let known = links::seen(unit, Directory::of_kind(kind), ids()).await?;
                    known.into_iter().map(|(id, link)| (id, link.name)).collect()
                }
                _ => continue,
            };
            let [theirs, yours] = both.map(|id| id.and_then(|id| names.get(&id).cloned()));
            (conflict.theirs_name, conflict.yours_name) = (theirs, yours);
        }
        Ok(())
    }

    /// Brings the typed texts into canonical form and looks after what such a customer must have.
    fn checked(
        &self,
        change: &CustomerChange,
        row: &customer::Model,
        record: &Record<'_>,
        today: chrono::NaiveDate,
    ) -> Outcome<Vec<Touched>> {
        let mut errors = FieldErrors::default();
        let mut touched = Vec::new();
        for (field, edit) in change.fields.iter().filter(|(field, _)| field.editable()) {
            if !self.directory.has(*field, kind_of(row)) {
                errors.0.push(FieldError::new(field.key(), "unknown_value"));
                continue;
            }
            match normalise(field.kind(), edit.becomes.as_deref().unwrap_or_default(), today) {
                Ok(normal) => {
                    let new = record.labels.now(field.kind(), normal.text);
                    touched.push(Touched { field: *field, now: record.clear(row, *field)?, new });
                }
                Err(code) => errors.0.push(FieldError::new(field.key(), code)),
            }
        }
        let must_have = required(self.directory, kind_of(row), change.without_email.unwrap_or(row.without_email))
            .iter()
            .chain(&[Field::Code]);
        for field in must_have.filter(|field| touched.iter().any(|touch| touch.field == **field && touch.new.is_none()))
        {
            errors.0.push(FieldError::new(field.key(), "required"));
        }
        errors.into_result()?;
        Ok(touched)
    }

    /// The number of a team's members, if another one is to stand there than was and than is typed.
    ///
    /// # Errors
    /// The typed number is smaller than that of the known members.
    async fn count_after(
        &self,
        unit: &Unit,
        row: &customer::Model,
        touched: &[Touched],
    ) -> Outcome<Option<Option<i64>>> {
        let find = |field| touched.iter().find(|touch| touch.field == field).map(|touch| touch.new.as_deref());
        let (typed, representative) = (find(Field::MemberCount), find(Field::Representative));
        if kind_of(row) != CustomerKind::Team || typed.or(representative).is_none() {
            return Ok(None);
        }
        let people = people::read(unit, CustomerKind::Team, row.id).await?;
        let representative = representative.map_or(row.representative_id, |id| id.and_then(|id| id.parse().ok()));
        let count = typed.map_or(row.member_count, |count| count.and_then(|count| count.parse().ok()));
        let settled = people::settled_count(unit, CustomerKind::Team, representative, count, &people);
        match typed {
            Some(Some(_)) if settled != count => {
                Err(AppError::field(Field::MemberCount.key(), "member_count_too_small").into())
            }
            _ => Ok(Some(settled).filter(|settled| *settled != count)),
        }
    }

    /// Writes the touched fields; the record's version and code now.
    async fn write(
        &self,
        unit: &Unit,
        row: customer::Model,
        record: &Record<'_>,
        touched: Vec<Touched>,
        without_email: Option<bool>,
    ) -> Outcome<(i64, String)> {
        let email = touched.iter().find(|touch| touch.field == Field::Email);
        let has_email = email.map_or(!row.email.is_empty(), |touch| touch.new.is_some());
        let had_none = row.without_email;
        let without_email = without_email.unwrap_or(had_none) && !has_email;
        if touched.is_empty() && had_none == without_email {
            return Ok((row.version, row.code));
        }

        let values = touched.iter().filter_map(|touch| Some((touch.field, touch.new.clone()?))).collect();
        check_links(unit, self.directory, &values).await?;
        let count = self.count_after(unit, &row, &touched).await?;
        let (id, version, former) = (row.id, row.version + 1, row.code.clone());
        let mut code = former.clone();
        let (owner, branch, before) = (row.owner_id, row.branch_id, row.member_count);
        let (stood, booked) = (place_of(&row), row.booked_branches.clone());
        let mut active = row.into_active_model();
        let mut changes = Changes::new();
        for touch in touched {
            if touch.field == Field::Code {
                code = other_code(unit, id, touch.new.as_deref().unwrap_or_default()).await?;
            }
            record.set(&mut active, touch.field, touch.new.as_deref())?;
            changes.insert(touch.field, (touch.now.kept(), kept(touch.field, touch.new.as_deref())));
        }
        let at = placed(set_or(&active.owner_id, owner), set_or(&active.branch_id, branch), &booked);
        if !unit.permit_in::<verb::Edit>(self.directory)?.reach().covers(&at) {
            return Err(AppError::field(Field::Branch.key(), "outside_reach").into());
        }
        if let Some(count) = count {
            let was = changes.get(&Field::MemberCount).map_or_else(|| text_of(before), |(was, _)| was.clone());
            active.member_count = Set(count);
            changes.insert(Field::MemberCount, (was, text_of(count)));
        }
        if had_none != without_email {
            let told = |ticked: bool| ticked.then(|| YES.to_owned());
            changes.insert(Field::WithoutEmail, (told(had_none), told(without_email)));
        }
        active.without_email = Set(without_email);
        active.version = Set(version);
        active.updated_at = Set(unit.now());
        active.updated_by = Set(Some(unit.actor().user.0));
        let row = active.update(unit.tx()).await?;
        if code != former {
            keep_former_code(unit, id, &former, &code).await?;
        }
        if changes.contains_key(&Field::Tags) {
            tags::keep(unit, id, &row.tags).await?;
        }

        unit.record(Event::Changed, self.directory.resource(), Some(id), &changes).await?;
        unit.announce_customer(self.directory, id, [stood, at]).await?;
        Ok((version, code))
    }
}

fn text_of(count: Option<i64>) -> Option<String> {
    count.map(|count| count.to_string())
}

fn set_or<T: Copy + Into<sea_orm::Value>>(value: &sea_orm::ActiveValue<Option<T>>, before: Option<T>) -> Option<T>
where
    Option<T>: Into<sea_orm::Value>,
{
    match value {
        Set(new) => *new,
        _ => before,
    }
}

/// The fields that others changed since the form was opened: the newest entries of the history, one per version.
async fn changed_since(unit: &Unit, row: &customer::Model, version: i64) -> Outcome<BTreeSet<Field>> {
    let versions = usize::try_from(row.version.saturating_sub(version)).unwrap_or_default();
    if versions == 0 {
        return Ok(BTreeSet::new());
    }
    let history = crate::audit::history(unit, &[row.id], None).await?;
    let entries = history.into_iter().map(|(_, entry)| entry);
    let entries = entries.filter(|entry| NEW_VERSION.iter().any(|event| event.key() == entry.event));
    Ok(entries.take(versions).flat_map(|entry| entry.changes.into_keys()).collect())
}
