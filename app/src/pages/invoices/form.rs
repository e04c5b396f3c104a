//! The form of an invoice: for whom, for what, until when it is to be paid.

use domain::{
    AppError, CustomerId, IdempotencyKey, InvoiceId,
    customer::Named,
    invoice::{InvoiceInput, InvoiceOffer, check_issue},
    permission::{Action, Resource as Subject},
};
use i18n::invoices;
use leptos::prelude::*;

use super::{
    desk::Desk,
    draft::Draft,
    items::Items,
    lines::Lines,
    save::change,
    sheet::{Filled, wording},
};
use crate::{
    api::{
        ApiError,
        invoices::{create_invoice, issue_invoice, read_invoice_offer},
    },
    components::{
        ClashDialog, Closing, CustomerField, DayField, DialogForm, Kept, NoteField, SheetForm, WhenLoaded, problem_text,
    },
    pages::customers::new_key,
    state::{Faults, Sending, locale, session, viewer},
};

/// The form of this moment: it begins anew with each customer who is chosen.
type Sheet = RwSignal<Option<SheetForm>>;

/// The form.
#[component]
pub fn InvoiceForm(
    /// Who is asked, unless that is chosen here.
    customer: Option<Named<CustomerId>>,
    /// The draft and what stands in it, if it is not a new one.
    known: Option<(InvoiceId, InvoiceInput)>,
    /// Whether the dialog around it is open.
    open: RwSignal<bool>,
    /// What asks before that closes.
    closing: Closing,
    /// Where it is told.
    desk: Desk,
) -> impl IntoView {
    let locale = locale();
    let fixed = customer.is_some();
    let draft = Draft::new(customer);
    let (id, was) = known.unzip();
    let was = StoredValue::new(was);
    let sheet = Sheet::default();
    let sending = Sending::default();
    let faults = sending.faults;
    let key = IdempotencyKey(new_key());
    // What was pressed the last time: whoever has to choose first goes on with that.
    let issues = StoredValue::new(false);
    let send = Callback::new(move |issue: bool| {
        if sending.busy.get_untracked() {
            return;
        }
        issues.set_value(issue);
        let form = sheet.get_untracked();
        if form.is_some_and(SheetForm::asks_again) {
            return;
        }
        draft.forgive();
        let today = session().today;
        let name = draft.name.get_untracked();
        let input = draft.input(was.get_value().as_ref()).and_then(|input| {
            // What is saved is to be issued, too, as far as the form knows.
            let hinders = if issue { check_issue(today, input.due_on, input.lines.len(), None, today) } else { Ok(()) };
            hinders.map_err(AppError::Invalid).map(|()| input)
        });
        let save = async move {
            let input = input.map_err(ApiError)?;
            match (id, form) {
                // It is not known yet what may be put on it.
                (_, None) => Ok(None),
                (Some(id), Some(form)) => Ok(change(id, was, draft, form).await?.then_some(id)),
                (None, Some(_)) => create_invoice(key, input).await.map(Some),
            }
        };
        sending.start(async move {
            let Some(id) = save.await.map_err(|error| draft.blame(error))? else { return Ok(()) };
            let others = form.and_then(SheetForm::done);
            let issued = if issue { Some(issue_invoice(id, today).await) } else { None };
            // Another form may be open by then.
            if draft.name.try_get_untracked().is_some() {
                open.set(false);
            }
            let done = match issued {
                None => invoices::drafted(locale, &name),
                Some(Ok(code)) => invoices::issued(locale, &code),
                Some(Err(ApiError(error))) => {
                    desk.done_in_part(invoices::drafted_not_issued(locale, &problem_text(locale, &error)));
                    return Ok(());
                }
            };
            desk.done([Some(done), others].into_iter().flatten().collect::<Vec<_>>().join(" "));
            Ok(())
        });
    });
    let decided = Callback::new(move |give_way: Vec<String>| {
        let Some(form) = sheet.get_untracked() else { return };
        let sends = form.sends();
        form.settle(&give_way);
        if sends {
            send.run(issues.get_value());
        }
    });
    // What may be put on it goes by the customer.
    let offer = Resource::new(
        move || draft.customer.get(),
        move |customer| async move {
            match customer {
                Some(customer) => Ok(Some((customer, read_invoice_offer(customer, id).await?))),
                None => Ok(None),
            }
        },
    );
    let show = Callback::new(move |offer: Option<(CustomerId, InvoiceOffer)>| match offer {
        Some((customer, offer)) => {
            begin(draft, customer, id.zip(was.get_value()), offer, sheet, closing);
            view! { <Fields draft sheet faults /> }.into_any()
        }
        None => {
            sheet.set(None);
            view! { <p class="field__help">{invoices::choose_customer(locale)}</p> }.into_any()
        }
    });
    let may_issue = viewer().is_some_and(|viewer| viewer.principal.may(Action::Edit, Subject::Invoices));
    let also = may_issue.then(|| {
        view! {
            <button type="button" class="button" on:click=move |_| send.run(true)>
                {invoices::save_and_issue(locale)}
            </button>
        }
        .into_any()
    });
    let sum = move || {
        let (count, amount) = draft.sum();
        invoices::sum(locale, count as u64, &amount.to_string())
    };
    let told = view! {
        <p class="dialog__told" role="status">
            {sum}
        </p>
    }
    .into_any();
    view! {
        <DialogForm
            open
            may_close=closing.may_close()
            sending
            word=invoices::save_draft(locale)
            also
            marks_required=true
            told=Some(told)
            on_submit=Callback::new(move |()| send.run(false))
        >
            <CustomerField
                label=invoices::customer(locale)
                name=draft.name
                chosen=draft.customer
                fixed
                error=faults.of("customer")
            />
            <WhenLoaded data=offer show />
        </DialogForm>
        {move || {
            sheet
                .get()
                .map(|form| {
                    view! {
                        <ClashDialog
                            clashes=form.clashes
                            title=invoices::conflict_title(locale)
                            wording=wording()
                            decided
                        />
                    }
                })
        }}
    }
}

/// The form begins, of this customer: what was typed into it before may be taken up.
fn begin(
    draft: Draft,
    customer: CustomerId,
    known: Option<(InvoiceId, InvoiceInput)>,
    offer: InvoiceOffer,
    sheet: Sheet,
    closing: Closing,
) {
    // The name says the customer, too: what is kept of somebody who is forgotten is found by it.
    let is_new = known.is_none();
    let (name, began) = match known {
        Some((id, input)) => (format!("invoices/{customer}/{id}"), Filled::with(&input)),
        None => (format!("invoices/new/{customer}"), Filled::default()),
    };
    if is_new {
        // What somebody owes who was chosen before.
        draft.charges.update(|chosen| chosen.retain(|id| offer.charges.iter().any(|row| row.id == *id)));
    } else {
        draft.fill(began.clone());
    }
    draft.offered.set(offer.charges);
    let form = SheetForm::new(name, &began, move || draft.filled(), move |filled| draft.fill(filled));
    closing.watch(form.unsaved);
    sheet.set(Some(form));
}

/// What is filled in of a customer who is known.
#[component]
fn Fields(draft: Draft, sheet: Sheet, faults: Faults) -> impl IntoView {
    let locale = locale();
    view! {
        {sheet.get_untracked().map(|form| view! { <Kept unsaved=form.unsaved /> })}
        <Lines draft error=faults.of("lines") />
        <Items draft />
        <div class="form__columns">
            <DayField name="due_on" label=invoices::due_on(locale) value=draft.due_on error=faults.of("due_on") />
        </div>
        <NoteField name="note" label=invoices::note(locale) value=draft.note error=faults.of("note") />
    }
}
