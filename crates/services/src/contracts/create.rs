//! Drafting a contract: once per form, however often the request arrives.

use domain::{
    AppError, ContractId, IdempotencyKey,
    contract::{ContractAct, ContractCode, ContractInput, ContractStatus, Drafted, next_term},
    customer::Directory,
    money::Vnd,
    permission::{Action, noun, verb},
    space::PriceUnit,
};
use entities::{contract, customer, space};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{ContractDesk, day_of, forbidden, held, kept, status_fault, status_of, write};
use crate::{
    authz::{Actor, Unit},
    bookings::bookable,
    customers::{converted, directory_of, kind_of},
    failure::Outcome,
    idempotency::digest,
    ledger::check_amounts,
    query::{
        operations::{Numbered, customers_with, next_number},
        scope::place_of,
    },
    spaces::price_of,
};

impl ContractDesk<'_> {
    /// Drafts a contract with a customer; a lead becomes a customer by it. Without a rent it is what a month of the space costs.
    ///
    /// # Errors
    /// Faults of the form, by field, also if no rent is said and none is known; forbidden; customer or space is not found.
    pub async fn create(&self, actor: &Actor, key: IdempotencyKey, input: &ContractInput) -> Outcome<Drafted> {
        let unit = self.services.write::<verb::Create, noun::Contracts>(actor).await?;
        let request = digest(input)?;
        if let Some(known) = unit.answered(key, &request).await? {
            return Ok(known);
        }
        let input = input.normal(self.services.clock().today())?;
        let view = unit.permit::<verb::View, noun::Contracts>()?;
        let found = customers_with(&unit, &view).filter(customer::Column::Id.eq(input.customer.0)).lock_exclusive();
        let mut customer = found.one(unit.tx()).await?.ok_or(AppError::NotFound)?;
        if !unit.permit::<verb::Create, noun::Contracts>()?.reach().covers(&place_of(&customer)) {
            return Err(forbidden(Action::Create));
        }
        let sets_amounts = input.rent.is_some() || input.agreed_deposit.is_some();
        check_amounts(&unit, sets_amounts, &place_of(&customer))?;
        let space = match input.space {
            Some(space) => Some(bookable(&unit, space).await?),
            None => None,
        };
        let rent = rent_of(input.rent, space.as_ref())?;
        if directory_of(&customer) == Directory::Leads {
            let becomes = Directory::of_kind(kind_of(&customer));
            customer.code = converted(&unit, customer.clone()).await?.code;
            becomes.key().clone_into(&mut customer.directory);
        }
        let row = draft(&unit, &input, rent).await?;
        let drafted = Drafted { id: row.id.into(), code: row.code.clone() };
        write::insert(&unit, row, &customer).await?;
        unit.answer(key, request, &drafted).await?;
        unit.commit().await?;
        Ok(drafted)
    }

    /// Drafts the contract that continues another one: from the day after, as long, for the same space, rent and text.
    ///
    /// # Errors
    /// It is not in force and did not end by itself, or is continued already; forbidden; not found.
    pub async fn renew(&self, actor: &Actor, key: IdempotencyKey, id: ContractId) -> Outcome<Drafted> {
        let unit = self.services.write::<verb::Create, noun::Contracts>(actor).await?;
        let request = digest(&id)?;
        if let Some(known) = unit.answered(key, &request).await? {
            return Ok(known);
        }
        let (old, customer) = held::<verb::Create>(&unit, id).await?;
        status_of(&old).after(ContractAct::Renew).map_err(status_fault)?;
        let continued = contract::Entity::find()
            .filter(contract::Column::Renews.eq(old.id))
            .filter(contract::Column::Status.ne(ContractStatus::Terminated.key()));
        if continued.count(unit.tx()).await? > 0 {
            return Err(status_fault("contract_renewed").into());
        }
        let (starts_on, ends_on) = next_term(day_of(&old, &old.starts_on)?, day_of(&old, &old.ends_on)?);
        let input = ContractInput { starts_on, ends_on, note: String::new(), ..kept(&old)? };
        let row = contract::Model { renews: Some(old.id), ..draft(&unit, &input, Vnd(old.rent)).await? };
        let drafted = Drafted { id: row.id.into(), code: row.code.clone() };
        write::insert(&unit, row, &customer).await?;
        write::tell_renewed(&unit, &old, &drafted.code).await?;
        unit.answer(key, request, &drafted).await?;
        unit.commit().await?;
        Ok(drafted)
    }
}

/// What each month costs: as is said, or as the space does.
pub(super) fn rent_of(said: Option<Vnd>, space: Option<&space::Model>) -> Result<Vnd, AppError> {
    let of_space = || space.map(price_of).filter(|price| price.unit == PriceUnit::Month).map(|price| price.amount);
    said.or_else(of_space).ok_or_else(|| AppError::field("rent", "price_unknown"))
}

/// A new draft.
async fn draft(unit: &Unit, input: &ContractInput, rent: Vnd) -> Outcome<contract::Model> {
    let number = next_number(unit.tx(), unit.services().database().engine(), Numbered::Contracts).await?;
    let by = unit.actor().user.0;
    Ok(contract::Model {
        seq: 0,
        id: Uuid::now_v7(),
        code: ContractCode(number).to_string(),
        version: 1,
        customer_id: input.customer.0,
        space_id: input.space.map(|space| space.0),
        starts_on: input.starts_on.to_string(),
        ends_on: input.ends_on.to_string(),
        rent: rent.0,
        billed: input.billed.key().to_owned(),
        agreed_deposit: input.agreed_deposit.unwrap_or_default().0,
        status: ContractStatus::Draft.key().to_owned(),
        text: input.text.clone(),
        wording: String::new(),
        note: input.note.clone(),
        renews: None,
        terminated_on: None,
        reason: String::new(),
        created_at: unit.now(),
        created_by: by,
        updated_at: unit.now(),
        updated_by: by,
    })
}
