//! `/config/roles`

use domain::{
    permission::{Action, Resource as Subject},
    role::RoleRow,
};
use i18n::roles;
use leptos::{either::Either, prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::{LazyRoute, lazy_route};

use crate::{
    api::{
        ApiError,
        roles::{delete_role, list_roles},
    },
    components::{Dialog, Icon, Problem, SelectField},
    pages::forbidden,
    state::{Faults, Toast, locale, toasts, viewer},
};

/// The list of roles.
pub struct RoleListPage;

#[lazy_route]
impl LazyRoute for RoleListPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        match forbidden((Action::View, Subject::Roles)) {
            Some(problem) => problem,
            None => view! { <List /> }.into_any(),
        }
    }
}

#[component]
fn List() -> impl IntoView {
    let locale = locale();
    let rows = Resource::new_blocking(|| (), |()| list_roles());
    let deleting = RwSignal::new(None::<RoleRow>);
    let may_create = viewer().is_some_and(|viewer| viewer.principal.may(Action::Create, Subject::Roles));
    view! {
        <Title text=roles::title(locale) />
        <main class="page" id="main">
            <div class="page__head">
                <h1 class="page__title">{roles::title(locale)}</h1>
                <p class="page__note">{roles::text(locale)}</p>
                <div class="page__actions">
                    {may_create
                        .then(|| {
                            view! {
                                <a class="button button--primary" href="/config/roles/new">
                                    <Icon name="plus" />
                                    {roles::create(locale)}
                                </a>
                            }
                        })}
                </div>
            </div>
            <Transition fallback=move || {
                view! { <p class="quiet">{i18n::app::loading(locale)}</p> }
            }>
                {move || Suspend::new(async move {
                    match rows.await {
                        Ok(found) => Either::Left(view! { <Rows found deleting /> }),
                        Err(ApiError(error)) => Either::Right(view! { <Problem error /> }),
                    }
                })}
            </Transition>
            <DeleteDialog deleting rows />
        </main>
    }
}

#[component]
fn Rows(found: Vec<RoleRow>, deleting: RwSignal<Option<RoleRow>>) -> impl IntoView {
    let locale = locale();
    let heads = [
        ("cell--key", roles::column_name(locale)),
        ("", roles::column_branch(locale)),
        ("cell--number", roles::column_people(locale)),
        ("", roles::column_description(locale)),
    ];
    view! {
        <div class="list list--inline">
            <div class="list__scroll" tabindex="0" role="region" aria-label=roles::title(locale)>
                <table class="table">
                    <thead>
                        <tr>
                            {heads
                                .map(|(class, word)| view! { <th scope="col" class=class>{word}</th> })
                                .collect_view()}
                            <th scope="col" class="cell--actions">
                                <span class="visually-hidden">{i18n::app::actions(locale)}</span>
                            </th>
                        </tr>
                    </thead>
                    <tbody>{found.into_iter().map(|row| view! { <Row row deleting /> }).collect_view()}</tbody>
                </table>
            </div>
        </div>
    }
}

#[component]
fn Row(row: RoleRow, deleting: RwSignal<Option<RoleRow>>) -> impl IntoView {
    let locale = locale();
    let may = |action| viewer().is_some_and(|viewer| viewer.principal.may(action, Subject::Roles));
    let address = format!("/config/roles/{}", row.id);
    let copy = (may(Action::Create) && row.is_held).then(|| {
        let words = roles::copy(locale, &row.name);
        view! {
            <a
                class="icon-button"
                href=format!("/config/roles/new?copy={}", row.id)
                aria-label=words.clone()
                title=words
            >
                <Icon name="copy" />
            </a>
        }
    });
    let doomed = row.clone();
    let delete = may(Action::Delete).then(|| {
        let (words, forbidden) = (roles::delete(locale, &row.name), !row.is_held);
        let title = if forbidden { roles::not_held(locale).to_owned() } else { words.clone() };
        view! {
            <button
                type="button"
                class="icon-button icon-button--danger"
                aria-label=words
                title=title
                aria-disabled=forbidden.to_string()
                on:click=move |_| {
                    if !forbidden {
                        deleting.set(Some(doomed.clone()));
                    }
                }
            >
                <Icon name="trash-2" />
            </button>
        }
    });
    let edit = roles::edit(locale, &row.name);
    view! {
        <tr>
            <th scope="row" class="cell--key">
                <a href=address.clone()>{row.name.clone()}</a>
                " "
                {row.full_permission.then(|| view! { <span class="badge badge--accent">{roles::full(locale)}</span> })}
            </th>
            <td>{row.branch.unwrap_or_else(|| roles::branch_any(locale).to_owned())}</td>
            <td class="cell--number">{i18n::grouped(row.people)}</td>
            <td>{row.description}</td>
            <td class="cell--actions">
                <div class="row-actions">
                    <a class="icon-button" href=address aria-label=edit.clone() title=edit>
                        <Icon name="pencil" />
                    </a>
                    {copy}
                    {delete}
                </div>
            </td>
        </tr>
    }
}

/// Asks which role those who have this one get instead.
#[component]
fn DeleteDialog(deleting: RwSignal<Option<RoleRow>>, rows: Resource<Result<Vec<RoleRow>, ApiError>>) -> impl IntoView {
    let locale = locale();
    let toasts = toasts();
    let (open, busy) = (RwSignal::new(false), RwSignal::new(false));
    let instead = RwSignal::new(String::new());
    let faults = Faults::default();
    Effect::new(move || {
        if deleting.with(Option::is_some) {
            instead.set(String::new());
            faults.clear();
            open.set(true);
        }
    });
    let title = Signal::derive(move || {
        deleting.with(|role| role.as_ref().map(|role| roles::delete_title(locale, &role.name))).unwrap_or_default()
    });
    let confirm = move |_| {
        let Some(role) = deleting.get_untracked() else { return };
        busy.set(true);
        faults.clear();
        spawn_local(async move {
            let outcome = delete_role(role.id, instead.get_untracked().parse().ok()).await;
            busy.set(false);
            match outcome {
                Ok(()) => {
                    open.set(false);
                    toasts.show(Toast::done(roles::deleted(locale, &role.name)));
                    rows.refetch();
                }
                Err(ApiError(error)) => faults.take(error, &["instead"]),
            }
        });
    };
    let others = move |doomed: &RoleRow| {
        let found = rows.get_untracked().and_then(Result::ok).unwrap_or_default();
        let others = found.into_iter().filter(|role| role.id != doomed.id && role.is_held);
        let others = others.map(|role| (role.id.to_string(), role.name));
        std::iter::once((String::new(), i18n::app::choose(locale).to_owned())).chain(others).collect::<Vec<_>>()
    };
    view! {
        <Dialog open title>
            <div class="dialog__body">
                <div class="form">
                    {move || faults.problem.get().map(|error| view! { <Problem error /> })}
                    {move || {
                        let role = deleting.get()?;
                        Some(
                            if role.people == 0 {
                                Either::Left(view! { <p>{roles::delete_text(locale)}</p> })
                            } else {
                                Either::Right(
                                    view! {
                                        <SelectField
                                            name="instead"
                                            label=roles::delete_instead(locale, role.people)
                                            value=instead
                                            options=others(&role)
                                            required=true
                                            error=faults.of("instead")
                                        />
                                    },
                                )
                            },
                        )
                    }}
                </div>
            </div>
            <div class="dialog__foot">
                <button type="button" class="button" on:click=move |_| open.set(false)>
                    {i18n::app::cancel(locale)}
                </button>
                <button
                    type="button"
                    class="button button--danger"
                    aria-busy=move || busy.get().to_string()
                    on:click=confirm
                >
                    {roles::delete_word(locale)}
                </button>
            </div>
        </Dialog>
    }
}
