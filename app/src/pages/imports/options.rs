//! The options of an import: one select each, described by data.

use domain::{
    customer::{Choices, Named},
    import::{LikelyDuplicates, MatchKey, UnknownCatalogValue, WithoutEmail, wizard::ImportPlanInput},
    permission::{self, Action},
};
use i18n::imports;
use leptos::prelude::*;

use super::columns::Mapping;
use crate::{
    components::{Control, FieldBox},
    pages::customers::cells::fault,
    state::{locale, viewer},
};

/// Everything that is chosen beside the columns.
#[component]
pub fn Options(
    /// The plan.
    mapping: Mapping,
    /// The people and branches that can be chosen.
    choices: Choices,
) -> impl IntoView {
    let locale = locale();
    let may_add = viewer().is_some_and(|viewer| viewer.principal.may(Action::Create, permission::Resource::Catalogs));
    let mut unknown = vec![(UnknownCatalogValue::Refuse, imports::catalog_refuse(locale).to_owned())];
    if may_add {
        unknown.push((UnknownCatalogValue::Create, imports::catalog_create(locale).to_owned()));
    }
    let keys = [
        (MatchKey::Code, imports::match_code(locale)),
        (MatchKey::Phone, imports::match_phone(locale)),
        (MatchKey::Email, imports::match_email(locale)),
        (MatchKey::IdNumber, imports::match_id_number(locale)),
    ];
    let duplicates = [
        (LikelyDuplicates::Skip, imports::duplicates_skip(locale)),
        (LikelyDuplicates::Create, imports::duplicates_create(locale)),
        (LikelyDuplicates::Update, imports::duplicates_update(locale)),
    ];
    let without_email = [
        (WithoutEmail::Allow, imports::without_email_allow(locale)),
        (WithoutEmail::Refuse, imports::without_email_refuse(locale)),
    ];
    view! {
        <div class="form__columns">
            <Choice
                mapping
                field="match_key"
                label=imports::match_key(locale)
                help=imports::match_key_help(locale)
                options=words(keys)
                now=|plan: &ImportPlanInput| plan.match_key
                set=|plan: &mut ImportPlanInput, key| plan.match_key = key
            />
            <Choice
                mapping
                field="likely_duplicates"
                label=imports::likely_duplicates(locale)
                options=words(duplicates)
                now=|plan: &ImportPlanInput| plan.likely_duplicates
                set=|plan: &mut ImportPlanInput, choice| plan.likely_duplicates = choice
            />
            <Choice
                mapping
                field="individual_without_email"
                label=imports::without_email(locale)
                options=words(without_email)
                now=|plan: &ImportPlanInput| plan.individual_without_email
                set=|plan: &mut ImportPlanInput, choice| plan.individual_without_email = choice
            />
            <Choice
                mapping
                field="unknown_catalog_value"
                label=imports::unknown_catalog_value(locale)
                options=unknown
                now=|plan: &ImportPlanInput| plan.unknown_catalog_value
                set=|plan: &mut ImportPlanInput, choice| plan.unknown_catalog_value = choice
            />
            <Choice
                mapping
                field="owner"
                label=imports::owner_of_new(locale)
                help=imports::placement_help(locale)
                options=names(imports::owner_me(locale), choices.owners)
                now=|plan: &ImportPlanInput| plan.owner
                set=|plan: &mut ImportPlanInput, owner| plan.owner = owner
            />
            <Choice
                mapping
                field="branch"
                label=imports::branch_of_new(locale)
                help=imports::placement_help(locale)
                options=names(imports::branch_mine(locale), choices.branches)
                now=|plan: &ImportPlanInput| plan.branch
                set=|plan: &mut ImportPlanInput, branch| plan.branch = branch
            />
        </div>
    }
}

fn words<T, const N: usize>(options: [(T, &'static str); N]) -> Vec<(T, String)> {
    options.into_iter().map(|(value, word)| (value, word.to_owned())).collect()
}

/// Nobody in particular first, then those who have names.
fn names<Id>(own: &str, named: Vec<Named<Id>>) -> Vec<(Option<Id>, String)> {
    let named = named.into_iter().map(|named| (Some(named.id), named.name));
    [(None, own.to_owned())].into_iter().chain(named).collect()
}

/// A select over the values of one option. They stand in it by their place, as they have no text of their own.
#[component]
fn Choice<T>(
    mapping: Mapping,
    field: &'static str,
    label: &'static str,
    #[prop(optional)] help: &'static str,
    options: Vec<(T, String)>,
    now: fn(&ImportPlanInput) -> T,
    set: fn(&mut ImportPlanInput, T),
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let locale = locale();
    let control = Control::new(field);
    let error = Signal::derive(move || mapping.faults.with(|faults| faults.of(field).map(|code| fault(locale, code))));
    let (values, words): (Vec<T>, Vec<String>) = options.into_iter().unzip();
    let values = StoredValue::new(values);
    let place = move || {
        let now = mapping.plan.with(now);
        values.with_value(|values| values.iter().position(|value| *value == now)).unwrap_or_default()
    };
    let choose = move |place: String| {
        let chosen = place.parse().ok().and_then(|place: usize| values.with_value(|values| values.get(place).cloned()));
        if let Some(value) = chosen {
            mapping.edit(|plan| set(plan, value));
        }
    };
    view! {
        <FieldBox control=control.clone() label help=help.to_owned() error>
            <select
                class="select"
                id=control.id
                aria-describedby=control.notes
                aria-invalid=move || error.with(Option::is_some).to_string()
                prop:value=move || place().to_string()
                on:change:target=move |event| choose(event.target().value())
            >
                {words
                    .into_iter()
                    .enumerate()
                    .map(|(at, word)| {
                        view! {
                            <option value=at.to_string() selected=move || place() == at>
                                {word}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
        </FieldBox>
    }
}
