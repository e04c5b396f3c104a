//! What becomes of contracts when something becomes of their customer.

use domain::{
    FieldError,
    contract::ContractStatus,
    history::Event,
    ledger::{ChargeStatus, Source},
    permission::{Resource, noun, verb},
};
use entities::{booking, charge, contract, customer, rent_period};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::Expr,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Standing;
use crate::{
    audit, authz::Unit, bookings::widen, customers::directory_of, failure::Outcome, live::Hint, query::scope::place_of,
};

/// Contracts that a refusal lists.
const LISTED: u64 = 10;
/// Ids that one statement names.
const AT_ONCE: usize = 500;

/// The contracts that have moved to another customer.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Moved(Vec<Uuid>);

/// Why a customer may not go to the trash yet: something is to come of a contract, be it rent up to the day on which it was
/// terminated. The contracts, by their codes for those who may see them.
pub(crate) async fn hindrances(unit: &Unit, row: &customer::Model) -> Outcome<Vec<FieldError>> {
    let to_come = charge::Entity::find()
        .filter(charge::Column::CustomerId.eq(row.id))
        .filter(charge::Column::Source.eq(Source::RentPeriod.key()))
        .filter(charge::Column::Status.eq(ChargeStatus::Expected.key()));
    let to_come = to_come.select_only().column(charge::Column::RentPeriodId).into_query();
    let paying = rent_period::Entity::find().filter(rent_period::Column::Id.in_subquery(to_come));
    let paying = paying.select_only().column(rent_period::Column::ContractId).into_query();
    let is_open = Condition::any()
        .add(contract::Column::Status.is_in([ContractStatus::Draft.key(), ContractStatus::Active.key()]))
        .add(contract::Column::Id.in_subquery(paying));
    let open: Vec<String> = contract::Entity::find()
        .select_only()
        .column(contract::Column::Code)
        .filter(contract::Column::CustomerId.eq(row.id))
        .filter(is_open)
        .order_by_asc(contract::Column::StartsOn)
        .order_by_asc(contract::Column::Seq)
        .limit(LISTED)
        .into_tuple()
        .all(unit.tx())
        .await?;
    // Whoever sees the customer and may view contracts sees all of its contracts.
    let codes = !open.is_empty() && unit.permit::<verb::View, noun::Contracts>().is_ok();
    let field = |code: String| if codes { code } else { "contract".to_owned() };
    Ok(open.into_iter().map(|code| FieldError::new(field(code), "open_contract")).collect())
}

/// The contracts of a customer, and the rent that is owed for them, become those of another one. The totals follow with the money.
pub(crate) async fn move_over(unit: &Unit, from: &customer::Model, to: &customer::Model) -> Outcome<Moved> {
    let theirs = contract::Entity::find().filter(contract::Column::CustomerId.eq(from.id));
    let ids: Vec<Uuid> = theirs.select_only().column(contract::Column::Id).into_tuple().all(unit.tx()).await?;
    put(unit, &ids, from, to).await?;
    Ok(Moved(ids))
}

/// Gives back those that are still there, with the bookings that were made since of those that came in force meanwhile.
pub(crate) async fn give_back(unit: &Unit, moved: &Moved, from: &customer::Model, to: &customer::Model) -> Outcome<()> {
    put(unit, &moved.0, from, to).await
}

async fn put(unit: &Unit, ids: &[Uuid], from: &customer::Model, to: &customer::Model) -> Outcome<()> {
    if ids.is_empty() {
        return Ok(());
    }
    for ids in ids.chunks(AT_ONCE) {
        contract::Entity::update_many()
            .col_expr(contract::Column::CustomerId, Expr::value(to.id))
            .filter(contract::Column::Id.is_in(ids.iter().copied()))
            .filter(contract::Column::CustomerId.eq(from.id))
            .exec(unit.tx())
            .await?;
        let periods = rent_period::Entity::find().filter(rent_period::Column::ContractId.is_in(ids.iter().copied()));
        let periods = periods.select_only().column(rent_period::Column::Id).into_query();
        charge::Entity::update_many()
            .col_expr(charge::Column::CustomerId, Expr::value(to.id))
            .filter(charge::Column::RentPeriodId.in_subquery(periods))
            .filter(charge::Column::CustomerId.eq(from.id))
            .exec(unit.tx())
            .await?;
        booking::Entity::update_many()
            .col_expr(booking::Column::CustomerId, Expr::value(to.id))
            .filter(booking::Column::ContractId.is_in(ids.iter().copied()))
            .filter(booking::Column::CustomerId.eq(from.id))
            .exec(unit.tx())
            .await?;
    }
    for customer in [from, to] {
        widen(unit, customer).await?;
    }
    unit.hint(Hint::Operations(Resource::Contracts, directory_of(to), vec![place_of(from), place_of(to)])).await
}

/// Takes out of contracts what may name a customer who is deleted for good. Days and amounts stay; a draft goes altogether.
pub(crate) async fn forget(tx: &impl ConnectionTrait, customers: &[Uuid]) -> Outcome<()> {
    let of = || contract::Column::CustomerId.is_in(customers.iter().copied());
    let ids = contract::Entity::find().filter(of()).select_only().column(contract::Column::Id);
    let ids: Vec<Uuid> = ids.into_tuple().all(tx).await?;
    // Of drafts that were thrown away the audit trail alone knows.
    let is_theirs = |standing: &Standing| customers.contains(&standing.input.customer.0);
    for id in ids.iter().chain(&audit::gone(tx, Event::ContractDiscarded, is_theirs).await?) {
        audit::erase(tx, *id, Event::ALL).await?;
    }
    let drafts = contract::Column::Status.eq(ContractStatus::Draft.key());
    contract::Entity::delete_many().filter(of()).filter(drafts).exec(tx).await?;
    contract::Entity::update_many()
        .col_expr(contract::Column::Text, Expr::value(""))
        .col_expr(contract::Column::Wording, Expr::value(""))
        .col_expr(contract::Column::Note, Expr::value(""))
        .col_expr(contract::Column::Reason, Expr::value(""))
        .filter(of())
        .exec(tx)
        .await?;
    Ok(())
}
