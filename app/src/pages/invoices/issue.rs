//! The question on which day an invoice is issued.

use chrono::NaiveDate;
use domain::{AppError, invoice::InvoiceRow};
use i18n::invoices;
use leptos::prelude::*;

use super::desk::Desk;
use crate::{
    api::{
        ApiError,
        invoices::{issue_invoice, read_invoice_offer},
    },
    components::{DayField, DialogForm, WhenLoaded, required_day},
    pages::receipts::words::day,
    state::{Sending, locale, session},
};

/// What becomes final, and the day.
#[component]
pub fn IssueForm(
    /// The draft.
    row: InvoiceRow,
    /// Whether the dialog around it is open.
    open: RwSignal<bool>,
    /// Where it is told.
    desk: Desk,
) -> impl IntoView {
    let locale = locale();
    let (id, customer) = (row.id, row.customer.id);
    let issued_on = RwSignal::new(session().today.to_string());
    let sending = Sending::default();
    let faults = sending.faults;
    let submit = Callback::new(move |()| {
        let typed = required_day(&issued_on.get_untracked());
        sending.start(async move {
            let typed = typed.map_err(|code| AppError::field("issued_on", code))?;
            let code = issue_invoice(id, typed).await?;
            open.set(false);
            desk.done(invoices::issued(locale, &code));
            Ok(())
        });
    });
    // Whoever may not see amounts is not told what may be invoiced.
    let is_told = row.total.is_some();
    let last = Resource::new(
        || (),
        move |()| async move {
            if !is_told {
                return Ok::<_, ApiError>(None);
            }
            Ok(read_invoice_offer(customer, Some(id)).await?.not_before)
        },
    );
    let show = Callback::new(move |last: Option<NaiveDate>| {
        let told = last.map(|last| view! { <p class="field__help">{invoices::not_before(locale, &day(last))}</p> });
        told.into_any()
    });
    view! {
        <DialogForm open sending word=invoices::issue(locale) marks_required=true on_submit=submit>
            <p>{invoices::issue_text(locale)}</p>
            <div>
                <div class="form__columns">
                    <DayField
                        name="issued_on"
                        label=invoices::issued_on(locale)
                        value=issued_on
                        required=true
                        error=faults.of("issued_on")
                    />
                </div>
                <WhenLoaded data=last show />
            </div>
        </DialogForm>
    }
}
