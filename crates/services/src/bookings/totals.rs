//! The totals of customers: kept in step by differences, and computed anew to prove it.

use domain::{
    CustomerId,
    booking::CustomerTotals,
    customer::Directory,
    ledger::{Account, Bookings, Charge, ChargeStatus, Money, Source, Totals},
    money::Vnd,
    permission::{noun, verb},
};
use entities::{booking, charge, customer, customer_total};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use super::{BookingDesk, sees_amounts, status_of};
use crate::{
    authz::Actor,
    failure::{Failure, Outcome},
    query::scope,
};

/// Customers that are looked at together.
const AT_ONCE: u64 = 500;

impl BookingDesk<'_> {
    /// The totals of a customer: they exist for those who may view what they are made of, the amounts for those who may see
    /// amounts.
    ///
    /// # Errors
    /// Forbidden; not found.
    pub async fn totals(&self, actor: &Actor, directory: Directory, id: CustomerId) -> Outcome<CustomerTotals> {
        let unit = self.services.read(actor).await?;
        unit.permit::<verb::View, noun::Bookings>()?;
        let permit = unit.permit_in::<verb::View>(directory)?;
        let found = scope::living(&permit).filter(customer::Column::Id.eq(id.0)).one(unit.tx()).await?;
        let row = found.ok_or(domain::AppError::NotFound)?;
        let Totals { bookings, money } = kept(unit.tx(), row.id).await?;
        Ok(CustomerTotals { bookings, money: sees_amounts(&unit, &scope::place_of(&row)).then_some(money) })
    }

    /// The customers whose kept totals are not what their bookings and charges make: there should be none.
    ///
    /// # Errors
    /// The database cannot be used.
    pub async fn totals_that_differ(&self) -> Outcome<Vec<CustomerId>> {
        let tx = self.services.database().begin_read().await?;
        let mut differing = Vec::new();
        let mut after = 0;
        loop {
            let page: Vec<(i64, Uuid)> = customer::Entity::find()
                .select_only()
                .columns([customer::Column::Seq, customer::Column::Id])
                .filter(customer::Column::Seq.gt(after))
                .order_by_asc(customer::Column::Seq)
                .limit(AT_ONCE)
                .into_tuple()
                .all(&tx)
                .await?;
            let Some((last, _)) = page.last() else { return Ok(differing) };
            after = *last;
            for (_, id) in page {
                if kept(&tx, id).await? != recomputed(&tx, id).await? {
                    differing.push(CustomerId(id));
                }
            }
        }
    }
}

/// The totals that are kept of a customer.
pub(super) async fn kept(tx: &impl ConnectionTrait, customer: Uuid) -> Outcome<Totals> {
    let Some(row) = customer_total::Entity::find_by_id(customer).one(tx).await? else { return Ok(Totals::default()) };
    let bookings = Bookings {
        all: row.bookings,
        completed: row.bookings_done,
        cancelled: row.bookings_cancelled,
        no_show: row.bookings_missed,
    };
    let money = Money {
        debts: Vnd(row.debts),
        rooms: Vnd(row.revenue_rooms),
        deposit_agreed: Vnd(row.deposit_agreed),
        ..Money::default()
    };
    Ok(Totals { bookings, money })
}

/// Adds a difference to what is kept of a customer.
pub(super) async fn apply(tx: &impl ConnectionTrait, customer: Uuid, difference: &Totals) -> Outcome<()> {
    if *difference == Totals::default() {
        return Ok(());
    }
    use customer_total::Column::{
        Bookings, BookingsCancelled, BookingsDone, BookingsMissed, Debts, DepositAgreed, RevenueRooms,
    };
    let sums = [
        (Bookings, "bookings"),
        (BookingsDone, "bookings_done"),
        (BookingsCancelled, "bookings_cancelled"),
        (BookingsMissed, "bookings_missed"),
        (Debts, "debts"),
        (RevenueRooms, "revenue_rooms"),
        (DepositAgreed, "deposit_agreed"),
    ];
    let mut added = OnConflict::column(customer_total::Column::CustomerId);
    for (column, name) in sums {
        added.value(column, Expr::cust(format!("\"customer_total\".\"{name}\" + \"excluded\".\"{name}\"")));
    }
    let row = row_of(customer, difference);
    customer_total::Entity::insert(row).on_conflict(added).exec_without_returning(tx).await?;
    Ok(())
}

/// Keeps what the bookings and charges of a customer make, whatever was kept before.
pub(super) async fn renew(tx: &impl ConnectionTrait, customer: Uuid) -> Outcome<()> {
    let totals = recomputed(tx, customer).await?;
    customer_total::Entity::delete_by_id(customer).exec(tx).await?;
    customer_total::Entity::insert(row_of(customer, &totals)).exec_without_returning(tx).await?;
    Ok(())
}

fn row_of(customer: Uuid, totals: &Totals) -> customer_total::ActiveModel {
    let Totals { bookings, money } = totals;
    customer_total::ActiveModel {
        customer_id: Set(customer),
        bookings: Set(bookings.all),
        bookings_done: Set(bookings.completed),
        bookings_cancelled: Set(bookings.cancelled),
        bookings_missed: Set(bookings.no_show),
        debts: Set(money.debts.0),
        revenue_rooms: Set(money.rooms.0),
        deposit_agreed: Set(money.deposit_agreed.0),
    }
}

/// What bookings and charges of a customer make.
pub(super) async fn recomputed(tx: &impl ConnectionTrait, customer: Uuid) -> Outcome<Totals> {
    let bookings = booking::Entity::find().filter(booking::Column::CustomerId.eq(customer)).all(tx).await?;
    let charges = charge::Entity::find().filter(charge::Column::CustomerId.eq(customer)).all(tx).await?;
    let bookings = bookings.iter().map(|row| Totals::of_booking(status_of(row), Vnd(row.agreed_deposit)));
    let mut totals: Totals = bookings.sum();
    for row in &charges {
        totals += Totals::of_charge(&Account::new(charge_in(row)?));
    }
    Ok(totals)
}

/// A charge of the database.
fn charge_in(row: &charge::Model) -> Outcome<Charge> {
    let wrong = || Failure::fault(format!("charge {} cannot be read", row.id));
    Ok(Charge {
        id: row.id.into(),
        source: Source::from_key(&row.source).ok_or_else(wrong)?,
        amount: Vnd(row.amount),
        service_on: row.service_on.parse().map_err(|_| wrong())?,
        status: ChargeStatus::from_key(&row.status).ok_or_else(wrong)?,
    })
}
