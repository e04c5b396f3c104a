//! `/customers/{directory}` and `/leads`

use std::borrow::Cow;

use domain::{
    AppError, CustomerId, FieldErrors,
    customer::Directory,
    list::{Count, ListScope, ListState, Listed, Place, ViewChoice},
    permission::{Action, Decision, decide},
};
use leptos::{either::EitherOf3, prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::{
    LazyRoute, NavigateOptions,
    components::Redirect,
    hooks::{use_navigate, use_query_map},
    lazy_route,
    location::State,
    params::ParamsMap,
};

use super::{
    bulk::{Chosen, acts, bulk},
    dialogs::{Around, Dialogs, all_dialogs, notes, notes_wanted},
    filters::{Chips, FilterRow},
    may, page_of, speaking,
    table::Table,
    under::{Under, below, plain_jump},
    views::Shelf,
    window::Window,
    words,
};
use crate::{
    api::{
        ApiError,
        customers::{count_customers, customer_choices, list_customers},
    },
    components::{Icon, Late, Problem, RowsShape},
    state::{Toast, changes, locale, on_change_of, toasts, viewer},
};

/// What the form is open for.
#[derive(Clone, PartialEq, Eq)]
pub enum Editing {
    /// A new record.
    New,
    /// A new record with this name, for the field of a form that is open.
    Named(String),
    /// The record with this code.
    Record(String),
}

/// The list: filter, search, sort, rows, and the dialogs that act on them.
pub struct CustomerListPage;

#[lazy_route]
impl LazyRoute for CustomerListPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        page_of(|directory| view! { <List directory /> }.into_any())
    }
}

#[component]
fn List(directory: Directory) -> impl IntoView {
    let locale = locale();
    let query = use_query_map();
    let state = Memo::new(move |_| query.with(|query| read_state(directory, query)));
    let asked = Memo::new(move |before: Option<&ListState>| {
        let mut asked = state.get();
        // The default view is what the list opens with; whoever has emptied the filters wants to see everything.
        if asked.view == ViewChoice::Unsaid && (before.is_some() || query.with_untracked(|query| !is_empty(query))) {
            asked.view = ViewChoice::Plain;
        }
        asked
    });
    let page = Resource::new_blocking(move || asked.get(), list_customers);
    let choices = Resource::new_blocking(|| (), move |()| customer_choices(directory));
    let title = words(directory, "");
    let editing = RwSignal::new(None::<Editing>);
    let trashing = RwSignal::new(None::<(CustomerId, String)>);
    let chosen = Chosen::new();
    let window = RwSignal::new(None::<Window>);
    let under = RwSignal::new(None::<Under>);
    let wrong = RwSignal::new(FieldErrors::default());
    open_when_asked(directory, editing);

    let recount = RwSignal::new(());
    let shown_anew = Callback::new(move |()| page.refetch());
    let reload = move || {
        page.refetch();
        recount.notify();
    };
    let saved = Callback::new(move |_| match (editing.get_untracked(), window.get_untracked()) {
        (Some(Editing::Record(_)), Some(window)) => window.follow(),
        _ => reload(),
    });
    let removed = Callback::new(move |id| {
        chosen.leave(id);
        if let Some(window) = window.get_untracked() {
            window.remove(id);
            recount.notify();
        }
    });
    changes().on_each(reload);
    on_change_of(directory.resource(), move || {
        if let Some(window) = window.get_untracked() {
            window.follow();
        }
    });
    // What was chosen of another list is not chosen of this one; another place is no other list.
    let whole = Memo::new(move |_| state.get().from_start());
    Effect::new(move |before: Option<()>| {
        whole.track();
        if before.is_some() {
            chosen.clear();
        }
    });
    let around = Around { state, choices, window, shelf: Shelf::new(directory) };
    let dialogs = Dialogs::new(around, editing, trashing, saved, removed, shown_anew);
    let export_of = Callback::new(move |picked| {
        dialogs.exported.set(picked);
        dialogs.exporting.set(true);
    });
    view! {
        <Title text=title />
        <main class="page page--list" id="main">
            <div class="page__head">
                <h1 class="page__title">{title}</h1>
                <div class="page__actions">
                    {may(Action::Export, directory)
                        .then(|| tool("file-down", i18n::exports::button(locale), move || export_of.run(None)))}
                    {tool("columns-3", i18n::customers::columns(locale), move || dialogs.choosing.set(true))}
                    {tool("sliders-horizontal", i18n::builder::title(locale), move || dialogs.building.set(true))}
                    {tool("bookmark", i18n::views::button(locale), move || dialogs.viewing.set(true))}
                    <CreateButton directory editing />
                </div>
            </div>
            <Scopes state />
            <Transition>
                {move || Suspend::new(async move {
                    let choices = choices.await.unwrap_or_default();
                    view! { <FilterRow state choices=choices.clone() wrong /> <Chips state choices /> }
                })}
            </Transition>
            <Late wanted=notes_wanted(state) part=move || notes(around) />
            <section class="list" aria-label=title>
                <Transition fallback=|| view! { <RowsShape /> }>
                    {move || {
                        let shown = state.get();
                        Suspend::new(async move {
                            match page.await {
                                Ok(Listed { instead: Some(instead), .. }) => {
                                    let options = NavigateOptions { replace: true, ..Default::default() };
                                    EitherOf3::A(view! { <Redirect path=address_of(directory, instead) options /> })
                                }
                                Ok(first) => {
                                    let rows = Window::new(shown.clone(), first);
                                    window.set(Some(rows));
                                    EitherOf3::B(view! { <Table state=shown window=rows editing trashing chosen choices /> })
                                }
                                Err(ApiError(error)) => {
                                    let retry = Callback::new(move |()| page.refetch());
                                    EitherOf3::C(view! { <Refused error state=shown wrong retry /> })
                                }
                            }
                        })
                    }}
                </Transition>
                <Late
                    wanted=Signal::derive(move || acts(directory) && chosen.is_any())
                    part=move || bulk(chosen, state, choices, export_of, Callback::new(move |()| reload()))
                />
                <Late wanted=Signal::derive(move || under.get().is_some()) part=move || below(around, under) />
                <ListFoot whole recount under />
            </section>
            <Late wanted=Signal::derive(move || dialogs.are_wanted()) part=move || all_dialogs(dialogs) />
        </main>
    }
}

/// Why there are no rows, and the way on; a filter that is not understood is marked where it stands.
#[component]
fn Refused(error: AppError, state: ListState, wrong: RwSignal<FieldErrors>, retry: Callback<()>) -> impl IntoView {
    match error {
        AppError::Invalid(found) => {
            let error = AppError::Invalid(found.clone());
            let unsorted = ListState { sort: None, place: Place::Start, ..state };
            let unsort = found.of("sort").map(|_| {
                view! {
                    <p>
                        <a class="button" href=address(&unsorted)>
                            {i18n::customers::unsort(locale())}
                        </a>
                    </p>
                }
            });
            Effect::new(move || wrong.set(found.clone()));
            view! {
                <Problem error />
                {unsort}
            }
            .into_any()
        }
        error => view! { <Problem error retry /> }.into_any(),
    }
}

/// A button above the list.
fn tool(icon: &'static str, word: &'static str, press: impl Fn() + Send + Sync + 'static) -> AnyView {
    let press = Callback::new(move |()| press());
    view! {
        <button type="button" class="button" on:click=move |_| press.run(())>
            <Icon name=icon />
            {word}
        </button>
    }
    .into_any()
}

/// Opens the form for a new record, for those who may make one.
#[component]
pub fn CreateButton(
    /// The list.
    directory: Directory,
    /// What the form is open for.
    editing: RwSignal<Option<Editing>>,
) -> impl IntoView {
    may(Action::Create, directory).then(|| {
        view! {
            <button
                type="button"
                class="button button--primary"
                aria-keyshortcuts="n"
                on:click=move |_| editing.set(Some(Editing::New))
            >
                <Icon name="plus" />
                {words(directory, "_create")}
            </button>
        }
    })
}

/// Whose customers are shown, if the reach of the rights leaves a choice.
#[component]
fn Scopes(state: Memo<ListState>) -> impl IntoView {
    let locale = locale();
    let directory = state.with_untracked(|state| state.directory);
    let offered =
        viewer().map_or(&[][..], |viewer| match decide(&viewer.principal, directory.cell(Action::View), None) {
            Decision::Allowed(reach) => ListScope::offered(reach, viewer.principal.user, viewer.in_department),
            _ => &[],
        });
    let tab = move |scope: &'static ListScope| {
        let word = match scope {
            ListScope::All => i18n::customers::scope_all(locale),
            ListScope::Own => i18n::customers::scope_own(locale),
            ListScope::Department => i18n::customers::scope_department(locale),
        };
        view! {
            <a
                class="tabs__item"
                href=move || address(&ListState { scope: *scope, ..state.get().from_start() })
                aria-current=move || (state.with(|state| state.scope) == *scope).then_some("page")
            >
                {word}
            </a>
        }
    };
    (!offered.is_empty()).then(|| {
        view! {
            <nav class="tabs" aria-label=i18n::customers::scopes(locale)>
                {offered.iter().map(tab).collect_view()}
            </nav>
        }
    })
}

/// The count, asked for after the rows so that it never holds them up.
#[component]
fn ListFoot(whole: Memo<ListState>, recount: RwSignal<()>, under: RwSignal<Option<Under>>) -> impl IntoView {
    let locale = locale();
    let directory = whole.with_untracked(|list| list.directory);
    let count = RwSignal::new(None::<Result<Count, ApiError>>);
    Effect::new(move || {
        recount.track();
        let asked = whole.get();
        count.set(None);
        spawn_local(async move {
            let answer = count_customers(asked.clone()).await;
            if whole.try_get_untracked().is_some_and(|now| now == asked) {
                count.set(Some(answer));
            }
        });
    });
    let said = move |customers, leads, number| speaking(directory, customers, leads)(locale, number);
    let text = move || match count.get() {
        None => i18n::customers::counting(locale).to_owned(),
        Some(Err(_)) => i18n::customers::count_failed(locale).to_owned(),
        Some(Ok(Count { records, capped: true })) => {
            said(i18n::customers::count_capped, i18n::leads::count_capped, records)
        }
        Some(Ok(Count { records, .. })) => said(i18n::customers::count, i18n::leads::count, records),
    };
    let failed = move || count.with(|count| matches!(count, Some(Err(_))));
    view! {
        <div class="list__foot">
            <p class="list__count" role="status">
                {text}
            </p>
            <Show when=failed>
                <button type="button" class="button button--quiet button--small" on:click=move |_| recount.notify()>
                    {i18n::app::retry(locale)}
                </button>
            </Show>
            <noscript inner_html=plain_jump(&whole.get_untracked())></noscript>
            <div class="list__tools">
                {opener(under, Under::Totals, "list-checks", i18n::totals::title(locale), None)}
                {opener(under, Under::Jump, "arrow-right", i18n::jump::title(locale), Some("g"))}
                {acts(directory).then(|| opener(under, Under::Acts, "history", i18n::bulk::acts(locale), None))}
            </div>
        </div>
    }
}

/// A button that opens something below the rows, and closes it again.
fn opener(
    under: RwSignal<Option<Under>>,
    what: Under,
    icon: &'static str,
    word: &'static str,
    key: Option<&'static str>,
) -> AnyView {
    let is_open = move || under.get() == Some(what);
    view! {
        <button
            type="button"
            class="button button--quiet button--small"
            aria-keyshortcuts=key
            aria-expanded=move || is_open().to_string()
            on:click=move |_| under.set(Some(what).filter(|_| !untrack(is_open)))
        >
            <Icon name=icon />
            {word}
        </button>
    }
    .into_any()
}

/// `?new=1` opens the form: links from elsewhere lead here.
fn open_when_asked(directory: Directory, editing: RwSignal<Option<Editing>>) {
    let query = use_query_map();
    let navigate = use_navigate();
    Effect::new(move || {
        if query.with(|query| query.get("new").is_some()) && may(Action::Create, directory) {
            editing.set(Some(Editing::New));
            let options =
                NavigateOptions { replace: true, scroll: false, state: State::new(None), ..Default::default() };
            navigate(&address(&query.with_untracked(|query| read_state(directory, query))), options);
        }
    });
}

/// Whether nothing stands in an address.
fn is_empty(query: &ParamsMap) -> bool {
    query.clone().into_iter().next().is_none()
}

fn read_state(directory: Directory, query: &ParamsMap) -> ListState {
    let pairs: Vec<_> = query.clone().into_iter().collect();
    ListState::from_pairs(directory, pairs.iter().map(|(key, value)| (key.as_ref(), value.as_str())))
}

/// The address of a list in this state.
pub fn address(state: &ListState) -> String {
    address_of(state.directory, state.to_pairs())
}

/// The address of a list with these parameters.
fn address_of<Name: Into<Cow<'static, str>>>(directory: Directory, pairs: Vec<(Name, String)>) -> String {
    let mut query = ParamsMap::new();
    for (name, value) in pairs {
        query.insert(name, value);
    }
    format!("{}{}", directory.address(), query.to_query_string())
}

/// Tells of a saved record, with the way to it.
pub fn announce_saved(directory: Directory, text: String, code: &str, name: &str) {
    let open = i18n::customers::open(locale(), name);
    let target = directory.address_of(code);
    let navigate = use_navigate();
    toasts().show(Toast::done(text).with_action(open, move || navigate(&target, NavigateOptions::default())));
}
