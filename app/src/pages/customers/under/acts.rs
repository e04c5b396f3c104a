//! What the person has done to many in the last days, and the way back as long as there is one.

use std::time::Duration;

use domain::{
    BulkId,
    bulk::{BulkAct, BulkState},
    customer::{Choices, Field},
    time::BusinessZone,
};
use i18n::{Locale, bulk as texts};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};

use super::{
    super::{
        bulk::told,
        cells::{label, shown},
        filters::options,
    },
    Under,
};
use crate::{
    api::{
        ApiError,
        bulk::{list_bulk, undo_bulk},
    },
    components::{Dialog, Icon},
    state::{attempt, locale, report},
};

/// How often acts that are under way are asked about.
const BEAT: Duration = Duration::from_millis(600);

/// The dialog.
#[component]
pub fn Acts(
    /// What is open below the rows.
    under: RwSignal<Option<Under>>,
    /// For the names of people.
    choices: Resource<Result<Choices, ApiError>>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move || open.set(under.get() == Some(Under::Acts)));
    Effect::new(move |was_open: Option<bool>| {
        let now = open.get();
        if was_open == Some(true) && !now && under.get_untracked() == Some(Under::Acts) {
            under.set(None);
        }
        now
    });
    let offered = RwSignal::new(Choices::default());
    Effect::new(move || {
        if let Some(Ok(choices)) = choices.get() {
            offered.set(choices);
        }
    });
    view! {
        <Dialog open title=texts::acts(locale()).to_owned()>
            <List offered />
        </Dialog>
    }
}

#[component]
fn List(offered: RwSignal<Choices>) -> impl IntoView {
    let locale = locale();
    let acts = RwSignal::new(None::<Vec<BulkState>>);
    let load = move || {
        spawn_local(async move {
            match list_bulk().await {
                Ok(found) => drop(acts.try_set(Some(found))),
                Err(ApiError(error)) => report(&error),
            }
        });
    };
    load();
    Effect::new(move || {
        let busy = acts.with(|acts| acts.iter().flatten().any(|act| act.status.is_busy()));
        let later = busy.then(|| set_timeout_with_handle(load, BEAT).ok()).flatten();
        on_cleanup(move || later.iter().for_each(TimeoutHandle::clear));
    });
    let undo = Callback::new(move |id: BulkId| {
        attempt(async move {
            undo_bulk(id).await?;
            load();
            Ok(())
        });
    });
    let shown = move || match acts.get() {
        None => view! { <p class="quiet">{i18n::app::loading(locale)}</p> }.into_any(),
        Some(acts) if acts.is_empty() => view! { <p>{texts::acts_none(locale)}</p> }.into_any(),
        Some(acts) => {
            let act = |act: BulkState| view! { <Act act offered undo /> };
            view! { <ul class="views">{acts.into_iter().map(act).collect_view()}</ul> }.into_any()
        }
    };
    view! {
        <div class="dialog__body">
            <p class="quiet">{texts::acts_text(locale)}</p>
            {shown}
        </div>
    }
}

#[component]
fn Act(act: BulkState, offered: RwSignal<Choices>, undo: Callback<BulkId>) -> impl IntoView {
    let locale = locale();
    let id = act.id;
    let what = what(locale, &act, &offered.get());
    let list = i18n::resources::by_code(locale, act.directory.key()).unwrap_or_default();
    let when = BusinessZone::default().show(act.asked_at);
    let result = if act.status.is_busy() { texts::running(locale).to_owned() } else { told(locale, &act) };
    let undone = act.is_undone.then(|| view! { <span class="quiet">{texts::undone(locale)}</span> });
    let way_back = act.undoable.then(|| {
        view! {
            <button
                type="button"
                class="button button--small"
                aria-label=texts::act_undo(locale, &what)
                on:click=move |_| undo.run(id)
            >
                <Icon name="rotate-ccw" />
                {i18n::app::undo(locale)}
            </button>
        }
    });
    view! {
        <li class="views__item">
            <div class="views__name">
                <p>{what.clone()}</p>
                <p class="views__note">{format!("{list} · {when} · {result}")}</p>
            </div>
            {undone}
            {way_back}
        </li>
    }
}

/// What was done to each record.
fn what(locale: Locale, act: &BulkState, choices: &Choices) -> String {
    let done = match &act.act {
        BulkAct::Set(field, Some(value)) => {
            texts::act_set(locale, label(locale, *field), &named(locale, *field, value, choices))
        }
        BulkAct::Set(field, None) => texts::act_emptied(locale, label(locale, *field)),
        BulkAct::AddTag(tag) => texts::act_tagged(locale, tag),
        BulkAct::RemoveTag(tag) => texts::act_untagged(locale, tag),
        BulkAct::Cells => texts::cells(locale).to_owned(),
        BulkAct::Trash => texts::act_trashed(locale).to_owned(),
    };
    if act.is_undo { texts::act_undo(locale, &done) } else { done }
}

/// A value as people read it, with a name in the place of an id.
fn named(locale: Locale, field: Field, value: &str, choices: &Choices) -> String {
    if field != Field::Owner {
        return shown(locale, field, value);
    }
    let known = options(locale, field, field.kind(), choices).into_iter().find(|(id, _)| id == value);
    known.map_or_else(|| i18n::app::unknown(locale).to_owned(), |(_, name)| name)
}
