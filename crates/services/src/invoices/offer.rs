//! What the form of an invoice has to know of a customer.

use domain::{
    AppError, CustomerId, InvoiceId,
    customer::Directory,
    invoice::{InvoiceOffer, InvoiceStatus},
    ledger::ChargeStatus,
    permission::{noun, verb},
};
use entities::{charge, customer, invoice, invoice_line};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, SelectStatement},
};
use uuid::Uuid;

use super::{InvoiceDesk, series};
use crate::{
    authz::{Actor, Unit},
    customers::directory_of,
    failure::Outcome,
    ledger::{charges_of, check_amounts, origins_seen},
    query::{operations::customers_with, scope::place_of},
};

/// Charges that a form offers: nobody has more of them open.
const MOST: u64 = 500;

impl InvoiceDesk<'_> {
    /// What may be put on an invoice of a customer, with what stands on a draft of it already.
    ///
    /// # Errors
    /// Forbidden, also to somebody who may not see amounts; the customer is not found, or a lead; the draft is not found.
    pub async fn offer(&self, actor: &Actor, customer: CustomerId, draft: Option<InvoiceId>) -> Outcome<InvoiceOffer> {
        let unit = self.services.read(actor).await?;
        let permit = unit.permit::<verb::View, noun::Invoices>()?;
        unit.permit::<verb::View, noun::Amounts>()?;
        let found = customers_with(&unit, &permit).filter(customer::Column::Id.eq(customer.0));
        let row = found.one(unit.tx()).await?.ok_or(AppError::NotFound)?;
        check_amounts(&unit, true, &place_of(&row))?;
        if directory_of(&row) == Directory::Leads {
            return Err(AppError::field("customer", "lead_has_none").into());
        }
        if let Some(draft) = draft {
            // Whoever sees the customer's invoices sees this one.
            let is_there = invoice::Entity::find()
                .filter(invoice::Column::Id.eq(draft.0))
                .filter(invoice::Column::CustomerId.eq(row.id))
                .filter(invoice::Column::Status.eq(InvoiceStatus::Draft.key()));
            is_there.one(unit.tx()).await?.ok_or(AppError::NotFound)?;
        }
        let sources = origins_seen(&unit, &row).await?;
        let mut charges = charges_of(&unit, offered(&unit, &row, &sources, draft.map(|id| id.0)).await?).await?;
        // What stands on the draft says what it is, whoever sees it, and no more.
        for charge in charges.iter_mut().filter(|charge| !sources.contains(&charge.source)) {
            charge.code.clear();
        }
        Ok(InvoiceOffer { charges, not_before: series::last_issued_on(unit.tx()).await? })
    }
}

/// What is live, of what somebody sees, and stands on no invoice; and what stands on this draft.
async fn offered(
    unit: &Unit,
    customer: &customer::Model,
    sources: &[domain::ledger::Source],
    draft: Option<Uuid>,
) -> Outcome<Vec<charge::Model>> {
    let seen = charge::Column::Source.is_in(sources.iter().map(|source| source.key()));
    let free = Condition::all().add(seen).add(Expr::exists(standing(None)).not());
    let mut wanted = Condition::any().add(free);
    if let Some(draft) = draft {
        wanted = wanted.add(Expr::exists(standing(Some(draft))));
    }
    let rows = charge::Entity::find()
        .filter(charge::Column::CustomerId.eq(customer.id))
        .filter(charge::Column::Status.ne(ChargeStatus::Void.key()))
        .filter(wanted)
        .order_by_asc(charge::Column::ServiceOn)
        .order_by_asc(charge::Column::Id)
        .limit(MOST);
    Ok(rows.all(unit.tx()).await?)
}

/// The line in which a charge stands, of any invoice or of this one.
fn standing(invoice: Option<Uuid>) -> SelectStatement {
    let this = Expr::col((invoice_line::Entity, invoice_line::Column::ChargeId));
    let lines = invoice_line::Entity::find()
        .filter(this.equals((charge::Entity, charge::Column::Id)))
        .filter(invoice_line::Column::Standing.eq(true))
        .filter(Condition::all().add_option(invoice.map(|id| invoice_line::Column::InvoiceId.eq(id))));
    lines.select_only().column(invoice_line::Column::Id).into_query()
}
