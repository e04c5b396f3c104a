//! Issuing an invoice: it gets its number, its free lines are owed from then on, and its charges are frozen.

use chrono::NaiveDate;
use domain::{
    ChargeId, InvoiceId,
    history::Event,
    invoice::{InvoiceStatus, check_issue},
    ledger::{Charge, ChargeStatus, Source},
    money::Vnd,
    permission::{noun, verb},
};
use entities::invoice_line;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
};
use uuid::Uuid;

use super::{InvoiceDesk, check_status, day_in, held, lines, series, write};
use crate::{
    authz::Actor,
    failure::Outcome,
    ledger::{Book, SourceId, announce},
};

impl InvoiceDesk<'_> {
    /// Gives a draft its number, and tells it.
    ///
    /// # Errors
    /// It was issued already; faults of the day, also if a later one was issued before, or nothing stands on it; forbidden; not
    /// found.
    pub async fn issue(&self, actor: &Actor, id: InvoiceId, issued_on: NaiveDate) -> Outcome<String> {
        let unit = self.services.write::<verb::Edit, noun::Invoices>(actor).await?;
        let (before, customer) = held::<verb::Edit>(&unit, id).await?;
        check_status(&before, InvoiceStatus::Draft)?;
        let stood = lines::lines_of_one(unit.tx(), id.0).await?;
        series::hold(&unit).await?;
        let last = series::last_issued_on(unit.tx()).await?;
        let due_on = day_in(&before, before.due_on.as_deref())?;
        check_issue(issued_on, due_on, stood.len(), last, self.services.clock().today())?;
        let old = write::standing(&unit, &before, &stood).await?;

        let whats = lines::whats_in(&unit, &before, &stood).await?;
        let mut book = Book::open(&unit, customer.id).await?;
        let mut charges = Vec::with_capacity(stood.len());
        for line in &stood {
            let charge = match line.row.charge_id {
                Some(charge) => charge,
                None => {
                    let charge = Charge {
                        id: ChargeId(Uuid::now_v7()),
                        source: Source::InvoiceLine,
                        amount: Vnd(line.row.amount),
                        service_on: issued_on,
                        status: ChargeStatus::Earned,
                    };
                    book.keep(charge, SourceId::InvoiceLine(line.row.id))?;
                    charge.id.0
                }
            };
            charges.push(charge);
        }
        let ids: Vec<ChargeId> = charges.iter().copied().map(ChargeId).collect();
        book.bill(&ids, id.0)?;
        book.close(&unit).await?;
        // What stands there is frozen while it is still a draft: nobody changes it afterwards, the database sees to that.
        for (line, charge) in stood.iter().zip(charges) {
            let frozen = invoice_line::ActiveModel {
                id: Unchanged(line.row.id),
                charge_id: Set(Some(charge)),
                text: Set(line.text(InvoiceStatus::Draft, &whats)),
                amount: Set(line.amount(InvoiceStatus::Draft).0),
                ..Default::default()
            };
            frozen.update(unit.tx()).await?;
        }
        let code = series::next(&unit, issued_on).await?.to_string();
        let mut row = before.clone();
        row.code = Some(code.clone());
        row.status = InvoiceStatus::Issued.key().to_owned();
        row.day = issued_on.to_string();
        row.issued_on = Some(issued_on.to_string());
        row.total = lines::total(&stood, InvoiceStatus::Draft).0;
        row.issued_at = Some(unit.now());
        row.issued_by = Some(unit.actor().user.0);
        let row = write::update(&unit, &before, row).await?;
        let new = write::standing(&unit, &row, &lines::lines_of_one(unit.tx(), id.0).await?).await?;
        write::told(&unit, Event::Issued, id.0, (Some(old), Some(new)), &customer).await?;
        announce(&unit, &customer).await?;
        unit.commit().await?;
        Ok(code)
    }
}
