//! The form and the questions, each in its dialog.

use domain::{InvoiceId, customer::Named, invoice::InvoiceDetail};
use i18n::invoices;
use leptos::{either::Either, lazy, prelude::*};

use super::{
    desk::{Desk, Editing, Question},
    form::InvoiceForm,
    issue::IssueForm,
    void::VoidForm,
    words::called,
};
use crate::{
    api::{ApiError, invoices::read_invoice},
    components::{CloseDialog, Closing, ConfirmDialog, Dialog, Late, Problem, open_for},
    pages::receipts::{Nothing, TillDialogs},
    state::locale,
};

/// The form and the questions.
#[component]
pub fn DeskDialogs(
    /// Where things are done.
    desk: Desk,
) -> impl IntoView {
    let locale = locale();
    let title = Signal::derive(move || {
        let title = |name: &str| invoices::discard_title(locale, name);
        desk.discarding.with(|row| row.as_ref().map(|row| title(&row.customer.name))).unwrap_or_default()
    });
    let confirm = Callback::new(move |()| {
        if let Some(row) = desk.discarding.get_untracked() {
            desk.discard(row);
        }
    });
    view! {
        <Late
            wanted=Signal::derive(move || desk.editing.with(Option::is_some))
            part=move || invoice_form(desk)
        />
        <Late
            wanted=Signal::derive(move || desk.asked.with(Option::is_some))
            part=move || invoice_question(desk)
        />
        <ConfirmDialog
            open=open_for(desk.discarding)
            title
            text=invoices::discard_text(locale).to_owned()
            word=invoices::discard(locale).to_owned()
            on_confirm=confirm
        />
        <TillDialogs till=desk.till />
    }
}

/// The dialog around the form, in a chunk of its own.
#[lazy]
fn invoice_form(desk: Desk) -> AnyView {
    let locale = locale();
    let open = open_for(desk.editing);
    let closing = Closing::new(open);
    let title = Signal::derive(move || {
        let known = desk.editing.with(|editing| matches!(editing, Some(Editing::Draft(_))));
        if known { invoices::edit_title(locale) } else { invoices::create_title(locale) }.to_owned()
    });
    view! {
        <Dialog open title may_close=closing.may_close()>
            {move || {
                desk.editing
                    .get()
                    .map(|editing| match editing {
                        Editing::New(customer) => {
                            Either::Left(view! { <InvoiceForm customer known=None open closing desk /> })
                        }
                        Editing::Draft(id) => Either::Right(view! { <Loaded id open closing desk /> }),
                    })
            }}
        </Dialog>
        <CloseDialog closing />
    }
    .into_any()
}

/// The form of a draft, once it is known how that stands.
#[component]
fn Loaded(id: InvoiceId, open: RwSignal<bool>, closing: Closing, desk: Desk) -> impl IntoView {
    let found = Resource::new(|| (), move |()| read_invoice(id));
    let form = move |detail: InvoiceDetail| match detail.input() {
        Some(input) => {
            let customer = Some(Named { id: detail.row.customer.id, name: detail.row.customer.name });
            view! { <InvoiceForm customer known=Some((id, input)) open closing desk /> }.into_any()
        }
        None => view! { <Nothing text=invoices::no_amounts(locale()) open /> }.into_any(),
    };
    view! {
        <Transition fallback=move || {
            view! { <p class="dialog__body quiet">{i18n::app::loading(locale())}</p> }
        }>
            {move || Suspend::new(async move {
                match found.await {
                    Ok(detail) => Either::Left(form(detail)),
                    Err(ApiError(error)) => {
                        let retry = Callback::new(move |()| found.refetch());
                        Either::Right(view! {
                            <div class="dialog__body">
                                <Problem error retry />
                            </div>
                        })
                    }
                }
            })}
        </Transition>
    }
}

/// The dialog around a question, in a chunk of its own.
#[lazy]
fn invoice_question(desk: Desk) -> AnyView {
    let locale = locale();
    let open = open_for(desk.asked);
    let title = Signal::derive(move || {
        let title = |question: &Question| match question {
            Question::Issue(row) => invoices::issue_title(locale, &row.customer.name),
            Question::Void(row) => invoices::void_title(locale, &called(locale, row)),
        };
        desk.asked.with(|question| question.as_ref().map(title)).unwrap_or_default()
    });
    view! {
        <Dialog open title>
            {move || {
                desk.asked
                    .get()
                    .map(|question| match question {
                        Question::Issue(row) => Either::Left(view! { <IssueForm row=*row open desk /> }),
                        Question::Void(row) => Either::Right(view! { <VoidForm row=*row open desk /> }),
                    })
            }}
        </Dialog>
    }
    .into_any()
}
