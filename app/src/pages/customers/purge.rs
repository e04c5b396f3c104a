//! Deleting for good what lies in the trash, for those with full permission.

use domain::{
    CustomerId,
    customer::{CustomerRow, Directory, Field},
};
use leptos::prelude::*;

use crate::{
    api::customers::purge_customer,
    components::{Dialog, DialogForm, TextField, open_for},
    state::{Sending, Toast, confirmed, locale, toasts, viewer},
};

/// The record that is asked about.
#[derive(Clone)]
pub struct Purging {
    id: CustomerId,
    name: String,
    /// What is to be typed: the code; a lead has none that people know.
    confirms: String,
}

impl Purging {
    /// The record of a row.
    pub fn of(row: &CustomerRow) -> Self {
        let name = row.values.get(&Field::Name).cloned().unwrap_or_default();
        let code = row.values.get(&Field::Code).cloned();
        Self { id: row.id, confirms: code.unwrap_or_else(|| name.clone()), name }
    }
}

/// Whether the person may delete for good.
pub fn may_purge() -> bool {
    viewer().is_some_and(|viewer| viewer.principal.full)
}

/// Asks for the code, and deletes the record.
#[component]
pub fn PurgeDialog(
    /// The list.
    directory: Directory,
    /// The record that is asked about.
    purging: RwSignal<Option<Purging>>,
    /// It is gone.
    purged: Callback<()>,
) -> impl IntoView {
    let open = open_for(purging);
    let title = Signal::derive(move || {
        let name = purging.with(|target| target.as_ref().map(|target| target.name.clone()));
        name.map(|name| i18n::customers::purge_title(locale(), &name)).unwrap_or_default()
    });
    view! {
        <Dialog open title>
            {move || purging.get().map(|target| view! { <Confirm open directory target purged /> })}
        </Dialog>
    }
}

#[component]
fn Confirm(open: RwSignal<bool>, directory: Directory, target: Purging, purged: Callback<()>) -> impl IntoView {
    let (locale, toasts) = (locale(), toasts());
    let (typed, sending) = (RwSignal::new(String::new()), Sending::default());
    let Purging { id, name, confirms } = target;
    let text = match directory {
        Directory::Leads => i18n::leads::purge_text(locale),
        _ => i18n::customers::purge_text(locale),
    };
    let submit = Callback::new(move |()| {
        let (name, typed) = (name.clone(), typed.get_untracked());
        sending.start(async move {
            confirmed(|| purge_customer(directory, id, typed.clone())).await?;
            open.set(false);
            toasts.show(Toast::done(i18n::customers::purged(locale, &name)));
            purged.try_run(());
            Ok(())
        });
    });
    view! {
        <DialogForm open sending word=i18n::customers::purge(locale) icon="trash-2" danger=true on_submit=submit>
            <p>{text}</p>
            <p>{i18n::customers::purge_type(locale, &confirms)}</p>
            <TextField
                name="purge"
                label=i18n::customers::purge_label(locale)
                value=typed
                required=true
                error=sending.faults.of("typed")
            />
        </DialogForm>
    }
}
