//! Customers of every kind: list, form, detail, trash.

mod attachments;
mod avatar;
mod bookings;
mod builder;
mod bulk;
pub(in crate::pages) mod cells;
mod charges;
mod columns;
mod conflict;
mod contracts;
mod detail;
mod dialogs;
mod duplicates;
mod elsewhere;
mod export;
mod extra_services;
mod facts;
mod filters;
mod form;
mod history;
mod inline;
mod invoices;
mod list;
mod merge;
mod people;
mod people_dialog;
mod presence;
mod purge;
mod receipts;
mod related;
mod restore;
mod table;
mod tabs;
mod trash;
mod under;
mod views;
mod window;

pub(in crate::pages) use attachments::Files;
pub use detail::CustomerPage;
pub use duplicates::DuplicatesPage;
pub(in crate::pages) use form::new_key;
pub use list::CustomerListPage;
pub use trash::TrashPage;

use domain::{
    customer::{CustomerKind, Directory},
    permission::Action,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    pages::{NotFound, forbidden},
    state::locale,
};

/// The list that an address leads to; `None` of one that leads to no list.
fn addressed() -> Memo<Option<Directory>> {
    let params = use_params_map();
    Memo::new(move |_| {
        params.with(|params| match params.get("directory") {
            Some(word) => Directory::from_key(&word).filter(|directory| *directory != Directory::Leads),
            None => Some(Directory::Leads),
        })
    })
}

/// A page of a list for those who may see the list; another list at the same place begins anew.
fn page_of(show: impl Fn(Directory) -> AnyView + Send + Sync + 'static) -> AnyView {
    let addressed = addressed();
    let show = move |directory: Option<Directory>| match directory {
        Some(directory) => forbidden(directory.cell(Action::View)).unwrap_or_else(|| show(directory)),
        None => view! { <NotFound /> }.into_any(),
    };
    // In a browser the first one is made at once: whoever waits for the page waits for its data too. A server asks the
    // closure more than once for one document.
    let here = addressed.get_untracked();
    let mut first = cfg!(feature = "hydrate").then(|| {
        let owner = Owner::new();
        (owner.with(|| show(here)), owner)
    });
    let mut shown = None;
    (move || {
        let now = addressed.get();
        // What was shown before ends.
        drop(shown.take());
        match first.take() {
            Some((page, owner)) if now == here => {
                shown = Some(owner);
                page
            }
            _ => show(now),
        }
    })
    .into_any()
}

/// The sign of a kind of customers.
fn kind_icon(kind: CustomerKind) -> &'static str {
    match kind {
        CustomerKind::Individual => "user",
        CustomerKind::Organization => "building-2",
        CustomerKind::Team => "users-round",
    }
}

/// A text that each list has in words of its own.
fn words(directory: Directory, text: &str) -> &'static str {
    i18n::directories::by_code(locale(), &format!("{}{text}", directory.key())).unwrap_or_default()
}

/// A text with a number, in the words for leads or in those for all others.
fn speaking(directory: Directory, customers: Counted, leads: Counted) -> Counted {
    if directory == Directory::Leads { leads } else { customers }
}

/// A text with a number.
type Counted = fn(i18n::Locale, u64) -> String;

/// Whether the person may do something to at least some record of the list.
fn may(action: Action, directory: Directory) -> bool {
    crate::state::viewer().is_some_and(|viewer| viewer.principal.may(action, directory.resource()))
}
