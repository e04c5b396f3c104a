//! Bookings: who comes, to which room, and what is noted of it.

use anyhow::Result;
use domain::{
    booking::BookingFilter,
    customer::{Directory, Field},
};
use serde_json::json;

use super::{
    plant::{FAR, NEAR},
    visit::Visit,
};

const PAGES: [&str; 4] = ["/bookings", "/bookings/list", "/bookings/timeline", "/spaces"];

/// All of them.
pub async fn try_all(visit: &mut Visit<'_>) -> Result<()> {
    visit.ask("bookings", &[], "bookings/list", json!({ "filter": BookingFilter::default(), "after": null })).await?;
    visit.ask("bookings of today", &[], "bookings/today", json!({})).await?;
    visit.ask("spaces", &[], "spaces/list", json!({})).await?;
    for name in [FAR, NEAR] {
        let (id, code) = (visit.plant.id(name)?, visit.plant.value(name, Field::Code)?);
        let filter = BookingFilter { customer: Some(id), ..BookingFilter::default() };
        visit.ask("bookings of one", &[], "bookings/list", json!({ "filter": filter, "after": null })).await?;
        let totals = json!({ "directory": Directory::Individuals, "id": id });
        visit.ask("totals", &[], "bookings/totals", totals).await?;
        let path = format!("/customers/individuals/{}?tab=bookings", code.value);
        visit.see("page of one's bookings", &[code], &path).await?;
    }
    for path in PAGES {
        visit.see("page of bookings", &[], path).await?;
    }
    Ok(())
}
