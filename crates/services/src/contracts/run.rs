//! What time alone brings: rent that has come to be owed, and contracts whose last day is over. It is done for every day that has
//! passed, whenever the server was away, one customer at a time, and twice it does nothing.

use domain::{
    contract::{ContractAct, ContractStatus},
    history::Event,
    ledger::{ChargeStatus, Source},
};
use entities::{charge, contract, customer};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use super::{ContractDesk, status_fault, status_of, write};
use crate::{
    Services,
    authz::Unit,
    failure::{Failure, Outcome},
    ledger::{Book, refused},
    query::scope::place_of,
};

/// Customers that are looked for together.
const AT_ONCE: u64 = 100;

impl ContractDesk<'_> {
    /// Has rent owed whose day has come, and ends contracts whose last day is over.
    ///
    /// # Errors
    /// Something could not be done; all else was.
    pub async fn keep_up(&self) -> Outcome<()> {
        let rent = run_rent(self.services).await;
        // Rent is owed before its contract is over.
        end_old(self.services).await.and(rent)
    }
}

/// Has rent owed whose billing day has come.
async fn run_rent(services: &Services) -> Outcome<()> {
    let (mut last, mut outcome) = (Uuid::nil(), Ok(()));
    loop {
        let due = charge::Entity::find()
            .select_only()
            .column(charge::Column::CustomerId)
            .distinct()
            .filter(due(services))
            .filter(charge::Column::CustomerId.gt(last))
            .order_by_asc(charge::Column::CustomerId)
            .limit(AT_ONCE);
        let due: Vec<Uuid> = due.into_tuple().all(services.database().reader()).await?;
        let Some(next) = due.last() else { return outcome };
        last = *next;
        for id in due {
            // What fails for one customer is tried again the next time, and keeps nobody else waiting.
            outcome = earn(services, id).await.and(outcome);
        }
    }
}

/// Rent that is expected although its day has come.
fn due(services: &Services) -> Condition {
    Condition::all()
        .add(charge::Column::Source.eq(Source::RentPeriod.key()))
        .add(charge::Column::Status.eq(ChargeStatus::Expected.key()))
        .add(charge::Column::ServiceOn.lte(services.clock().today().to_string()))
}

/// Has the rent of a customer owed, each period from its own day on.
async fn earn(services: &Services, id: Uuid) -> Outcome<()> {
    let unit = services.write_for_nobody().await?;
    let customer = locked(&unit, id).await?;
    let due = charge::Entity::find().filter(charge::Column::CustomerId.eq(id)).filter(due(services));
    let due = due.order_by_asc(charge::Column::ServiceOn).order_by_asc(charge::Column::Id).all(unit.tx()).await?;
    if due.is_empty() {
        // Another instance was faster.
        return Ok(());
    }
    let mut book = Book::open(&unit, id).await?;
    for charge in due {
        let day = charge.service_on.parse();
        let day = day.map_err(|_| Failure::fault(format!("the day of charge {} cannot be read", charge.id)))?;
        book.ledger.earn(charge.id.into(), day).map_err(refused)?;
    }
    book.close(&unit).await?;
    write::hint(&unit, &customer, vec![place_of(&customer)]).await?;
    unit.commit().await
}

/// Ends active contracts whose last day is over.
async fn end_old(services: &Services) -> Outcome<()> {
    let today = services.clock().today().to_string();
    let over = || {
        contract::Entity::find()
            .filter(contract::Column::Status.eq(ContractStatus::Active.key()))
            .filter(contract::Column::EndsOn.lt(today.as_str()))
    };
    let (mut last, mut outcome) = (0, Ok(()));
    loop {
        let found = over().filter(contract::Column::Seq.gt(last)).order_by_asc(contract::Column::Seq).limit(AT_ONCE);
        let found = found.select_only().columns([contract::Column::Seq, contract::Column::CustomerId]);
        let found: Vec<(i64, Uuid)> = found.into_tuple().all(services.database().reader()).await?;
        let Some((next, _)) = found.last() else { return outcome };
        last = *next;
        for (seq, customer) in found {
            let this = over().filter(contract::Column::Seq.eq(seq));
            outcome = end(services, this, customer).await.and(outcome);
        }
    }
}

/// Ends a contract that is still to be ended, and still that customer's, when the turn comes to it.
async fn end(services: &Services, this: Select<contract::Entity>, customer: Uuid) -> Outcome<()> {
    let unit = services.write_for_nobody().await?;
    let customer = locked(&unit, customer).await?;
    let row = this.lock_exclusive().one(unit.tx()).await?;
    let Some(before) = row.filter(|row| row.customer_id == customer.id) else { return Ok(()) };
    let status = status_of(&before).after(ContractAct::End).map_err(status_fault)?;
    let row = contract::Model { status: status.key().to_owned(), ..before.clone() };
    write::update(&unit, Event::ContractEnded, &before, row, &customer).await?;
    unit.commit().await
}

/// A customer whom nobody else changes until the unit is over.
async fn locked(unit: &Unit, id: Uuid) -> Outcome<customer::Model> {
    let found = customer::Entity::find().filter(customer::Column::Id.eq(id)).lock_exclusive();
    found.one(unit.tx()).await?.ok_or_else(|| Failure::fault(format!("customer {id} is gone")))
}
