//! What comes to the list when it is wanted: its dialogs, and the lines that tell what it shows. Their code is fetched in two
//! steps, so that the list itself knows of none of them.

use domain::{
    CustomerId,
    bulk::Selection,
    customer::Choices,
    list::{ListState, ViewChoice},
};
use leptos::prelude::*;

use super::{
    builder::{advanced_chips, builder},
    columns::columns,
    elsewhere::elsewhere,
    export::export,
    form::form,
    list::Editing,
    trash::trash,
    views::{Shelf, view_bar, views},
    window::Window,
};
use crate::{api::ApiError, components::Late};

/// The list around them; cheap to copy.
#[derive(Clone, Copy)]
pub struct Around {
    /// What it shows.
    pub state: Memo<ListState>,
    /// What filters and forms offer.
    pub choices: Resource<Result<Choices, ApiError>>,
    /// The rows that it holds.
    pub window: RwSignal<Option<Window>>,
    /// Its saved views.
    pub shelf: Shelf,
}

/// What each dialog is open for; cheap to copy.
#[derive(Clone, Copy)]
pub struct Dialogs {
    around: Around,
    editing: RwSignal<Option<Editing>>,
    trashing: RwSignal<Option<(CustomerId, String)>>,
    saved: Callback<String>,
    removed: Callback<CustomerId>,
    shown_anew: Callback<()>,
    /// The columns are chosen.
    pub choosing: RwSignal<bool>,
    /// The advanced filter is built.
    pub building: RwSignal<bool>,
    /// The saved views are shown.
    pub viewing: RwSignal<bool>,
    /// The list is exported …
    pub exporting: RwSignal<bool>,
    /// … or what is chosen of it.
    pub exported: RwSignal<Option<Selection>>,
}

impl Dialogs {
    /// All are closed.
    pub fn new(
        around: Around,
        editing: RwSignal<Option<Editing>>,
        trashing: RwSignal<Option<(CustomerId, String)>>,
        saved: Callback<String>,
        removed: Callback<CustomerId>,
        shown_anew: Callback<()>,
    ) -> Self {
        let closed = || RwSignal::new(false);
        Self {
            around,
            editing,
            trashing,
            saved,
            removed,
            shown_anew,
            choosing: closed(),
            building: closed(),
            viewing: closed(),
            exporting: closed(),
            exported: RwSignal::default(),
        }
    }

    /// One of them is open.
    pub fn are_wanted(self) -> bool {
        self.is_form_wanted()
            || self.is_trash_wanted()
            || [self.choosing, self.building, self.viewing, self.exporting].iter().any(Get::get)
    }

    fn is_form_wanted(self) -> bool {
        self.editing.with(Option::is_some)
    }

    fn is_trash_wanted(self) -> bool {
        self.trashing.with(Option::is_some)
    }
}

/// The dialogs, each fetched when it is first wanted.
#[lazy]
pub fn all_dialogs(dialogs: Dialogs) -> AnyView {
    let Dialogs { around, editing, trashing, saved, removed, shown_anew, .. } = dialogs;
    let Dialogs { choosing, building, viewing, exporting, exported, .. } = dialogs;
    let Around { state, choices, window, shelf } = around;
    let directory = state.with_untracked(|state| state.directory);
    view! {
        <Late wanted=Signal::derive(move || dialogs.is_form_wanted()) part=move || form(directory, editing, choices, saved) />
        <Late wanted=Signal::derive(move || dialogs.is_trash_wanted()) part=move || trash(directory, trashing, removed) />
        <Late wanted=exporting part=move || export(exporting, state, exported, window) />
        <Late wanted=choosing part=move || columns(choosing, state, window, shown_anew) />
        <Late wanted=building part=move || builder(building, state, choices) />
        <Late wanted=viewing part=move || views(viewing, state, window, shelf) />
    }
    .into_any()
}

/// Whether there is more to tell of the list than its filter row does. It is told once the page has come to life.
pub fn notes_wanted(state: Memo<ListState>) -> Signal<bool> {
    let alive = RwSignal::new(false);
    Effect::new(move || alive.set(true));
    Signal::derive(move || {
        alive.get() && state.with(|state| is_viewed(state) || is_advanced(state) || is_searched(state))
    })
}

/// Which view it is, what the advanced filter says, and where else a search has hits.
#[lazy]
pub fn notes(around: Around) -> AnyView {
    let Around { state, choices, window, shelf } = around;
    let when = move |wanted: fn(&ListState) -> bool| Signal::derive(move || state.with(wanted));
    view! {
        <Late wanted=when(is_viewed) part=move || view_bar(state, window, shelf) />
        <Late wanted=when(is_advanced) part=move || advanced_chips(state, choices) />
        <Late wanted=when(is_searched) part=move || elsewhere(state) />
    }
    .into_any()
}

const fn is_viewed(state: &ListState) -> bool {
    matches!(state.view, ViewChoice::Saved(_))
}

const fn is_advanced(state: &ListState) -> bool {
    !state.advanced.is_empty()
}

const fn is_searched(state: &ListState) -> bool {
    !state.search.is_empty()
}
