//! The history of changes of a record.

use domain::{
    CustomerId,
    customer::{Directory, Field},
    history::HistoryEntry,
    time::BusinessZone,
    value::FieldKind,
};
use leptos::prelude::*;

use super::cells::{label, shown};
use crate::{
    api::customers::customer_history,
    components::Icon,
    state::{attempt, locale},
};

/// Entries of one page; a full page may have more behind it.
const PAGE: usize = 50;

/// Who changed what and when, newest first.
#[component]
pub fn History(
    /// The list.
    directory: Directory,
    /// The record.
    id: CustomerId,
    /// The newest entries.
    entries: Vec<HistoryEntry>,
) -> impl IntoView {
    let locale = locale();
    let more = RwSignal::new(entries.len() == PAGE);
    let entries = RwSignal::new(entries);
    let load = move |_| {
        let oldest = entries.with_untracked(|entries| entries.last().map(|entry| entry.seq));
        attempt(async move {
            let older = customer_history(directory, id, oldest).await?;
            more.set(older.len() == PAGE);
            entries.update(|entries| entries.extend(older));
            Ok(())
        });
    };
    view! {
        <Show
            when=move || !entries.with(Vec::is_empty)
            fallback=move || view! { <p class="quiet">{i18n::customers::history_empty(locale)}</p> }
        >
            <ol class="timeline">
                <For each=move || entries.get() key=|entry| entry.seq children=move |entry| view! { <Entry entry /> } />
            </ol>
        </Show>
        <Show when=move || more.get()>
            <button type="button" class="button" on:click=load>
                {i18n::app::show_more(locale)}
            </button>
        </Show>
    }
}

#[component]
fn Entry(entry: HistoryEntry) -> impl IntoView {
    let locale = locale();
    let icon = match entry.event.as_str() {
        "created" => "plus",
        "trashed" => "trash-2",
        "restored" => "rotate-ccw",
        "imported" => "file-up",
        "unmasked" => "eye",
        _ => "pencil",
    };
    let actor = entry.actor.unwrap_or_else(|| i18n::app::system(locale).to_owned());
    let event = i18n::audit::by_code(locale, &entry.event).unwrap_or_default();
    let changes: Vec<_> =
        entry.changes.into_iter().map(|(field, (old, new))| view! { <Change field old new /> }).collect();
    view! {
        <li class="timeline__entry">
            <span class="timeline__mark">
                <Icon name=icon />
            </span>
            <p class="timeline__head">
                <strong>{actor}</strong>
                " "
                {event}
                <time class="timeline__time" datetime=entry.at.to_rfc3339()>
                    {BusinessZone::default().show(entry.at)}
                </time>
            </p>
            {(!changes.is_empty()).then(|| view! { <dl class="timeline__changes">{changes}</dl> })}
        </li>
    }
}

/// Old → new; of staff and branches only that they changed, as their ids say nothing to people.
#[component]
fn Change(field: Field, old: Option<String>, new: Option<String>) -> impl IntoView {
    let locale = locale();
    let by_id = matches!(field.kind(), FieldKind::User | FieldKind::Branch);
    let text = move |value: String| shown(locale, field, &value);
    let old = old.filter(|_| !by_id).map(|old| view! { <del>{text(old)}</del> });
    let new = new.filter(|_| !by_id).map(|new| view! { <ins>{text(new)}</ins> });
    let both = old.is_some() && new.is_some();
    view! {
        <div>
            <dt>{label(locale, field)}</dt>
            <dd class="change">
                {old} {both.then(|| view! { <Icon name="arrow-right" /> })} {new}
            </dd>
        </div>
    }
}
