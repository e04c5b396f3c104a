//! What happens to an extra service after it was ordered.

use domain::{
    AppError, ExtraServiceId,
    extra_service::ServiceAct,
    history::Event,
    permission::{noun, verb},
};

use super::{ServiceDesk, editable, status_of, write};
use crate::{authz::Actor, failure::Outcome};

impl ServiceDesk<'_> {
    /// Delivers an extra service, calls it off, or takes its delivery back.
    ///
    /// # Errors
    /// It has not come so far, or too far; forbidden; not found.
    pub async fn act(&self, actor: &Actor, id: ExtraServiceId, act: ServiceAct) -> Outcome<()> {
        let unit = self.services.write::<verb::Edit, noun::Services>(actor).await?;
        let (before, customer) = editable(&unit, id).await?;
        let status = status_of(&before).after(act).map_err(|code| AppError::field("extra_service", code))?;
        let event = match act {
            ServiceAct::Deliver => Event::Delivered,
            ServiceAct::Cancel => Event::ServiceCancelled,
            ServiceAct::Undo => Event::DeliveryUndone,
        };
        let row = entities::extra_service::Model { status: status.key().to_owned(), ..before.clone() };
        write::update(&unit, event, &before, row, &customer).await?;
        unit.commit().await
    }
}
