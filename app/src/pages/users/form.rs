//! The form of an account: who it is, in which places the person works, which roles.

use domain::{
    AppError, BranchId, DepartmentId, RoleId, UserId,
    user::{StaffChoices, UserInput, Welcome},
};
use i18n::users;
use leptos::prelude::*;

use super::{
    actions::Editing,
    effect::{AtFirst, MoveEffect},
    link::Link,
    ticks::{MainBranch, Ticks},
};
use crate::{
    api::{
        ApiError,
        users::{change_user, create_user, read_user},
    },
    components::{
        ClashDialog, CloseDialog, Closing, Control, Dialog, DialogForm, FieldBox, Kept, Password, SheetForm, TextField,
        Wording, open_for,
    },
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
    let closing = Closing::new(open);
    let title = Signal::derive(move || {
        let known = editing.with(|editing| matches!(editing, Some(Editing::Account(_))));
        if known { users::edit_title(locale) } else { users::create_title(locale) }.to_owned()
    });
    view! {
        <Dialog open title may_close=closing.may_close()>
            {move || {
                let choices = choices.get().and_then(Result::ok).unwrap_or_default();
                editing.get().map(|editing| view! { <Form editing choices open closing link changed /> })
            }}
        </Dialog>
        <CloseDialog closing />
    }
}

#[component]
fn Form(
    editing: Editing,
    choices: StaffChoices,
    open: RwSignal<bool>,
    closing: Closing,
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
    let version = StoredValue::new(known.map(|(_, version)| version).unwrap_or_default());
    let known = known.map(|(id, _)| id);
    let typed = Fields::of(&input);
    let Fields { full_name, email, phone, branches, departments, roles } = typed;
    // A password is never kept.
    let name = known.map_or_else(|| "users/new".to_owned(), |id| format!("users/{id}"));
    let form = SheetForm::new(name, &input, move || typed.input(), move |input| typed.fill(input));
    closing.watch(form.unsaved);
    let (by_password, password) = (RwSignal::new(false), RwSignal::new(String::new()));
    let sending = Sending::default();
    let faults = sending.faults;
    let submit = Callback::new(move |()| {
        let welcome =
            if by_password.get_untracked() { Welcome::Password(password.get_untracked()) } else { Welcome::Invitation };
        if form.asks_again() {
            return;
        }
        let input = untrack(|| typed.input());
        sending.start(async move {
            let name = input.full_name.clone();
            let done = match known {
                Some(id) => {
                    if !save(id, version, typed, form).await? {
                        return Ok(());
                    }
                    users::saved(locale, &name)
                }
                None => {
                    if let Some(token) = confirmed(|| create_user(input.clone(), welcome.clone())).await?.token {
                        link.set(Some(Link { name: name.clone(), token }));
                    }
                    users::created(locale, &name)
                }
            };
            let others = form.done();
            open.set(false);
            toasts.show(Toast::done([Some(done), others].into_iter().flatten().collect::<Vec<_>>().join(" ")));
            changed.try_run(());
            Ok(())
        });
    });
    let decided = Callback::new(move |give_way: Vec<String>| {
        let sends = form.sends();
        form.settle(&give_way);
        if sends {
            submit.run(());
        }
    });
    let wording = wording(&choices);
    let word = if is_new { i18n::app::create(locale) } else { i18n::app::save(locale) };
    let (named, known_branches) = (choices.branches.clone(), choices.branches);
    let ticks = |(id, name)| (id, name, None);
    let branch_ticks = named.into_iter().map(ticks).collect();
    let department_ticks: Vec<_> = choices.departments.into_iter().map(|(id, name)| (id, name, None)).collect();
    let told = match known {
        Some(id) => view! { <MoveEffect id input=Signal::derive(move || typed.input()) /> }.into_any(),
        None => view! { <AtFirst chosen=roles known=choices.roles.clone() /> }.into_any(),
    };
    let role_ticks = choices.roles.into_iter();
    let role_ticks =
        role_ticks.map(|role| (role.id, role.name, (!role.is_held).then(|| users::role_not_held(locale)))).collect();
    view! {
        <DialogForm
            open
            may_close=closing.may_close()
            sending
            word
            marks_required=true
            told=Some(told)
            on_submit=submit
        >
            <Kept unsaved=form.unsaved />
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
            </div>
            <Ticks
                legend=users::branches(locale)
                help=users::branches_help(locale)
                options=branch_ticks
                chosen=branches
                error=faults.of("branches")
            >
                <MainBranch known=known_branches chosen=branches />
            </Ticks>
            {(!department_ticks.is_empty())
                .then(|| {
                    view! {
                        <Ticks
                            legend=users::departments(locale)
                            help=users::departments_help(locale)
                            options=department_ticks
                            chosen=departments
                            error=faults.of("departments")
                        />
                    }
                })}
            <Ticks
                legend=users::roles(locale)
                help=users::roles_help(locale)
                options=role_ticks
                chosen=roles
                error=faults.of("roles")
            />
            {is_new.then(|| view! { <WelcomeChoice by_password password faults /> })}
        </DialogForm>
        <ClashDialog clashes=form.clashes title=users::conflict_title(locale) wording decided />
    }
}

/// What is typed; cheap to copy.
#[derive(Clone, Copy)]
struct Fields {
    full_name: RwSignal<String>,
    email: RwSignal<String>,
    phone: RwSignal<String>,
    branches: RwSignal<Vec<BranchId>>,
    departments: RwSignal<Vec<DepartmentId>>,
    roles: RwSignal<Vec<RoleId>>,
}

impl Fields {
    fn of(input: &UserInput) -> Self {
        let UserInput { full_name, email, phone, branches, departments, roles } = input.clone();
        Self {
            full_name: RwSignal::new(full_name),
            email: RwSignal::new(email),
            phone: RwSignal::new(phone),
            branches: RwSignal::new(branches),
            departments: RwSignal::new(departments),
            roles: RwSignal::new(roles),
        }
    }

    fn input(self) -> UserInput {
        UserInput {
            full_name: self.full_name.get(),
            email: self.email.get(),
            phone: self.phone.get(),
            branches: self.branches.get(),
            departments: self.departments.get(),
            roles: self.roles.get(),
        }
    }

    fn fill(self, input: UserInput) {
        self.full_name.set(input.full_name);
        self.email.set(input.email);
        self.phone.set(input.phone);
        self.branches.set(input.branches);
        self.departments.set(input.departments);
        self.roles.set(input.roles);
    }
}

/// Saves; whoever was overtaken brings both together and saves again. `false` if the person has to choose first.
async fn save(id: UserId, version: StoredValue<i64>, typed: Fields, form: SheetForm) -> Result<bool, ApiError> {
    // Nothing more is sent from a form that is closed.
    while let Some(seen) = version.try_get_value() {
        let input = untrack(|| typed.input());
        match confirmed(|| change_user(id, seen, input.clone())).await {
            Ok(()) => return Ok(true),
            Err(ApiError(AppError::Conflict(found))) => {
                let now = read_user(id).await?;
                version.set_value(now.version);
                if !form.meet(found.changed_by, &now.input) {
                    return Ok(false);
                }
            }
            Err(error) => return Err(error),
        }
    }
    Ok(false)
}

/// How fields are told when two people have changed them.
fn wording(choices: &StaffChoices) -> Wording {
    let locale = locale();
    let branches = choices.branches.clone();
    let shown = move |(key, text): (String, String)| match key.as_str() {
        "branches" => {
            let name =
                |id: &str| branches.iter().find(|(known, _)| known.to_string() == id).map(|(_, name)| name.clone());
            text.split(' ').filter_map(name).collect::<Vec<_>>().join(", ")
        }
        _ => text,
    };
    let label = move |key: String| {
        match key.as_str() {
            "email" => i18n::accounts::email(locale),
            "phone" => users::phone(locale),
            "branches" => users::branches(locale),
            _ => users::column_name(locale),
        }
        .to_owned()
    };
    Wording { label: Callback::new(label), shown: Callback::new(shown) }
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
