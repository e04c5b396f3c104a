//! Conditions that name another customer: found by typing a part of the name, kept by the id, shown by the name to those who
//! may see it.

use std::collections::BTreeMap;

use domain::{
    CustomerId,
    customer::{Directory, Field},
    value::FieldKind,
};
use i18n::builder as texts;
use leptos::{prelude::*, task::spawn_local};

use super::{Surroundings, model::Line};
use crate::{
    api::customers::name_customers,
    components::{Control, CustomerBox},
    state::locale,
};

/// Where the customers stand that a field names; `None` of a field that names none.
pub fn directory_of(field: Field) -> Option<Directory> {
    match field.kind() {
        FieldKind::Customer(kind) => Some(Directory::of_kind(kind)),
        _ => None,
    }
}

/// Names of customers, asked for when they are first shown; cheap to copy.
#[derive(Clone, Copy)]
pub struct Names {
    /// The names by id; of those whom the person may not see none.
    found: RwSignal<BTreeMap<CustomerId, Option<String>>>,
    asked: StoredValue<Vec<CustomerId>>,
}

impl Names {
    /// Nobody is known yet.
    pub fn new() -> Self {
        Self { found: RwSignal::default(), asked: StoredValue::default() }
    }

    /// The name of a customer of a list; empty until it is known.
    pub fn of(self, directory: Directory, id: CustomerId) -> String {
        if !self.asked.with_value(|asked| asked.contains(&id)) {
            self.asked.update_value(|asked| asked.push(id));
            spawn_local(async move {
                // Whoever may not see the list is told no name.
                let names = name_customers(directory, vec![id]).await.unwrap_or_default();
                let name = names.into_iter().next().map(|named| named.name);
                self.found.try_update(|found| found.insert(id, name));
            });
        }
        let unknown = || i18n::app::unknown(locale()).to_owned();
        self.found.with(|found| found.get(&id).map(|name| name.clone().unwrap_or_else(unknown)).unwrap_or_default())
    }

    /// Takes up a name that was seen anyway.
    fn know(self, id: CustomerId, name: String) {
        self.asked.update_value(|asked| asked.push(id));
        self.found.update(|found| drop(found.insert(id, Some(name))));
    }
}

/// The box in which the customer of a condition is found.
pub fn customer(around: Surroundings, line: Line, directory: Directory) -> AnyView {
    let mut control = Control::new(&format!("condition-{}", line.id));
    control.notes = format!("condition-{}-notes", line.id);
    let id = move || line.value.with(|value| value.parse::<CustomerId>().ok());
    let text = Signal::derive(move || match id() {
        Some(id) => around.names.of(directory, id),
        None => line.value.get(),
    });
    let set = move |value: String| {
        line.value.set(value);
        line.fault.set(None);
    };
    view! {
        <label class="visually-hidden" for=control.id.clone()>
            {texts::value(locale())}
        </label>
        <CustomerBox
            control
            directory
            text
            chosen=Signal::derive(move || id().is_some())
            on_type=Callback::new(set)
            on_choose=Callback::new(move |hit: domain::customer::Suggestion| {
                around.names.know(hit.id, hit.name);
                set(hit.id.to_string());
            })
            on_leave=Callback::new(|()| {})
            invalid=Signal::derive(move || line.fault.with(Option::is_some))
        />
    }
    .into_any()
}
