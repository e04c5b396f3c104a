//! Where every query on spaces, bookings, contracts, extra services, readings of meters, invoices, receipts and attachments begins:
//! at the reach of a permit.
//!
//! A space follows its branch. A booking follows its customer: whoever sees the customer and may view bookings sees all of the
//! customer's; and the reach of the bookings' own cell shows those of customers who stand in it, also to somebody who may see
//! no customers (a guard). The same of contracts, extra services, invoices, receipts and attachments.

use chrono::{NaiveDate, NaiveTime};
use domain::{
    BranchId,
    customer::Directory,
    permission::{Action, Decision, Placement, Reach, decide, noun, verb},
    space::is_countable,
};
use entities::{attachment, booking, contract, customer, extra_service, invoice, meter, meter_reading, receipt, space};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    Statement,
    sea_query::{Expr, ExprTrait, SelectStatement, SimpleExpr, UnionType},
};

use super::scope::within;
use crate::{
    authz::{Permit, Unit},
    database::Engine,
    failure::{Failure, Outcome},
};

/// Records of a page.
const PAGE: u64 = 50;

/// Spaces within reach.
#[track_caller]
pub(crate) fn spaces<V>(permit: &Permit<'_, V, noun::Spaces>) -> Select<space::Entity> {
    let reach = permit.reach();
    let all = space::Entity::find();
    if reach.all {
        all
    } else {
        all.filter(space::Column::BranchId.is_in(reach.branches.iter().map(|branch| branch.0)))
    }
}

/// Where a space stands.
pub(crate) fn place_of_space(branch: BranchId) -> Placement {
    Placement { owner: None, branches: vec![branch] }
}

/// The reaches in which somebody sees the records of customers; `None` is in whichever list these stand.
type Seen<'p> = Vec<(Option<Directory>, &'p Reach)>;

#[track_caller]
fn seen<'p, N>(unit: &'p Unit, permit: &'p Permit<'_, verb::View, N>) -> Seen<'p> {
    let of_list = |directory: &Directory| match decide(unit.principal(), directory.cell(Action::View), None) {
        Decision::Allowed(reach) => Some((Some(*directory), reach)),
        _ => None,
    };
    std::iter::once((None, permit.reach())).chain(Directory::ALL.iter().filter_map(of_list)).collect()
}

/// That a customer stands in one of these reaches.
fn in_reach((directory, reach): &(Option<Directory>, &Reach)) -> Condition {
    let there = directory.map(|directory| customer::Column::Directory.eq(directory.key()));
    Condition::all().add_option(there).add_option((!reach.all).then(|| within(reach)))
}

/// Living customers whose records of a kind somebody sees.
#[track_caller]
pub(crate) fn customers_with<N>(unit: &Unit, permit: &Permit<'_, verb::View, N>) -> Select<customer::Entity> {
    let reach = permit.reach();
    if reach.all {
        return living();
    }
    living().filter(seen(unit, permit).iter().map(in_reach).fold(Condition::any(), Condition::add))
}

/// Records that somebody sees or would see, whatever has become of their customers: for what tells of the past.
#[track_caller]
pub(crate) fn ever<N: Followed>(unit: &Unit, permit: &Permit<'_, verb::View, N>) -> Select<N::Record> {
    let all = N::Record::find();
    if permit.reach().all {
        return all;
    }
    let theirs = seen(unit, permit).iter().map(in_reach).fold(Condition::any(), Condition::add);
    let guest = customer::Entity::find().select_only().column(customer::Column::Seq).filter(this::<N>()).filter(theirs);
    all.filter(Expr::exists(guest.into_query()))
}

/// Records that somebody sees. Those of people in charge of a few customers are found by these customers; else there are so
/// many that each record is asked for its customer on the way, by a question of which no database makes a join: PostgreSQL
/// would read all customers of a branch for a page of them.
#[track_caller]
pub(crate) fn followed<N: Followed>(unit: &Unit, permit: &Permit<'_, verb::View, N>) -> Select<N::Record> {
    let reaches = seen(unit, permit);
    if reaches.iter().all(|(_, reach)| !reach.all && reach.branches.is_empty() && reach.owners_in.is_empty()) {
        let theirs = |part| living().filter(in_reach(part)).select_only().column(customer::Column::Id).into_query();
        let mut parts = reaches.iter().map(theirs);
        let mut all = parts.next().unwrap_or_default();
        for part in parts {
            all.union(UnionType::All, part);
        }
        return N::Record::find().filter(N::CUSTOMER.in_subquery(all));
    }
    let guest = customers_with(unit, permit).select_only().column(customer::Column::Seq).filter(this::<N>());
    N::Record::find().filter(Expr::SubQuery(None, Box::new(guest.into_query().into())).is_not_null())
}

/// Readings of meters that somebody sees who sees extra services: those of customers as extra services are seen, and those of nobody
/// where the right to see extra services covers the branch of the space.
#[track_caller]
pub(crate) fn readings(unit: &Unit, permit: &Permit<'_, verb::View, noun::Services>) -> Select<meter_reading::Entity> {
    meter_reading::Entity::find().filter(of_these(customers_with(unit, permit), permit.reach()))
}

/// The same, whatever has become of their customers: for what tells of the past.
#[track_caller]
pub(crate) fn readings_ever(
    unit: &Unit,
    permit: &Permit<'_, verb::View, noun::Services>,
) -> Select<meter_reading::Entity> {
    let reach = permit.reach();
    if reach.all {
        return meter_reading::Entity::find();
    }
    let theirs = seen(unit, permit).iter().map(in_reach).fold(Condition::any(), Condition::add);
    meter_reading::Entity::find().filter(of_these(customer::Entity::find().filter(theirs), reach))
}

/// That a reading is of one of these customers, or of nobody in a space of these branches.
fn of_these(customers: Select<customer::Entity>, reach: &Reach) -> Condition {
    let this = Expr::col((customer::Entity, customer::Column::Id))
        .equals((meter_reading::Entity, meter_reading::Column::CustomerId));
    let theirs = customers.filter(this).select_only().column(customer::Column::Seq).into_query();
    let there = (!reach.all).then(|| meter_reading::Column::MeterId.in_subquery(hanging_in(&reach.branches)));
    let of_nobody = Condition::all().add(meter_reading::Column::CustomerId.is_null()).add_option(there);
    Condition::any().add(Expr::exists(theirs)).add(of_nobody)
}

/// The meters in the spaces of these branches.
fn hanging_in(branches: &[BranchId]) -> SelectStatement {
    let there = space::Column::BranchId.is_in(branches.iter().map(|branch| branch.0));
    let rooms = space::Entity::find().filter(there).select_only().column(space::Column::Id);
    let meters = meter::Entity::find().filter(meter::Column::SpaceId.in_subquery(rooms.into_query()));
    meters.select_only().column(meter::Column::Id).into_query()
}

/// That the customer of a record stands in a reach; `None` if all do.
pub(crate) fn stands_in<N: Followed>(reach: &Reach) -> Option<SimpleExpr> {
    let there = || living().filter(within(reach)).filter(this::<N>()).select_only().column(customer::Column::Seq);
    (!reach.all).then(|| Expr::exists(there().into_query()))
}

/// That a customer is the one of a record.
fn this<N: Followed>() -> SimpleExpr {
    Expr::col((customer::Entity, customer::Column::Id)).equals((N::Record::default(), N::CUSTOMER))
}

/// Records that follow their customer.
pub(crate) trait Followed {
    /// Their table …
    type Record: EntityTrait<Column: Copy>;
    /// … and what names the customer in it.
    const CUSTOMER: <Self::Record as EntityTrait>::Column;
}

impl Followed for noun::Bookings {
    type Record = booking::Entity;
    const CUSTOMER: booking::Column = booking::Column::CustomerId;
}

impl Followed for noun::Contracts {
    type Record = contract::Entity;
    const CUSTOMER: contract::Column = contract::Column::CustomerId;
}

impl Followed for noun::Receipts {
    type Record = receipt::Entity;
    const CUSTOMER: receipt::Column = receipt::Column::CustomerId;
}

impl Followed for noun::Invoices {
    type Record = invoice::Entity;
    const CUSTOMER: invoice::Column = invoice::Column::CustomerId;
}

impl Followed for noun::Services {
    type Record = extra_service::Entity;
    const CUSTOMER: extra_service::Column = extra_service::Column::CustomerId;
}

impl Followed for noun::Attachments {
    type Record = attachment::Entity;
    const CUSTOMER: attachment::Column = attachment::Column::CustomerId;
}

fn living() -> Select<customer::Entity> {
    customer::Entity::find().filter(customer::Column::TrashedAt.is_null())
}

/// Whether the databases can compare these days with those that they hold.
pub(crate) fn are_countable<const N: usize>(days: [Option<NaiveDate>; N]) -> bool {
    days.into_iter().flatten().all(|day| is_countable(day.and_time(NaiveTime::MIN).and_utc()))
}

/// The next page of records, those of the latest day first: `by` is the column of the day and one that nothing else shares, `after`
/// what stood there in the last row that is known. And whether there are more behind it.
pub(crate) async fn latest<E: EntityTrait<Model: Send + Sync>>(
    tx: &impl ConnectionTrait,
    select: Select<E>,
    by: (E::Column, E::Column),
    after: Option<(NaiveDate, impl Into<sea_orm::Value>)>,
) -> Outcome<(Vec<E::Model>, bool)> {
    let (on, number) = by;
    let behind = after.map(|(day, known)| {
        let day = day.to_string();
        let behind = Condition::any().add(on.lt(day.as_str())).add(number.lt(known));
        Condition::all().add(on.lte(day)).add(behind)
    });
    let select = select.filter(Condition::all().add_option(behind)).order_by_desc(on).order_by_desc(number);
    let mut rows = select.limit(PAGE + 1).all(tx).await?;
    let more = rows.len() as u64 > PAGE;
    rows.truncate(PAGE as usize);
    Ok((rows, more))
}

/// Codes that begin as is typed, or `whole`, the one of which the number alone is typed: either is looked up in the index of codes.
/// `None` if nothing is typed.
pub(crate) fn codes(column: impl ColumnTrait, typed: &str, whole: impl FnOnce(i64) -> String) -> Option<Condition> {
    let code = match typed.parse::<u32>() {
        Ok(number) => whole(number.into()),
        Err(_) => typed.to_owned(),
    };
    // No code has a sign behind this one.
    let behind = format!("{code}~");
    (!typed.is_empty()).then(|| Condition::all().add(column.gte(code)).add(column.lt(behind)))
}

/// What is numbered in the order in which it is made.
#[derive(Clone, Copy)]
pub(crate) enum Numbered {
    Bookings,
    Contracts,
    Services,
    Receipts,
    Vouchers,
}

/// The next number. What is refused may leave a gap on PostgreSQL; codes may have gaps.
pub(crate) async fn next_number(tx: &impl ConnectionTrait, engine: Engine, of: Numbered) -> Outcome<i64> {
    let name = match of {
        Numbered::Bookings => "booking_code",
        Numbered::Contracts => "contract_code",
        Numbered::Services => "service_code",
        Numbered::Receipts => "receipt_code",
        Numbered::Vouchers => "voucher_code",
    };
    let sql = match engine {
        Engine::Sqlite => {
            format!("UPDATE sequence SET value = value + 1 WHERE name = '{name}' RETURNING value AS value")
        }
        Engine::Postgres => format!("SELECT nextval('{name}') AS value"),
    };
    let row = tx.query_one_raw(Statement::from_string(tx.get_database_backend(), sql)).await?;
    let row = row.ok_or_else(|| Failure::fault(format!("the sequence {name} is gone")))?;
    Ok(row.try_get("", "value")?)
}
