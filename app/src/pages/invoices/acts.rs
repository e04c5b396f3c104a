//! What may be done with an invoice, by the reader's rights and how far it has come.

use domain::{
    invoice::{InvoiceRow, InvoiceStatus},
    money::Vnd,
};
use i18n::{Locale, invoices};
use leptos::prelude::*;

use super::{
    desk::{Desk, Editing, Question},
    words::called,
};
use crate::{
    components::{Icon, RowButton},
    state::{Toast, locale, toasts},
};

/// An act.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// A draft is changed.
    Edit,
    /// A draft gets its number.
    Issue,
    /// What it asks for is paid.
    Take,
    /// It is taken back.
    Void,
    /// A draft is thrown away.
    Discard,
}

impl Act {
    /// Icon and word.
    fn word(self, locale: Locale) -> (&'static str, &'static str) {
        match self {
            Self::Edit => ("pencil", i18n::app::edit(locale)),
            Self::Issue => ("file-check", invoices::issue(locale)),
            Self::Take => ("banknote", invoices::take(locale)),
            Self::Void => ("ban", invoices::void(locale)),
            Self::Discard => ("trash-2", invoices::discard(locale)),
        }
    }

    /// The words that name the invoice, too.
    fn label(self, locale: Locale, row: &InvoiceRow) -> String {
        let text = match self {
            Self::Edit => invoices::edit_of,
            Self::Issue => invoices::issue_of,
            Self::Take => invoices::take_of,
            Self::Void => invoices::void_of,
            Self::Discard => invoices::discard_of,
        };
        text(locale, &called(locale, row))
    }

    /// Whether it is not undone by a key.
    const fn is_dangerous(self) -> bool {
        matches!(self, Self::Void | Self::Discard)
    }

    /// Does it, or asks first.
    fn begin(self, row: &InvoiceRow, desk: Desk) {
        match self {
            Self::Edit => desk.editing.set(Some(Editing::Draft(row.id))),
            Self::Issue => desk.asked.set(Some(Question::Issue(Box::new(row.clone())))),
            Self::Take => desk.take(row),
            Self::Void => desk.asked.set(Some(Question::Void(Box::new(row.clone())))),
            Self::Discard => desk.discarding.set(Some(row.clone())),
        }
    }
}

/// The acts on an invoice that the reader may do, each with the reason why it cannot be done now.
pub fn acts(locale: Locale, row: &InvoiceRow) -> Vec<(Act, Option<&'static str>)> {
    let offered = match row.status {
        InvoiceStatus::Draft => vec![
            (row.may_edit, Act::Edit, row.total.is_none().then(|| invoices::no_amounts(locale))),
            (row.may_edit, Act::Issue, (row.lines == 0).then(|| invoices::no_lines(locale))),
            (row.may_delete, Act::Discard, None),
        ],
        InvoiceStatus::Issued => vec![
            // Whoever sees what is open of it sees amounts and what is paid.
            (
                row.may_take && row.open.is_some(),
                Act::Take,
                (row.open == Some(Vnd(0))).then(|| invoices::nothing_to_pay(locale)),
            ),
            (row.may_delete, Act::Void, None),
        ],
        InvoiceStatus::Void => Vec::new(),
    };
    offered.into_iter().filter(|(may, ..)| *may).map(|(_, act, forbidden)| (act, forbidden)).collect()
}

/// The acts as quiet buttons at the end of a row.
#[component]
pub fn RowActs(
    /// The invoice.
    row: InvoiceRow,
    /// Where things are done.
    desk: Desk,
) -> impl IntoView {
    let locale = locale();
    let button = |(act, forbidden): (Act, Option<&'static str>)| {
        let (icon, _) = act.word(locale);
        let (label, row) = (act.label(locale, &row), row.clone());
        let on_press = Callback::new(move |()| act.begin(&row, desk));
        view! { <RowButton icon label danger=act.is_dangerous() forbidden on_press /> }
    };
    acts(locale, &row).into_iter().map(button).collect_view()
}

/// The acts as buttons of a page; the first one is what is done next.
#[component]
pub fn PageActs(
    /// The invoice.
    row: InvoiceRow,
    /// Where things are done.
    desk: Desk,
) -> impl IntoView {
    let (locale, toasts) = (locale(), toasts());
    let found = acts(locale, &row);
    let next = [Act::Issue, Act::Take].into_iter().find(|next| found.contains(&(*next, None)));
    let button = |(act, forbidden): (Act, Option<&'static str>)| {
        let (icon, word) = act.word(locale);
        let row = row.clone();
        view! {
            <button
                type="button"
                class=if next == Some(act) { "button button--primary" } else { "button" }
                title=forbidden
                aria-disabled=forbidden.is_some().to_string()
                aria-keyshortcuts=(act == Act::Edit).then_some("e")
                on:click=move |_| match forbidden {
                    None => act.begin(&row, desk),
                    Some(why) => toasts.show(Toast::failed(why)),
                }
            >
                <Icon name=icon />
                {word}
            </button>
        }
    };
    found.into_iter().map(button).collect_view()
}
