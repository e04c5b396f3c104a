//! Deleting for good: of a customer its code alone is left, which stays taken, and that it was deleted.
//!
//! The row stays as an empty one. History and audit entries lose their values and keep who, when and what, so that the chain
//! stays provable. What other records, imports, drafts and acts on many kept of it goes too.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    AppError, CustomerId,
    customer::{Directory, Field, PersonField, PersonInput, PersonValues},
    history::{Changes, Event},
    permission::{Action, verb},
    value::clean,
};
use entities::{bulk_row, contact_person, customer, customer_tag, import_row, member, merge};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, Statement,
    sea_query::Expr,
};
use uuid::Uuid;

use super::{
    Customers,
    record::{blank, directory_of, kind_of},
};
use crate::{
    Services, attachments, audit,
    authz::Actor,
    avatars, bookings, contracts,
    database::Engine,
    drafts::forget_customers,
    extra_services,
    failure::{Failure, Outcome},
    invoices, ledger, meters,
    query::scope,
    settings::trash_days,
};

/// Records that one transaction of the sweep deletes: others want to write too.
const AT_ONCE: u64 = 10;
/// Pages of an index that one transaction merges.
const MERGED_PAGES: i32 = 500;
/// What an import keeps of a row whose customer was deleted for good.
const NOTHING: &str = "{}";

impl Customers<'_> {
    /// Deletes a record of the trash for good; `typed` is its code or its name, so that nobody does it by mistake.
    ///
    /// # Errors
    /// Something else is typed; unconfirmed, as it cannot be taken back; forbidden without full permission for the whole business; not found.
    pub async fn purge(&self, actor: &Actor, id: CustomerId, typed: &str) -> Outcome<()> {
        let unit = self.services.write_in::<verb::Delete>(actor, self.directory).await?;
        unit.check_full(self.directory.cell(Action::Delete))?;
        let permit = unit.permit_in::<verb::Delete>(self.directory)?;
        let found = scope::trashed(&permit).filter(customer::Column::Id.eq(id.0)).lock_exclusive();
        let row = found.one(unit.tx()).await?.ok_or(AppError::NotFound)?;
        let typed = clean(typed);
        if typed.is_empty() || !(typed.eq_ignore_ascii_case(&row.code) || typed == row.name) {
            return Err(AppError::field("typed", "does_not_match").into());
        }
        unit.check_confirmed().await?;
        Eraser { tx: unit.tx(), actor: Some(actor), now: unit.now() }.erase(vec![row]).await?;
        unit.announce(self.directory.key(), id.0).await?;
        unit.commit().await?;
        attachments::objects::clear_behind(self.services).await;
        // It is done, whatever becomes of this; the next one takes along what this one leaves.
        if let Err(failure) = forget_words(self.services).await {
            tracing::warn!(%failure, "deleted words are still in the index");
        }
        Ok(())
    }
}

/// Deletes for good what lies in the trash for too long; after a time without a server it catches up.
pub(crate) async fn purge_old(services: &Services) -> Outcome<()> {
    let now = services.clock().now();
    let tx = services.database().begin_read().await?;
    let kept = TimeDelta::days(trash_days(&tx).await?);
    tx.commit().await?;
    let old = || {
        customer::Entity::find()
            .filter(customer::Column::TrashedAt.is_not_null())
            .filter(customer::Column::PurgedAt.is_null())
            // What went into another record goes with that one.
            .filter(customer::Column::MergedInto.is_null())
            .filter(customer::Column::TrashedAt.lt(now - kept))
    };
    let mut some = false;
    loop {
        // Looking costs nothing; only who finds something queues for the writer.
        let tx = services.database().begin_read().await?;
        let none = old().one(&tx).await?.is_none();
        tx.commit().await?;
        if none {
            return if some { forget_words(services).await } else { Ok(()) };
        }
        some = true;
        let tx = services.database().begin_write().await?;
        let rows = old().order_by_asc(customer::Column::TrashedAt).limit(AT_ONCE).lock_exclusive().all(&tx).await?;
        Eraser { tx: &tx, actor: None, now }.erase(rows).await?;
        tx.commit().await?;
    }
}

/// Takes the words of those who were deleted out of the index of search. SQLite keeps deleted words in there until the parts of the
/// index are merged (`secure-delete` does nothing in an index without content), so that is asked for, piece by piece.
/// <https://www.sqlite.org/fts5.html#the_merge_command>
async fn forget_words(services: &Services) -> Outcome<()> {
    if services.database().engine() == Engine::Postgres {
        return Ok(());
    }
    for index in ["customer_word", "customer_part"] {
        // The first one begins, the others go on until there is nothing left to do: the command itself is one change.
        let mut pages = -MERGED_PAGES;
        loop {
            let tx = services.database().begin_write().await?;
            let before = total_changes(&tx).await?;
            tx.execute_unprepared(&format!("INSERT INTO {index} ({index}, rank) VALUES ('merge', {pages})")).await?;
            let changes = total_changes(&tx).await? - before;
            tx.commit().await?;
            if changes < 2 {
                break;
            }
            pages = MERGED_PAGES;
        }
    }
    Ok(())
}

/// How many rows the connection has written so far.
async fn total_changes(tx: &DatabaseTransaction) -> Outcome<i64> {
    let asked = Statement::from_string(tx.get_database_backend(), "SELECT total_changes() AS changes");
    let row = tx.query_one_raw(asked).await?.ok_or_else(|| Failure::fault("the database does not count".to_owned()))?;
    Ok(row.try_get("", "changes")?)
}

/// Who erases, when; nobody is the system.
struct Eraser<'t> {
    tx: &'t DatabaseTransaction,
    actor: Option<&'t Actor>,
    now: DateTime<Utc>,
}

impl Eraser<'_> {
    /// Records, and those that went into them.
    async fn erase(&self, mut rows: Vec<customer::Model>) -> Outcome<()> {
        let mut at = 0;
        while let Some(id) = rows.get(at).map(|row| row.id) {
            let merged = customer::Entity::find().filter(customer::Column::MergedInto.eq(id)).lock_exclusive();
            rows.extend(merged.all(self.tx).await?);
            at += 1;
        }
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        for id in &ids {
            self.leave_customers(*id).await?;
            self.leave_teams(*id).await?;
            audit::erase(self.tx, *id, Event::ALL).await?;
        }
        forget(self.tx, &ids).await?;
        attachments::forget(self.tx, self.now, &ids).await?;
        avatars::forget(self.tx, self.now, &ids).await?;
        // What the first ones named is as it is by now.
        let rows = customer::Entity::find().filter(customer::Column::Id.is_in(ids)).all(self.tx).await?;
        for row in rows {
            self.empty(row).await?;
        }
        Ok(())
    }

    async fn empty(&self, row: customer::Model) -> Outcome<()> {
        let (id, directory) = (row.id, directory_of(&row));
        let empty = customer::ActiveModel {
            seq: Unchanged(row.seq),
            id: Unchanged(row.id),
            version: Set(row.version + 1),
            code: Set(row.code.clone()),
            created_at: Set(row.created_at),
            updated_at: Set(self.now),
            trashed_at: Set(row.trashed_at),
            purged_at: Set(Some(self.now)),
            ..blank(directory, kind_of(&row), id, self.now, None)
        };
        empty.update(self.tx).await?;
        self.tell(Event::Purged, directory, id, &Changes::new()).await
    }

    async fn tell(&self, event: Event, directory: Directory, id: Uuid, changes: &Changes) -> Outcome<()> {
        audit::write(self.tx, self.actor, self.now, event, directory.resource(), Some(id), changes).await?;
        Ok(())
    }

    /// Customers that name it as their organization or representative name nobody afterwards.
    async fn leave_customers(&self, id: Uuid) -> Outcome<()> {
        let fields = [
            (customer::Column::OrganizationId, Field::Organization),
            (customer::Column::RepresentativeId, Field::Representative),
        ];
        for (column, field) in fields {
            // Apart, as each have an index that holds them.
            let linked = || customer::Entity::find().filter(column.eq(id)).lock_exclusive();
            let living = linked().filter(customer::Column::TrashedAt.is_null()).all(self.tx).await?;
            let trashed = linked().filter(customer::Column::TrashedAt.is_not_null());
            let trashed = trashed.filter(customer::Column::PurgedAt.is_null()).all(self.tx).await?;
            for row in living.into_iter().chain(trashed) {
                let mut active = row.clone().into_active_model();
                match field {
                    Field::Organization => active.organization_id = Set(None),
                    _ => active.representative_id = Set(None),
                }
                let changes = Changes::from([(field, (Some(id.to_string()), None))]);
                self.new_version(row, active, &changes).await?;
            }
        }
        Ok(())
    }

    /// Teams in whose list it stands.
    async fn leave_teams(&self, id: Uuid) -> Outcome<()> {
        let members = member::Entity::find().filter(member::Column::IndividualId.eq(id)).all(self.tx).await?;
        member::Entity::delete_many().filter(member::Column::IndividualId.eq(id)).exec(self.tx).await?;
        for member in members {
            let team = customer::Entity::find().filter(customer::Column::Id.eq(member.customer_id)).lock_exclusive();
            let Some(team) = team.one(self.tx).await? else { continue };
            let days = [(PersonField::JoinedOn, member.joined_on), (PersonField::LeftOn, member.left_on)];
            let values: PersonValues = days.into_iter().filter(|(_, day)| !day.is_empty()).collect();
            let line = PersonInput { values, individual: Some(CustomerId(id)), is_main: false }.line();
            let active = team.clone().into_active_model();
            self.new_version(team, active, &Changes::from([(Field::Members, (Some(line), None))])).await?;
        }
        Ok(())
    }

    async fn new_version(
        &self,
        row: customer::Model,
        mut active: customer::ActiveModel,
        changes: &Changes,
    ) -> Outcome<()> {
        active.version = Set(row.version + 1);
        active.updated_at = Set(self.now);
        active.updated_by = Set(self.actor.map(|actor| actor.user.0));
        active.update(self.tx).await?;
        self.tell(Event::Changed, directory_of(&row), row.id, changes).await
    }
}

/// What stands of customers beside their rows.
async fn forget(tx: &impl ConnectionTrait, gone: &[Uuid]) -> Outcome<()> {
    bookings::forget(tx, gone).await?;
    contracts::forget(tx, gone).await?;
    extra_services::forget(tx, gone).await?;
    meters::forget(tx, gone).await?;
    invoices::forget(tx, gone).await?;
    ledger::forget(tx, gone).await?;
    let ids = || gone.iter().copied();
    contact_person::Entity::delete_many().filter(contact_person::Column::CustomerId.is_in(ids())).exec(tx).await?;
    member::Entity::delete_many().filter(member::Column::CustomerId.is_in(ids())).exec(tx).await?;
    let merged = Condition::any().add(merge::Column::SurvivorId.is_in(ids())).add(merge::Column::OtherId.is_in(ids()));
    merge::Entity::delete_many().filter(merged).exec(tx).await?;
    customer_tag::Entity::delete_many().filter(customer_tag::Column::CustomerId.is_in(ids())).exec(tx).await?;
    bulk_row::Entity::update_many()
        .col_expr(bulk_row::Column::Was, Expr::value(Option::<String>::None))
        .col_expr(bulk_row::Column::Becomes, Expr::value(Option::<String>::None))
        .filter(bulk_row::Column::CustomerId.is_in(ids()))
        .exec(tx)
        .await?;
    import_row::Entity::update_many()
        .col_expr(import_row::Column::DetailJson, Expr::value(NOTHING))
        .filter(import_row::Column::CustomerId.is_in(ids()))
        .exec(tx)
        .await?;
    forget_customers(tx, gone).await
}
