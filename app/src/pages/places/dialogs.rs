//! The dialogs that name and remove places.

use domain::{AppError, place::PlaceRow};
use i18n::places;
use leptos::prelude::*;

use super::kind::Kind;
use crate::{
    api::ApiError,
    components::{
        ClashDialog, CloseDialog, Closing, ConfirmDialog, Dialog, DialogForm, Kept, SheetForm, TextField, Wording,
        open_for,
    },
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
    let closing = Closing::new(open);
    let title = Signal::derive(move || match naming.get() {
        Some(Naming::Place(place)) => places::rename(locale, &place.name),
        _ => kind.words(locale)[2].to_owned(),
    });
    view! {
        <Dialog open title may_close=closing.may_close()>
            {move || naming.get().map(|naming| view! { <NameForm kind naming open closing changed /> })}
        </Dialog>
        <CloseDialog closing />
    }
}

#[component]
fn NameForm(
    kind: Kind,
    naming: Naming,
    open: RwSignal<bool>,
    closing: Closing,
    changed: Callback<()>,
) -> impl IntoView {
    let locale = locale();
    let toasts = toasts();
    let (id, name) = match naming {
        Naming::New => (None, String::new()),
        Naming::Place(place) => (Some(place.id), place.name),
    };
    let (was, name) = (StoredValue::new(name.clone()), RwSignal::new(name));
    let form = SheetForm::new(kind.form(id), &was.get_value(), move || name.get(), move |typed| name.set(typed));
    closing.watch(form.unsaved);
    let sending = Sending::default();
    let save = Callback::new(move |()| {
        if form.asks_again() {
            return;
        }
        let (was_named, typed) = (was.get_value(), name.get_untracked());
        sending.start(async move {
            match id {
                None => kind.create(typed.clone()).await?,
                Some(id) => match kind.rename(id, was_named, typed.clone()).await {
                    Err(ApiError(AppError::Conflict(found))) => {
                        let now = kind.list().await?.into_iter().find(|place| place.id == id);
                        let now = now.ok_or(AppError::NotFound)?.name;
                        was.set_value(now.clone());
                        // There is one field, so both have changed it.
                        form.meet(found.changed_by, &now);
                        return Ok(());
                    }
                    outcome => outcome?,
                },
            }
            form.unsaved.forget();
            open.set(false);
            toasts.show(Toast::done(places::saved(locale, &typed)));
            changed.try_run(());
            Ok(())
        });
    });
    let decided = Callback::new(move |give_way: Vec<String>| {
        let sends = form.sends();
        form.settle(&give_way);
        if sends {
            save.run(());
        }
    });
    let wording = Wording::plain(move |_| places::name(locale).to_owned());
    view! {
        <DialogForm open may_close=closing.may_close() sending word=i18n::app::save(locale) on_submit=save>
            <Kept unsaved=form.unsaved />
            <TextField
                name="name"
                label=places::name(locale)
                value=name
                required=true
                error=sending.faults.of("name")
            />
        </DialogForm>
        <ClashDialog clashes=form.clashes title=places::conflict_title(locale) wording decided />
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
