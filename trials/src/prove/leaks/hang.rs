//! What hangs on the planted customers: stays, receipts, orders, contracts, invoices and files, each with a note that stands nowhere else.

use anyhow::Result;
use chrono::{TimeDelta, Utc};
use domain::{
    BranchId, CatalogValueId, InvoiceId, SpaceId,
    booking::BookingInput,
    catalog::{CatalogValue, ValueText},
    contract::{Billed, ContractInput, Drafted},
    customer::Field,
    extra_service::{NewService, ServiceInput},
    invoice::{InvoiceInput, LineInput},
    ledger::Purpose,
    money::Vnd,
    quantity::Quantity,
    receipt::ReceiptInput,
    time::BusinessZone,
    value::Catalog,
};
use rand::RngExt;
use serde_json::json;
use uuid::Uuid;

use super::{
    canary::Canary,
    plant::{FAR, NEAR, Plant},
};
use crate::office::Office;

/// A booking of the far record, in the other branch.
pub const FAR_STAY: &str = "far stay";
/// A booking of the near record, in the staff's branch.
pub const NEAR_STAY: &str = "near stay";
/// A receipt of the far record.
pub const FAR_RECEIPT: &str = "far receipt";
/// A receipt of the near record.
pub const NEAR_RECEIPT: &str = "near receipt";
/// What the far record has ordered.
pub const FAR_SERVICE: &str = "far service";
/// What the near record has ordered.
pub const NEAR_SERVICE: &str = "near service";
/// A draft of a contract with the far record.
pub const FAR_CONTRACT: &str = "far contract";
/// A draft of a contract with the near record.
pub const NEAR_CONTRACT: &str = "near contract";
/// What the far record is asked to pay.
pub const FAR_INVOICE: &str = "far invoice";
/// What the near record is asked to pay.
pub const NEAR_INVOICE: &str = "near invoice";
/// A file of the far record.
pub const FAR_FILE: &str = "far file";
/// A file of the near record.
pub const NEAR_FILE: &str = "near file";

/// What hangs on customers: whoever sees these alone sees none of it.
pub const HANGING: [&str; 12] = [
    NEAR_STAY,
    FAR_STAY,
    NEAR_RECEIPT,
    FAR_RECEIPT,
    NEAR_SERVICE,
    FAR_SERVICE,
    NEAR_CONTRACT,
    FAR_CONTRACT,
    NEAR_INVOICE,
    FAR_INVOICE,
    NEAR_FILE,
    FAR_FILE,
];

impl Plant {
    /// Makes all of it, for the far record and the near one; rooms stand in that branch and in the staff's.
    pub async fn hang(&mut self, office: &mut Office, chance: &mut impl RngExt, there: BranchId) -> Result<()> {
        for (guest, stay, branch) in [(FAR, FAR_STAY, there), (NEAR, NEAR_STAY, self.branch)] {
            self.book(office, chance, guest, stay, branch).await?;
        }
        for (payer, receipt) in [(FAR, FAR_RECEIPT), (NEAR, NEAR_RECEIPT)] {
            self.pay(office, chance, payer, receipt).await?;
        }
        let text = ValueText { label: "Giặt là".to_owned(), ..ValueText::default() };
        let value = json!({ "catalog": Catalog::Service, "text": text, "before": null });
        let value: CatalogValue = office.administrator.call("catalogs/create", value).await?;
        for (guest, service) in [(FAR, FAR_SERVICE), (NEAR, NEAR_SERVICE)] {
            self.order(office, chance, guest, service, value.id).await?;
        }
        for (tenant, contract) in [(FAR, FAR_CONTRACT), (NEAR, NEAR_CONTRACT)] {
            self.let_out(office, chance, tenant, contract).await?;
        }
        for (guest, invoice) in [(FAR, FAR_INVOICE), (NEAR, NEAR_INVOICE)] {
            self.bill(office, chance, guest, invoice).await?;
        }
        for (of, file) in [(FAR, FAR_FILE), (NEAR, NEAR_FILE)] {
            self.file(office, chance, of, file).await?;
        }
        Ok(())
    }

    /// Books a room of a branch for today, with a note that stands nowhere else.
    async fn book(
        &mut self,
        office: &mut Office,
        chance: &mut impl RngExt,
        guest: &str,
        stay: &'static str,
        branch: BranchId,
    ) -> Result<()> {
        let note = Canary::hatch(chance, stay, Field::Note);
        let code = stay.replace(' ', "-");
        let space = json!({
            "code": code, "name": "Phòng", "branch": branch, "kind": null, "capacity": null,
            "price": { "amount": 300_000, "unit": "day" }, "active": true
        });
        let space: SpaceId = office.administrator.call("spaces/create", json!({ "input": space })).await?;
        let now = Utc::now();
        let input = BookingInput {
            customer: self.id(guest)?,
            space,
            starts_at: now,
            ends_at: now + TimeDelta::days(1),
            price: None,
            agreed_deposit: None,
            guests: None,
            note: note.value.clone(),
        };
        let asked = json!({ "key": Uuid::now_v7(), "input": input });
        office.administrator.call::<serde_json::Value>("bookings/create", asked).await?;
        self.canaries.push(note);
        Ok(())
    }

    /// Orders a service, with a note that stands nowhere else.
    async fn order(
        &mut self,
        office: &mut Office,
        chance: &mut impl RngExt,
        guest: &str,
        ordered: &'static str,
        service: CatalogValueId,
    ) -> Result<()> {
        let note = Canary::hatch(chance, ordered, Field::Note);
        let input = ServiceInput {
            customer: self.id(guest)?,
            service,
            booking: None,
            quantity: Quantity::whole(1),
            unit_price: Some(Vnd(50_000)),
            used_on: BusinessZone::default().day_of(Utc::now()),
            note: note.value.clone(),
        };
        let asked = json!({ "key": Uuid::now_v7(), "input": NewService { input, delivered: true } });
        office.administrator.call::<serde_json::Value>("services/create", asked).await?;
        self.canaries.push(note);
        Ok(())
    }

    /// Drafts a contract, with a note that stands nowhere else.
    async fn let_out(
        &mut self,
        office: &mut Office,
        chance: &mut impl RngExt,
        tenant: &str,
        contract: &'static str,
    ) -> Result<()> {
        let note = Canary::hatch(chance, contract, Field::Note);
        let today = BusinessZone::default().day_of(Utc::now());
        let input = ContractInput {
            customer: self.id(tenant)?,
            space: None,
            starts_on: today,
            ends_on: today,
            rent: Some(Vnd(3_000_000)),
            billed: Billed::Start,
            agreed_deposit: None,
            text: "{{customer.name}}, {{customer.address}}, {{customer.phone}}".to_owned(),
            note: note.value.clone(),
        };
        let asked = json!({ "key": Uuid::now_v7(), "input": input });
        let Drafted { id, .. } = office.administrator.call("contracts/create", asked).await?;
        self.contracts.push(id);
        self.canaries.push(note);
        Ok(())
    }

    /// Issues an invoice, with a note that stands nowhere else.
    async fn bill(
        &mut self,
        office: &mut Office,
        chance: &mut impl RngExt,
        guest: &str,
        invoice: &'static str,
    ) -> Result<()> {
        let note = Canary::hatch(chance, invoice, Field::Note);
        let fee = LineInput::Free { text: "Phụ thu".to_owned(), amount: Vnd(90_000) };
        let input =
            InvoiceInput { customer: self.id(guest)?, lines: vec![fee], due_on: None, note: note.value.clone() };
        let asked = json!({ "key": Uuid::now_v7(), "input": input });
        let id: InvoiceId = office.administrator.call("invoices/create", asked).await?;
        let issued = json!({ "id": id, "issued_on": BusinessZone::default().day_of(Utc::now()) });
        office.administrator.call::<String>("invoices/issue", issued).await?;
        self.invoices.push(id);
        self.canaries.push(note);
        Ok(())
    }

    /// Takes a deposit, with a note that stands nowhere else.
    async fn pay(
        &mut self,
        office: &mut Office,
        chance: &mut impl RngExt,
        payer: &str,
        receipt: &'static str,
    ) -> Result<()> {
        let note = Canary::hatch(chance, receipt, Field::Note);
        let input = ReceiptInput {
            customer: self.id(payer)?,
            purpose: Purpose::Deposit,
            amount: Vnd(1_000_000),
            method: None,
            paid_on: BusinessZone::default().day_of(Utc::now()),
            charges: Vec::new(),
            note: note.value.clone(),
        };
        let asked = json!({ "key": Uuid::now_v7(), "input": input });
        office.administrator.call::<serde_json::Value>("receipts/post", asked).await?;
        self.canaries.push(note);
        Ok(())
    }

    /// Keeps a file whose name and text stand nowhere else.
    async fn file(
        &mut self,
        office: &mut Office,
        chance: &mut impl RngExt,
        of: &str,
        file: &'static str,
    ) -> Result<()> {
        let note = Canary::hatch(chance, file, Field::Note);
        let path = format!("/files/attachments?customer={}&key={}", self.id(of)?, Uuid::now_v7());
        let name = format!("{}.txt", note.value);
        let answer = office.administrator.upload(&path, &name, note.value.clone().into_bytes()).await?;
        self.files.push(answer.read()?);
        self.canaries.push(note);
        Ok(())
    }
}
