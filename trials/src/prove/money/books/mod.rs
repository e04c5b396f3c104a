//! The books, computed anew from the records alone: what each booking, service, invoice, receipt, allocation and refund says,
//! by the words of the specification and by nothing that the product has added up itself.

mod owed;
mod totals;

use std::collections::{BTreeMap, HashMap};

use domain::{
    invoice::InvoiceStatus,
    ledger::{Balance, ChargeStatus, Purpose, Totals},
    money::Vnd,
};
use entities::{charge, invoice, receipt};
use uuid::Uuid;

use self::owed::{Owed, owed};
use super::rows::Rows;

/// The records, and what belongs to each of them.
pub struct Books<'r> {
    rows: &'r Rows,
    owed: Vec<Owed>,
    /// The charges of a record: there should be one.
    charges: HashMap<Uuid, Vec<&'r charge::Model>>,
    invoices: HashMap<Uuid, &'r invoice::Model>,
    /// The invoices on which a charge stands that are not void.
    standing: HashMap<Uuid, Vec<&'r invoice::Model>>,
    /// How much of a charge is paid, …
    paid: HashMap<Uuid, i64>,
    /// … of a receipt used, …
    used: HashMap<Uuid, i64>,
    /// … of a receipt given back, …
    given: HashMap<Uuid, i64>,
    /// … and by a voucher given back.
    gave: HashMap<Uuid, i64>,
    /// What was taken back, by what has taken it back.
    countered: HashMap<Uuid, Uuid>,
}

impl<'r> Books<'r> {
    /// Opens them.
    pub fn open(rows: &'r Rows) -> Self {
        let invoices: HashMap<Uuid, &invoice::Model> = rows.invoices.iter().map(|row| (row.id, row)).collect();
        let mut charges: HashMap<Uuid, Vec<&charge::Model>> = HashMap::new();
        for row in &rows.charges {
            let of = row.booking_id.or(row.extra_service_id).or(row.invoice_line_id);
            charges.entry(of.unwrap_or(row.id)).or_default().push(row);
        }
        let mut standing: HashMap<Uuid, Vec<&invoice::Model>> = HashMap::new();
        for line in &rows.lines {
            let invoice = invoices.get(&line.invoice_id).filter(|invoice| status_of(invoice) != InvoiceStatus::Void);
            if let (Some(charge), Some(invoice)) = (line.charge_id, invoice) {
                standing.entry(charge).or_default().push(invoice);
            }
        }
        let allocations = || rows.allocations.iter();
        let owed = owed(rows, &invoices, &charges);
        Self {
            rows,
            owed,
            charges,
            invoices,
            standing,
            paid: sums(allocations().map(|row| (row.charge_id, row.amount))),
            used: sums(allocations().map(|row| (row.receipt_id, row.amount))),
            given: sums(rows.refunds.iter().map(|row| (row.receipt_id, row.amount))),
            gave: sums(rows.refunds.iter().map(|row| (row.voucher_id, row.amount))),
            countered: rows.receipts.iter().filter_map(|row| Some((row.counters?, row.id))).collect(),
        }
    }

    /// Charges that are not as their records have them, or whose payments do not come to what they say.
    pub fn wrong_charges(&self) -> usize {
        let mut wrong = 0;
        for owed in &self.owed {
            let there = self.charges.get(&owed.of).map_or(0, Vec::len);
            let is_right = there == 1 && self.charge_of(owed.of).is_some_and(|charge| self.is_right(charge, owed));
            if !is_right {
                eprintln!("the charge of {} {} is another one, or there are {there}", owed.source.key(), owed.of);
                wrong += 1;
            }
        }
        wrong + self.rows.charges.len().saturating_sub(self.owed.len())
    }

    fn is_right(&self, charge: &charge::Model, owed: &Owed) -> bool {
        let bill = self.bill_of(charge.id).map(|invoice| invoice.id);
        charge.customer_id == owed.customer
            && charge.source == owed.source.key()
            && charge.amount == owed.amount
            && charge.status == owed.status.key()
            && charge.allocated == of(&self.paid, charge.id)
            && charge.invoice_id == bill
            && self.standing.get(&charge.id).map_or(0, Vec::len) <= 1
    }

    /// Charges of which more is paid than they are, or less than nothing.
    pub fn overpaid(&self) -> usize {
        let most = |charge: &charge::Model| if charge.status == ChargeStatus::Void.key() { 0 } else { charge.amount };
        self.rows.charges.iter().filter(|charge| !(0..=most(charge)).contains(&of(&self.paid, charge.id))).count()
    }

    /// Receipts of which more is used and given back than they are, or whose uses do not come to what they say.
    pub fn overdrawn(&self) -> usize {
        self.rows.receipts.iter().filter(|row| !self.is_drawn_rightly(row)).count()
    }

    fn is_drawn_rightly(&self, row: &receipt::Model) -> bool {
        let (used, given, gave) = (of(&self.used, row.id), of(&self.given, row.id), of(&self.gave, row.id));
        let stands = self.stands(row);
        let (holds, gives_back) = match Purpose::from_key(&row.purpose) {
            Some(Purpose::Payment | Purpose::Deposit) => (row.amount, 0),
            Some(Purpose::RefundOfCredit | Purpose::RefundOfDeposit) => (0, row.amount),
            Some(Purpose::Other) | None => (0, 0),
        };
        used >= 0
            && given >= 0
            && used + given <= if stands { holds } else { 0 }
            && gave == if stands { gives_back } else { 0 }
            && (row.allocated, row.refunded) == (used, given)
            && row.reversed == self.countered.contains_key(&row.id)
    }

    /// Money that pays or gives back what is another customer's.
    pub fn crossed(&self) -> usize {
        let charges: HashMap<Uuid, Uuid> = self.rows.charges.iter().map(|row| (row.id, row.customer_id)).collect();
        let receipts: HashMap<Uuid, Uuid> = self.rows.receipts.iter().map(|row| (row.id, row.customer_id)).collect();
        let paid =
            self.rows.allocations.iter().filter(|row| charges.get(&row.charge_id) != receipts.get(&row.receipt_id));
        let given =
            self.rows.refunds.iter().filter(|row| receipts.get(&row.voucher_id) != receipts.get(&row.receipt_id));
        paid.count() + given.count()
    }

    /// Customers of whom money in less money out is not what pays charges, with credit and deposit; and those with debts beside
    /// credit.
    pub fn unbalanced(&self, totals: &BTreeMap<Uuid, Totals>) -> usize {
        let money = sums(self.rows.receipts.iter().map(|row| (row.customer_id, money_of(row))));
        let paid = sums(self.rows.charges.iter().map(|row| (row.customer_id, of(&self.paid, row.id))));
        let is_wrong = |(customer, totals): &(&Uuid, &Totals)| {
            let Balance { debts, credit, .. } = totals.money.balance;
            let (money, paid) = (of(&money, **customer), of(&paid, **customer));
            let deposit = totals.money.balance.deposit();
            money != paid + credit.0 + deposit.0
                || [debts, credit, deposit].iter().any(|amount| *amount < Vnd(0))
                || (debts > Vnd(0) && credit > Vnd(0))
        };
        totals.iter().filter(is_wrong).count()
    }

    /// Invoices whose lines are not what is owed for them, or do not come to what they say.
    pub fn wrong_invoices(&self) -> usize {
        let amounts: HashMap<Uuid, i64> = self.rows.charges.iter().map(|row| (row.id, row.amount)).collect();
        let mut sums: HashMap<Uuid, i64> = HashMap::new();
        let mut wrong = 0;
        for line in &self.rows.lines {
            *sums.entry(line.invoice_id).or_default() += line.amount;
            let status = self.invoices.get(&line.invoice_id).map(|invoice| status_of(invoice));
            let owed = line.charge_id.and_then(|charge| amounts.get(&charge));
            wrong += usize::from(status == Some(InvoiceStatus::Issued) && owed != Some(&line.amount));
        }
        let numbered = self.rows.invoices.iter().filter(|invoice| status_of(invoice) != InvoiceStatus::Draft);
        wrong + numbered.filter(|invoice| of(&sums, invoice.id) != invoice.total).count()
    }

    fn charge_of(&self, record: Uuid) -> Option<&'r charge::Model> {
        self.charges.get(&record).and_then(|all| all.first()).copied()
    }

    /// The issued invoice on which a charge stands.
    fn bill_of(&self, charge: Uuid) -> Option<&'r invoice::Model> {
        let all = self.standing.get(&charge)?;
        all.iter().find(|invoice| status_of(invoice) == InvoiceStatus::Issued).copied()
    }

    /// Whether a receipt is neither taken back nor takes another one back.
    fn stands(&self, row: &receipt::Model) -> bool {
        row.counters.is_none() && !self.countered.contains_key(&row.id)
    }
}

/// How a receipt or voucher changes the money that is held of its customer.
fn money_of(row: &receipt::Model) -> i64 {
    let amount = match row.purpose.as_str() {
        "payment" | "deposit" => row.amount,
        "refund_of_credit" | "refund_of_deposit" => -row.amount,
        _ => 0,
    };
    if row.counters.is_some() { -amount } else { amount }
}

fn status_of(row: &invoice::Model) -> InvoiceStatus {
    InvoiceStatus::from_key(&row.status).unwrap_or(InvoiceStatus::Void)
}

fn sums(parts: impl Iterator<Item = (Uuid, i64)>) -> HashMap<Uuid, i64> {
    let mut sums = HashMap::new();
    for (id, amount) in parts {
        *sums.entry(id).or_default() += amount;
    }
    sums
}

fn of(sums: &HashMap<Uuid, i64>, id: Uuid) -> i64 {
    sums.get(&id).copied().unwrap_or_default()
}
