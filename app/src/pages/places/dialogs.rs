//! The dialogs that name and remove places.

use domain::place::PlaceRow;
use i18n::places;
use leptos::prelude::*;

use super::kind::Kind;
use crate::{
    components::{ConfirmDialog, Dialog, DialogForm, TextField, open_for},
    state::{Sending, Toast, attempt, locale, toasts},
};

/// What is given a name.
#[derive(Clone)]
pub enum Naming {
    /// A new place.
    New,
    /// This one.
    Place(PlaceRow),
}

/// Asks for the name of a new or known place.
#[component]
pub fn NameDialog(
    /// Which of the two lists.
    kind: Kind,
    /// What is given a name.
    naming: RwSignal<Option<Naming>>,
    /// It is done.
    changed: Callback<()>,
) -> impl IntoView {
    let locale = locale();
    let open = open_for(naming);
    let title = Signal::derive(move || match naming.get() {
        Some(Naming::Place(place)) => places::rename(locale, &place.name),
        _ => kind.words(locale)[2].to_owned(),
    });
    view! {
        <Dialog open title>
            {move || naming.get().map(|naming| view! { <NameForm kind naming open changed /> })}
        </Dialog>
    }
}

#[component]
fn NameForm(kind: Kind, naming: Naming, open: RwSignal<bool>, changed: Callback<()>) -> impl IntoView {
    let locale = locale();
    let toasts = toasts();
    let (id, name) = match naming {
        Naming::New => (None, String::new()),
        Naming::Place(place) => (Some(place.id), place.name),
    };
    let name = RwSignal::new(name);
    let sending = Sending::default();
    let save = Callback::new(move |()| {
        let typed = name.get_untracked();
        sending.start(async move {
            kind.save(id, typed.clone()).await?;
            open.set(false);
            toasts.show(Toast::done(places::saved(locale, &typed)));
            changed.try_run(());
            Ok(())
        });
    });
    view! {
        <DialogForm open sending word=i18n::app::save(locale) on_submit=save>
            <TextField
                name="name"
                label=places::name(locale)
                value=name
                required=true
                error=sending.faults.of("name")
            />
        </DialogForm>
    }
}

/// Asks before a place is removed.
#[component]
pub fn DeleteDialog(
    /// Which of the two lists.
    kind: Kind,
    /// The place.
    doomed: RwSignal<Option<PlaceRow>>,
    /// It is done.
    changed: Callback<()>,
) -> impl IntoView {
    let locale = locale();
    let toasts = toasts();
    let title = Signal::derive(move || {
        doomed.with(|place| place.as_ref().map(|place| places::delete_title(locale, &place.name))).unwrap_or_default()
    });
    let delete = Callback::new(move |()| {
        let Some(place) = doomed.get_untracked() else { return };
        attempt(async move {
            kind.delete(place.id).await?;
            toasts.show(Toast::done(places::deleted(locale, &place.name)));
            changed.try_run(());
            Ok(())
        });
    });
    view! {
        <ConfirmDialog
            open=open_for(doomed)
            title
            text=places::delete_text(locale).to_owned()
            word=i18n::app::delete(locale).to_owned()
            on_confirm=delete
        />
    }
}
