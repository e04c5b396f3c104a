//! A lead becomes a customer: the same record with the same id, in another directory and with a code. There is no way back.

use domain::{
    AppError, CustomerId,
    customer::{Created, Directory, Field},
    history::{Changes, Event},
    permission::{Action, verb},
};
use entities::customer;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

use super::{
    Customers,
    record::{directory_of, kind_of, place_code},
};
use crate::{
    authz::{Actor, Unit},
    failure::Outcome,
    query::scope::place_of,
};

impl Customers<'_> {
    /// Makes a lead a customer, by hand: it takes Edit of leads and Create of what it becomes.
    ///
    /// # Errors
    /// Forbidden, also if the customer would lie outside the actor's reach; not found.
    pub async fn convert(&self, actor: &Actor, id: CustomerId) -> Outcome<Created> {
        if self.directory != Directory::Leads {
            return Err(AppError::NotFound.into());
        }
        let unit = self.services.write_in::<verb::Edit>(actor, self.directory).await?;
        let row = self.editable(&unit, id).await?;
        let becomes = Directory::of_kind(kind_of(&row));
        let create = unit.permit_in::<verb::Create>(becomes)?;
        if !create.reach().covers(&place_of(&row)) {
            return Err(self.services.customers(becomes).forbidden(Action::Create));
        }
        let created = converted(&unit, row).await?;
        unit.commit().await?;
        Ok(created)
    }
}

/// Turns a lead into a customer. Whoever makes something that only customers have (a booking, a contract, an order, an
/// invoice) converts by the right to make it: the caller has asked for that. What is a customer already stays as it is.
pub(crate) async fn converted(unit: &Unit, row: customer::Model) -> Outcome<Created> {
    if directory_of(&row) != Directory::Leads {
        return Ok(Created { id: CustomerId(row.id), code: row.code });
    }
    let (id, version, becomes) = (row.id, row.version + 1, Directory::of_kind(kind_of(&row)));
    let place = place_of(&row);
    let code = place_code(unit, None).await?;
    let mut active = row.into_active_model();
    active.directory = Set(becomes.key().to_owned());
    active.code = Set(code.clone());
    active.converted_at = Set(Some(unit.now()));
    active.version = Set(version);
    active.updated_at = Set(unit.now());
    active.updated_by = Set(Some(unit.actor().user.0));
    active.update(unit.tx()).await?;

    let changes = Changes::from([(Field::Code, (None, Some(code.clone())))]);
    unit.record(Event::Converted, becomes.resource(), Some(id), &changes).await?;
    unit.announce_customer(Directory::Leads, id, [place.clone()]).await?;
    unit.announce_customer(becomes, id, [place]).await?;
    Ok(Created { id: CustomerId(id), code })
}
