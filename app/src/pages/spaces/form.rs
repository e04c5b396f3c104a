//! The form of a space.

use domain::{
    AppError, FieldError, FieldErrors,
    money::grouped,
    space::{Price, PriceUnit, SpaceInput, SpaceList, SpaceRow, amount_of},
};
use i18n::spaces;
use leptos::prelude::*;

use super::words::unit;
use crate::{
    api::{
        ApiError,
        spaces::{change_space, create_space},
    },
    components::{Dialog, DialogForm, SelectField, TextField, open_for},
    state::{Sending, Toast, locale, toasts, viewer},
};

/// What the form is open for.
#[derive(Clone)]
pub enum Editing {
    /// A new space.
    New,
    /// This one.
    Space(SpaceRow),
}

/// The dialog around the form.
#[component]
pub fn SpaceForm(
    /// What it is open for.
    editing: RwSignal<Option<Editing>>,
    /// The spaces that were loaded last, with what the form offers.
    loaded: StoredValue<SpaceList>,
    /// Something was saved.
    changed: Callback<()>,
) -> impl IntoView {
    let locale = locale();
    let open = open_for(editing);
    let title = Signal::derive(move || {
        let is_new = editing.with(|editing| matches!(editing, Some(Editing::New)));
        if is_new { spaces::create_title(locale) } else { spaces::edit_title(locale) }.to_owned()
    });
    view! {
        <Dialog open title>
            {move || {
                let list = loaded.get_value();
                editing.get().map(|editing| view! { <Form editing list open changed /> })
            }}
        </Dialog>
    }
}

/// What is typed.
#[derive(Clone, Copy)]
struct Draft {
    code: RwSignal<String>,
    name: RwSignal<String>,
    branch: RwSignal<String>,
    kind: RwSignal<String>,
    capacity: RwSignal<String>,
    amount: RwSignal<String>,
    unit: RwSignal<String>,
}

impl Draft {
    fn of(input: &SpaceInput) -> Self {
        let price = input.price.unwrap_or_default();
        let amount = input.price.map(|price| grouped(price.amount.0.unsigned_abs()));
        let id = |id: Option<String>| RwSignal::new(id.unwrap_or_default());
        Self {
            code: RwSignal::new(input.code.clone()),
            name: RwSignal::new(input.name.clone()),
            branch: id(input.branch.map(|branch| branch.to_string())),
            kind: id(input.kind.map(|kind| kind.to_string())),
            capacity: id(input.capacity.map(|people| people.to_string())),
            amount: RwSignal::new(amount.unwrap_or_default()),
            unit: RwSignal::new(price.unit.key().to_owned()),
        }
    }

    /// What the form says; `with_price` of somebody who may see amounts.
    fn input(self, active: bool, with_price: bool) -> Result<SpaceInput, AppError> {
        let mut faults = FieldErrors::default();
        let capacity = self.capacity.get_untracked();
        let capacity = match capacity.trim() {
            "" => None,
            text => text.parse().map_err(|_| faults.0.push(FieldError::new("capacity", "invalid_number"))).ok(),
        };
        let amount = amount_of(&self.amount.get_untracked());
        let amount = amount.map_err(|code| faults.0.push(FieldError::new("price", code))).unwrap_or_default();
        let unit = PriceUnit::from_key(&self.unit.get_untracked()).unwrap_or_default();
        faults.into_result()?;
        Ok(SpaceInput {
            code: self.code.get_untracked(),
            name: self.name.get_untracked(),
            branch: self.branch.get_untracked().parse().ok(),
            kind: self.kind.get_untracked().parse().ok(),
            capacity,
            price: with_price.then(|| Price { amount: amount.unwrap_or_default(), unit }),
            active,
        })
    }
}

#[component]
fn Form(editing: Editing, list: SpaceList, open: RwSignal<bool>, changed: Callback<()>) -> impl IntoView {
    let locale = locale();
    let toasts = toasts();
    let known = match editing {
        Editing::New => None,
        Editing::Space(space) => Some(space),
    };
    let only_branch = list.branches.first().filter(|_| list.branches.len() == 1).map(|branch| branch.id);
    let new = || SpaceInput { active: true, branch: only_branch, ..SpaceInput::default() };
    let was = known.as_ref().map_or_else(new, SpaceRow::input);
    let draft = Draft::of(&was);
    let amounts = match &known {
        Some(space) => space.price.is_some(),
        None => viewer().is_some_and(|viewer| {
            viewer.principal.may(domain::permission::Action::View, domain::permission::Resource::Amounts)
        }),
    };
    let sending = Sending::default();
    let faults = sending.faults;
    let id = known.as_ref().map(|space| space.id);
    let is_new = id.is_none();
    let submit = Callback::new(move |()| {
        let was = was.clone();
        let becomes = draft.input(was.active, amounts).map_err(ApiError);
        sending.start(async move {
            let becomes = becomes?;
            let name = becomes.name.clone();
            match id {
                Some(id) => change_space(id, was, becomes).await?,
                None => drop(create_space(becomes).await?),
            }
            open.set(false);
            toasts.show(Toast::done(spaces::saved(locale, &name)));
            changed.try_run(());
            Ok(())
        });
    });
    let none = || (String::new(), i18n::app::choose(locale).to_owned());
    let mut branches: Vec<_> = list.branches.into_iter().map(|branch| (branch.id.to_string(), branch.name)).collect();
    let mut kinds: Vec<_> = list.kinds.into_iter().map(|kind| (kind.id.to_string(), kind.name)).collect();
    if let Some(space) = known {
        let add = |options: &mut Vec<(String, String)>, id: String, name: String| {
            if options.iter().all(|(known, _)| *known != id) {
                options.push((id, name));
            }
        };
        add(&mut branches, space.branch.id.to_string(), space.branch.name);
        if let Some(kind) = space.kind {
            add(&mut kinds, kind.id.to_string(), kind.name);
        }
    }
    let no_branch = branches.is_empty();
    let branches: Vec<_> = std::iter::once(none()).chain(branches).collect();
    let kinds = std::iter::once((String::new(), spaces::no_kind(locale).to_owned())).chain(kinds).collect();
    let units = PriceUnit::ALL.iter().map(|each| (each.key().to_owned(), unit(locale, *each).to_owned())).collect();
    let word = if is_new { i18n::app::create(locale) } else { i18n::app::save(locale) };
    view! {
        <DialogForm open sending word marks_required=true on_submit=submit>
            {no_branch.then(|| view! { <p class="field__warning">{spaces::no_branch(locale)}</p> })}
            <div class="form__columns">
                <TextField
                    name="code"
                    label=spaces::code(locale)
                    value=draft.code
                    required=true
                    help=spaces::code_help(locale)
                    error=faults.of("code")
                />
                <TextField
                    name="name"
                    label=spaces::name(locale)
                    value=draft.name
                    required=true
                    error=faults.of("name")
                />
                <SelectField
                    name="branch"
                    label=spaces::branch(locale)
                    value=draft.branch
                    options=branches
                    required=true
                    error=faults.of("branch")
                />
                <SelectField
                    name="kind"
                    label=spaces::kind(locale)
                    value=draft.kind
                    options=kinds
                    error=faults.of("kind")
                />
                <TextField
                    name="capacity"
                    label=spaces::capacity(locale)
                    value=draft.capacity
                    error=faults.of("capacity")
                />
            </div>
            {amounts
                .then(|| {
                    view! {
                        <div class="form__columns">
                            <TextField
                                name="price"
                                label=spaces::price(locale)
                                value=draft.amount
                                error=faults.of("price")
                            />
                            <SelectField
                                name="price_unit"
                                label=spaces::price_unit(locale)
                                value=draft.unit
                                options=units
                            />
                        </div>
                    }
                })}
        </DialogForm>
    }
}
