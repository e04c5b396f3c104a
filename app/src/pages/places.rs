//! `/config/branches` and `/config/departments`: two lists of names.

use domain::{
    permission::{Action, Resource as Subject},
    place::PlaceRow,
};
use i18n::{Locale, places};
use leptos::{either::Either, prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::{LazyRoute, lazy_route};
use uuid::Uuid;

use crate::{
    api::{
        ApiError,
        places::{
            create_branch, create_department, delete_branch, delete_department, list_branches, list_departments,
            rename_branch, rename_department,
        },
    },
    components::{ConfirmDialog, Dialog, Icon, Problem, TextField},
    pages::forbidden,
    state::{Faults, Toast, locale, report, toasts, viewer},
};

/// The branches.
pub struct BranchListPage;

#[lazy_route]
impl LazyRoute for BranchListPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        forbidden((Action::View, Subject::Branches))
            .unwrap_or_else(|| view! { <Places kind=Kind::Branch /> }.into_any())
    }
}

/// The departments.
pub struct DepartmentListPage;

#[lazy_route]
impl LazyRoute for DepartmentListPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        forbidden((Action::View, Subject::Departments))
            .unwrap_or_else(|| view! { <Places kind=Kind::Department /> }.into_any())
    }
}

/// Which of the two lists.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Branch,
    Department,
}

impl Kind {
    const fn subject(self) -> Subject {
        match self {
            Self::Branch => Subject::Branches,
            Self::Department => Subject::Departments,
        }
    }

    fn words(self, locale: Locale) -> [&'static str; 3] {
        match self {
            Self::Branch => [places::branches(locale), places::branches_text(locale), places::add_branch(locale)],
            Self::Department => {
                [places::departments(locale), places::departments_text(locale), places::add_department(locale)]
            }
        }
    }

    async fn list(self) -> Result<Vec<PlaceRow>, ApiError> {
        match self {
            Self::Branch => list_branches().await,
            Self::Department => list_departments().await,
        }
    }

    async fn save(self, id: Option<Uuid>, name: String) -> Result<(), ApiError> {
        match (self, id) {
            (Self::Branch, None) => create_branch(name).await.map(drop),
            (Self::Branch, Some(id)) => rename_branch(id, name).await,
            (Self::Department, None) => create_department(name).await.map(drop),
            (Self::Department, Some(id)) => rename_department(id, name).await,
        }
    }

    async fn delete(self, id: Uuid) -> Result<(), ApiError> {
        match self {
            Self::Branch => delete_branch(id).await,
            Self::Department => delete_department(id).await,
        }
    }
}

#[component]
fn Places(kind: Kind) -> impl IntoView {
    let locale = locale();
    let [title, text, add] = kind.words(locale);
    let rows = Resource::new_blocking(|| (), move |()| kind.list());
    let naming = RwSignal::new(None::<Option<PlaceRow>>);
    let (doomed, asking) = (RwSignal::new(None::<PlaceRow>), RwSignal::new(false));
    let may_create = viewer().is_some_and(|viewer| viewer.principal.may(Action::Create, kind.subject()));
    let toasts = toasts();
    let delete = Callback::new(move |()| {
        let Some(place) = doomed.get_untracked() else { return };
        spawn_local(async move {
            match kind.delete(place.id).await {
                Ok(()) => {
                    toasts.show(Toast::done(places::deleted(locale, &place.name)));
                    rows.refetch();
                }
                Err(ApiError(error)) => report(&error),
            }
        });
    });
    let question = Signal::derive(move || {
        doomed.with(|place| place.as_ref().map(|place| places::delete_title(locale, &place.name))).unwrap_or_default()
    });
    view! {
        <Title text=title />
        <main class="page" id="main">
            <div class="page__head">
                <h1 class="page__title">{title}</h1>
                <p class="page__note">{text}</p>
                <div class="page__actions">
                    {may_create
                        .then(|| {
                            view! {
                                <button
                                    type="button"
                                    class="button button--primary"
                                    on:click=move |_| naming.set(Some(None))
                                >
                                    <Icon name="plus" />
                                    {add}
                                </button>
                            }
                        })}
                </div>
            </div>
            <Transition fallback=move || {
                view! { <p class="quiet">{i18n::app::loading(locale)}</p> }
            }>
                {move || Suspend::new(async move {
                    match rows.await {
                        Ok(found) => Either::Left(view! { <Rows kind found naming doomed asking /> }),
                        Err(ApiError(error)) => Either::Right(view! { <Problem error /> }),
                    }
                })}
            </Transition>
            <NameDialog kind naming saved=Callback::new(move |()| rows.refetch()) />
            <ConfirmDialog
                open=asking
                title=question
                text=places::delete_text(locale).to_owned()
                word=i18n::app::delete(locale).to_owned()
                on_confirm=delete
            />
        </main>
    }
}

#[component]
fn Rows(
    kind: Kind,
    found: Vec<PlaceRow>,
    naming: RwSignal<Option<Option<PlaceRow>>>,
    doomed: RwSignal<Option<PlaceRow>>,
    asking: RwSignal<bool>,
) -> impl IntoView {
    let locale = locale();
    if found.is_empty() {
        return view! { <p class="quiet">{places::empty(locale)}</p> }.into_any();
    }
    let [title, ..] = kind.words(locale);
    let may = |action| viewer().is_some_and(|viewer| viewer.principal.may(action, kind.subject()));
    let (may_edit, may_delete) = (may(Action::Edit), may(Action::Delete));
    let row = move |place: PlaceRow| {
        let (named, removed) = (place.clone(), place.clone());
        let used = place.people + place.ties > 0;
        let delete = places::delete(locale, &place.name);
        let rename = places::rename(locale, &place.name);
        view! {
            <tr>
                <th scope="row" class="cell--key">
                    {place.name}
                </th>
                <td class="cell--number">{i18n::grouped(place.people)}</td>
                {(kind == Kind::Branch).then(|| view! { <td class="cell--number">{i18n::grouped(place.ties)}</td> })}
                <td class="cell--actions">
                    <div class="row-actions">
                        {may_edit
                            .then(|| {
                                view! {
                                    <button
                                        type="button"
                                        class="icon-button"
                                        aria-label=rename.clone()
                                        title=rename
                                        on:click=move |_| naming.set(Some(Some(named.clone())))
                                    >
                                        <Icon name="pencil" />
                                    </button>
                                }
                            })}
                        {may_delete
                            .then(|| {
                                let title = if used { places::in_use(locale).to_owned() } else { delete.clone() };
                                view! {
                                    <button
                                        type="button"
                                        class="icon-button icon-button--danger"
                                        aria-label=delete
                                        title=title
                                        aria-disabled=used.to_string()
                                        on:click=move |_| {
                                            if !used {
                                                doomed.set(Some(removed.clone()));
                                                asking.set(true);
                                            }
                                        }
                                    >
                                        <Icon name="trash-2" />
                                    </button>
                                }
                            })}
                    </div>
                </td>
            </tr>
        }
    };
    view! {
        <div class="list list--inline">
            <div class="list__scroll" tabindex="0" role="region" aria-label=title>
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col" class="cell--key">
                                {places::name(locale)}
                            </th>
                            <th scope="col" class="cell--number">
                                {places::people(locale)}
                            </th>
                            {(kind == Kind::Branch)
                                .then(|| {
                                    view! {
                                        <th scope="col" class="cell--number">
                                            {places::ties(locale)}
                                        </th>
                                    }
                                })}
                            <th scope="col" class="cell--actions">
                                <span class="visually-hidden">{i18n::app::actions(locale)}</span>
                            </th>
                        </tr>
                    </thead>
                    <tbody>{found.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </div>
    }
    .into_any()
}

/// Asks for the name of a new or known place.
#[component]
fn NameDialog(kind: Kind, naming: RwSignal<Option<Option<PlaceRow>>>, saved: Callback<()>) -> impl IntoView {
    let locale = locale();
    let toasts = toasts();
    let (open, busy) = (RwSignal::new(false), RwSignal::new(false));
    let name = RwSignal::new(String::new());
    let faults = Faults::default();
    Effect::new(move || {
        if let Some(known) = naming.get() {
            name.set(known.map(|place| place.name).unwrap_or_default());
            faults.clear();
            open.set(true);
        }
    });
    let title = Signal::derive(move || {
        naming.with(|naming| match naming {
            Some(Some(place)) => places::rename(locale, &place.name),
            _ => kind.words(locale)[2].to_owned(),
        })
    });
    let save = move || {
        let id = naming.get_untracked().flatten().map(|place| place.id);
        busy.set(true);
        faults.clear();
        spawn_local(async move {
            let typed = name.get_untracked();
            let outcome = kind.save(id, typed.clone()).await;
            busy.set(false);
            match outcome {
                Ok(()) => {
                    open.set(false);
                    toasts.show(Toast::done(places::saved(locale, &typed)));
                    saved.try_run(());
                }
                Err(ApiError(error)) => faults.take(error, &["name"]),
            }
        });
    };
    view! {
        <Dialog open title>
            <form
                class="dialog__form"
                method="post"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    save();
                }
            >
                <div class="dialog__body">
                    <div class="form">
                        {move || faults.problem.get().map(|error| view! { <Problem error /> })}
                        <TextField
                            name="name"
                            label=places::name(locale)
                            value=name
                            required=true
                            error=faults.of("name")
                        />
                    </div>
                </div>
                <div class="dialog__foot">
                    <button type="button" class="button" on:click=move |_| open.set(false)>
                        {i18n::app::cancel(locale)}
                    </button>
                    <button
                        type="submit"
                        class="button button--primary"
                        aria-busy=move || busy.get().to_string()
                    >
                        {i18n::app::save(locale)}
                    </button>
                </div>
            </form>
        </Dialog>
    }
}
