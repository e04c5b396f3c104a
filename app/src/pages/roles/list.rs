//! `/config/roles`

use domain::{
    RoleId,
    permission::{Action, Resource as Subject},
    role::RoleRow,
};
use i18n::roles;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use crate::{
    api::{
        ApiError,
        roles::{delete_role, effect_of_deleting_role, list_roles},
    },
    components::{
        Dialog, DialogForm, Effects, Icon, RowButton, RowLink, SelectField, ShortList, TitledPage, WhenLoaded,
        open_for, watch_effect,
    },
    pages::forbidden,
    state::{Sending, Toast, confirmed, locale, toasts, viewer},
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
    let doomed = RwSignal::new(None::<RoleRow>);
    let action = may(Action::Create).then(|| {
        view! {
            <a class="button button--primary" aria-keyshortcuts="n" href="/config/roles/new">
                <Icon name="plus" />
                {roles::create(locale)}
            </a>
        }
        .into_any()
    });
    view! {
        <TitledPage title=roles::title(locale) note=roles::text(locale) action>
            <WhenLoaded
                data=rows
                show=Callback::new(move |found: Vec<RoleRow>| {
                    let heads = [
                        ("cell--key", roles::column_name(locale)),
                        ("", roles::column_branch(locale)),
                        ("cell--number", roles::column_people(locale)),
                        ("", roles::column_description(locale)),
                    ];
                    let rows = found.into_iter().map(|row| view! { <Row row doomed /> }.into_any()).collect();
                    view! { <ShortList label=roles::title(locale) heads acts=true rows /> }.into_any()
                })
            />
            <DeleteDialog doomed rows />
        </TitledPage>
    }
}

#[component]
fn Row(row: RoleRow, doomed: RwSignal<Option<RoleRow>>) -> impl IntoView {
    let locale = locale();
    let address = format!("/config/roles/{}", row.id);
    let copy = (may(Action::Create) && row.is_held).then(|| {
        let target = format!("/config/roles/new?copy={}", row.id);
        view! { <RowLink icon="copy" label=roles::copy(locale, &row.name) href=target /> }
    });
    let delete = may(Action::Delete).then(|| {
        let role = row.clone();
        view! {
            <RowButton
                icon="trash-2"
                label=roles::delete(locale, &row.name)
                danger=true
                forbidden=(!row.is_held).then(|| roles::not_held(locale))
                on_press=Callback::new(move |()| doomed.set(Some(role.clone())))
            />
        }
    });
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
                    <RowLink icon="pencil" label=roles::edit(locale, &row.name) href=address /> {copy} {delete}
                </div>
            </td>
        </tr>
    }
}

/// Asks which role those who have this one get instead.
#[component]
fn DeleteDialog(doomed: RwSignal<Option<RoleRow>>, rows: Resource<Result<Vec<RoleRow>, ApiError>>) -> impl IntoView {
    let locale = locale();
    let open = open_for(doomed);
    let title = Signal::derive(move || {
        doomed.with(|role| role.as_ref().map(|role| roles::delete_title(locale, &role.name))).unwrap_or_default()
    });
    view! {
        <Dialog open title>{move || doomed.get().map(|role| view! { <Delete role rows open /> })}</Dialog>
    }
}

#[component]
fn Delete(role: RoleRow, rows: Resource<Result<Vec<RoleRow>, ApiError>>, open: RwSignal<bool>) -> impl IntoView {
    let locale = locale();
    let toasts = toasts();
    let instead = RwSignal::new(String::new());
    let sending = Sending::default();
    let id = role.id;
    let chosen = Memo::new(move |_| instead.with(|id| id.parse::<RoleId>().ok()));
    let found = watch_effect(chosen.into(), move |instead| effect_of_deleting_role(id, instead));
    let told = move || chosen.get().map(|_| view! { <Effects found /> });
    let body = if role.people == 0 {
        view! { <p>{roles::delete_text(locale)}</p> }.into_any()
    } else {
        let found = rows.get_untracked().and_then(Result::ok).unwrap_or_default();
        let others = found.into_iter().filter(|other| other.id != role.id && other.is_held);
        let others = others.map(|other| (other.id.to_string(), other.name));
        let none = (String::new(), i18n::app::choose(locale).to_owned());
        view! {
            <SelectField
                name="instead"
                label=roles::delete_instead(locale, role.people)
                value=instead
                options=std::iter::once(none).chain(others).collect()
                required=true
                error=sending.faults.of("instead")
            />
        }
        .into_any()
    };
    let delete = Callback::new(move |()| {
        let (name, instead) = (role.name.clone(), instead.get_untracked().parse().ok());
        sending.start(async move {
            confirmed(|| delete_role(id, instead)).await?;
            open.set(false);
            toasts.show(Toast::done(roles::deleted(locale, &name)));
            rows.refetch();
            Ok(())
        });
    });
    view! {
        <DialogForm open sending word=roles::delete_word(locale) danger=true told=Some(told.into_any()) on_submit=delete>
            {body}
        </DialogForm>
    }
}

fn may(action: Action) -> bool {
    viewer().is_some_and(|viewer| viewer.principal.may(action, Subject::Roles))
}
