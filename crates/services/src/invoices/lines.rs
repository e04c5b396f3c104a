//! The lines of invoices: what each says and how much it is, as far as it does not follow its charge.

use std::collections::HashMap;

use domain::{
    AppError, ChargeId,
    invoice::{InvoiceStatus, LineInput},
    ledger::{ChargeStatus, Source},
    money::Vnd,
};
use entities::{charge, customer, invoice, invoice_line, invoice_line::Column};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::status_of;
use crate::{
    authz::Unit,
    failure::Outcome,
    ledger::{What, account_of, charges_seen, origins_seen, whats_of},
};

/// A line and what is owed for it; a free one of a draft is not owed yet.
pub(super) struct Line {
    pub row: invoice_line::Model,
    pub charge: Option<charge::Model>,
}

impl Line {
    /// As forms have it.
    pub fn input(&self) -> LineInput {
        match self.row.charge_id {
            Some(charge) => LineInput::Charge(charge.into()),
            None => LineInput::Free { text: self.row.text.clone(), amount: Vnd(self.row.amount) },
        }
    }

    /// The charge, if it was made by this line alone.
    pub fn own_charge(&self) -> Option<ChargeId> {
        let own = self.charge.as_ref().filter(|charge| charge.invoice_line_id == Some(self.row.id));
        own.map(|charge| charge.id.into())
    }

    /// Where what is owed for it comes from.
    pub fn source(&self) -> Source {
        let source = self.charge.as_ref().and_then(|charge| Source::from_key(&charge.source));
        source.unwrap_or(Source::InvoiceLine)
    }

    /// How much it is on an invoice that has come so far: on a draft as much as the charge is now.
    pub fn amount(&self, on: InvoiceStatus) -> Vnd {
        match &self.charge {
            Some(charge) if on == InvoiceStatus::Draft => Vnd(charge.amount),
            _ => Vnd(self.row.amount),
        }
    }

    /// How much of what is owed for it is not paid.
    pub fn open(&self) -> Outcome<Option<Vnd>> {
        Ok(self.charge.as_ref().map(account_of).transpose()?.map(|account| account.open()))
    }

    /// What it says on an invoice that has come so far.
    pub fn text(&self, on: InvoiceStatus, whats: &HashMap<Uuid, What>) -> String {
        let what = self.charge.as_ref().filter(|_| on == InvoiceStatus::Draft).and_then(|it| whats.get(&it.id));
        what.map_or_else(|| self.row.text.clone(), What::whole)
    }
}

/// How much all of them are together.
pub(super) fn total(lines: &[Line], on: InvoiceStatus) -> Vnd {
    Vnd(lines.iter().map(|line| line.amount(on).0).sum())
}

/// The lines of these invoices, in their order.
pub(super) async fn lines_of(
    tx: &impl ConnectionTrait,
    invoices: impl IntoIterator<Item = Uuid>,
) -> Outcome<HashMap<Uuid, Vec<Line>>> {
    let rows = invoice_line::Entity::find().filter(Column::InvoiceId.is_in(invoices));
    let rows = rows.order_by_asc(Column::Position).all(tx).await?;
    let charges = charge::Entity::find().filter(charge::Column::Id.is_in(rows.iter().filter_map(|row| row.charge_id)));
    let charges: HashMap<Uuid, charge::Model> =
        charges.all(tx).await?.into_iter().map(|charge| (charge.id, charge)).collect();
    let mut lines: HashMap<Uuid, Vec<Line>> = HashMap::new();
    for row in rows {
        let charge = row.charge_id.and_then(|id| charges.get(&id).cloned());
        lines.entry(row.invoice_id).or_default().push(Line { row, charge });
    }
    Ok(lines)
}

/// The lines of one.
pub(super) async fn lines_of_one(tx: &impl ConnectionTrait, invoice: Uuid) -> Outcome<Vec<Line>> {
    Ok(lines_of(tx, [invoice]).await?.remove(&invoice).unwrap_or_default())
}

/// What the charges on drafts are for; issued invoices say it themselves.
pub(super) async fn whats_in(unit: &Unit, row: &invoice::Model, lines: &[Line]) -> Outcome<HashMap<Uuid, What>> {
    match status_of(row) {
        InvoiceStatus::Draft => {
            let charges: Vec<_> = lines.iter().filter_map(|line| line.charge.clone()).collect();
            whats_of(unit, &charges).await
        }
        InvoiceStatus::Issued | InvoiceStatus::Void => Ok(HashMap::new()),
    }
}

/// Whether some of these lines say an amount.
pub(super) fn some_free(lines: &[LineInput]) -> bool {
    lines.iter().any(|line| matches!(line, LineInput::Free { .. }))
}

/// Whether what is put on an invoice may be put there, beside what stands there already.
///
/// # Errors
/// A charge is not this customer's, or may not be seen; it is void, or stands on another invoice.
pub(super) async fn check(
    unit: &Unit,
    customer: &customer::Model,
    known: &[LineInput],
    becomes: &[LineInput],
) -> Outcome<()> {
    let charge = |line: &LineInput| match line {
        LineInput::Charge(id) if !known.contains(line) => Some(id.0),
        _ => None,
    };
    let wanted: Vec<Uuid> = becomes.iter().filter_map(charge).collect();
    if wanted.is_empty() {
        return Ok(());
    }
    let seen = charges_seen(customer, &origins_seen(unit, customer).await?);
    let found = seen.filter(charge::Column::Id.is_in(wanted.iter().copied())).all(unit.tx()).await?;
    if found.len() != wanted.len() {
        return Err(AppError::NotFound.into());
    }
    let standing =
        invoice_line::Entity::find().filter(Column::ChargeId.is_in(wanted)).filter(Column::Standing.eq(true));
    let is_void = |charge: &charge::Model| charge.status == ChargeStatus::Void.key();
    match found.iter().any(is_void) || standing.count(unit.tx()).await? > 0 {
        true => Err(AppError::field("lines", "charge_not_offered").into()),
        false => Ok(()),
    }
}

/// Puts these lines on a draft, in this order, in the place of those that are there.
pub(super) async fn put(unit: &Unit, invoice: Uuid, lines: &[LineInput]) -> Outcome<()> {
    invoice_line::Entity::delete_many().filter(Column::InvoiceId.eq(invoice)).exec(unit.tx()).await?;
    if lines.is_empty() {
        return Ok(());
    }
    let rows = (0_i64..).zip(lines).map(|(position, line)| {
        let (charge, text, amount) = match line {
            LineInput::Charge(id) => (Some(id.0), String::new(), 0),
            LineInput::Free { text, amount } => (None, text.clone(), amount.0),
        };
        invoice_line::ActiveModel {
            id: Set(Uuid::now_v7()),
            invoice_id: Set(invoice),
            position: Set(position),
            charge_id: Set(charge),
            text: Set(text),
            amount: Set(amount),
            standing: Set(true),
        }
    });
    invoice_line::Entity::insert_many(rows).exec_without_returning(unit.tx()).await?;
    Ok(())
}
