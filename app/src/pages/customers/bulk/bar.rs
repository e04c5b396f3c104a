//! The bar that appears when somebody is chosen.

use domain::{
    bulk::{BulkState, FIELDS, Selection},
    customer::{Choices, Directory, Field},
    list::{Count, ListState},
    permission::Action,
};
use i18n::bulk as texts;
use leptos::{ev::keydown, prelude::*, task::spawn_local};

use super::{
    super::{cells::label, may, speaking},
    act::{ActDialog, Asked},
    chosen::Chosen,
    running::{Running, watch},
};
use crate::{
    api::{ApiError, customers::count_customers},
    components::Icon,
    state::locale,
};

/// The bar, in a chunk of its own.
#[lazy]
pub fn bulk(
    chosen: Chosen,
    state: Memo<ListState>,
    choices: Resource<Result<Choices, ApiError>>,
    export: Callback<Option<Selection>>,
    reload: Callback<()>,
) -> AnyView {
    view! { <Bar chosen state choices export reload /> }.into_any()
}

#[component]
fn Bar(
    chosen: Chosen,
    state: Memo<ListState>,
    choices: Resource<Result<Choices, ApiError>>,
    export: Callback<Option<Selection>>,
    reload: Callback<()>,
) -> impl IntoView {
    let (asking, running) = (RwSignal::new(None::<Asked>), RwSignal::new(None::<BulkState>));
    let over = Callback::new(move |()| {
        chosen.clear();
        reload.run(());
    });
    watch(running, over);
    clear_on_escape(chosen);
    let count = counted(chosen, state);
    let shown = Memo::new(move |_| chosen.is_any() || running.with(Option::is_some));
    // What became of an act makes room for the next one.
    let at_work = Memo::new(move |_| {
        let rests = !chosen.is_any();
        running.with(|state| state.as_ref().is_some_and(|state| rests || state.status.is_busy()))
    });
    let directory = state.with_untracked(|state| state.directory);
    let bar = if directory == Directory::Leads { i18n::leads::bar(locale()) } else { texts::bar(locale()) };
    view! {
        <Show when=move || shown.get()>
            <section class="bulk" aria-label=bar>
                {move || {
                    if at_work.get() {
                        view! { <Running running /> }.into_any()
                    } else {
                        view! { <Offer chosen state count asking export /> }.into_any()
                    }
                }}
            </section>
        </Show>
        <ActDialog asking chosen state choices count running />
    }
}

/// How many records the list has; asked for when somebody is chosen.
fn counted(chosen: Chosen, state: Memo<ListState>) -> RwSignal<Option<Count>> {
    let count = RwSignal::new(None::<Count>);
    let wanted = Memo::new(move |_| chosen.is_any().then(|| state.get().from_start()));
    Effect::new(move || {
        let Some(asked) = wanted.get() else { return };
        spawn_local(async move {
            let found = count_customers(asked.clone()).await.ok();
            if wanted.try_get_untracked().flatten().is_some_and(|now| now == asked) {
                count.set(found);
            }
        });
    });
    count
}

/// Escape lets all go, unless it closes a dialog or a list of suggestions.
fn clear_on_escape(chosen: Chosen) {
    let listening = window_event_listener(keydown, move |event| {
        let in_dialog = document().query_selector("dialog[open]").is_ok_and(|dialog| dialog.is_some());
        if event.key() == "Escape" && !event.default_prevented() && !in_dialog {
            chosen.clear();
        }
    });
    on_cleanup(move || listening.remove());
}

/// How many are chosen, and what can be done to them.
#[component]
fn Offer(
    chosen: Chosen,
    state: Memo<ListState>,
    count: RwSignal<Option<Count>>,
    asking: RwSignal<Option<Asked>>,
    export: Callback<Option<Selection>>,
) -> impl IntoView {
    let locale = locale();
    let directory = state.with_untracked(|state| state.directory);
    let told = move || {
        let all = match (chosen.is_all(), count.get()) {
            (false, _) => {
                return speaking(directory, i18n::customers::selected, i18n::leads::selected)(locale, chosen.count());
            }
            (true, None) => texts::all_chosen(locale).to_owned(),
            (true, Some(Count { records, capped: true })) => {
                speaking(directory, texts::all_selected_capped, i18n::leads::all_selected_capped)(locale, records)
            }
            (true, Some(Count { records, .. })) => {
                speaking(directory, texts::all_selected, i18n::leads::all_selected)(locale, records)
            }
        };
        let left_out = Some(chosen.count()).filter(|count| *count > 0);
        left_out.map_or_else(|| all.clone(), |count| format!("{all}, {}", texts::left_out(locale, count)))
    };
    let more = move || {
        let is_more = |count: &Count| match chosen.is_all() {
            true => chosen.count() > 0,
            false => count.capped || count.records > chosen.count(),
        };
        count.get().filter(is_more).map(|count| {
            let word = match count.capped {
                true => speaking(directory, texts::select_all_capped, i18n::leads::select_all_capped),
                false => speaking(directory, texts::select_all, i18n::leads::select_all),
            };
            view! {
                <button type="button" class="button button--quiet button--small" on:click=move |_| chosen.choose_all()>
                    {word(locale, count.records)}
                </button>
            }
        })
    };
    let act = move |asked: Asked, icon: &'static str, word: &'static str| {
        view! {
            <button type="button" class="button button--small" on:click=move |_| asking.set(Some(asked))>
                <Icon name=icon />
                {word}
            </button>
        }
    };
    let edits = may(Action::Edit, directory).then(|| {
        let icon = |field| if field == Field::Owner { "user" } else { "pencil" };
        let sets = FIELDS.map(|field| act(Asked::Set(field), icon(field), label(locale, field)));
        let tags = [
            act(Asked::AddTag, "tag", texts::add_tag(locale)),
            act(Asked::RemoveTag, "tag", texts::remove_tag(locale)),
        ];
        view! { {sets.into_iter().collect_view()} {tags.into_iter().collect_view()} }
    });
    let exports = may(Action::Export, directory).then(|| {
        view! {
            <button type="button" class="button button--small" on:click=move |_| export.run(Some(chosen.selection(&state.get_untracked())))>
                <Icon name="file-down" />
                {i18n::exports::button(locale)}
            </button>
        }
    });
    let delete = may(Action::Delete, directory).then(|| act(Asked::Trash, "trash-2", i18n::app::delete(locale)));
    view! {
        <div class="bulk__head">
            <p class="bulk__count" role="status">
                {told}
            </p>
            {more}
            <button type="button" class="button button--quiet button--small" on:click=move |_| chosen.clear()>
                <Icon name="x" />
                {i18n::customers::unselect(locale)}
            </button>
        </div>
        <div class="bulk__acts">{edits} {exports} {delete}</div>
    }
}
