//! Bookings, contracts, extra services, invoices, receipts and files: who comes, to which room, who rents, who had what, who is asked
//! to pay and who has paid, what is noted of it, and what is kept of them.

use anyhow::Result;
use domain::{
    booking::BookingFilter,
    contract::ContractFilter,
    customer::{Directory, Field},
    extra_service::ServiceFilter,
    invoice::InvoiceFilter,
    receipt::{ChargeFilter, ReceiptFilter},
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
    visit.ask("receipts", &[], "receipts/list", json!({ "filter": ReceiptFilter::default(), "after": null })).await?;
    visit.see("page of receipts", &[], "/receipts").await?;
    for name in [FAR, NEAR] {
        let (id, code) = (visit.plant.id(name)?, visit.plant.value(name, Field::Code)?);
        let filter = ReceiptFilter { customer: Some(id), ..ReceiptFilter::default() };
        visit.ask("receipts of one", &[], "receipts/list", json!({ "filter": filter, "after": null })).await?;
        let charges = ChargeFilter { customer: id, open: false };
        visit.ask("charges", &[], "receipts/charges", json!({ "filter": charges, "after": null })).await?;
        visit.ask("account", &[], "receipts/account", json!({ "customer": id })).await?;
        for tab in ["receipts", "charges"] {
            let path = format!("/customers/individuals/{}?tab={tab}", code.value);
            visit.see("page of one's money", &[code], &path).await?;
        }
    }
    visit.ask("services", &[], "services/list", json!({ "filter": ServiceFilter::default(), "after": null })).await?;
    visit.ask("services to narrow by", &[], "services/occurring", json!({})).await?;
    visit.see("page of services", &[], "/services").await?;
    for name in [FAR, NEAR] {
        let (id, code) = (visit.plant.id(name)?, visit.plant.value(name, Field::Code)?);
        let filter = ServiceFilter { customer: Some(id), ..ServiceFilter::default() };
        visit.ask("services of one", &[], "services/list", json!({ "filter": filter, "after": null })).await?;
        visit.ask("offer", &[], "services/offer", json!({ "customer": id })).await?;
        let path = format!("/customers/individuals/{}?tab=services", code.value);
        visit.see("page of one's services", &[code], &path).await?;
    }
    visit.ask("invoices", &[], "invoices/list", json!({ "filter": InvoiceFilter::default(), "after": null })).await?;
    visit.see("page of invoices", &[], "/invoices").await?;
    for name in [FAR, NEAR] {
        let (id, code) = (visit.plant.id(name)?, visit.plant.value(name, Field::Code)?);
        let filter = InvoiceFilter { customer: Some(id), ..InvoiceFilter::default() };
        visit.ask("invoices of one", &[], "invoices/list", json!({ "filter": filter, "after": null })).await?;
        visit.ask("offer of an invoice", &[], "invoices/offer", json!({ "customer": id, "draft": null })).await?;
        let path = format!("/customers/individuals/{}?tab=invoices", code.value);
        visit.see("page of one's invoices", &[code], &path).await?;
    }
    for id in &visit.plant.invoices {
        visit.ask("invoice", &[], "invoices/read", json!({ "id": id })).await?;
        visit.see("page of an invoice", &[], &format!("/invoices/{id}")).await?;
    }
    visit
        .ask("contracts", &[], "contracts/list", json!({ "filter": ContractFilter::default(), "after": null }))
        .await?;
    visit.see("page of contracts", &[], "/contracts").await?;
    for name in [FAR, NEAR] {
        let (id, code) = (visit.plant.id(name)?, visit.plant.value(name, Field::Code)?);
        let filter = ContractFilter { customer: Some(id), ..ContractFilter::default() };
        visit.ask("contracts of one", &[], "contracts/list", json!({ "filter": filter, "after": null })).await?;
        let path = format!("/customers/individuals/{}?tab=contracts", code.value);
        visit.see("page of one's contracts", &[code], &path).await?;
    }
    for id in &visit.plant.contracts {
        visit.ask("contract", &[], "contracts/read", json!({ "id": id })).await?;
        visit.see("page of a contract", &[], &format!("/contracts/{id}")).await?;
    }
    for name in [FAR, NEAR] {
        let (id, code) = (visit.plant.id(name)?, visit.plant.value(name, Field::Code)?);
        for deleted in [false, true] {
            let asked = json!({ "of": { "customer": id, "contract": null }, "deleted": deleted, "after": null });
            visit.ask("files of one", &[], "attachments/list", asked).await?;
        }
        let path = format!("/customers/individuals/{}?tab=attachments", code.value);
        visit.see("page of one's files", &[code], &path).await?;
    }
    for id in &visit.plant.files {
        visit.see("file", &[], &format!("/files/attachments/{id}")).await?;
    }
    for path in PAGES {
        visit.see("page of bookings", &[], path).await?;
    }
    Ok(())
}
