//! The tab of contact persons or members: the list, and what is done to it.

use domain::{
    PersonId,
    customer::{CustomerDetail, CustomerKind, Field, PeopleChange, Person, PersonEdit, PersonField, has_not_left},
    permission::Action,
    value::display,
};
use leptos::prelude::*;

use super::{
    form::{add_word, person_label},
    people_dialog::people_dialog,
};
use crate::{
    api::customers::change_people,
    components::{Icon, Late, RowButton, ShortList},
    state::{Changes, Toast, Toasts, attempt, changes, locale, session, toasts, viewer},
};

/// What the dialog is open for.
#[derive(Clone)]
pub enum Editing {
    /// New people.
    New,
    /// This one.
    Person(PersonId, Box<Person>),
}

/// The people of a customer, in order.
#[component]
pub fn People(detail: CustomerDetail, changed: Callback<()>) -> impl IntoView {
    let locale = locale();
    let field = detail.kind.people()?;
    let kind = detail.kind;
    let may_edit = viewer()
        .is_some_and(|viewer| viewer.principal.may_at(Action::Edit, detail.directory.resource(), &detail.placement));
    let editing = RwSignal::new(None::<Editing>);
    let add = may_edit.then(|| {
        view! {
            <div class="buttons">
                <button type="button" class="button" on:click=move |_| editing.set(Some(Editing::New))>
                    <Icon name="plus" />
                    {add_word(field)}
                </button>
            </div>
        }
    });
    let heads: Vec<_> = PersonField::ALL
        .iter()
        .filter(|field| field.is_of(kind))
        .map(|field| (if *field == PersonField::Name { "cell--key" } else { "" }, person_label(*field)))
        .collect();
    let (label, empty) = match kind {
        CustomerKind::Organization => {
            (i18n::fields::contact_persons(locale), i18n::people::empty_contact_persons(locale))
        }
        _ => (i18n::fields::members(locale), i18n::people::empty_members(locale)),
    };
    let acts = Acts { of: StoredValue::new(detail.clone()), editing, changed, toasts: toasts(), elsewhere: changes() };
    let rows = detail.people.iter().cloned().map(|person| acts.row(person, may_edit)).collect();
    let code = detail.values.get(&Field::Code).cloned().unwrap_or_else(|| detail.id.to_string());
    let (directory, id) = (detail.directory, detail.id);
    Some(view! {
        {add}
        <ShortList label heads acts=may_edit rows empty />
        <Late
            wanted=Signal::derive(move || editing.with(Option::is_some))
            part=move || people_dialog(directory, kind, id, code.clone(), editing, changed)
        />
    })
}

/// A value; a number is called and an address is written to by a click.
fn reached(field: PersonField, value: &str) -> AnyView {
    let text = display(field.kind(), value);
    let scheme = match field {
        PersonField::Phone => "tel",
        PersonField::Email => "mailto",
        _ => return text.into_any(),
    };
    view! {
        <a href=format!("{scheme}:{value}") rel="external">
            {text}
        </a>
    }
    .into_any()
}

/// What is done to the people of a list; cheap to copy.
#[derive(Clone, Copy)]
struct Acts {
    of: StoredValue<CustomerDetail>,
    editing: RwSignal<Option<Editing>>,
    changed: Callback<()>,
    toasts: Toasts,
    /// Told when a notice undoes something: the page that shows it may be another one.
    elsewhere: Changes,
}

impl Acts {
    fn row(self, person: Person, may_edit: bool) -> AnyView {
        let locale = locale();
        let kind = self.of.with_value(|detail| detail.kind);
        let name = person.values.get(&PersonField::Name).cloned().unwrap_or_default();
        let shown = match &person.individual {
            Some(_) if person.trashed => name.clone().into_any(),
            Some((_, link)) => view! { <a href=link.directory.address_of(&link.code)>{name.clone()}</a> }.into_any(),
            None => name.clone().into_any(),
        };
        let badge = |word: &'static str| view! { <span class="badge">{word}</span> };
        let former = !has_not_left(&person.values, session().today);
        let trashed = person.trashed;
        let cells: Vec<_> = PersonField::ALL
            .iter()
            .filter(|field| field.is_of(kind) && **field != PersonField::Name)
            .map(|field| {
                let cell = person.values.get(field).map(|value| reached(*field, value));
                view! { <td>{cell}</td> }
            })
            .collect();
        let buttons = match person.id {
            Some(id) if may_edit => {
                let called = if name.is_empty() { i18n::people::in_trash(locale) } else { name.as_str() };
                Some(self.buttons(id, person.clone(), called))
            }
            _ => None,
        };
        view! {
            <tr>
                <th scope="row" class="cell--key">
                    {shown} " " {person.is_main.then(|| badge(i18n::people::main_contact(locale)))}
                    {person.represents.then(|| badge(i18n::fields::representative(locale)))}
                    {former.then(|| badge(i18n::people::former(locale)))}
                    {trashed.then(|| badge(i18n::people::in_trash(locale)))}
                </th>
                {cells}
                {may_edit
                    .then(|| {
                        view! {
                            <td class="cell--actions">
                                <div class="row-actions">{buttons}</div>
                            </td>
                        }
                    })}
            </tr>
        }
        .into_any()
    }

    fn buttons(self, id: PersonId, person: Person, name: &str) -> AnyView {
        let locale = locale();
        let order = self.order();
        let place = order.iter().position(|other| *other == id).unwrap_or_default();
        let last = place + 1 == order.len();
        let edited = person.clone();
        view! {
            <RowButton
                icon="arrow-up"
                label=i18n::app::move_up(locale, name)
                forbidden=(place == 0).then(|| i18n::people::is_first(locale))
                on_press=Callback::new(move |()| self.swap(place.saturating_sub(1)))
            />
            <RowButton
                icon="arrow-down"
                label=i18n::app::move_down(locale, name)
                forbidden=last.then(|| i18n::people::is_last(locale))
                on_press=Callback::new(move |()| self.swap(place))
            />
            <RowButton
                icon="pencil"
                label=i18n::people::edit(locale, name)
                on_press=Callback::new(move |()| {
                    self.editing.set(Some(Editing::Person(id, Box::new(edited.clone()))));
                })
            />
            <RowButton
                icon="trash-2"
                label=i18n::people::remove(locale, name)
                danger=true
                on_press=Callback::new(move |()| self.remove(id, &person))
            />
        }
        .into_any()
    }

    /// Those who stand in the list, in order.
    fn order(self) -> Vec<PersonId> {
        self.of.with_value(|detail| detail.people.iter().filter_map(|person| person.id).collect())
    }

    fn send(self, change: PeopleChange, done: impl FnOnce() + 'static) {
        let (directory, id) = self.of.with_value(|detail| (detail.directory, detail.id));
        let changed = self.changed;
        attempt(async move {
            change_people(directory, id, change).await?;
            done();
            changed.try_run(());
            Ok(())
        });
    }

    /// The one at this place and the next one change places.
    fn swap(self, place: usize) {
        let mut order = self.order();
        if place + 1 < order.len() {
            order.swap(place, place + 1);
            self.send(PeopleChange { people: Vec::new(), order }, || ());
        }
    }

    /// Removes somebody; the notice has the way back to the same place.
    fn remove(self, id: PersonId, person: &Person) {
        let locale = locale();
        let (directory, customer) = self.of.with_value(|detail| (detail.directory, detail.id));
        let Self { toasts, elsewhere, .. } = self;
        let name = person.values.get(&PersonField::Name).cloned().unwrap_or_default();
        let was = Some(person.input());
        let undo =
            PeopleChange { people: vec![PersonEdit { id, was: None, becomes: was.clone() }], order: self.order() };
        let edit = PersonEdit { id, was, becomes: None };
        self.send(PeopleChange { people: vec![edit], order: Vec::new() }, move || {
            let notice = Toast::done(i18n::people::removed(locale, &name));
            toasts.show(notice.with_action(i18n::app::undo(locale), move || {
                let undo = undo.clone();
                attempt(async move {
                    change_people(directory, customer, undo).await?;
                    elsewhere.tell();
                    Ok(())
                });
            }));
        });
    }
}
