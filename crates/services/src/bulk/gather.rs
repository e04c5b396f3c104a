//! Writing down which records an act is about, before the first of them is changed: a change may take a record out of the very
//! list that it was found in.

use domain::{
    CustomerId,
    bulk::Selection,
    list::{ListState, Place},
    permission::verb,
};
use entities::bulk_row::{self, Column};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    act::DONE,
    run::{Task, still_wanted},
};
use crate::{
    Services,
    authz::Unit,
    customers::page_of,
    failure::Outcome,
    jobs::{Ended, Job},
};

/// Records that are read and written down at once.
const PAGE: u16 = 500;

/// A record of the act; of an undo with what stood there and what was written.
struct Found {
    customer: Uuid,
    was: Option<String>,
    becomes: Option<String>,
}

/// Where the next records are read.
enum Next {
    /// These, which are all.
    These(Vec<Uuid>),
    /// The list from this place on, without those who are left out.
    List(Box<ListState>, Place),
    /// What another act has written, after this row.
    Undone(Uuid, i64),
}

/// Writes all of them down, from the first; `None` if nobody wants it any more.
pub(super) async fn gather(
    services: &Services,
    job: &Job,
    task: &Task,
    shutdown: &CancellationToken,
) -> Outcome<Option<Ended>> {
    let mut next = Some(match (task.undoes, &task.request.selection) {
        (Some(id), _) => Next::Undone(id, 0),
        (None, Selection::These(ids)) => Next::These(ids.iter().map(|id| id.0).collect()),
        (None, Selection::Matching(state) | Selection::AllBut(state, _)) => Next::List(state.clone(), Place::Start),
    });
    let mut place = 0_i64;
    while let Some(from) = next.take() {
        if shutdown.is_cancelled() {
            return Ok(Some(Ended::Interrupted));
        }
        let unit = services.read(&job.actor).await?;
        let (found, after) = read(&unit, task, from).await?;
        unit.commit().await?;
        next = after;
        let unit = task.begin(services, &job.actor).await?;
        let Some(row) = still_wanted(&unit, job.subject).await? else { return Ok(None) };
        if place == 0 {
            // What an earlier run has left.
            bulk_row::Entity::delete_many().filter(Column::BulkId.eq(job.subject)).exec(unit.tx()).await?;
        }
        let rows = found.into_iter().map(|found| {
            place += 1;
            bulk_row::ActiveModel {
                bulk_id: Set(job.subject),
                place: Set(place),
                customer_id: Set(found.customer),
                outcome: Set(String::new()),
                was: Set(found.was),
                becomes: Set(found.becomes),
            }
        });
        let rows: Vec<_> = rows.collect();
        if !rows.is_empty() {
            bulk_row::Entity::insert_many(rows).exec_without_returning(unit.tx()).await?;
        }
        row.gathered(&unit, place, next.is_none()).await?;
        unit.commit().await?;
    }
    Ok(Some(Ended::Done))
}

/// Some records, and where the next ones stand, if there are more.
async fn read(unit: &Unit, task: &Task, from: Next) -> Outcome<(Vec<Found>, Option<Next>)> {
    let alone = |customer| Found { customer, was: None, becomes: None };
    Ok(match from {
        Next::These(ids) => (ids.into_iter().map(alone).collect(), None),
        Next::List(state, place) => {
            let permit = unit.permit_in::<verb::View>(task.request.directory)?;
            let customers = unit.services().customers(task.request.directory);
            let records = customers.filtered(unit, &permit, &state).await?.reading(&[]);
            let page = page_of(unit, &records, &state, &place, PAGE).await?;
            let left_out = match &task.request.selection {
                Selection::AllBut(_, ids) => ids.as_slice(),
                Selection::These(_) | Selection::Matching(_) => &[],
            };
            let wanted = page.rows.into_iter().map(|at| at.row.id).filter(|id| !left_out.contains(&CustomerId(*id)));
            let found = wanted.map(alone).collect();
            (found, page.after.map(|after| Next::List(state, Place::After(after))))
        }
        Next::Undone(id, after) => {
            let rows = bulk_row::Entity::find()
                .filter(Column::BulkId.eq(id))
                .filter(Column::Outcome.eq(DONE))
                .filter(Column::Place.gt(after))
                .order_by_asc(Column::Place)
                .limit(u64::from(PAGE))
                .all(unit.tx())
                .await?;
            let last = rows.last().map(|row| row.place);
            let found = |row: bulk_row::Model| Found { customer: row.customer_id, was: row.was, becomes: row.becomes };
            (rows.into_iter().map(found).collect(), last.map(|place| Next::Undone(id, place)))
        }
    })
}
