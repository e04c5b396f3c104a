//! Two people changed the same fields: the person who saves second chooses, field by field.

use std::collections::BTreeMap;

use domain::{customer::Field, error::{Conflict, ConflictField}};
use leptos::prelude::*;

use super::{
    cells::{label, shown},
    form::Settled,
};
use crate::{
    components::{Dialog, open_for},
    state::locale,
};

/// Both versions of each field, side by side.
#[component]
pub fn ConflictDialog(
    /// What both changed.
    conflict: RwSignal<Option<Conflict>>,
    /// The person has chosen.
    decided: Callback<Settled>,
) -> impl IntoView {
    let locale = locale();
    let open = open_for(conflict);
    let give_way = RwSignal::new(Vec::<Field>::new());
    Effect::new(move || {
        conflict.track();
        give_way.set(Vec::new());
    });
    let save = move |_| {
        let Some(found) = conflict.get_untracked() else { return };
        let name = |row: &ConflictField| Some((row.theirs.clone()?, row.theirs_name.clone()?));
        let names = found.fields.iter().filter_map(name).collect();
        let theirs: BTreeMap<_, _> = found.fields.into_iter().map(|field| (field.field, field.theirs)).collect();
        let settled = Settled { version: found.version, theirs, names, give_way: give_way.get_untracked() };
        open.set(false);
        decided.run(settled);
    };
    view! {
        <Dialog open title=i18n::customers::conflict_title(locale).to_owned()>
            <div class="dialog__body">
                {move || {
                    conflict
                        .get()
                        .map(|found| {
                            let who = i18n::customers::conflict_theirs(locale, &found.changed_by);
                            view! {
                                <p>{i18n::customers::conflict_text(locale, &found.changed_by)}</p>
                                <div class="diff">
                                    <div class="diff__head">
                                        <span>{i18n::customers::conflict_field(locale)}</span>
                                        <span>{i18n::customers::conflict_yours(locale)}</span>
                                        <span>{who.clone()}</span>
                                    </div>
                                    {found
                                        .fields
                                        .into_iter()
                                        .map(|row| {
                                            view! {
                                                <Choice
                                                    field=row.field
                                                    yours=row.yours_name.or(row.yours)
                                                    theirs=row.theirs_name.or(row.theirs)
                                                    who=who.clone()
                                                    give_way
                                                />
                                            }
                                        })
                                        .collect_view()}
                                </div>
                            }
                        })
                }}
            </div>
            <div class="dialog__foot">
                <button type="button" class="button" on:click=move |_| open.set(false)>
                    {i18n::app::cancel(locale)}
                </button>
                <button type="button" class="button button--primary" on:click=save>
                    {i18n::customers::conflict_save(locale)}
                </button>
            </div>
        </Dialog>
    }
}

#[component]
fn Choice(
    field: Field,
    yours: Option<String>,
    theirs: Option<String>,
    who: String,
    give_way: RwSignal<Vec<Field>>,
) -> impl IntoView {
    let locale = locale();
    let text = move |value: Option<String>| {
        value.map_or_else(|| i18n::customers::conflict_empty(locale).to_owned(), |value| shown(locale, field, &value))
    };
    let choose = move |other: bool| {
        give_way.update(|fields| {
            fields.retain(|known| *known != field);
            if other {
                fields.push(field);
            }
        });
    };
    let name = format!("conflict-{}", field.key());
    view! {
        <fieldset class="diff__row">
            <legend class="diff__field">{label(locale, field)}</legend>
            <label class="diff__choice">
                <input type="radio" name=name.clone() checked on:change=move |_| choose(false) />
                <span class="diff__value">
                    <span class="diff__who">{i18n::customers::conflict_yours(locale)}</span>
                    {text(yours)}
                </span>
            </label>
            <label class="diff__choice">
                <input type="radio" name=name on:change=move |_| choose(true) />
                <span class="diff__value">
                    <span class="diff__who">{who}</span>
                    {text(theirs)}
                </span>
            </label>
        </fieldset>
    }
}
