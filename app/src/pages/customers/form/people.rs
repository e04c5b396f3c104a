//! The people of a customer as they are typed: rows of the form that creates a customer, and of the dialog that adds some.

use std::collections::BTreeMap;

use domain::{
    CustomerId, FieldErrors, PersonId,
    customer::{CustomerKind, Directory, Field, Person, PersonField, PersonInput, Suggestion},
    draft::Typed,
    permission::Action,
    value::{FieldKind, display},
};
use leptos::prelude::*;

use super::{
    super::{
        cells::{fault, label},
        may,
    },
    draft::new_key,
};
use crate::{
    components::{Control, CustomerBox, FieldBox, Icon},
    state::locale,
};

/// A person that is being typed; cheap to copy.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PersonDraft {
    /// Made with the row: sent again, it makes no second person.
    pub id: PersonId,
    fields: StoredValue<BTreeMap<PersonField, RwSignal<String>>>,
    /// The individual that a member is.
    pub individual: RwSignal<Option<CustomerId>>,
    /// The contact person to turn to first.
    pub is_main: RwSignal<bool>,
}

impl PersonDraft {
    /// Somebody new.
    pub fn new() -> Self {
        Self::begin(PersonId(new_key()), |_| String::new(), None, false)
    }

    /// Somebody known.
    pub fn of(id: PersonId, person: &Person) -> Self {
        let text = |field: PersonField| {
            person.values.get(&field).map(|value| display(field.kind(), value)).unwrap_or_default()
        };
        Self::begin(id, text, person.individual.as_ref().map(|(id, _)| *id), person.is_main)
    }

    fn begin(
        id: PersonId,
        text: impl Fn(PersonField) -> String,
        individual: Option<CustomerId>,
        is_main: bool,
    ) -> Self {
        let fields = PersonField::ALL.iter().map(|field| (*field, RwSignal::new(text(*field)))).collect();
        Self {
            id,
            fields: StoredValue::new(fields),
            individual: RwSignal::new(individual),
            is_main: RwSignal::new(is_main),
        }
    }

    /// What is typed into a field.
    pub fn signal(self, field: PersonField) -> RwSignal<String> {
        self.fields.with_value(|fields| fields.get(&field).copied()).unwrap_or_default()
    }

    /// What is sent.
    pub fn input(self) -> PersonInput {
        let individual = self.individual.get_untracked();
        let own = PersonField::ALL.iter().filter(|field| individual.is_none() || !field.is_live());
        let texts = own.map(|field| (*field, self.signal(*field).get_untracked().trim().to_owned()));
        PersonInput {
            values: texts.filter(|(_, text)| !text.is_empty()).collect(),
            individual,
            is_main: self.is_main.get_untracked(),
        }
    }

    /// What is kept while it is not saved, under keys that begin so; it changes with each key.
    pub fn typed(self, prefix: &str) -> Typed {
        let texts = PersonField::ALL.iter().map(|field| (field.key(), self.signal(*field).get()));
        let individual = self.individual.get().map(|id| ("individual", id.to_string()));
        let main = self.is_main.get().then(|| ("main", "1".to_owned()));
        let all = texts.filter(|(_, text)| !text.is_empty()).chain(individual).chain(main);
        all.map(|(key, text)| (format!("{prefix}{key}"), text)).collect()
    }

    /// The person that was kept under keys that begin so.
    pub fn kept(typed: &Typed, prefix: &str) -> Option<Self> {
        let get = |key: &str| typed.get(&format!("{prefix}{key}")).cloned();
        let any = typed.range(prefix.to_owned()..).next().is_some_and(|(key, _)| key.starts_with(prefix));
        let individual = get("individual").and_then(|id| id.parse().ok());
        let text = |field: PersonField| get(field.key()).unwrap_or_default();
        any.then(|| Self::begin(PersonId(new_key()), text, individual, get("main").is_some()))
    }

    /// Takes up what was kept under keys that begin so.
    pub fn fill(self, typed: &Typed, prefix: &str) {
        let get = |key: &str| typed.get(&format!("{prefix}{key}"));
        for field in PersonField::ALL {
            self.signal(*field).set(get(field.key()).cloned().unwrap_or_default());
        }
        self.individual.set(get("individual").and_then(|id| id.parse().ok()));
        self.is_main.set(get("main").is_some());
    }

    /// A member is this individual: what stands there is shown.
    fn link(self, hit: Suggestion) {
        let shown = |kind, text: Option<String>| text.map(|text| display(kind, &text)).unwrap_or_default();
        self.signal(PersonField::Name).set(hit.name);
        self.signal(PersonField::Phone).set(shown(FieldKind::Phone, hit.phone));
        self.signal(PersonField::Email).set(hit.email.unwrap_or_default());
        self.individual.set(Some(hit.id));
    }

    /// A member is an individual no more: what was shown of it goes.
    fn unlink(self) {
        if self.individual.get_untracked().is_some() {
            self.individual.set(None);
            self.signal(PersonField::Phone).set(String::new());
            self.signal(PersonField::Email).set(String::new());
        }
    }
}

/// The name of a field in the person's language.
pub fn person_label(field: PersonField) -> &'static str {
    let locale = locale();
    match field {
        PersonField::Name => i18n::fields::name(locale),
        PersonField::Title => i18n::people::title(locale),
        PersonField::Phone => i18n::fields::phone(locale),
        PersonField::Email => i18n::fields::email(locale),
        PersonField::JoinedOn => i18n::people::joined_on(locale),
        PersonField::LeftOn => i18n::people::left_on(locale),
    }
}

/// The people of a new customer, with the button for one more.
#[component]
pub fn PeopleSection(
    /// What the customer is.
    kind: CustomerKind,
    /// The rows.
    rows: RwSignal<Vec<PersonDraft>>,
    /// What is wrong.
    faults: RwSignal<FieldErrors>,
    /// Before the ids of the controls.
    prefix: String,
) -> impl IntoView {
    kind.people().map(|field| {
        view! {
            <fieldset class="form__section">
                <legend class="form__legend">{label(locale(), field)}</legend>
                <div class="form__columns">
                    <div class="form__wide">
                        <div class="form">
                            <PeopleRows kind rows faults prefix />
                            <div class="buttons">
                                <button
                                    type="button"
                                    class="button"
                                    on:click=move |_| rows.update(|rows| rows.push(PersonDraft::new()))
                                >
                                    <Icon name="plus" />
                                    {add_word(field)}
                                </button>
                            </div>
                        </div>
                    </div>
                </div>
            </fieldset>
        }
    })
}

/// The word on the button that adds somebody.
pub fn add_word(field: Field) -> &'static str {
    match field {
        Field::ContactPersons => i18n::people::add_contact_person(locale()),
        _ => i18n::people::add_member(locale()),
    }
}

/// A row for each; the first one begins with the focus if it stands alone in its dialog.
#[component]
pub fn PeopleRows(
    /// What the customer is.
    kind: CustomerKind,
    /// The rows.
    rows: RwSignal<Vec<PersonDraft>>,
    /// What is wrong, by place.
    faults: RwSignal<FieldErrors>,
    /// Before the ids of the controls.
    #[prop(optional)]
    prefix: String,
    /// The last row stays too.
    #[prop(optional)]
    at_least_one: bool,
) -> impl IntoView {
    let prefix = StoredValue::new(prefix);
    view! {
        <For
            each=move || rows.get()
            key=|row| row.id
            children=move |row| {
                view! { <PersonRow kind row rows faults prefix=prefix.get_value() at_least_one /> }
            }
        />
    }
}

#[component]
fn PersonRow(
    kind: CustomerKind,
    row: PersonDraft,
    rows: RwSignal<Vec<PersonDraft>>,
    faults: RwSignal<FieldErrors>,
    prefix: String,
    at_least_one: bool,
) -> impl IntoView {
    let locale = locale();
    let place = Memo::new(move |_| rows.with(|rows| rows.iter().position(|other| *other == row)).unwrap_or_default());
    let title = move || {
        let number = place.get() as u64 + 1;
        match kind {
            CustomerKind::Organization => i18n::people::contact_person_number(locale, &i18n::grouped(number)),
            _ => i18n::people::member_number(locale, &i18n::grouped(number)),
        }
    };
    let removable = move || !at_least_one || rows.with(|rows| rows.len() > 1);
    let remove = move |_| {
        // Faults stand at places: they would stand at the wrong ones now.
        faults.update(|faults| faults.0.retain(|fault| !fault.field.starts_with("people.")));
        rows.update(|rows| rows.retain(|other| *other != row));
    };
    let fields = PersonField::ALL.iter().copied().filter(|field| field.is_of(kind));
    view! {
        <fieldset class="form__section">
            <legend class="form__legend">{title}</legend>
            <div class="form__columns">
                {fields
                    .map(|field| {
                        view! { <PersonControl kind field row place faults prefix=prefix.clone() /> }
                    })
                    .collect_view()} {(kind == CustomerKind::Organization).then(|| view! { <MainChoice row rows /> })}
            </div>
            <Show when=removable>
                <div class="buttons">
                    <button type="button" class="button button--quiet button--small" on:click=remove>
                        <Icon name="trash-2" class="icon--small" />
                        {move || i18n::people::remove(locale, &title())}
                    </button>
                </div>
            </Show>
        </fieldset>
    }
}

/// Of all rows one at most is the main one.
#[component]
fn MainChoice(row: PersonDraft, rows: RwSignal<Vec<PersonDraft>>) -> impl IntoView {
    view! {
        <label class="check form__wide">
            <input
                type="checkbox"
                prop:checked=move || row.is_main.get()
                on:change:target=move |event| {
                    let marked = event.target().checked();
                    rows.with_untracked(|rows| rows.iter().for_each(|other| other.is_main.set(false)));
                    row.is_main.set(marked);
                }
            />
            <span>{i18n::people::main_contact(locale())}</span>
        </label>
    }
}

#[component]
fn PersonControl(
    kind: CustomerKind,
    field: PersonField,
    row: PersonDraft,
    place: Memo<usize>,
    faults: RwSignal<FieldErrors>,
    prefix: String,
) -> impl IntoView {
    let locale = locale();
    let control = Control::new(&format!("{prefix}{}-{}", field.key(), row.id));
    let typed = row.signal(field);
    let key = move || format!("people.{}.{}", place.get(), field.key());
    let error = Signal::derive(move || {
        let key = key();
        faults.with(|faults| faults.of(&key).map(|code| fault(locale, code)))
    });
    let invalid = Signal::derive(move || error.with(Option::is_some));
    let linked = Signal::derive(move || row.individual.with(Option::is_some));
    let is_name = field == PersonField::Name;
    let help = match field.kind() {
        FieldKind::Date => i18n::app::date_hint(locale),
        _ => "",
    };
    let input = if is_name && kind == CustomerKind::Team && may(Action::View, Directory::Individuals) {
        view! {
            <CustomerBox
                control=control.clone()
                directory=Directory::Individuals
                text=typed
                chosen=linked
                on_type=Callback::new(move |text| {
                    row.unlink();
                    typed.set(text);
                })
                on_choose=Callback::new(move |hit| row.link(hit))
                on_leave=Callback::new(|()| ())
                required=Signal::stored(true)
                invalid
            />
        }
        .into_any()
    } else {
        view! {
            <input
                class="input"
                id=control.id.clone()
                aria-describedby=control.notes.clone()
                aria-invalid=move || invalid.get().to_string()
                aria-required=is_name.to_string()
                autocomplete="off"
                type=if field == PersonField::Phone { "tel" } else { "text" }
                inputmode=match field.kind() {
                    FieldKind::Email => "email",
                    FieldKind::Date => "numeric",
                    _ => "text",
                }
                readonly=move || field.is_live() && linked.get()
                prop:value=move || typed.get()
                on:input:target=move |event| typed.set(event.target().value())
            />
        }
        .into_any()
    };
    view! {
        <div class:form__wide=is_name>
            <FieldBox control label=person_label(field) required=Signal::stored(is_name) help error>
                {input}
            </FieldBox>
            {move || {
                (is_name && linked.get())
                    .then(|| view! { <p class="field__help">{i18n::people::linked_note(locale)}</p> })
            }}
        </div>
    }
}
