//! Two records of one customer become one. The record that goes lies where trashed ones lie and names the one that stays; its
//! code and its id lead there. Undoing it gives both back.

mod attached;
mod undo;

use std::collections::BTreeMap;

use domain::{
    AppError, CustomerId, FieldError, FieldErrors, MergeId,
    customer::{Comparison, Field, MergeRequest, Merged, Side, picked, required},
    history::{Changes, Event},
    permission::{Action, Placement, verb},
};
use entities::{customer, merge};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use self::attached::Moved;
use super::{
    Customers, Record,
    detail::{by_id, locked, whole},
    people,
    record::{check_sensitive_at, kind_of, may_know},
    tags,
};
use crate::{
    authz::{Actor, Unit},
    catalogs::Labels,
    failure::Outcome,
    query::{
        is_storable,
        scope::{self, place_of, placed},
    },
};

/// The field of the error that two records cannot be merged.
const OTHER: &str = "other";

/// What undoing a merge takes; it is sealed.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    /// What the merge changed: before, and since.
    fields: BTreeMap<Field, (Option<String>, Option<String>)>,
    without_email: (bool, bool),
    moved: Moved,
}

impl Customers<'_> {
    /// Two records side by side, one of them by its code.
    ///
    /// # Errors
    /// Not found; forbidden, if neither could go or one may not be edited; they are one record, or of two kinds.
    pub async fn compare(&self, actor: &Actor, id: CustomerId, with: &str) -> Outcome<Comparison> {
        let unit = self.services.read(actor).await?;
        let delete = unit.permit_in::<verb::Delete>(self.directory)?;
        let (edit, view) =
            (unit.permit_in::<verb::Edit>(self.directory)?, unit.permit_in::<verb::View>(self.directory)?);
        if !is_storable(with) {
            return Err(AppError::NotFound.into());
        }
        let one = by_id(&unit, &view, id).await?;
        let other = scope::living(&view).filter(customer::Column::Code.eq(with)).one(unit.tx()).await?;
        let rows = [one, other.ok_or(AppError::NotFound)?];
        let at = rows.each_ref().map(place_of);
        if !at.iter().any(|at| delete.reach().covers(at)) {
            return Err(self.forbidden(Action::Delete));
        }
        if !at.iter().all(|at| edit.reach().covers(at)) {
            return Err(self.forbidden(Action::Edit));
        }
        check_kinds(&rows)?;

        let labels = Labels::read(unit.tx()).await?;
        let record = Record { labels: &labels, secrets: self.services.secrets() };
        let [one, other] = &rows;
        let mut differing = Vec::new();
        // Whether two values are the same is said to those who may know both.
        let known = |field: &Field| at.iter().all(|at| may_know(&unit, *field, at));
        for field in picked(self.directory, kind_of(one)).filter(known) {
            if record.held(one, field)? != record.held(other, field)? {
                differing.push(field);
            }
        }
        let mut sides = Vec::new();
        for row in &rows {
            sides.push(Side { detail: whole(&unit, row).await?, attached: attached::counted(&unit, row).await? });
        }
        let [one, other]: [Side; 2] = sides.try_into().map_err(|_| AppError::NotFound)?;
        // Who is out of reach is not told by a difference either.
        differing.retain(|field| {
            super::links::directory_of(*field).is_none()
                || [&one, &other].iter().any(|side| side.detail.values.contains_key(field))
        });
        Ok(Comparison { sides: [one, other], differing })
    }

    /// Merges a record into another one of its list and kind, with the fields that are taken from it.
    ///
    /// # Errors
    /// Not found; forbidden; unconfirmed; a conflict if somebody changed one of them since they were compared; faults of what is taken.
    pub async fn merge(&self, actor: &Actor, request: &MergeRequest) -> Outcome<Merged> {
        let unit = self.services.write_in::<verb::Delete>(actor, self.directory).await?;
        let [survivor, other] = self.both(&unit, request).await?;
        unit.check_confirmed().await?;
        let labels = Labels::read(unit.tx()).await?;
        let record = Record { labels: &labels, secrets: self.services.secrets() };

        let (moved, mut changes) = attached::move_over(&unit, &other, &survivor).await?;
        let mut active = survivor.clone().into_active_model();
        let mut fields = BTreeMap::new();
        for field in picked(self.directory, kind_of(&survivor)).filter(|field| request.take.contains(field)) {
            let (before, after) = (record.held(&survivor, field)?, record.held(&other, field)?);
            if before != after {
                record.put(&mut active, field, after.as_deref())?;
                changes.insert(field, (record.told(field, before.as_deref()), record.told(field, after.as_deref())));
                fields.insert(field, (before, after));
            }
        }
        let without_email = self.check_taken(&survivor, &other, &fields)?;
        let at = self.check_reach(&unit, &survivor, &fields)?;
        count_members(&unit, &survivor, &mut active, &mut fields, &mut changes).await?;
        let kept = Kept { fields, without_email: (survivor.without_email, without_email), moved };
        active.without_email = Set(without_email);
        newer(&unit, &mut active, survivor.version);
        active.update(unit.tx()).await?;
        if let Some((_, tags)) = kept.fields.get(&Field::Tags) {
            tags::keep(&unit, survivor.id, tags.as_deref().unwrap_or_default()).await?;
        }
        gone(&unit, &other, survivor.id).await?;

        let done = Merged {
            merge: MergeId(Uuid::now_v7()),
            survivor: CustomerId(survivor.id),
            code: survivor.code,
            other_code: other.code,
        };
        let resource = self.directory.resource();
        let entry_seq = unit.record_numbered(Event::Merged, resource, Some(survivor.id), &changes).await?;
        unit.record(Event::MergedAway, resource, Some(other.id), &Changes::new()).await?;
        let row = merge::ActiveModel {
            id: Set(done.merge.0),
            survivor_id: Set(survivor.id),
            other_id: Set(other.id),
            entry_seq: Set(entry_seq),
            sealed: Set(self.services.secrets().seal(&serde_json::to_string(&kept)?)?),
            merged_at: Set(unit.now()),
            merged_by: Set(actor.user.0),
            undone_at: Set(None),
            undone_by: Set(None),
        };
        merge::Entity::insert(row).exec_without_returning(unit.tx()).await?;
        let stood = placed(survivor.owner_id, survivor.branch_id, &survivor.booked_branches);
        unit.announce_customer(self.directory, survivor.id, [stood, at]).await?;
        let stood = placed(other.owner_id, other.branch_id, &other.booked_branches);
        unit.announce_customer(self.directory, other.id, [stood]).await?;
        unit.commit().await?;
        Ok(done)
    }

    /// The record that stays and the one that goes; nobody else changes them until the unit is over.
    async fn both(&self, unit: &Unit, request: &MergeRequest) -> Outcome<[customer::Model; 2]> {
        let edit = unit.permit_in::<verb::Edit>(self.directory)?;
        let view = unit.permit_in::<verb::View>(self.directory)?;
        // Always in the same order: two people who merge the same two do not wait for one another for ever.
        let (first, second) = (request.survivor.min(request.other), request.survivor.max(request.other));
        let (first, second) = (locked(unit, &view, first).await?, locked(unit, &view, second).await?);
        let rows = if first.id == request.survivor.0 { [first, second] } else { [second, first] };
        let [survivor, other] = rows.each_ref().map(place_of);
        if !unit.permit_in::<verb::Delete>(self.directory)?.reach().covers(&other) {
            return Err(self.forbidden(Action::Delete));
        }
        if ![&survivor, &other].iter().all(|at| edit.reach().covers(at)) {
            return Err(self.forbidden(Action::Edit));
        }
        check_kinds(&rows)?;
        for at in [&survivor, &other] {
            check_sensitive_at(unit, &request.take, at)?;
        }
        for (row, version) in rows.iter().zip([request.survivor_version, request.other_version]) {
            if row.version != version {
                return Err(self.conflict(unit, row, Vec::new()).await?.into());
            }
        }
        Ok(rows)
    }

    /// Whether the record that stays keeps what such a customer must have, and whether it is known to have no e-mail.
    fn check_taken(
        &self,
        survivor: &customer::Model,
        other: &customer::Model,
        fields: &BTreeMap<Field, (Option<String>, Option<String>)>,
    ) -> Outcome<bool> {
        let email = fields.get(&Field::Email).map_or(!survivor.email.is_empty(), |(_, after)| after.is_some());
        let without_email = !email && (survivor.without_email || other.without_email);
        let emptied = |field: &&Field| fields.get(field).is_some_and(|(_, after)| after.is_none());
        let must_have = required(self.directory, kind_of(survivor), without_email).iter();
        let faults = must_have.filter(emptied).map(|field| FieldError::new(field.key(), "required"));
        FieldErrors(faults.collect()).into_result()?;
        Ok(without_email)
    }

    /// Where the record that stays stands afterwards; the actor may edit it there.
    fn check_reach(
        &self,
        unit: &Unit,
        row: &customer::Model,
        fields: &BTreeMap<Field, (Option<String>, Option<String>)>,
    ) -> Outcome<Placement> {
        let after = |field, before: Option<Uuid>| {
            fields.get(&field).map_or(before, |(_, id)| id.as_ref().and_then(|id| id.parse().ok()))
        };
        let at = placed(after(Field::Owner, row.owner_id), after(Field::Branch, row.branch_id), &row.booked_branches);
        if unit.permit_in::<verb::Edit>(self.directory)?.reach().covers(&at) {
            Ok(at)
        } else {
            Err(AppError::field(Field::Branch.key(), "outside_reach").into())
        }
    }
}

fn check_kinds([one, other]: &[customer::Model; 2]) -> Outcome<()> {
    if one.id == other.id {
        return Err(AppError::field(OTHER, "same_record").into());
    }
    if one.kind != other.kind {
        return Err(AppError::field(OTHER, "kind_mismatch").into());
    }
    Ok(())
}

/// A team is at least as many as are listed.
async fn count_members(
    unit: &Unit,
    row: &customer::Model,
    active: &mut customer::ActiveModel,
    fields: &mut BTreeMap<Field, (Option<String>, Option<String>)>,
    changes: &mut Changes,
) -> Outcome<()> {
    let kind = kind_of(row);
    let text = |count: Option<i64>| count.map(|count| count.to_string());
    let taken = |field| fields.get(&field).map(|(_, after): &(Option<String>, Option<String>)| after.clone());
    let representative =
        taken(Field::Representative).map_or(row.representative_id, |id| id.and_then(|id| id.parse().ok()));
    let count = taken(Field::MemberCount).map_or(row.member_count, |count| count.and_then(|count| count.parse().ok()));
    let settled = people::settled_count(unit, kind, representative, count, &people::read(unit, kind, row.id).await?);
    if settled != count {
        active.member_count = Set(settled);
        let change = (text(row.member_count), text(settled));
        changes.insert(Field::MemberCount, change.clone());
        fields.insert(Field::MemberCount, change);
    }
    Ok(())
}

fn newer(unit: &Unit, active: &mut customer::ActiveModel, version: i64) {
    active.version = Set(version + 1);
    active.updated_at = Set(unit.now());
    active.updated_by = Set(Some(unit.actor().user.0));
}

/// The record leaves all lists; its values stay as they are.
async fn gone(unit: &Unit, row: &customer::Model, into: Uuid) -> Outcome<()> {
    let mut active = row.clone().into_active_model();
    active.merged_into = Set(Some(into));
    active.trashed_at = Set(Some(unit.now()));
    active.trashed_by = Set(Some(unit.actor().user.0));
    active.version = Set(row.version + 1);
    active.update(unit.tx()).await?;
    Ok(())
}
