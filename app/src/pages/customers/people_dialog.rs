//! The dialog that adds people, several at once, or changes one.

use domain::{
    AppError, CustomerId, FieldErrors,
    customer::{CustomerKind, Directory, PeopleChange, PersonEdit, PersonField, PersonInput, check_people},
    draft::{Typed, begun, touched, with_beginning},
    error::Conflict,
};
use leptos::prelude::*;

use super::{
    conflict::ConflictDialog,
    form::{PeopleRows, PersonDraft, Settled, add_word, people_kept},
    people::Editing,
};
use crate::{
    api::{
        ApiError,
        customers::{change_people, read_customer},
    },
    components::{CloseDialog, Closing, Dialog, DialogForm, Icon, Kept, Unsaved, open_for},
    state::{Sending, Toast, locale, session, toasts},
};

/// The dialog, in a chunk of its own.
#[lazy]
pub fn people_dialog(
    directory: Directory,
    kind: CustomerKind,
    id: CustomerId,
    code: String,
    editing: RwSignal<Option<Editing>>,
    changed: Callback<()>,
) -> AnyView {
    view! { <PeopleDialog directory kind id code editing changed /> }.into_any()
}

#[component]
fn PeopleDialog(
    directory: Directory,
    kind: CustomerKind,
    id: CustomerId,
    code: String,
    editing: RwSignal<Option<Editing>>,
    changed: Callback<()>,
) -> impl IntoView {
    let locale = locale();
    let open = open_for(editing);
    let closing = Closing::new(open);
    let title = Signal::derive(move || match editing.get() {
        Some(Editing::Person(_, person)) => {
            let name = person.values.get(&PersonField::Name).cloned().unwrap_or_default();
            i18n::people::edit(locale, &name)
        }
        _ => kind.people().map(add_word).unwrap_or_default().to_owned(),
    });
    let code = StoredValue::new(code);
    view! {
        <Dialog open title may_close=closing.may_close()>
            {move || {
                editing
                    .get()
                    .map(|editing| {
                        view! { <PeopleForm directory kind id code=code.get_value() editing open closing changed /> }
                    })
            }}
        </Dialog>
        <CloseDialog closing />
    }
}

#[component]
fn PeopleForm(
    directory: Directory,
    kind: CustomerKind,
    id: CustomerId,
    code: String,
    editing: Editing,
    open: RwSignal<bool>,
    closing: Closing,
    changed: Callback<()>,
) -> impl IntoView {
    let locale = locale();
    let toasts = toasts();
    let (form, known, first) = match editing {
        Editing::New => (format!("people/{id}"), None, PersonDraft::new()),
        Editing::Person(person, values) => {
            (format!("people/{id}/{person}"), Some(values.input()), PersonDraft::of(person, &values))
        }
    };
    let is_new = known.is_none();
    let was = StoredValue::new(known);
    let rows = RwSignal::new(vec![first]);
    let faults = RwSignal::new(FieldErrors::default());
    let conflict = RwSignal::new(None::<Conflict>);
    let unsaved = kept(form, first, was, rows);
    closing.watch(unsaved);
    let sending = Sending::default();
    let code = StoredValue::new(code);
    let save = async move || {
        let edit = |row: &PersonDraft| PersonEdit { id: row.id, was: was.get_value(), becomes: Some(row.input()) };
        let people: Vec<_> = rows.with_untracked(|rows| rows.iter().map(edit).collect());
        let count = people.len() as u64;
        match change_people(directory, id, PeopleChange { people, order: Vec::new() }).await {
            Ok(()) => {
                let text =
                    if is_new { i18n::people::added(locale, count) } else { i18n::app::saved(locale).to_owned() };
                toasts.show(Toast::done(text));
                unsaved.forget();
                open.set(false);
                changed.try_run(());
            }
            Err(ApiError(AppError::Invalid(found))) => faults.set(found),
            Err(ApiError(AppError::Conflict(found))) => conflict.set(Some(*found)),
            Err(error) => return Err(error),
        }
        Ok(())
    };
    let send = Callback::new(move |()| {
        let typed: Vec<_> = rows.with_untracked(|rows| rows.iter().map(|row| row.input()).collect());
        let found = check_people(kind, &typed, session().today).err().unwrap_or_default();
        let fine = found.0.is_empty();
        faults.set(found);
        if fine {
            sending.start(async move { save().await });
        }
    });
    // What stands there now is the beginning, or the person lets it stand.
    let decided = Callback::new(move |chosen: Settled| {
        if !chosen.give_way.is_empty() {
            unsaved.forget();
            open.set(false);
            changed.try_run(());
            return;
        }
        let code = code.get_value();
        sending.start(async move {
            let now = read_customer(directory, code).await?;
            if was.is_disposed() {
                return Ok(());
            }
            let person = now.people.into_iter().find(|person| person.id == Some(first.id));
            was.set_value(person.map(|person| person.input()));
            save().await
        });
    });
    let more = is_new.then(|| {
        view! {
            <div class="buttons">
                <button
                    type="button"
                    class="button"
                    on:click=move |_| rows.update(|rows| rows.push(PersonDraft::new()))
                >
                    <Icon name="plus" />
                    {i18n::people::create_more(locale)}
                </button>
            </div>
        }
    });
    let word = if is_new { i18n::app::ok(locale) } else { i18n::app::save(locale) };
    view! {
        <DialogForm open may_close=closing.may_close() sending word marks_required=true on_submit=send>
            <Kept unsaved />
            <PeopleRows kind rows faults at_least_one=true />
            {more}
        </DialogForm>
        <ConflictDialog directory kind conflict decided />
    }
}

/// Under which somebody who is known is kept as they were.
const WAS: &str = "person";

/// What is kept of the rows. Somebody known stays who they are, and is compared with what stood there when the form began.
fn kept(
    form: String,
    first: PersonDraft,
    was: StoredValue<Option<PersonInput>>,
    rows: RwSignal<Vec<PersonDraft>>,
) -> Unsaved {
    let all = move || {
        let told = |(at, row): (usize, &PersonDraft)| row.typed(&format!("people.{at}."));
        rows.with(|rows| rows.iter().enumerate().flat_map(told).collect::<Typed>())
    };
    let began = untrack(all);
    let typed = Signal::derive(move || {
        let mut typed = touched(&began, &all());
        if typed.is_empty() {
            return typed;
        }
        typed = with_beginning(&began, typed);
        let known = was.with_value(|was| was.as_ref().and_then(|was| serde_json::to_string(was).ok()));
        typed.extend(known.map(|known| (WAS.to_owned(), known)));
        typed
    });
    let take_up = move |kept: Typed| {
        let (touched, _) = begun(&kept);
        if let Some(known) = touched.get(WAS).and_then(|known| serde_json::from_str(known).ok()) {
            was.set_value(Some(known));
        }
        let mut all = untrack(all);
        all.extend(touched);
        all.retain(|_, text| !text.is_empty());
        first.fill(&all, "people.0.");
        let more = (1..people_kept(&all)).map(|at| PersonDraft::kept(&all, &format!("people.{at}.")));
        let more = more.map(|row| row.unwrap_or_else(PersonDraft::new));
        rows.set(std::iter::once(first).chain(more).collect());
    };
    Unsaved::new(form, typed, Callback::new(take_up))
}
