//! Money comes in, is held, pays, and goes back.

use anyhow::Result;
use domain::{
    ChargeId, CustomerId,
    history::Event,
    ledger::Purpose,
    money::Vnd,
    receipt::{ChargeRow, CustomerAccount, DepositUse, ReceiptFilter, ReceiptInput, ReceiptRow, Reversal},
};
use rand::RngExt;
use serde_json::json;

use crate::prove::money::hand::{Hand, Heard, Page, today};

impl Hand {
    /// Takes money that names nothing.
    pub async fn pay(&mut self) -> Result<Heard> {
        let (customer, amount) = (self.customer()?, self.amount());
        self.post(customer, Purpose::Payment, amount, Vec::new()).await
    }

    /// Takes money for some of what is open.
    pub async fn pay_named(&mut self) -> Result<Heard> {
        let (customer, amount) = (self.customer()?, self.amount());
        let asked = json!({ "filter": { "customer": customer, "open": true }, "after": null });
        let page: Option<Page<ChargeRow>> = self.look("receipts/charges", &asked).await?;
        let rows = page.map(|page| page.rows).unwrap_or_default();
        let charges = self.some(rows).into_iter().map(|row| row.id).collect();
        self.post(customer, Purpose::Payment, amount, charges).await
    }

    /// Takes money that has nothing to do with what is owed.
    pub async fn pay_other(&mut self) -> Result<Heard> {
        let (customer, amount) = (self.customer()?, self.amount());
        self.post(customer, Purpose::Other, amount, Vec::new()).await
    }

    /// Takes a deposit.
    pub async fn deposit(&mut self) -> Result<Heard> {
        let (customer, amount) = (self.customer()?, self.amount());
        self.post(customer, Purpose::Deposit, amount, Vec::new()).await
    }

    /// Pays some of what is open with what is held.
    pub async fn apply(&mut self) -> Result<Heard> {
        let customer = self.customer()?;
        let Some(account) = self.account(customer).await? else { return Ok(Heard::Idle) };
        let charges: Vec<ChargeId> = self.some(account.open).into_iter().map(|row| row.id).collect();
        let amount = self.about(account.deposit);
        self.send("receipts/apply", DepositUse { customer, amount, charges }).await
    }

    /// Gives back what was paid too much.
    pub async fn refund_credit(&mut self) -> Result<Heard> {
        let customer = self.customer()?;
        let Some(account) = self.account(customer).await? else { return Ok(Heard::Idle) };
        let amount = self.about(account.credit);
        self.post(customer, Purpose::RefundOfCredit, amount, Vec::new()).await
    }

    /// Gives back a deposit.
    pub async fn refund_deposit(&mut self) -> Result<Heard> {
        let customer = self.customer()?;
        let Some(account) = self.account(customer).await? else { return Ok(Heard::Idle) };
        let amount = self.about(account.deposit);
        self.post(customer, Purpose::RefundOfDeposit, amount, Vec::new()).await
    }

    /// Takes a receipt or voucher back.
    pub async fn reverse(&mut self) -> Result<Heard> {
        let filter = ReceiptFilter { customer: Some(self.customer()?), ..ReceiptFilter::default() };
        let Some(row) = self.one_of::<ReceiptRow>("receipts/list", filter).await? else { return Ok(Heard::Idle) };
        let reversal = Reversal { paid_on: today(), reason: "Séc trả lại".to_owned() };
        let asked = json!({ "id": row.id, "reversal": reversal });
        self.act("receipts/reverse", asked, Event::Reversed, row.id.0).await
    }

    async fn post(
        &mut self,
        customer: CustomerId,
        purpose: Purpose,
        amount: Vnd,
        charges: Vec<ChargeId>,
    ) -> Result<Heard> {
        let (paid_on, note) = (today(), String::new());
        self.make("receipts/post", ReceiptInput { customer, purpose, amount, method: None, paid_on, charges, note })
            .await
    }

    async fn account(&mut self, customer: CustomerId) -> Result<Option<CustomerAccount>> {
        self.look("receipts/account", &json!({ "customer": customer })).await
    }

    /// Some of an amount, all of it, or more than there is.
    fn about(&mut self, Vnd(amount): Vnd) -> Vnd {
        match self.chance.random_range(0..4) {
            0 => Vnd(amount.max(1)),
            1 => Vnd(amount + self.chance.random_range(1..1_000)),
            _ => Vnd(self.chance.random_range(1..=amount.max(1))),
        }
    }
}
