//! Ordering an extra service: once per form, however often the request arrives.

use domain::{
    AppError, CatalogValueId, ExtraServiceId, IdempotencyKey,
    customer::Directory,
    extra_service::{NewService, ServiceCode, ServiceStatus},
    permission::{Action, Resource, noun, verb},
};
use entities::{customer, extra_service, extra_service::Column};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select};
use uuid::Uuid;

use super::{ServiceDesk, check_amount, check_booking, check_service, forbidden, write};
use crate::{
    authz::{Actor, Permit, Unit},
    customers::directory_of,
    failure::Outcome,
    idempotency::digest,
    ledger::check_amounts,
    query::{
        operations::{Numbered, customers_with, followed, next_number, stands_in},
        scope::place_of,
    },
};

/// So many of a service are looked at for what it cost the last time.
pub(super) const LATELY: u64 = 500;

impl ServiceDesk<'_> {
    /// Orders an extra service for a customer, or writes down that the customer had it. Without a price one costs what it cost
    /// the last time.
    ///
    /// # Errors
    /// Faults of the form, by field, also if nobody had this service yet and it has no price; forbidden; the customer or the
    /// booking is not found.
    pub async fn create(&self, actor: &Actor, key: IdempotencyKey, new: &NewService) -> Outcome<ExtraServiceId> {
        let unit = self.services.write::<verb::Create, noun::Services>(actor).await?;
        let request = digest(new)?;
        if let Some(known) = unit.answered(key, &request).await? {
            return Ok(known);
        }
        let input = new.input.normal(self.services.clock().today())?;
        let view = unit.permit::<verb::View, noun::Services>()?;
        let found = customers_with(&unit, &view).filter(customer::Column::Id.eq(input.customer.0)).lock_exclusive();
        let customer = found.one(unit.tx()).await?.ok_or(AppError::NotFound)?;
        if !unit.permit::<verb::Create, noun::Services>()?.reach().covers(&place_of(&customer)) {
            return Err(forbidden(Action::Create));
        }
        check_amounts(&unit, input.unit_price.is_some(), &place_of(&customer))?;
        if directory_of(&customer) == Directory::Leads {
            return Err(AppError::field("customer", "lead_has_none").into());
        }
        check_service(&unit, &input).await?;
        check_booking(&unit, input.booking, &customer).await?;
        let unit_price = match input.unit_price {
            Some(price) => price.0,
            None => last_price(&unit, &view, input.service)
                .await?
                .ok_or_else(|| AppError::field("unit_price", "price_unknown"))?,
        };
        let status = if new.delivered { ServiceStatus::Delivered } else { ServiceStatus::Ordered };
        let number = next_number(unit.tx(), self.services.database().engine(), Numbered::Services).await?;
        let (id, by) = (ExtraServiceId(Uuid::now_v7()), unit.actor().user.0);
        let row = extra_service::Model {
            seq: 0,
            id: id.0,
            code: ServiceCode(number).to_string(),
            version: 1,
            customer_id: customer.id,
            service_id: input.service.0,
            booking_id: input.booking.map(|booking| booking.0),
            quantity: input.quantity.in_thousandths(),
            unit_price,
            used_on: input.used_on.to_string(),
            status: status.key().to_owned(),
            note: input.note,
            created_at: unit.now(),
            created_by: by,
            updated_at: unit.now(),
            updated_by: by,
        };
        check_amount(&row)?;
        write::insert(&unit, row, &customer).await?;
        unit.answer(key, request, &id).await?;
        unit.commit().await?;
        Ok(id)
    }
}

/// What one of a service cost the last time, of what the actor sees: of what was ordered lately, for days that have come. Whoever
/// sees amounts is told of those alone that they see.
pub(super) async fn last_price(
    unit: &Unit,
    view: &Permit<'_, verb::View, noun::Services>,
    service: CatalogValueId,
) -> Outcome<Option<i64>> {
    let latest =
        |select: Select<extra_service::Entity>| select.order_by_desc(Column::UsedOn).order_by_desc(Column::Seq);
    // Else somebody who sees few would have all of them looked through.
    let lately = extra_service::Entity::find()
        .filter(Column::ServiceId.eq(service.0))
        .filter(Column::UsedOn.lte(unit.services().clock().today().to_string()))
        .filter(Column::Status.ne(ServiceStatus::Cancelled.key()));
    let lately = latest(lately).limit(LATELY).select_only().column(Column::Seq).into_query();
    let mut seen = followed(unit, view).filter(Column::Seq.in_subquery(lately));
    if let Some(reach) = unit.opens((Action::View, Resource::Amounts)) {
        seen = seen.filter(Condition::all().add_option(stands_in::<noun::Services>(reach)));
    }
    Ok(latest(seen).limit(1).select_only().column(Column::UnitPrice).into_tuple().one(unit.tx()).await?)
}
