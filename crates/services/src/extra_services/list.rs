//! Extra services as lists and forms have them.

use std::collections::HashMap;

use domain::{
    AppError, CatalogValueId, CustomerId,
    booking::{BookingStatus, Guest},
    customer::{Directory, Named},
    extra_service::{
        OfferedService, ServiceCode, ServiceFilter, ServiceOffer, ServicePage, ServicePlace, ServiceRow, amount_of,
    },
    money::Vnd,
    permission::{Action, Resource, noun, verb},
    value::Catalog,
};
use entities::{booking, customer, extra_service, extra_service::Column, space};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::{
    ServiceDesk,
    create::{LATELY, last_price},
    day_of, quantity_of, status_of,
};
use crate::{
    authz::{Actor, Permit, Unit},
    customers::directory_of,
    failure::{Failure, Outcome},
    ledger::sees_amounts,
    query::{
        is_storable, lookup,
        operations::{are_countable, codes, customers_with, followed, latest},
        scope::place_of,
    },
    staff::names_of,
};

/// Stays that a form offers: nobody has more of them at once.
const MOST_STAYS: u64 = 100;

impl ServiceDesk<'_> {
    /// Extra services, the latest first.
    ///
    /// # Errors
    /// Forbidden.
    pub async fn list(
        &self,
        actor: &Actor,
        filter: &ServiceFilter,
        after: Option<ServicePlace>,
    ) -> Outcome<ServicePage> {
        let unit = self.services.read(actor).await?;
        let permit = unit.permit::<verb::View, noun::Services>()?;
        let code = filter.code.trim().to_uppercase();
        if !is_storable(&code) || !are_countable([filter.from, filter.to, after.map(|place| place.used_on)]) {
            return Ok(ServicePage::default());
        }
        let wanted = Condition::all()
            .add_option(codes(Column::Code, &code, |number| ServiceCode(number).to_string()))
            .add_option(filter.customer.map(|customer| Column::CustomerId.eq(customer.0)))
            .add_option(filter.service.map(|service| Column::ServiceId.eq(service.0)))
            .add_option(filter.status.map(|status| Column::Status.eq(status.key())))
            .add_option(filter.from.map(|day| Column::UsedOn.gte(day.to_string())))
            .add_option(filter.to.map(|day| Column::UsedOn.lte(day.to_string())));
        let all = followed(&unit, &permit);
        let select = all.clone().filter(wanted);
        let after = after.map(|ServicePlace { used_on, seq }| (used_on, seq));
        let (rows, more) = latest(unit.tx(), select, (Column::UsedOn, Column::Seq), after).await?;
        let rows = shown(&unit, rows).await?;
        let after = rows.last().filter(|_| more).map(|row| row.place);
        // Who it is stands in whatever the reader sees of the customer.
        let customer = match (filter.customer, rows.first()) {
            (None, _) => None,
            (Some(_), Some(row)) => Some(row.customer.clone()),
            (Some(customer), None) => {
                let any = all.filter(Column::CustomerId.eq(customer.0)).limit(1).all(unit.tx()).await?;
                shown(&unit, any).await?.pop().map(|row| row.customer)
            }
        };
        Ok(ServicePage { rows, after, customer })
    }

    /// The services by which the reader's list can be narrowed, in the order of their catalog: those that somebody had of late whom
    /// the reader sees.
    ///
    /// # Errors
    /// Forbidden.
    pub async fn occurring(&self, actor: &Actor) -> Outcome<Vec<Named<CatalogValueId>>> {
        let unit = self.services.read(actor).await?;
        let permit = unit.permit::<verb::View, noun::Services>()?;
        let legend = unit.legend().await?;
        let mut occurring = Vec::new();
        for service in legend.labels.ids(Catalog::Service) {
            let name = legend.labels.label(Some(service)).unwrap_or_default();
            if is_had(&unit, &permit, service).await? {
                occurring.push(Named { id: service.into(), name: name.to_owned() });
            }
        }
        Ok(occurring)
    }

    /// What the form of an extra service has to know of a customer.
    ///
    /// # Errors
    /// Forbidden; the customer is not found, or a lead.
    pub async fn offer(&self, actor: &Actor, customer: CustomerId) -> Outcome<ServiceOffer> {
        let unit = self.services.read(actor).await?;
        let permit = unit.permit::<verb::View, noun::Services>()?;
        let found = customers_with(&unit, &permit).filter(customer::Column::Id.eq(customer.0));
        let row = found.one(unit.tx()).await?.ok_or(AppError::NotFound)?;
        if directory_of(&row) == Directory::Leads {
            return Err(AppError::field("customer", "lead_has_none").into());
        }
        let amounts = sees_amounts(&unit, &place_of(&row));
        let mut services = Vec::new();
        for service in unit.legend().await?.labels.named(Catalog::Service) {
            let unit_price = match amounts {
                true => last_price(&unit, &permit, service.id).await?.map(Vnd),
                false => None,
            };
            services.push(OfferedService { service, unit_price });
        }
        Ok(ServiceOffer { services, bookings: stays(&unit, row.id).await?, amounts })
    }
}

/// Whether somebody whom the actor sees had a service of late.
async fn is_had(unit: &Unit, permit: &Permit<'_, verb::View, noun::Services>, service: Uuid) -> Outcome<bool> {
    let lately = extra_service::Entity::find()
        .filter(Column::ServiceId.eq(service))
        .order_by_desc(Column::UsedOn)
        .order_by_desc(Column::Seq)
        .limit(LATELY)
        .select_only()
        .column(Column::Seq)
        .into_query();
    let seen = followed(unit, permit).filter(Column::Seq.in_subquery(lately)).limit(1);
    Ok(seen.select_only().column(Column::Seq).into_tuple::<i64>().one(unit.tx()).await?.is_some())
}

/// The stays of a customer that are not over, for those who see bookings.
async fn stays(unit: &Unit, customer: Uuid) -> Outcome<Vec<Named<domain::BookingId>>> {
    let Ok(permit) = unit.permit::<verb::View, noun::Bookings>() else { return Ok(Vec::new()) };
    let open = [BookingStatus::Reserved.key(), BookingStatus::CheckedIn.key()];
    let stays = followed(unit, &permit)
        .filter(booking::Column::CustomerId.eq(customer))
        .filter(booking::Column::Status.is_in(open))
        .order_by_asc(booking::Column::StartsAt)
        .limit(MOST_STAYS)
        .all(unit.tx())
        .await?;
    let spaces = space::Entity::find().filter(space::Column::Id.is_in(stays.iter().map(|stay| stay.space_id)));
    let spaces: HashMap<Uuid, String> =
        spaces.all(unit.tx()).await?.into_iter().map(|row| (row.id, row.name)).collect();
    let named = |stay: booking::Model| {
        let space = spaces.get(&stay.space_id).cloned().unwrap_or_default();
        Named { id: stay.id.into(), name: format!("{} · {space}", stay.code) }
    };
    Ok(stays.into_iter().map(named).collect())
}

/// Rows with the names of what they name, by one query each for the whole page; amounts as far as the reader may see any.
async fn shown(unit: &Unit, rows: Vec<extra_service::Model>) -> Outcome<Vec<ServiceRow>> {
    let customers = lookup::by_ids(unit.tx(), rows.iter().map(|row| row.customer_id)).await?;
    let makers = names_of(unit, rows.iter().map(|row| row.created_by)).await?;
    let legend = unit.legend().await?;
    let stays: HashMap<Uuid, String> = match unit.permit::<verb::View, noun::Bookings>() {
        Ok(permit) => {
            let named = rows.iter().filter_map(|row| row.booking_id);
            let seen = followed(unit, &permit).filter(booking::Column::Id.is_in(named)).all(unit.tx()).await?;
            seen.into_iter().map(|stay| (stay.id, stay.code)).collect()
        }
        Err(_) => HashMap::new(),
    };
    let row = |row: extra_service::Model| {
        let customer = customers
            .get(&row.customer_id)
            .ok_or_else(|| Failure::fault(format!("extra service {} has no customer", row.id)))?;
        let (directory, placement) = (directory_of(customer), place_of(customer));
        let amounts = sees_amounts(unit, &placement);
        let seen = unit.principal().may_at(Action::View, directory.resource(), &placement);
        let stay = row.booking_id.and_then(|id| stays.get(&id).map(|code| (id, code.clone())));
        let quantity = quantity_of(&row);
        Ok(ServiceRow {
            id: row.id.into(),
            place: ServicePlace { used_on: day_of(&row)?, seq: row.seq },
            customer: Guest {
                id: row.customer_id.into(),
                name: customer.name.clone(),
                link: seen.then(|| (directory, customer.code.clone())),
            },
            service: row.service_id.into(),
            service_name: legend.labels.label(Some(row.service_id)).unwrap_or_default().to_owned(),
            booking: stay.map(|(id, name)| Named { id: id.into(), name }),
            quantity,
            unit_price: amounts.then_some(Vnd(row.unit_price)),
            amount: amount_of(quantity, Vnd(row.unit_price)).filter(|_| amounts),
            used_on: day_of(&row)?,
            status: status_of(&row),
            made_by: makers.get(&row.created_by).cloned().unwrap_or_default(),
            may_edit: unit.principal().may_at(Action::Edit, Resource::Services, &placement),
            code: row.code,
            note: row.note,
        })
    };
    rows.into_iter().map(row).collect()
}
