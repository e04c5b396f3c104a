//! The form of an account: who it is, where the person works, which roles.

use domain::{
    RoleId,
    user::{StaffChoices, UserInput, Welcome},
};
use i18n::users;
use leptos::prelude::*;

use super::{actions::Editing, link::Link};
use crate::{
    api::{
        ApiError,
        users::{change_user, create_user},
    },
    components::{Control, Dialog, DialogForm, FieldBox, Password, SelectField, TextField, open_for},
    state::{Faults, Sending, Toast, confirmed, locale, toasts},
};

/// The dialog around the form.
#[component]
pub fn UserForm(
    /// What it is open for.
    editing: RwSignal<Option<Editing>>,
    /// Roles, branches, departments.
    choices: Resource<Result<StaffChoices, ApiError>>,
    /// The link of somebody new.
    link: RwSignal<Option<Link>>,
    /// Something was saved.
    changed: Callback<()>,
) -> impl IntoView {
    let locale = locale();
    let open = open_for(editing);
    let title = Signal::derive(move || {
        let known = editing.with(|editing| matches!(editing, Some(Editing::Account(_))));
        if known { users::edit_title(locale) } else { users::create_title(locale) }.to_owned()
    });
    view! {
        <Dialog open title>
            {move || {
                let choices = choices.get().and_then(Result::ok).unwrap_or_default();
                editing.get().map(|editing| view! { <Form editing choices open link changed /> })
            }}
        </Dialog>
    }
}

#[component]
fn Form(
    editing: Editing,
    choices: StaffChoices,
    open: RwSignal<bool>,
    link: RwSignal<Option<Link>>,
    changed: Callback<()>,
) -> impl IntoView {
    let locale = locale();
    let toasts = toasts();
    let (known, input) = match editing {
        Editing::New => (None, UserInput::default()),
        Editing::Account(account) => (Some((account.id, account.version)), account.input),
    };
    let is_new = known.is_none();
    let (full_name, email, phone) =
        (RwSignal::new(input.full_name), RwSignal::new(input.email), RwSignal::new(input.phone));
    let id_text = |id: Option<String>| RwSignal::new(id.unwrap_or_default());
    let branch = id_text(input.branch.map(|id| id.to_string()));
    let department = id_text(input.department.map(|id| id.to_string()));
    let roles = RwSignal::new(input.roles);
    let (by_password, password) = (RwSignal::new(false), RwSignal::new(String::new()));
    let sending = Sending::default();
    let faults = sending.faults;
    let role_fault = faults.of("roles");
    let submit = Callback::new(move |()| {
        let input = UserInput {
            full_name: full_name.get_untracked(),
            email: email.get_untracked(),
            phone: phone.get_untracked(),
            branch: branch.get_untracked().parse().ok(),
            department: department.get_untracked().parse().ok(),
            roles: roles.get_untracked(),
        };
        let welcome =
            if by_password.get_untracked() { Welcome::Password(password.get_untracked()) } else { Welcome::Invitation };
        sending.start(async move {
            let name = input.full_name.clone();
            let done = match known {
                Some((id, version)) => {
                    confirmed(|| change_user(id, version, input.clone())).await?;
                    users::saved(locale, &name)
                }
                None => {
                    if let Some(token) = confirmed(|| create_user(input.clone(), welcome.clone())).await?.token {
                        link.set(Some(Link { name: name.clone(), token }));
                    }
                    users::created(locale, &name)
                }
            };
            open.set(false);
            toasts.show(Toast::done(done));
            changed.try_run(());
            Ok(())
        });
    });
    let word = if is_new { i18n::app::create(locale) } else { i18n::app::save(locale) };
    let none = move || (String::new(), users::none(locale).to_owned());
    let branches = choices.branches.into_iter().map(|(id, name)| (id.to_string(), name));
    let departments = choices.departments.into_iter().map(|(id, name)| (id.to_string(), name));
    let named = choices.roles;
    view! {
        <DialogForm open sending word marks_required=true on_submit=submit>
            <div class="form__columns">
                <TextField
                    name="full_name"
                    label=users::column_name(locale)
                    value=full_name
                    required=true
                    error=faults.of("full_name")
                />
                <TextField
                    name="email"
                    label=i18n::accounts::email(locale)
                    value=email
                    kind="email"
                    required=true
                    error=faults.of("email")
                />
                <TextField
                    name="phone"
                    label=users::phone(locale)
                    value=phone
                    kind="tel"
                    error=faults.of("phone")
                />
                <SelectField
                    name="branch"
                    label=users::branch(locale)
                    value=branch
                    options=std::iter::once(none()).chain(branches).collect()
                    error=faults.of("branch")
                />
                <SelectField
                    name="department"
                    label=users::department(locale)
                    value=department
                    options=std::iter::once(none()).chain(departments).collect()
                    error=faults.of("department")
                />
            </div>
            <fieldset class="form__section">
                <legend class="form__legend">{users::roles(locale)}</legend>
                <p class="field__help">{users::roles_help(locale)}</p>
                <div class="form__columns">
                    {named
                        .into_iter()
                        .map(|role| view! { <RoleTick id=role.id name=role.name is_held=role.is_held roles /> })
                        .collect_view()}
                </div>
                {move || {
                    role_fault.get().map(|words| view! { <p class="field__error" role="alert">{words}</p> })
                }}
            </fieldset>
            {is_new.then(|| view! { <WelcomeChoice by_password password faults /> })}
        </DialogForm>
    }
}

/// A role that may be given; one that gives what the asker lacks may not.
#[component]
fn RoleTick(id: RoleId, name: String, is_held: bool, roles: RwSignal<Vec<RoleId>>) -> impl IntoView {
    let locale = locale();
    let has = move || roles.with(|roles| roles.contains(&id));
    view! {
        <label class="check" title=(!is_held).then(|| users::role_not_held(locale))>
            <input
                type="checkbox"
                disabled=!is_held
                prop:checked=has
                on:change:target=move |event| {
                    let wanted = event.target().checked();
                    roles
                        .update(|roles| {
                            roles.retain(|role| *role != id);
                            if wanted {
                                roles.push(id);
                            }
                        });
                }
            />
            <span>{name}</span>
        </label>
    }
}

/// How somebody new gets in for the first time.
#[component]
fn WelcomeChoice(by_password: RwSignal<bool>, password: RwSignal<String>, faults: Faults) -> impl IntoView {
    let locale = locale();
    let error = faults.of("password");
    let ways = [(false, users::welcome_invitation(locale)), (true, users::welcome_password(locale))];
    view! {
        <fieldset class="form__section">
            <legend class="form__legend">{users::welcome(locale)}</legend>
            <div class="form__columns">
                {ways
                    .map(|(way, words)| {
                        view! {
                            <label class="check">
                                <input
                                    type="radio"
                                    name="welcome"
                                    prop:checked=move || by_password.get() == way
                                    on:change=move |_| by_password.set(way)
                                />
                                <span>{words}</span>
                            </label>
                        }
                    })
                    .collect_view()}
            </div>
            <Show when=move || by_password.get()>
                {move || {
                    let control = Control::new("password");
                    view! {
                        <FieldBox
                            control=control.clone()
                            label=users::first_password(locale)
                            required=true
                            help=i18n::accounts::password_help(locale, domain::account::SHORTEST as u64)
                            error
                        >
                            <Password
                                control
                                value=password
                                autocomplete="new-password"
                                invalid=Signal::derive(move || error.with(Option::is_some))
                            />
                        </FieldBox>
                    }
                }}
            </Show>
        </fieldset>
    }
}
