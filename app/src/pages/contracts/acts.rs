//! What may be done with a contract, by the reader's rights and how far it has come.

use domain::{
    contract::{ContractRow, ContractStatus},
    customer::Named,
};
use i18n::{Locale, contracts};
use leptos::prelude::*;

use super::desk::{Desk, Editing, Question};
use crate::{
    components::{Icon, RowButton},
    state::{Toast, locale, toasts},
};

/// An act.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// A draft is changed.
    Edit,
    /// A draft comes in force.
    Activate,
    /// It ends before its last day.
    Terminate,
    /// Another one continues it.
    Renew,
    /// A draft is thrown away.
    Discard,
}

impl Act {
    /// Icon and word.
    fn word(self, locale: Locale) -> (&'static str, &'static str) {
        match self {
            Self::Edit => ("pencil", i18n::app::edit(locale)),
            Self::Activate => ("check", contracts::activate(locale)),
            Self::Terminate => ("ban", contracts::terminate(locale)),
            Self::Renew => ("repeat", contracts::renew(locale)),
            Self::Discard => ("trash-2", contracts::discard(locale)),
        }
    }

    /// The words that name the contract, too.
    fn label(self, locale: Locale, code: &str) -> String {
        let text = match self {
            Self::Edit => contracts::edit_of,
            Self::Activate => contracts::activate_of,
            Self::Terminate => contracts::terminate_of,
            Self::Renew => contracts::renew_of,
            Self::Discard => contracts::discard_of,
        };
        text(locale, code)
    }

    /// Whether it is not undone by a key.
    const fn is_dangerous(self) -> bool {
        matches!(self, Self::Terminate | Self::Discard)
    }

    /// Does it, or asks first.
    fn begin(self, row: &ContractRow, desk: Desk) {
        let named = || Named { id: row.id, name: row.code.clone() };
        match self {
            Self::Edit => desk.editing.set(Some(Editing::Draft(named()))),
            Self::Activate => desk.asked.set(Some(Question::Activate(named()))),
            Self::Terminate => desk.asked.set(Some(Question::Terminate(named()))),
            Self::Renew => desk.renew(row),
            Self::Discard => desk.discarding.set(Some(row.clone())),
        }
    }
}

/// The acts on a contract that the reader may do, each with the reason why it cannot be done now.
fn acts(locale: Locale, row: &ContractRow) -> Vec<(Act, Option<&'static str>)> {
    let edit = (row.may_edit, Act::Edit, (row.status != ContractStatus::Draft).then(|| contracts::only_drafts(locale)));
    let renew = (row.may_renew, Act::Renew, None);
    let offered = match row.status {
        ContractStatus::Draft => {
            vec![(row.may_edit, Act::Activate, None), edit, (row.may_delete, Act::Discard, None)]
        }
        ContractStatus::Active => vec![renew, edit, (row.may_edit, Act::Terminate, None)],
        ContractStatus::Ended => vec![renew, edit],
        ContractStatus::Terminated => vec![edit],
    };
    offered.into_iter().filter(|(may, ..)| *may).map(|(_, act, forbidden)| (act, forbidden)).collect()
}

/// The acts as quiet buttons at the end of a row.
#[component]
pub fn RowActs(
    /// The contract.
    row: ContractRow,
    /// Where things are done.
    desk: Desk,
) -> impl IntoView {
    let locale = locale();
    let button = |(act, forbidden): (Act, Option<&'static str>)| {
        let (icon, _) = act.word(locale);
        let (label, row) = (act.label(locale, &row.code), row.clone());
        let on_press = Callback::new(move |()| act.begin(&row, desk));
        view! { <RowButton icon label danger=act.is_dangerous() forbidden on_press /> }
    };
    acts(locale, &row).into_iter().map(button).collect_view()
}

/// The acts as buttons of a page; the first one is what is done next.
#[component]
pub fn PageActs(
    /// The contract.
    row: ContractRow,
    /// Another one continues it already.
    renewed: bool,
    /// Where things are done.
    desk: Desk,
) -> impl IntoView {
    let (locale, toasts) = (locale(), toasts());
    let button = |(act, forbidden): (Act, Option<&'static str>)| {
        let (icon, word) = act.word(locale);
        let forbidden = forbidden.or((act == Act::Renew && renewed).then(|| i18n::errors::contract_renewed(locale)));
        let row = row.clone();
        view! {
            <button
                type="button"
                class=if act == Act::Activate { "button button--primary" } else { "button" }
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
    acts(locale, &row).into_iter().map(button).collect_view()
}
