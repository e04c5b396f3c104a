//! Another person is put in charge of somebody's customers, whoever sees them: with history and version, as by hand.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    UserId,
    customer::{Directory, Field},
    history::{Changes, Event},
};
use entities::customer::{self, Column};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use crate::{authz::Unit, failure::Outcome, query::scope::placed};

/// Records that one statement names.
const AT_ONCE: usize = 500;

/// Home branches, each with the branches where somebody is booked.
type Branches = BTreeSet<(Option<Uuid>, String)>;

/// Gives everything that one person is in charge of to another one.
pub(crate) async fn hand_over(unit: &Unit, from: UserId, to: UserId) -> Outcome<()> {
    let found: Vec<(Uuid, String, Option<Uuid>, String)> = customer::Entity::find()
        .filter(Column::OwnerId.eq(from.0))
        .select_only()
        .columns([Column::Id, Column::Directory, Column::BranchId, Column::BookedBranches])
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .into_tuple()
        .all(unit.tx())
        .await?;
    let mut lists: BTreeMap<Directory, (Vec<Uuid>, Branches)> = BTreeMap::new();
    for (id, directory, branch, booked) in found {
        let (ids, branches) = lists.entry(Directory::from_key(&directory).unwrap_or_default()).or_default();
        ids.push(id);
        branches.insert((branch, booked));
    }
    let owner = |user: UserId| Some(user.to_string());
    let changes = Changes::from([(Field::Owner, (owner(from), owner(to)))]);
    for (directory, (ids, branches)) in lists {
        for ids in ids.chunks(AT_ONCE) {
            customer::Entity::update_many()
                .col_expr(Column::OwnerId, Expr::value(to.0))
                .col_expr(Column::Version, Expr::col(Column::Version).add(1))
                .col_expr(Column::UpdatedAt, Expr::value(unit.now()))
                .col_expr(Column::UpdatedBy, Expr::value(unit.actor().user.0))
                .filter(Column::Id.is_in(ids.iter().copied()))
                .exec(unit.tx())
                .await?;
            let entries: Vec<(Uuid, Changes)> = ids.iter().map(|id| (*id, changes.clone())).collect();
            unit.record_many(Event::Changed, directory.resource(), &entries).await?;
        }
        let places =
            branches.iter().flat_map(|(branch, booked)| [from, to].map(|owner| placed(Some(owner.0), *branch, booked)));
        let places = places.collect();
        unit.announce_customers(directory, &ids, places).await?;
    }
    Ok(())
}
