//! What stands in the form: every field as it is typed, and what is wrong with it.

mod kept;

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    CustomerId, FieldError, FieldErrors, IdempotencyKey,
    customer::{
        CustomerChange, CustomerDetail, CustomerInput, CustomerKind, CustomerLink, Directory, Edit, Field, PersonField,
        Suggestion, Values, check, required,
    },
    draft::Typed,
    value::{FieldKind, display, mismatches, normalise},
};
use leptos::prelude::*;
use uuid::Uuid;

pub use kept::people_kept;

use super::{
    super::{cells::label_of, list::Editing},
    people::PersonDraft,
};
use crate::{
    components::Unsaved,
    state::{locale, session},
};

/// A form that is being filled in; cheap to copy.
#[derive(Clone, Copy)]
pub struct Draft {
    /// The list.
    pub directory: Directory,
    /// What the customer is; chosen for a new lead, given for all others.
    pub kind: RwSignal<CustomerKind>,
    typed: StoredValue<BTreeMap<Field, RwSignal<String>>>,
    /// What is wrong, by field.
    pub faults: RwSignal<FieldErrors>,
    /// What should be looked at, by field: keys of the translation area `warnings`.
    pub warnings: RwSignal<BTreeMap<Field, &'static str>>,
    /// Fields behind a mask whose value is to go: an empty one alone stays as it is.
    cleared: RwSignal<BTreeSet<Field>>,
    /// The person is known to have no e-mail.
    pub without_email: RwSignal<bool>,
    /// Contact persons or members of a new customer.
    pub people: RwSignal<Vec<PersonDraft>>,
    /// The e-mail that came with the representative.
    copied: StoredValue<String>,
    /// The names of the customers that fields may name, by id.
    names: RwSignal<BTreeMap<String, String>>,
    /// The dialogs that make a customer for a field.
    making: StoredValue<BTreeMap<Field, RwSignal<Option<Editing>>>>,
    /// It stands in a form that is open: their controls have other ids.
    within: bool,
    began: StoredValue<Began>,
}

/// How the form was when it opened.
#[derive(Clone, Default)]
struct Began {
    record: Option<CustomerId>,
    version: i64,
    key: Uuid,
    values: Values,
    names: BTreeMap<String, String>,
    without_email: bool,
}

/// A customer that a field names.
pub struct Linked {
    id: CustomerId,
    name: String,
    email: Option<String>,
}

impl From<Suggestion> for Linked {
    fn from(hit: Suggestion) -> Self {
        Self { id: hit.id, name: hit.name, email: hit.email }
    }
}

impl From<CustomerDetail> for Linked {
    fn from(mut detail: CustomerDetail) -> Self {
        let name = detail.values.remove(&Field::Name).unwrap_or_default();
        Self { id: detail.id, name, email: detail.values.remove(&Field::Email) }
    }
}

impl Draft {
    /// An empty form.
    pub fn new(directory: Directory) -> Self {
        Self::begin(directory, directory.kind().unwrap_or_default(), Began { key: new_key(), ..Began::default() })
    }

    /// The form of a new record with this name, for a field of a form that is open.
    pub fn within(directory: Directory, name: String) -> Self {
        let draft = Self { within: true, ..Self::new(directory) };
        draft.signal(Field::Name).set(name);
        draft
    }

    /// The form of a record.
    pub fn of(detail: CustomerDetail) -> Self {
        let copied = email_of_representative(&detail);
        let began = Began {
            record: Some(detail.id),
            version: detail.version,
            key: new_key(),
            names: names_of(&detail),
            values: detail.values,
            without_email: detail.without_email,
        };
        let draft = Self::begin(detail.directory, detail.kind, began);
        draft.copied.set_value(copied);
        draft
    }

    fn begin(directory: Directory, kind: CustomerKind, began: Began) -> Self {
        let typed = Field::ALL.iter().map(|field| (*field, RwSignal::new(as_typed(&began, *field)))).collect();
        Self {
            directory,
            kind: RwSignal::new(kind),
            typed: StoredValue::new(typed),
            faults: RwSignal::new(FieldErrors::default()),
            warnings: RwSignal::new(BTreeMap::new()),
            cleared: RwSignal::new(BTreeSet::new()),
            without_email: RwSignal::new(began.without_email),
            people: RwSignal::new(Vec::new()),
            copied: StoredValue::new(String::new()),
            names: RwSignal::new(began.names.clone()),
            making: StoredValue::new(Field::ALL.iter().map(|field| (*field, RwSignal::new(None))).collect()),
            within: false,
            began: StoredValue::new(began),
        }
    }

    /// The record that is edited; none if a new one is made.
    pub fn record(self) -> Option<CustomerId> {
        self.began.with_value(|began| began.record)
    }

    /// The key of this form: sent again, it makes no second record.
    pub fn key(self) -> IdempotencyKey {
        IdempotencyKey(self.began.with_value(|began| began.key))
    }

    /// What is typed into a field.
    pub fn signal(self, field: Field) -> RwSignal<String> {
        self.typed.with_value(|typed| typed.get(&field).copied()).unwrap_or_default()
    }

    /// What is typed into a field now.
    pub fn value(self, field: Field) -> String {
        self.signal(field).get_untracked().trim().to_owned()
    }

    /// What a field is called here.
    pub fn label(self, field: Field) -> &'static str {
        label_of(locale(), Some(self.kind.get_untracked()), field)
    }

    /// Before the ids of its controls.
    pub fn prefix(self) -> String {
        if self.within { format!("{}-", self.directory.key()) } else { String::new() }
    }

    /// The dialog that makes a customer for a field.
    pub fn making(self, field: Field) -> RwSignal<Option<Editing>> {
        self.making.with_value(|making| making.get(&field).copied()).unwrap_or_default()
    }

    /// Whether a field names a customer: what is typed alone names nobody.
    pub fn is_linked(self, field: Field) -> bool {
        let typed = self.signal(field).get();
        self.names.with(|names| names.contains_key(&typed))
    }

    /// The name of the customer that a field names, or what is typed.
    pub fn shown_link(self, field: Field) -> String {
        let typed = self.signal(field).get();
        self.names.with(|names| names.get(&typed).cloned()).unwrap_or(typed)
    }

    /// The field names this customer. A team has its representative's e-mail unless it has one.
    pub fn link(self, field: Field, linked: Linked) {
        let id = linked.id.to_string();
        self.names.update(|names| drop(names.insert(id.clone(), linked.name)));
        self.signal(field).set(id);
        self.leave(field);
        if field == Field::Representative {
            self.copy_email(linked.email.unwrap_or_default());
        }
    }

    /// The representative's e-mail, unless another one was typed than that of whoever was chosen before.
    fn copy_email(self, theirs: String) {
        let email = self.signal(Field::Email);
        let is_own = self.copied.with_value(|copied| email.with_untracked(|now| !now.is_empty() && now != copied));
        if !is_own {
            email.set(theirs.clone());
            self.copied.set_value(theirs);
            self.leave(Field::Email);
        }
    }

    /// What is kept of it while it is not saved.
    pub fn unsaved(self) -> Unsaved {
        let take_up = Callback::new(move |typed: Typed| self.fill(&typed));
        Unsaved::new(self.form(), Signal::derive(move || self.typed()), take_up)
    }

    /// The version that the form began with; none of a new record.
    pub fn version(self) -> Option<i64> {
        self.began.with_value(|began| began.record.map(|_| began.version))
    }

    /// Takes up what others have saved, except where the person has typed something else; both fields that are as they stand
    /// now, and fields that both have changed.
    pub fn follow(self, now: CustomerDetail) -> (Vec<Field>, Vec<Field>) {
        let (names, copied) = (names_of(&now), email_of_representative(&now));
        let edits = self.edits();
        let differs = |field: &Field| self.began.with_value(|began| began.values.get(field) != now.values.get(field));
        let changed = Field::ALL.iter().copied().filter(|field| field.editable()).filter(differs);
        let (both, followed): (Vec<_>, Vec<_>) = changed.partition(|field| edits.contains_key(field));
        self.names.update(|known| known.extend(names));
        for field in &followed {
            self.began.update_value(|began| match now.values.get(field) {
                Some(text) => drop(began.values.insert(*field, text.clone())),
                None => drop(began.values.remove(field)),
            });
            self.signal(*field).set(self.began.with_value(|began| as_typed(began, *field)));
        }
        if followed.contains(&Field::Representative) {
            self.copied.set_value(copied);
        }
        (followed, both)
    }

    /// Looks at one field as it is left.
    pub fn leave(self, field: Field) {
        let outcome = normalise(field.kind(), &self.value(field), session().today);
        self.faults.update(|faults| {
            faults.0.retain(|fault| fault.field != field.key());
            if let Err(code) = &outcome {
                faults.0.push(FieldError::new(field.key(), *code));
            }
        });
        self.warnings.update(|warnings| {
            warnings.remove(&field);
            if let Some(warning) = outcome.ok().and_then(|normal| normal.warnings.first().copied()) {
                warnings.insert(field, warning);
            }
            if [Field::IdNumber, Field::Gender, Field::DateOfBirth].contains(&field) {
                self.compare_paper(warnings);
            }
        });
    }

    /// A number of a paper that is typed says sex and year of birth: others in the form are worth a look.
    fn compare_paper(self, warnings: &mut BTreeMap<Field, &'static str>) {
        const OTHER: &str = "id_number_mismatch";
        let value = |field: Field| normalise(field.kind(), &self.value(field), session().today).ok()?.text;
        let number = value(Field::IdNumber).unwrap_or_default();
        let differs = mismatches(&number, value(Field::Gender).as_deref(), value(Field::DateOfBirth).as_deref());
        match warnings.get(&Field::IdNumber) {
            None if differs => drop(warnings.insert(Field::IdNumber, OTHER)),
            Some(known) if *known == OTHER && !differs => drop(warnings.remove(&Field::IdNumber)),
            _ => {}
        }
    }

    /// Looks at all fields with the rules that the server has too.
    pub fn check(self) -> bool {
        let faults = match self.record() {
            None => check(self.directory, &self.input(), session().today).err().unwrap_or_default(),
            Some(_) => self.check_edits(),
        };
        let fine = faults.0.is_empty();
        self.faults.set(faults);
        fine
    }

    fn check_edits(self) -> FieldErrors {
        let mut faults = FieldErrors::default();
        for (field, edit) in self.edits() {
            let typed = edit.becomes.unwrap_or_default();
            let must = untrack(|| self.required()).contains(&field);
            match normalise(field.kind(), &typed, session().today) {
                Ok(normal) if must && normal.text.is_none() => faults.0.push(FieldError::new(field.key(), "required")),
                Ok(_) => {}
                Err(code) => faults.0.push(FieldError::new(field.key(), code)),
            }
        }
        faults
    }

    /// The fields that must be filled in.
    pub fn required(self) -> &'static [Field] {
        required(self.directory, self.kind.get(), self.without_email.get())
    }

    /// What is sent to create a record.
    pub fn input(self) -> CustomerInput {
        let values = self.all().into_iter().filter(|(_, typed)| !typed.is_empty()).collect();
        let without_email = self.without_email.get_untracked();
        let people = self.people.with_untracked(|people| people.iter().map(|person| person.input()).collect());
        CustomerInput { kind: self.kind.get_untracked(), values, without_email, people }
    }

    /// What is sent to change the record: the touched fields alone.
    pub fn change(self) -> CustomerChange {
        CustomerChange {
            version: self.began.with_value(|began| began.version),
            fields: self.edits(),
            without_email: Some(self.without_email.get_untracked())
                .filter(|ticked| *ticked != self.began.with_value(|began| began.without_email)),
        }
    }

    /// Takes up what the person chose in a conflict: the newer version is the beginning now.
    pub fn settle(self, chosen: Settled) {
        self.names.update(|names| names.extend(chosen.names));
        self.began.update_value(|began| {
            began.version = chosen.version;
            for (field, theirs) in &chosen.theirs {
                match theirs {
                    Some(text) => began.values.insert(*field, text.clone()),
                    None => began.values.remove(field),
                };
            }
        });
        for field in chosen.give_way {
            let text = self.began.with_value(|began| as_typed(began, field));
            self.cleared.update(|fields| {
                fields.remove(&field);
            });
            self.signal(field).set(text);
        }
    }

    /// By what the record is known in addresses; nothing of a new one.
    pub fn key_of_record(self) -> Option<String> {
        self.began.with_value(|began| {
            let id = began.record?;
            Some(began.values.get(&Field::Code).cloned().unwrap_or_else(|| id.to_string()))
        })
    }

    /// The name under which it is kept while it is not saved.
    fn form(self) -> String {
        let directory = self.directory.key();
        self.record().map_or_else(|| format!("{directory}/new"), |id| format!("{directory}/{id}"))
    }

    /// What stands in those of these fields that were touched; who listens hears of each key.
    pub fn touched_of(self, fields: &[Field]) -> Values {
        fields.iter().for_each(|field| self.signal(*field).track());
        let edits = self.edits().into_iter().filter(|(field, _)| fields.contains(field));
        edits.filter_map(|(field, edit)| Some((field, edit.becomes?))).collect()
    }

    /// Whether a value stands behind a mask that may be emptied here.
    pub fn is_behind_mask(self, field: Field) -> bool {
        field.sensitive().is_some() && self.began.with_value(|began| began.values.contains_key(&field))
    }

    /// Has the value behind a mask go, or stay as it is.
    pub fn clear(self, field: Field, clears: bool) {
        self.signal(field).set(String::new());
        self.cleared.update(|fields| {
            fields.remove(&field);
            fields.extend(clears.then_some(field));
        });
        self.leave(field);
    }

    /// Whether the value behind a mask is to go: nothing else is typed.
    pub fn is_cleared(self, field: Field) -> bool {
        self.cleared.with(|fields| fields.contains(&field)) && self.signal(field).with(String::is_empty)
    }

    fn clears(self, field: Field) -> bool {
        untrack(|| self.is_cleared(field))
    }

    fn edits(self) -> BTreeMap<Field, Edit> {
        self.began.with_value(|began| {
            self.all()
                .into_iter()
                .filter(|(field, typed)| *typed != as_typed(began, *field) || self.clears(*field))
                .map(|(field, typed)| {
                    let becomes = Some(typed).filter(|typed| !typed.is_empty());
                    (field, Edit { was: began.values.get(&field).cloned(), becomes })
                })
                .collect()
        })
    }

    fn all(self) -> Vec<(Field, String)> {
        let kind = self.kind.get_untracked();
        let fields = Field::ALL.iter().filter(|field| field.editable() && self.directory.has(**field, kind));
        fields.map(|field| (*field, self.value(*field))).collect()
    }
}

/// The e-mail that stands with the representative of a team: the team's own, if it is the same, came from there.
fn email_of_representative(detail: &CustomerDetail) -> String {
    let representative = detail.people.iter().find(|person| person.represents);
    representative.and_then(|person| person.values.get(&PersonField::Email).cloned()).unwrap_or_default()
}

/// The names of the customers that a record names, by id.
fn names_of(detail: &CustomerDetail) -> BTreeMap<String, String> {
    let name = |(field, link): (&Field, &CustomerLink)| Some((detail.values.get(field)?.clone(), link.name.clone()));
    detail.links.iter().filter_map(name).collect()
}

/// A decided conflict.
pub struct Settled {
    /// The version to save over.
    pub version: i64,
    /// What stands in the database now.
    pub theirs: BTreeMap<Field, Option<String>>,
    /// The names of what the others chose, by id.
    pub names: BTreeMap<String, String>,
    /// Fields in which the other's value is kept.
    pub give_way: Vec<Field>,
}

/// A value as the form shows it for editing. A masked one stays hidden: its field is empty until it is to change.
fn as_typed(began: &Began, field: Field) -> String {
    let Some(canonical) = began.values.get(&field).filter(|_| field.sensitive().is_none()) else {
        return String::new();
    };
    match field.kind() {
        FieldKind::Phones => {
            canonical.lines().map(|phone| display(FieldKind::Phone, phone)).collect::<Vec<_>>().join("\n")
        }
        kind => display(kind, canonical),
    }
}

/// Random bits of the browser; the server makes none of these.
pub fn new_key() -> Uuid {
    let mut bytes = [0_u8; 16];
    #[cfg(feature = "hydrate")]
    if let Ok(crypto) = window().crypto() {
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    uuid::Builder::from_random_bytes(std::mem::take(&mut bytes)).into_uuid()
}
