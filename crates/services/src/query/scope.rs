//! Where every query on customers begins: at the reach of a permit.

use domain::{
    BranchId, CustomerId, UserId,
    customer::Directory,
    permission::{Placement, Reach, verb},
};
use entities::{customer, customer_branch};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, ExprTrait, Func, IntoCondition, SelectStatement, SimpleExpr},
};

use uuid::Uuid;

use super::records::{Records, Tested, Way};
use crate::{
    authz::{CustomerPermit, Unit},
    failure::Outcome,
};

/// Records that enter or leave a list are counted up to here.
const COUNTED: u64 = 10_000;

/// The list of records within reach that are not in the trash.
#[track_caller]
pub(crate) fn records<V>(permit: &CustomerPermit<'_, V>) -> Records {
    let (directory, reach) = (permit.directory(), permit.reach());
    let records = Records::living(directory);
    if reach.all {
        return records;
    }
    let Reach { owners, branches, .. } = reach;
    let of_owners = in_charge(owners).map(|mine| Way::by(directory, mine, "customer_by_owner"));
    let of_branches = at_home(branches).map(|there| {
        let elsewhere = customer::Column::BranchId.is_null().or(there.clone().not());
        let booked = customer::Column::Seq.in_subquery(booked_in(branches)).and(elsewhere);
        Way::by(directory, there, "customer_by_branch").besides(directory, booked)
    });
    let of_both = in_charge_there(reach).map(|both| Way::by(directory, both, "customer_by_owner"));
    let way = Way::any(of_owners.into_iter().chain(of_branches).chain(of_both));
    records.that(within(reach), Tested::InIndex, Some(way))
}

/// Of these records those in the charge of one of these people.
pub(crate) fn in_charge_of(records: Records, owners: &[UserId]) -> Records {
    let mine = customer::Column::OwnerId.is_in(owners.iter().map(|owner| owner.0));
    let way = Way::by(records.directory(), mine.clone(), "customer_by_owner");
    records.that(mine, Tested::InIndex, Some(way))
}

/// Of these records the ones with these ids.
pub(crate) fn these(records: Records, ids: &[CustomerId]) -> Records {
    let chosen = customer::Column::Id.is_in(ids.iter().map(|id| id.0));
    let living = customer::Entity::find().filter(customer::Column::TrashedAt.is_null()).filter(chosen.clone());
    let way = Way::about(living.select_only().column(customer::Column::Seq).into_query());
    records.seldom().that(chosen, Tested::InRow, Some(way))
}

/// Of these records all without these ids.
pub(crate) fn all_but(records: Records, ids: &[CustomerId]) -> Records {
    records.that(customer::Column::Id.is_not_in(ids.iter().map(|id| id.0)), Tested::InRow, None)
}

/// Records within reach that are not in the trash.
#[track_caller]
pub(crate) fn living<V>(permit: &CustomerPermit<'_, V>) -> Select<customer::Entity> {
    any(permit).filter(customer::Column::TrashedAt.is_null())
}

/// Records within reach that lie in the trash; those that went into others lie elsewhere.
#[track_caller]
pub(crate) fn trashed<V>(permit: &CustomerPermit<'_, V>) -> Select<customer::Entity> {
    any(permit)
        .filter(customer::Column::TrashedAt.is_not_null())
        .filter(customer::Column::PurgedAt.is_null())
        .filter(customer::Column::MergedInto.is_null())
}

/// Records within reach, wherever they are.
#[track_caller]
pub(crate) fn any<V>(permit: &CustomerPermit<'_, V>) -> Select<customer::Entity> {
    let all = customer::Entity::find().filter(customer::Column::Directory.eq(permit.directory().key()));
    if permit.reach().all { all } else { all.filter(within(permit.reach())) }
}

/// How many living customers meet a condition, of those that the asker may see.
pub(crate) async fn count_seen(unit: &Unit, condition: impl IntoCondition) -> Outcome<u64> {
    let condition = condition.into_condition();
    let mut seen = 0;
    for directory in Directory::ALL {
        let Ok(permit) = unit.permit_in::<verb::View>(*directory) else { continue };
        seen += living(&permit).filter(condition.clone()).count(unit.tx()).await?;
    }
    Ok(seen)
}

/// How many living records one reach covers and another one does not, of those that are seen; counted up to a limit.
pub(crate) async fn count_beyond(
    tx: &impl ConnectionTrait,
    directory: Directory,
    seen: &Reach,
    reach: &Reach,
    other: &Reach,
) -> Outcome<u64> {
    if other.contains(reach) {
        return Ok(0);
    }
    let mut select = customer::Entity::find()
        .filter(customer::Column::Directory.eq(directory.key()))
        .filter(customer::Column::TrashedAt.is_null());
    for confined in [seen, reach].into_iter().filter(|reach| !reach.all) {
        select = select.filter(within(confined));
    }
    Ok(select.filter(covered(other).not()).limit(COUNTED).count(tx).await?)
}

/// Whether a reach covers a record, as a condition that may be turned round: of a record without owner and branch the
/// database would know nothing; it is not covered.
pub(crate) fn covered(reach: &Reach) -> SimpleExpr {
    if reach.all {
        return Expr::val(true);
    }
    Expr::expr(Func::coalesce([SimpleExpr::from(within(reach)), Expr::val(false)]))
}

/// Nobody's charge and no branch is a condition that holds for nothing.
pub(super) fn within(reach: &Reach) -> Condition {
    let one_side = Condition::any().add_option(in_charge(&reach.owners)).add_option(of_branch(&reach.branches));
    in_charge_there(reach).fold(one_side, Condition::add)
}

/// Of a branch what these people are in charge of.
fn in_charge_there(reach: &Reach) -> impl Iterator<Item = Condition> + '_ {
    let both = |(branch, owners): (&BranchId, &Vec<UserId>)| {
        let there = of_branch(std::slice::from_ref(branch));
        in_charge(owners).map(|mine| Condition::all().add(mine).add_option(there))
    };
    reach.owners_in.iter().filter_map(both)
}

fn in_charge(owners: &[UserId]) -> Option<SimpleExpr> {
    (!owners.is_empty()).then(|| customer::Column::OwnerId.is_in(owners.iter().map(|owner| owner.0)))
}

/// At home in one of these branches, or with a booking there. Each record is asked for by itself: a page of a list asks for a
/// hundred, and the list of all who are booked there would have to be made for it first.
fn of_branch(branches: &[BranchId]) -> Option<SimpleExpr> {
    let this = Expr::col((customer_branch::Entity, customer_branch::Column::CustomerSeq))
        .equals((customer::Entity, customer::Column::Seq));
    at_home(branches).map(|home| home.or(Expr::exists(booked_in(branches).and_where(this).to_owned())))
}

fn at_home(branches: &[BranchId]) -> Option<SimpleExpr> {
    (!branches.is_empty()).then(|| customer::Column::BranchId.is_in(branches.iter().map(|branch| branch.0)))
}

/// The numbers of the customers with a booking in one of these branches.
fn booked_in(branches: &[BranchId]) -> SelectStatement {
    let there = customer_branch::Column::BranchId.is_in(branches.iter().map(|branch| branch.0));
    let booked = customer_branch::Entity::find().select_only().column(customer_branch::Column::CustomerSeq);
    booked.filter(there).into_query()
}

/// Where a new record stands.
pub(crate) fn placement(owner: Option<Uuid>, branch: Option<Uuid>) -> Placement {
    placed(owner, branch, "")
}

/// Where a record stands: in its home branch, and wherever it has a booking.
pub(crate) fn place_of(row: &customer::Model) -> Placement {
    placed(row.owner_id, row.branch_id, &row.booked_branches)
}

/// The same with another owner and home branch.
pub(crate) fn placed(owner: Option<Uuid>, branch: Option<Uuid>, booked: &str) -> Placement {
    let mut branches: Vec<BranchId> = branch.map(Into::into).into_iter().collect();
    let booked = booked.split(' ').filter_map(|id| id.parse().ok());
    for branch in booked {
        if !branches.contains(&branch) {
            branches.push(branch);
        }
    }
    Placement { owner: owner.map(Into::into), branches }
}
