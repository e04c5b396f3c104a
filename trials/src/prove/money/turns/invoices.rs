//! Invoices are begun, issued, taken back.

use anyhow::{Context, Result};
use chrono::{Datelike, NaiveDate};
use domain::{
    CustomerId,
    history::Event,
    invoice::{
        InvoiceChange, InvoiceDetail, InvoiceFilter, InvoiceInput, InvoiceOffer, InvoiceRow, InvoiceStatus, LineInput,
        Voiding,
    },
};
use rand::RngExt;
use serde_json::json;
use uuid::Uuid;

use crate::prove::money::hand::{Hand, Heard, today};

impl Hand {
    /// Begins an invoice over some of what is owed, and a fee.
    pub async fn draft(&mut self) -> Result<Heard> {
        let customer = self.customer()?;
        let asked = json!({ "customer": customer, "draft": null });
        let offer: Option<InvoiceOffer> = self.look("invoices/offer", &asked).await?;
        let charges = offer.map(|offer| offer.charges).unwrap_or_default();
        let charges = self.some(charges);
        let mut lines: Vec<LineInput> = charges.into_iter().map(|row| LineInput::Charge(row.id)).collect();
        if lines.is_empty() || self.chance.random_bool(0.5) {
            lines.push(self.fee());
        }
        self.begin(customer, lines).await
    }

    /// Writes one more fee on a draft.
    pub async fn redraft(&mut self) -> Result<Heard> {
        let Some(row) = self.invoice(InvoiceStatus::Draft).await? else { return Ok(Heard::Idle) };
        let detail: Option<InvoiceDetail> = self.look("invoices/read", &json!({ "id": row.id })).await?;
        let Some(was) = detail.and_then(|detail| detail.input()) else { return Ok(Heard::Idle) };
        let mut becomes = was.clone();
        becomes.lines.push(self.fee());
        let asked = json!({ "id": row.id, "change": InvoiceChange { was, becomes } });
        self.act("invoices/change", asked, Event::Changed, row.id.0).await
    }

    /// Issues a draft today, or tries to on the day before.
    pub async fn issue(&mut self) -> Result<Heard> {
        let Some(row) = self.invoice(InvoiceStatus::Draft).await? else { return Ok(Heard::Idle) };
        let yesterday = today().pred_opt().context("the first of all days")?;
        let day = if self.chance.random_bool(0.1) { yesterday } else { today() };
        self.issue_on(row.id.0, day).await
    }

    /// Issues one on the last day of the year before: another series.
    pub async fn close_the_year(&mut self) -> Result<()> {
        let day = today().with_ordinal(1).and_then(|first| first.pred_opt()).context("the first of all years")?;
        let (customer, fee) = (self.customer()?, self.fee());
        if let Heard::Yes(id) = self.begin(customer, vec![fee]).await? {
            self.issue_on(serde_json::from_value(id)?, day).await?;
        }
        Ok(())
    }

    /// Takes back an issued invoice.
    pub async fn void(&mut self) -> Result<Heard> {
        let Some(row) = self.invoice(InvoiceStatus::Issued).await? else { return Ok(Heard::Idle) };
        let asked = json!({ "id": row.id, "voiding": Voiding { reason: "Sai giá".to_owned() } });
        self.act("invoices/void", asked, Event::Voided, row.id.0).await
    }

    /// Throws a draft away.
    pub async fn discard(&mut self) -> Result<Heard> {
        let Some(row) = self.invoice(InvoiceStatus::Draft).await? else { return Ok(Heard::Idle) };
        self.act("invoices/discard", json!({ "id": row.id }), Event::Discarded, row.id.0).await
    }

    async fn begin(&mut self, customer: CustomerId, lines: Vec<LineInput>) -> Result<Heard> {
        self.make("invoices/create", InvoiceInput { customer, lines, due_on: None, note: String::new() }).await
    }

    async fn issue_on(&mut self, id: Uuid, day: NaiveDate) -> Result<Heard> {
        let heard = self.act("invoices/issue", json!({ "id": id, "issued_on": day }), Event::Issued, id).await?;
        if let Heard::Yes(number) = &heard {
            self.notes.numbered(id, number.as_str().context("an invoice without a number")?);
        }
        Ok(heard)
    }

    async fn invoice(&mut self, status: InvoiceStatus) -> Result<Option<InvoiceRow>> {
        let filter = InvoiceFilter { status: Some(status), ..InvoiceFilter::default() };
        self.one_of("invoices/list", filter).await
    }

    fn fee(&mut self) -> LineInput {
        LineInput::Free { text: "Phụ thu".to_owned(), amount: self.amount() }
    }
}
