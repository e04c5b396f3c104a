//! `/config/roles/{id}`, and `/config/roles/new`: what a role gives, and whom a change affects before it is saved.

use domain::{
    AppError, RoleId,
    draft::cell_of,
    permission::{Action, Cell, Resource as Subject, RoleCells, RoleRights, Scope},
    role::{RoleDetail, RoleInput},
};
use i18n::roles;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{
    LazyRoute,
    hooks::{use_navigate, use_params_map, use_query_map},
    lazy_route,
};

use crate::{
    api::{
        ApiError,
        places::list_branches,
        roles::{change_role, create_role, effect_of_role, read_role},
    },
    components::{
        ClashDialog, Effects, Icon, Kept, Matrix, MatrixCell, Problem, SelectField, SheetForm, TextField, WhenLoaded,
        Wording, cell_words, watch_effect,
    },
    state::{Sending, Toast, confirmed, locale, toasts, viewer},
};

/// One role.
pub struct RolePage;

/// What the form begins with, the role that it is, and the branches.
type Found = (RoleInput, Option<RoleDetail>, Vec<(String, String)>);

#[lazy_route]
impl LazyRoute for RolePage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let locale = locale();
        let (params, query) = (use_params_map(), use_query_map());
        let asked = move || (params.read().get("id").unwrap_or_default(), query.read().get("copy"));
        let found = Resource::new_blocking(asked, move |(id, copy)| find(id, copy));
        let saved = Callback::new(move |()| found.refetch());
        view! {
            <Title text=roles::title(locale) />
            <main class="page" id="main">
                <WhenLoaded
                    data=found
                    whole=true
                    show=Callback::new(move |(input, role, branches)| {
                        view! { <Form input role branches saved /> }.into_any()
                    })
                />
            </main>
        }
        .into_any()
    }
}

async fn find(id: String, copy: Option<String>) -> Result<Found, ApiError> {
    let locale = locale();
    // Without the right to see branches a role keeps the one that it has.
    let sees_branches = viewer().is_some_and(|viewer| viewer.principal.may(Action::View, Subject::Branches));
    let branches = if sees_branches { list_branches().await? } else { Vec::new() };
    let branches = branches.into_iter().map(|branch| (branch.id.to_string(), branch.name)).collect();
    let wanted = if id == "new" { copy.clone() } else { Some(id) };
    let Some(wanted) = wanted else { return Ok((RoleInput::default(), None, branches)) };
    let wanted: RoleId = wanted.parse().map_err(|_| ApiError(AppError::NotFound))?;
    let role = read_role(wanted).await?;
    let input = role.input.clone();
    Ok(match copy {
        Some(_) => (RoleInput { name: roles::copy_of(locale, &input.name), ..input }, None, branches),
        None => (input, Some(role), branches),
    })
}

#[component]
fn Form(
    input: RoleInput,
    role: Option<RoleDetail>,
    branches: Vec<(String, String)>,
    saved: Callback<()>,
) -> impl IntoView {
    let locale = locale();
    let (toasts, navigate) = (toasts(), StoredValue::new(use_navigate()));
    let may = |action| viewer().is_some_and(|viewer| viewer.principal.may(action, Subject::Roles));
    let wanted = if role.is_some() { Action::Edit } else { Action::Create };
    let held = role.as_ref().is_none_or(|role| role.is_held);
    let is_own = role.as_ref().is_some_and(|role| role.is_own);
    let fixed = !may(wanted) || !held;
    let fixed_rights = fixed || is_own;
    let known = role.as_ref().map(|role| role.id);
    let version = StoredValue::new(role.as_ref().map(|role| role.version).unwrap_or_default());
    let title = match &role {
        Some(role) => roles::edit_title(locale, &role.input.name),
        None => roles::create_title(locale).to_owned(),
    };
    let typed = Fields::of(&input);
    let Fields { name, description, branch, full, second_factor, cells } = typed;
    let form_name = known.map_or_else(|| "roles/new".to_owned(), |id| format!("roles/{id}"));
    let form = SheetForm::new(form_name, &input, move || typed.input(), move |input| typed.fill(input));
    let sending = Sending::default();
    let faults = sending.faults;
    let effect = known.map(|id| {
        let gives = Memo::new(move |_| {
            let RoleInput { rights, second_factor, .. } = typed.sent();
            (rights, second_factor)
        });
        watch_effect(gives.into(), move |(rights, second_factor)| effect_of_role(id, rights, second_factor))
    });
    let save = Callback::new(move |()| {
        if form.asks_again() {
            return;
        }
        let input = untrack(|| typed.sent());
        sending.start(async move {
            let words = input.name.clone();
            if let Some(id) = known {
                if !send(id, version, typed, form).await? {
                    return Ok(());
                }
                let said = [Some(roles::saved(locale, &words)), form.done()];
                toasts.show(Toast::done(said.into_iter().flatten().collect::<Vec<_>>().join(" ")));
                saved.try_run(());
            } else {
                confirmed(|| create_role(input.clone())).await?;
                form.unsaved.forget();
                toasts.show(Toast::done(roles::created(locale, &words)));
                navigate.try_with_value(|go| go("/config/roles", Default::default()));
            }
            Ok(())
        });
    });
    let decided = Callback::new(move |give_way: Vec<String>| {
        let sends = form.sends();
        form.settle(&give_way);
        if sends {
            save.run(());
        }
    });
    let wording = wording(&branches);
    let reason = match (held, is_own) {
        (false, _) => Some(roles::not_held(locale)),
        (true, true) => Some(roles::own(locale)),
        (true, false) => (!may(wanted)).then(|| roles::read_only(locale)),
    };
    let options = std::iter::once((String::new(), roles::branch_any(locale).to_owned())).chain(branches).collect();
    let is_known = known.is_some();
    view! {
        <Title text=title.clone() />
        <div class="page__head">
            <a class="icon-button" href="/config/roles" aria-label=roles::title(locale) title=roles::title(locale)>
                <Icon name="chevron-left" />
            </a>
            <h1 class="page__title">{title}</h1>
        </div>
        {reason
            .map(|words| {
                view! {
                    <div class="banner banner--info">
                        <Icon name="info" />
                        <div class="banner__text">{words}</div>
                    </div>
                }
            })}
        <form
            class="form"
            method="post"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                save.run(());
            }
        >
            {(!fixed).then(|| view! { <Kept unsaved=form.unsaved /> })}
            <div class="form__columns">
                <TextField
                    name="name"
                    label=roles::name(locale)
                    value=name
                    required=true
                    readonly=fixed
                    error=faults.of("name")
                />
                <SelectField
                    name="branch"
                    label=roles::branch(locale)
                    value=branch
                    options=options
                    help=roles::branch_help(locale)
                    disabled=fixed_rights
                    error=faults.of("branch")
                />
                <TextField
                    name="description"
                    label=roles::description(locale)
                    value=description
                    readonly=fixed
                    error=faults.of("description")
                />
            </div>
            <label class="check">
                <input
                    type="checkbox"
                    disabled=fixed
                    prop:checked=move || second_factor.get()
                    on:change:target=move |event| second_factor.set(event.target().checked())
                />
                <span>
                    {roles::second_factor(locale)} " "
                    <small class="field__help">{roles::second_factor_help(locale)}</small>
                </span>
            </label>
            <fieldset class="form__section">
                <legend class="form__legend">{roles::how(locale)}</legend>
                <div class="form__columns">
                    {[
                        (true, roles::full(locale), roles::full_help(locale)),
                        (false, roles::chosen(locale), roles::chosen_help(locale)),
                    ]
                        .map(|(way, word, help)| {
                            view! {
                                <label class="check">
                                    <input
                                        type="radio"
                                        name="how"
                                        disabled=fixed_rights
                                        prop:checked=move || full.get() == way
                                        on:change=move |_| full.set(way)
                                    />
                                    <span>{word} " " <small class="field__help">{help}</small></span>
                                </label>
                            }
                        })
                        .collect_view()}
                </div>
            </fieldset>
            <Show when=move || !full.get()>
                <Matrix
                    label=roles::matrix(locale)
                    cell=Callback::new(move |cell: Cell| {
                        view! { <Choice cell cells fixed=fixed_rights /> }.into_any()
                    })
                />
            </Show>
            {move || faults.problem.get().map(|error| view! { <Problem error /> })}
            {(!fixed)
                .then(|| {
                    view! {
                        <div class="page__foot">
                            {effect.map(|found| view! { <Effects found /> })}
                            <a class="button" href="/config/roles" on:click=move |_| form.unsaved.forget()>
                                {i18n::app::cancel(locale)}
                            </a>
                            <button
                                type="submit"
                                class="button button--primary"
                                aria-busy=move || sending.busy.get().to_string()
                            >
                                {if is_known { i18n::app::save(locale) } else { i18n::app::create(locale) }}
                            </button>
                        </div>
                    }
                })}
        </form>
        <ClashDialog clashes=form.clashes title=roles::conflict_title(locale) wording decided />
    }
}

/// What is typed; cheap to copy.
#[derive(Clone, Copy)]
struct Fields {
    name: RwSignal<String>,
    description: RwSignal<String>,
    branch: RwSignal<String>,
    full: RwSignal<bool>,
    second_factor: RwSignal<bool>,
    cells: RwSignal<RoleCells>,
}

impl Fields {
    fn of(input: &RoleInput) -> Self {
        let RoleInput { name, description, rights, second_factor } = input.clone();
        Self {
            name: RwSignal::new(name),
            description: RwSignal::new(description),
            branch: RwSignal::new(rights.branch.map(|branch| branch.to_string()).unwrap_or_default()),
            full: RwSignal::new(rights.full_permission),
            second_factor: RwSignal::new(second_factor),
            cells: RwSignal::new(rights.cells),
        }
    }

    fn input(self) -> RoleInput {
        let rights = RoleRights {
            branch: self.branch.get().parse().ok(),
            full_permission: self.full.get(),
            cells: self.cells.get(),
        };
        RoleInput {
            name: self.name.get(),
            description: self.description.get(),
            rights,
            second_factor: self.second_factor.get(),
        }
    }

    /// The same without what counts for nothing.
    fn sent(self) -> RoleInput {
        let mut input = self.input();
        if input.rights.full_permission {
            input.rights.cells.clear();
        }
        input
    }

    fn fill(self, input: RoleInput) {
        self.name.set(input.name);
        self.description.set(input.description);
        self.branch.set(input.rights.branch.map(|branch| branch.to_string()).unwrap_or_default());
        self.full.set(input.rights.full_permission);
        self.second_factor.set(input.second_factor);
        self.cells.set(input.rights.cells);
    }
}

/// Saves; whoever was overtaken brings both together and saves again. `false` if the person has to choose first.
async fn send(id: RoleId, version: StoredValue<i64>, typed: Fields, form: SheetForm) -> Result<bool, ApiError> {
    // Nothing more is sent from a form that is closed.
    while let Some(seen) = version.try_get_value() {
        let input = untrack(|| typed.sent());
        match confirmed(|| change_role(id, seen, input.clone())).await {
            Ok(()) => return Ok(true),
            Err(ApiError(AppError::Conflict(found))) => {
                let now = read_role(id).await?;
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
fn wording(branches: &[(String, String)]) -> Wording {
    let locale = locale();
    let branches = branches.to_vec();
    let label = move |key: String| match (key.as_str(), cell_of(&key)) {
        (_, Some(cell)) => cell_words(locale, cell),
        ("branch", None) => roles::branch(locale).to_owned(),
        ("description", None) => roles::description(locale).to_owned(),
        _ => roles::name(locale).to_owned(),
    };
    let shown = move |(key, text): (String, String)| match (cell_of(&key), branches.iter().find(|(id, _)| *id == text))
    {
        (Some(cell), _) => {
            Scope::from_key(&text).map(|scope| scope_words(locale, cell, scope)).unwrap_or_default().to_owned()
        }
        (None, Some((_, name))) => name.clone(),
        (None, None) => text,
    };
    Wording { label: Callback::new(label), shown: Callback::new(shown) }
}

fn scope_words(locale: i18n::Locale, cell: Cell, scope: Scope) -> &'static str {
    match cell.1.has_reach() {
        true => i18n::scopes::by_code(locale, scope.key()).unwrap_or_default(),
        false => roles::granted(locale),
    }
}

/// One cell: not granted, or granted for some records.
#[component]
fn Choice(cell: Cell, cells: RwSignal<RoleCells>, fixed: bool) -> impl IntoView {
    let locale = locale();
    let key = move || cells.with(|cells| cells.get(&cell).copied()).map(Scope::key).unwrap_or_default();
    let scopes = if cell.1.has_reach() { Scope::ALL } else { &[Scope::All][..] };
    let word = move |scope: Scope| scope_words(locale, cell, scope);
    let choose = move |chosen: String| cells.update(|cells| choose(cells, cell, Scope::from_key(&chosen)));
    let options = std::iter::once(("", roles::not_granted(locale)))
        .chain(scopes.iter().map(|scope| (scope.key(), word(*scope))))
        .map(|(key, word)| (key.to_owned(), word.to_owned()))
        .collect();
    let state = move || if key().is_empty() { "" } else { "granted" };
    if fixed {
        let words = cells.with_untracked(|cells| cells.get(&cell).copied()).map_or(roles::not_granted(locale), word);
        return view! {
            <span class="matrix__words" data-state=state>
                {words}
            </span>
        }
        .into_any();
    }
    view! { <MatrixCell cell options chosen=key state fixed=false on_choose=Callback::new(choose) /> }.into_any()
}

/// Sets a cell. An action comes with View; without View there is no action: the matrix shows both at once.
fn choose(cells: &mut RoleCells, cell: Cell, scope: Option<Scope>) {
    let view = (Action::View, cell.1);
    match scope {
        Some(scope) => {
            cells.insert(cell, scope);
            let seen = cells.entry(view).or_insert(scope);
            *seen = (*seen).max(scope);
        }
        None if cell == view => cells.retain(|other, _| other.1 != cell.1),
        None => {
            cells.remove(&cell);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VIEW: Cell = (Action::View, Subject::Individuals);
    const EDIT: Cell = (Action::Edit, Subject::Individuals);

    #[test]
    fn an_action_comes_with_view_and_goes_with_it() {
        let mut cells = RoleCells::new();
        choose(&mut cells, EDIT, Some(Scope::Branch));
        assert_eq!(cells, RoleCells::from([(VIEW, Scope::Branch), (EDIT, Scope::Branch)]));
        choose(&mut cells, VIEW, Some(Scope::All));
        choose(&mut cells, EDIT, Some(Scope::Own));
        assert_eq!(cells, RoleCells::from([(VIEW, Scope::All), (EDIT, Scope::Own)]));
        choose(&mut cells, VIEW, None);
        assert!(cells.is_empty());
    }
}
