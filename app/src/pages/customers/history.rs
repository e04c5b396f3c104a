//! The history of changes of a record.

use domain::{
    MergeId,
    customer::{CustomerDetail, CustomerKind, Field, Former, MergeNote},
    history::HistoryEntry,
    permission::Action,
    time::BusinessZone,
    value::FieldKind,
};
use leptos::prelude::*;

use super::{
    cells::{label_of, shown},
    merge::{may_merge, unmerge},
    restore::{Restoring, Returning, conflict_dialog},
};
use crate::{
    api::customers::customer_history,
    components::{ConfirmDialog, Icon, Late, open_for},
    state::{attempt, changes, locale, toasts, viewer},
};

/// Entries of one page; a full page may have more behind it.
const PAGE: usize = 50;

/// Who changed what and when, newest first.
#[component]
pub fn History(
    /// The record.
    detail: CustomerDetail,
    /// The newest entries.
    entries: Vec<HistoryEntry>,
    /// Something of the record was put back.
    changed: Callback<()>,
) -> impl IntoView {
    let locale = locale();
    let (directory, kind, id) = (detail.directory, detail.kind, detail.id);
    let may_edit =
        viewer().is_some_and(|viewer| viewer.principal.may_at(Action::Edit, directory.resource(), &detail.placement));
    let unmerging = RwSignal::new(None::<MergeId>);
    let unmerges = may_merge(&detail).then_some(unmerging);
    let restoring = Restoring::of(detail, changed);
    let restores = may_edit.then_some(restoring);
    let (toasts, elsewhere) = (toasts(), changes());
    let confirm = Callback::new(move |()| {
        if let Some(merge) = unmerging.get_untracked() {
            unmerge(directory, id, merge, toasts, elsewhere);
        }
    });
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
                <For
                    each=move || entries.get()
                    key=|entry| entry.seq
                    children=move |entry| view! { <Entry kind entry unmerges restores /> }
                />
            </ol>
        </Show>
        <Show when=move || more.get()>
            <button type="button" class="button" on:click=load>
                {i18n::app::show_more(locale)}
            </button>
        </Show>
        <ConfirmDialog
            open=open_for(unmerging)
            title=i18n::merges::unmerge_title(locale).to_owned()
            text=i18n::merges::unmerge_text(locale).to_owned()
            word=i18n::merges::unmerge(locale).to_owned()
            on_confirm=confirm
        />
        <Late
            wanted=Signal::derive(move || restoring.conflict.with(Option::is_some))
            part=move || {
                conflict_dialog(
                    directory,
                    kind,
                    restoring.conflict,
                    Callback::new(move |chosen| restoring.decided(chosen)),
                )
            }
        />
    }
}

#[component]
fn Entry(
    kind: CustomerKind,
    entry: HistoryEntry,
    unmerges: Option<RwSignal<Option<MergeId>>>,
    restores: Option<Restoring>,
) -> impl IntoView {
    let locale = locale();
    let icon = match entry.event.as_str() {
        "created" => "plus",
        "trashed" => "trash-2",
        "restored" => "rotate-ccw",
        "imported" => "file-up",
        "unmasked" => "eye",
        "merged" | "merged_away" => "copy",
        "unmerged" => "rotate-ccw",
        _ => "pencil",
    };
    let actor = entry.actor.unwrap_or_else(|| i18n::app::system(locale).to_owned());
    let event = i18n::audit::by_code(locale, &entry.event).unwrap_or_default();
    let (mut olds, people) = (entry.restores, entry.people);
    let changes: Vec<_> = entry
        .changes
        .into_iter()
        .map(|(field, (old, new))| {
            let back = match restores {
                Some(restoring) if field.kind() == FieldKind::People => people_back(field, &people, restoring),
                _ => value_back(kind, field, old.clone(), olds.remove(&field).zip(restores)),
            };
            view! { <Change kind field old new back /> }
        })
        .collect();
    // One that went into another one before both went into this one comes after that one.
    let unmerges = unmerges.filter(|_| entry.of.is_none());
    let of = entry.of.map(|code| view! { <span class="badge">{i18n::merges::of(locale, &code)}</span> });
    let merge = entry.merge.map(|note| view! { <Merge note unmerges /> });
    view! {
        <li class="timeline__entry">
            <span class="timeline__mark">
                <Icon name=icon />
            </span>
            <p class="timeline__head">
                <strong>{actor}</strong>
                " "
                {event}
                " "
                {of}
                <time class="timeline__time" datetime=entry.at.to_rfc3339()>
                    {BusinessZone::default().show(entry.at)}
                </time>
            </p>
            {merge}
            {(!changes.is_empty()).then(|| view! { <dl class="timeline__changes">{changes}</dl> })}
        </li>
    }
}

/// The record that was taken in, and the way back.
#[component]
fn Merge(note: MergeNote, unmerges: Option<RwSignal<Option<MergeId>>>) -> impl IntoView {
    let locale = locale();
    if note.undone {
        return view! { <p class="quiet">{i18n::merges::undone(locale)}</p> }.into_any();
    }
    let name = note.code.map_or_else(|| note.name.clone(), |code| format!("{} · {code}", note.name));
    let merge = note.merge;
    let button = unmerges.map(|unmerging| {
        view! {
            <button
                type="button"
                class="button button--small"
                on:click=move |_| unmerging.set(Some(merge))
            >
                <Icon name="rotate-ccw" />
                {i18n::merges::unmerge(locale)}
            </button>
        }
    });
    view! { <p>{i18n::merges::taken_in(locale, &name)} " " {button}</p> }.into_any()
}

/// The way back to an old value, unless it stands there.
fn value_back(
    kind: CustomerKind,
    field: Field,
    old: Option<String>,
    back: Option<(Option<String>, Restoring)>,
) -> AnyView {
    let locale = locale();
    let button =
        back.filter(|(value, restoring)| restoring.differs(field, value.as_ref())).map(|(value, restoring)| {
            let label = label_of(locale, Some(kind), field);
            let name = match old {
                Some(old) => i18n::merges::restore_field(locale, label, &shown(locale, field, &old)),
                None => i18n::merges::restore_empty(locale, label),
            };
            view! {
                <button
                    type="button"
                    class="button button--quiet button--small"
                    title=name.clone()
                    aria-label=name
                    on:click=move |_| restoring.start(field, value.clone())
                >
                    <Icon name="rotate-ccw" />
                    {i18n::merges::restore(locale)}
                </button>
            }
        });
    button.into_any()
}

/// The ways back to the people of the list, or to their main one, as they stood.
fn people_back(field: Field, people: &[Former], restoring: Restoring) -> AnyView {
    let returning = if field == Field::MainContact { Returning::as_main } else { Returning::of };
    let button = |person: &Former| {
        let person = returning(person.clone());
        let word = restoring.word(&person)?;
        Some(view! {
            <button
                type="button"
                class="button button--quiet button--small"
                on:click=move |_| restoring.start_person(person.clone())
            >
                <Icon name="rotate-ccw" />
                {word}
            </button>
        })
    };
    people.iter().filter_map(button).collect_view().into_any()
}

/// Old → new, and the way back.
#[component]
fn Change(kind: CustomerKind, field: Field, old: Option<String>, new: Option<String>, back: AnyView) -> impl IntoView {
    let locale = locale();
    let text = move |value: String| shown(locale, field, &value);
    let old = old.map(|old| view! { <del>{text(old)}</del> });
    let new = new.map(|new| view! { <ins>{text(new)}</ins> });
    let both = old.is_some() && new.is_some();
    view! {
        <div>
            <dt>{label_of(locale, Some(kind), field)}</dt>
            <dd class="change">
                {old} {both.then(|| view! { <Icon name="arrow-right" /> })} {new} {back}
            </dd>
        </div>
    }
}
