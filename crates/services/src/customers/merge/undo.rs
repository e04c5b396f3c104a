//! Both records are their own again. What was edited since, and what came since, stays with the one that stayed.

use std::collections::BTreeMap;

use domain::{
    AppError, CustomerId, MergeId,
    customer::{Field, Merged},
    history::{Changes, Event},
    permission::{Action, verb},
};
use entities::{customer, merge};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};

use super::{
    super::{
        Customers, Record,
        detail::locked,
        record::{directory_of, kind_of},
        tags,
    },
    Kept, OTHER, attached, count_members, newer,
};
use crate::{
    authz::{Actor, Unit},
    catalogs::Labels,
    failure::Outcome,
    query::scope::{place_of, placed},
};

impl Customers<'_> {
    /// Undoes a merge: the record that went comes back as it was, with what it brought and is still there; the one that stayed
    /// gets back the values that the merge changed and nobody has edited since.
    ///
    /// # Errors
    /// Not found; forbidden; refused if it is undone already, as long as a later merge stands in its way, or if the record
    /// would lie outside the actor's reach.
    pub async fn unmerge(&self, actor: &Actor, id: CustomerId, merge: MergeId) -> Outcome<Merged> {
        let unit = self.services.write_in::<verb::Delete>(actor, self.directory).await?;
        let survivor = locked(&unit, &unit.permit_in::<verb::View>(self.directory)?, id).await?;
        self.check_may_unmerge(&unit, &survivor)?;
        let last = merge::Entity::find()
            .filter(merge::Column::SurvivorId.eq(survivor.id))
            .filter(merge::Column::UndoneAt.is_null())
            .order_by_desc(merge::Column::EntrySeq)
            .all(unit.tx())
            .await?;
        let Some(at) = last.iter().position(|row| row.id == merge.0) else {
            return Err(AppError::field(OTHER, "not_merged").into());
        };
        let Some(row) = last.into_iter().nth(at).filter(|_| at == 0) else {
            return Err(AppError::field(OTHER, "merged_since").into());
        };
        let other = customer::Entity::find()
            .filter(customer::Column::Id.eq(row.other_id))
            .filter(customer::Column::MergedInto.eq(survivor.id))
            .lock_exclusive()
            .one(unit.tx())
            .await?
            .ok_or(AppError::NotFound)?;
        self.services.customers(directory_of(&other)).check_may_unmerge(&unit, &other)?;
        let kept: Kept = serde_json::from_str(&self.services.secrets().open(&row.sealed)?)?;

        let people = attached::give_back(&unit, &kept.moved, &survivor, &other).await?;
        let changes = self.give_back(&unit, &survivor, &kept, people).await?;
        come_back(&unit, &other).await?;
        let mut undone = row.into_active_model();
        undone.undone_at = Set(Some(unit.now()));
        undone.undone_by = Set(Some(actor.user.0));
        // What is undone is not needed any more.
        undone.sealed = Set(Vec::new());
        undone.update(unit.tx()).await?;

        unit.record(Event::Unmerged, self.directory.resource(), Some(survivor.id), &changes).await?;
        unit.record(Event::Unmerged, directory_of(&other).resource(), Some(other.id), &Changes::new()).await?;
        let stood = placed(other.owner_id, other.branch_id, &other.booked_branches);
        unit.announce_customer(directory_of(&other), other.id, [stood]).await?;
        unit.commit().await?;
        Ok(Merged { merge, survivor: id, code: survivor.code, other_code: other.code })
    }

    /// Whether the actor may edit and delete a record.
    fn check_may_unmerge(&self, unit: &Unit, row: &customer::Model) -> Outcome<()> {
        let at = place_of(row);
        if !unit.permit_in::<verb::Delete>(self.directory)?.reach().covers(&at) {
            return Err(self.forbidden(Action::Delete));
        }
        if !unit.permit_in::<verb::Edit>(self.directory)?.reach().covers(&at) {
            return Err(self.forbidden(Action::Edit));
        }
        Ok(())
    }

    /// Puts back the values that the merge changed and nobody has edited since; what the history says.
    async fn give_back(
        &self,
        unit: &Unit,
        survivor: &customer::Model,
        kept: &Kept,
        people: Changes,
    ) -> Outcome<Changes> {
        let labels = Labels::read(unit.tx()).await?;
        let record = Record { labels: &labels, secrets: self.services.secrets() };
        let mut changes = people;
        let mut active = survivor.clone().into_active_model();
        let mut fields: BTreeMap<Field, (Option<String>, Option<String>)> = BTreeMap::new();
        for (field, (before, after)) in &kept.fields {
            let still_has = self.directory.has(*field, kind_of(survivor));
            if still_has && record.held(survivor, *field)? == *after {
                record.put(&mut active, *field, before.as_deref())?;
                let told = (record.told(*field, after.as_deref()), record.told(*field, before.as_deref()));
                changes.insert(*field, told);
                fields.insert(*field, (after.clone(), before.clone()));
            }
        }
        let at = self.check_reach(unit, survivor, &fields)?;
        count_members(unit, survivor, &mut active, &mut fields, &mut changes).await?;
        let (before, after) = kept.without_email;
        let email = fields.get(&Field::Email).map_or(!survivor.email.is_empty(), |(_, email)| email.is_some());
        let ticked = if survivor.without_email == after { before } else { survivor.without_email };
        active.without_email = Set(ticked && !email);
        newer(unit, &mut active, survivor.version);
        active.update(unit.tx()).await?;
        if let Some((_, tags)) = fields.get(&Field::Tags) {
            tags::keep(unit, survivor.id, tags.as_deref().unwrap_or_default()).await?;
        }
        let stood = placed(survivor.owner_id, survivor.branch_id, &survivor.booked_branches);
        unit.announce_customer(self.directory, survivor.id, [stood, at]).await?;
        Ok(changes)
    }
}

/// The record stands in its list again, with the values that it had.
async fn come_back(unit: &Unit, row: &customer::Model) -> Outcome<()> {
    let mut active = row.clone().into_active_model();
    active.merged_into = Set(None);
    active.trashed_at = Set(None);
    active.trashed_by = Set(None);
    active.version = Set(row.version + 1);
    active.update(unit.tx()).await?;
    Ok(())
}
