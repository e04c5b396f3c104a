//! Two people changed the same fields of a customer: the person who saves second chooses, field by field.

use std::collections::BTreeMap;

use domain::{
    customer::{CustomerKind, Directory, Field},
    draft::Clash,
    error::{Conflict, ConflictField},
};
use leptos::prelude::*;

use super::{
    cells::{label_of, shown},
    form::Settled,
};
use crate::{
    components::{ClashDialog, Clashes, Wording},
    state::locale,
};

/// Both versions of each field, side by side.
#[component]
pub fn ConflictDialog(
    /// The list.
    directory: Directory,
    /// What the customer is.
    kind: CustomerKind,
    /// What both changed.
    conflict: RwSignal<Option<Conflict>>,
    /// The person has chosen.
    decided: Callback<Settled>,
) -> impl IntoView {
    let locale = locale();
    let clashes = RwSignal::new(None::<Clashes>);
    Effect::new(move || {
        if let Some(found) = conflict.get() {
            let rows = found.fields.into_iter().map(|field| Clash {
                key: field.field.key().to_owned(),
                yours: field.yours_name.or(field.yours).unwrap_or_default(),
                theirs: field.theirs_name.or(field.theirs).unwrap_or_default(),
            });
            clashes.set(Some(Clashes { who: found.changed_by, rows: rows.collect(), sends: true }));
        }
    });
    let wording = Wording {
        label: Callback::new(move |key: String| {
            Field::from_key(&key).map(|field| label_of(locale, Some(kind), field).to_owned()).unwrap_or_default()
        }),
        shown: Callback::new(move |(key, text): (String, String)| {
            Field::from_key(&key).map_or_else(String::new, |field| shown(locale, field, &text))
        }),
    };
    let decided = Callback::new(move |give_way: Vec<String>| {
        let Some(found) = conflict.get_untracked() else { return };
        let name = |row: &ConflictField| Some((row.theirs.clone()?, row.theirs_name.clone()?));
        let names = found.fields.iter().filter_map(name).collect();
        let theirs: BTreeMap<_, _> = found.fields.into_iter().map(|field| (field.field, field.theirs)).collect();
        let give_way = give_way.iter().filter_map(|key| Field::from_key(key)).collect();
        conflict.set(None);
        decided.run(Settled { version: found.version, theirs, names, give_way });
    });
    let title = match directory {
        Directory::Leads => i18n::leads::conflict_title(locale),
        _ => i18n::customers::conflict_title(locale),
    };
    view! { <ClashDialog clashes title wording decided /> }
}
