//! Beginning an invoice: once per form, however often the request arrives.

use domain::{
    AppError, IdempotencyKey, InvoiceId,
    customer::Directory,
    history::Event,
    invoice::{InvoiceInput, InvoiceStatus},
    permission::{Action, noun, verb},
};
use entities::{customer, invoice};
use sea_orm::{
    ActiveModelTrait, ActiveValue::NotSet, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use super::{InvoiceDesk, forbidden, lines, write};
use crate::{
    authz::Actor,
    customers::directory_of,
    failure::Outcome,
    idempotency::digest,
    ledger::check_amounts,
    query::{operations::customers_with, scope::place_of},
};

impl InvoiceDesk<'_> {
    /// Begins an invoice for a customer: a draft without a number, of which nothing is owed yet.
    ///
    /// # Errors
    /// Faults of the form, by field; forbidden; the customer or a charge is not found.
    pub async fn create(&self, actor: &Actor, key: IdempotencyKey, input: &InvoiceInput) -> Outcome<InvoiceId> {
        let unit = self.services.write::<verb::Create, noun::Invoices>(actor).await?;
        let request = digest(input)?;
        if let Some(known) = unit.answered(key, &request).await? {
            return Ok(known);
        }
        let today = self.services.clock().today();
        let input = input.normal(today)?;
        let view = unit.permit::<verb::View, noun::Invoices>()?;
        let found = customers_with(&unit, &view).filter(customer::Column::Id.eq(input.customer.0)).lock_exclusive();
        let customer = found.one(unit.tx()).await?.ok_or(AppError::NotFound)?;
        if !unit.permit::<verb::Create, noun::Invoices>()?.reach().covers(&place_of(&customer)) {
            return Err(forbidden(Action::Create));
        }
        check_amounts(&unit, lines::some_free(&input.lines), &place_of(&customer))?;
        if directory_of(&customer) == Directory::Leads {
            return Err(AppError::field("customer", "lead_has_none").into());
        }
        lines::check(&unit, &customer, &[], &input.lines).await?;
        let (id, by) = (InvoiceId(Uuid::now_v7()), unit.actor().user.0);
        let row = invoice::Model {
            seq: 0,
            id: id.0,
            code: None,
            version: 1,
            customer_id: customer.id,
            status: InvoiceStatus::Draft.key().to_owned(),
            day: today.to_string(),
            issued_on: None,
            due_on: input.due_on.map(|day| day.to_string()),
            note: input.note,
            total: 0,
            created_at: unit.now(),
            created_by: by,
            updated_at: unit.now(),
            updated_by: by,
            issued_at: None,
            issued_by: None,
            void_reason: None,
            voided_at: None,
            voided_by: None,
        };
        let mut active = row.clone().into_active_model().reset_all();
        active.seq = NotSet;
        invoice::Entity::insert(active).exec_without_returning(unit.tx()).await?;
        lines::put(&unit, id.0, &input.lines).await?;
        let after = write::standing(&unit, &row, &lines::lines_of_one(unit.tx(), id.0).await?).await?;
        write::told(&unit, Event::Created, id.0, (None, Some(after)), &customer).await?;
        unit.answer(key, request, &id).await?;
        unit.commit().await?;
        Ok(id)
    }
}
