//! Taking back what was issued, and throwing away what was not.

use domain::{
    ChargeId, InvoiceId,
    history::Event,
    invoice::{InvoiceStatus, Voiding},
    permission::{noun, verb},
};
use entities::{invoice, invoice_line};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{InvoiceDesk, check_status, held, lines, write};
use crate::{
    authz::Actor,
    failure::Outcome,
    ledger::{Book, announce, refused},
};

impl InvoiceDesk<'_> {
    /// Takes back an issued invoice: its charges are free, those of its free lines are void, and its number stays taken.
    ///
    /// # Errors
    /// It was not issued, or is void already; nobody says why; forbidden; not found.
    pub async fn void(&self, actor: &Actor, id: InvoiceId, voiding: &Voiding) -> Outcome<()> {
        let unit = self.services.write::<verb::Delete, noun::Invoices>(actor).await?;
        let (before, customer) = held::<verb::Delete>(&unit, id).await?;
        let voiding = voiding.normal(self.services.clock().today())?;
        check_status(&before, InvoiceStatus::Issued)?;
        let stood = lines::lines_of_one(unit.tx(), id.0).await?;
        let old = write::standing(&unit, &before, &stood).await?;

        let mut book = Book::open(&unit, customer.id).await?;
        let charges: Vec<ChargeId> = stood.iter().filter_map(|line| line.row.charge_id).map(ChargeId).collect();
        book.ledger.unbill(&charges).map_err(refused)?;
        for own in stood.iter().filter_map(lines::Line::own_charge) {
            book.ledger.void(own).map_err(refused)?;
        }
        book.close(&unit).await?;
        let mut row = before.clone();
        row.status = InvoiceStatus::Void.key().to_owned();
        row.void_reason = Some(voiding.reason);
        row.voided_at = Some(unit.now());
        row.voided_by = Some(unit.actor().user.0);
        let row = write::update(&unit, &before, row).await?;
        invoice_line::Entity::update_many()
            .col_expr(invoice_line::Column::Standing, Expr::value(false))
            .filter(invoice_line::Column::InvoiceId.eq(id.0))
            .exec(unit.tx())
            .await?;
        let new = write::standing(&unit, &row, &stood).await?;
        write::told(&unit, Event::Voided, id.0, (Some(old), Some(new)), &customer).await?;
        announce(&unit, &customer).await?;
        unit.commit().await
    }

    /// Throws a draft away: nothing is left of it but what the audit trail tells.
    ///
    /// # Errors
    /// It was issued; forbidden; not found.
    pub async fn discard(&self, actor: &Actor, id: InvoiceId) -> Outcome<()> {
        let unit = self.services.write::<verb::Delete, noun::Invoices>(actor).await?;
        let (before, customer) = held::<verb::Delete>(&unit, id).await?;
        check_status(&before, InvoiceStatus::Draft)?;
        let old = write::standing(&unit, &before, &lines::lines_of_one(unit.tx(), id.0).await?).await?;
        lines::put(&unit, id.0, &[]).await?;
        invoice::Entity::delete_many().filter(invoice::Column::Id.eq(id.0)).exec(unit.tx()).await?;
        write::told(&unit, Event::Discarded, id.0, (Some(old), None), &customer).await?;
        unit.commit().await
    }
}
