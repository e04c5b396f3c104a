//! What is kept of a customer is compared with what the records make: whatever is another number is found.

use domain::{ledger::Purpose, money::Vnd};
use entities::customer_total::{Column, Entity};
use sea_orm::{
    EntityTrait,
    sea_query::{Expr, ExprTrait},
};
use test_support::{TestServices, bookings::NIGHT, each_database};

use super::Till;

each_database!(each_total_that_is_kept_wrongly_is_found);

async fn each_total_that_is_kept_wrongly_is_found(on: &TestServices) {
    let till = Till::new(on).await;
    let writer = on.database().writer();
    till.inn.book(till.inn.tomorrow, 1).await;
    till.post(Purpose::Deposit, NIGHT.0, &[]).await;
    // Nobody has anything to do with the others.
    on.named(&till.inn.admin, "Người Khác").await;
    assert_eq!(on.bookings().totals_that_differ().await.unwrap(), []);
    let sums = [
        Column::Bookings,
        Column::BookingsDone,
        Column::BookingsCancelled,
        Column::BookingsMissed,
        Column::Debts,
        Column::Billed,
        Column::RevenueRooms,
        Column::RevenueServices,
        Column::RevenueOther,
        Column::DepositAgreed,
        Column::Credit,
        Column::DepositReceived,
        Column::DepositApplied,
        Column::DepositRefunded,
    ];
    for sum in sums {
        for (difference, differing) in [(1, vec![till.inn.guest]), (-1, Vec::new())] {
            let other = Expr::col(sum).add(difference);
            Entity::update_many().col_expr(sum, other).exec(writer).await.unwrap();
            assert_eq!(on.bookings().totals_that_differ().await.unwrap(), differing, "{sum:?}");
        }
    }
    let Vnd(night) = NIGHT;
    assert_eq!(till.totals().await, [night, 0, night, 0]);
    Entity::delete_many().exec(writer).await.unwrap();
    assert_eq!(on.bookings().totals_that_differ().await.unwrap(), [till.inn.guest]);
}
