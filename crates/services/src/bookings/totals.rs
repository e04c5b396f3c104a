//! The totals of a customer, for those who may see them.

use domain::{
    CustomerId,
    booking::CustomerTotals,
    customer::Directory,
    ledger::Totals,
    permission::{noun, verb},
};
use entities::customer;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::BookingDesk;
use crate::{
    authz::Actor,
    failure::Outcome,
    ledger::{sees_balance, sees_expected, totals},
    query::scope,
};

/// Customers that are looked at together.
const AT_ONCE: u64 = 500;

impl BookingDesk<'_> {
    /// The totals of a customer: each exists for those who may view all that it is made of, amounts for those who may see
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
        let Totals { bookings, money } = totals::kept(unit.tx(), row.id).await?;
        let at = scope::place_of(&row);
        Ok(CustomerTotals {
            bookings,
            expected: sees_expected(&unit, &at).then_some(money.expected),
            balance: sees_balance(&unit, &at).then_some(money.balance),
        })
    }

    /// The customers whose kept totals are not what their bookings, charges and receipts make: there should be none.
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
                if totals::kept(&tx, id).await? != totals::recomputed(&tx, id).await? {
                    differing.push(CustomerId(id));
                }
            }
        }
    }
}
