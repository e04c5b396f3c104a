//! `/customers/individuals`

use domain::{
    CustomerId,
    list::{Count, ListState},
    permission::{self, Action},
};
use leptos::{either::Either, prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::{
    LazyRoute, NavigateOptions,
    hooks::{use_navigate, use_query_map},
    lazy_route,
    location::State,
    params::ParamsMap,
};

use super::{
    export::export,
    filters::{Chips, FilterRow},
    form::form,
    table::Table,
    trash::TrashDialog,
    window::Window,
};
use crate::{
    api::{
        ApiError,
        individuals::{count_individuals, individual_choices, list_individuals},
    },
    components::{Icon, Late, Problem},
    pages::forbidden,
    state::{Toast, changes, locale, toasts, viewer},
};

/// What the form is open for.
#[derive(Clone, PartialEq, Eq)]
pub enum Editing {
    /// A new record.
    New,
    /// The record with this code.
    Record(String),
}

/// The list: filter, search, sort, rows, and the dialogs that act on them.
pub struct IndividualListPage;

#[lazy_route]
impl LazyRoute for IndividualListPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        match forbidden((Action::View, permission::Resource::Individuals)) {
            Some(problem) => problem,
            None => view! { <List /> }.into_any(),
        }
    }
}

#[component]
fn List() -> impl IntoView {
    let locale = locale();
    let query = use_query_map();
    let state = Memo::new(move |_| query.with(read_state));
    let page = Resource::new_blocking(move || state.get(), list_individuals);
    let choices = Resource::new_blocking(|| (), |()| individual_choices());
    let may = |action| viewer().is_some_and(|viewer| viewer.principal.may(action, permission::Resource::Individuals));
    let editing = RwSignal::new(None::<Editing>);
    let trashing = RwSignal::new(None::<(CustomerId, String)>);
    let exporting = RwSignal::new(false);
    let window = RwSignal::new(None::<Window>);
    open_when_asked(editing);

    let recount = RwSignal::new(());
    let reload = move || {
        page.refetch();
        recount.notify();
    };
    let saved = Callback::new(move |code: String| match (editing.get_untracked(), window.get_untracked()) {
        (Some(Editing::Record(_)), Some(window)) => window.refresh(code),
        _ => reload(),
    });
    let removed = Callback::new(move |id| {
        if let Some(window) = window.get_untracked() {
            window.remove(id);
            recount.notify();
        }
    });
    changes().on_each(reload);
    view! {
        <Title text=i18n::individuals::title(locale) />
        <main class="page page--list" id="main">
            <div class="page__head">
                <h1 class="page__title">{i18n::individuals::title(locale)}</h1>
                <div class="page__actions">
                    {may(Action::Export)
                        .then(|| {
                            view! {
                                <button type="button" class="button" on:click=move |_| exporting.set(true)>
                                    <Icon name="file-down" />
                                    {i18n::exports::button(locale)}
                                </button>
                            }
                        })}
                    {may(Action::Create)
                        .then(|| {
                            view! {
                                <button
                                    type="button"
                                    class="button button--primary"
                                    on:click=move |_| editing.set(Some(Editing::New))
                                >
                                    <Icon name="plus" />
                                    {i18n::individuals::create(locale)}
                                </button>
                            }
                        })}
                </div>
            </div>
            <Transition>
                {move || Suspend::new(async move {
                    let choices = choices.await.unwrap_or_default();
                    view! { <FilterRow state choices=choices.clone() /> <Chips state choices /> }
                })}
            </Transition>
            <section class="list" aria-label=i18n::individuals::title(locale)>
                <Transition fallback=move || {
                    view! { <p class="quiet">{i18n::app::loading(locale)}</p> }
                }>
                    {move || {
                        let shown = state.get();
                        Suspend::new(async move {
                            match page.await {
                                Ok(first) => {
                                    let rows = Window::new(shown.clone(), first);
                                    window.set(Some(rows));
                                    Either::Left(view! { <Table state=shown window=rows editing trashing /> })
                                }
                                Err(ApiError(error)) => Either::Right(view! { <Problem error /> }),
                            }
                        })
                    }}
                </Transition>
                <ListFoot state recount />
            </section>
            <Late wanted=Signal::derive(move || editing.with(Option::is_some)) part=move || form(editing, choices, saved) />
            <TrashDialog trashing removed />
            <Late wanted=exporting part=move || export(exporting, state) />
        </main>
    }
}

/// The count, asked for after the rows so that it never holds them up.
#[component]
fn ListFoot(state: Memo<ListState>, recount: RwSignal<()>) -> impl IntoView {
    let locale = locale();
    let count = RwSignal::new(None::<Count>);
    Effect::new(move || {
        recount.track();
        let asked = state.get().from_start();
        count.set(None);
        spawn_local(async move {
            let answer = count_individuals(asked.clone()).await;
            if let Ok(found) = answer
                && state.try_get_untracked().is_some_and(|now| now.from_start() == asked)
            {
                count.set(Some(found));
            }
        });
    });
    let text = move || match count.get() {
        None => i18n::individuals::counting(locale).to_owned(),
        Some(count) if count.capped => i18n::individuals::count_capped(locale, count.records),
        Some(count) => i18n::individuals::count(locale, count.records),
    };
    view! {
        <div class="list__foot">
            <p class="list__count" role="status">
                {text}
            </p>
        </div>
    }
}

/// `?new=1` opens the form: links from elsewhere lead here.
fn open_when_asked(editing: RwSignal<Option<Editing>>) {
    let query = use_query_map();
    let navigate = use_navigate();
    let viewer = viewer();
    let may = move || {
        viewer.as_ref().is_some_and(|viewer| viewer.principal.may(Action::Create, permission::Resource::Individuals))
    };
    Effect::new(move || {
        if query.with(|query| query.get("new").is_some()) && may() {
            editing.set(Some(Editing::New));
            let options =
                NavigateOptions { replace: true, scroll: false, state: State::new(None), ..Default::default() };
            navigate(&address(&query.with_untracked(read_state)), options);
        }
    });
}

fn read_state(query: &ParamsMap) -> ListState {
    let pairs: Vec<_> = query.clone().into_iter().collect();
    ListState::from_pairs(pairs.iter().map(|(key, value)| (key.as_ref(), value.as_str())))
}

/// The address of a list in this state.
pub fn address(state: &ListState) -> String {
    let query: ParamsMap = state.to_pairs().into_iter().collect();
    format!("/customers/individuals{}", query.to_query_string())
}

/// Tells of a saved record, with the way to it.
pub fn announce_saved(text: String, code: &str, name: &str) {
    let open = i18n::individuals::open(locale(), name);
    let target = format!("/customers/individuals/{code}");
    let navigate = use_navigate();
    toasts().show(Toast::done(text).with_action(open, move || navigate(&target, NavigateOptions::default())));
}
