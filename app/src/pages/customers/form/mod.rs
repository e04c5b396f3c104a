//! The dialog that creates and edits a customer; its controls are made from the description of the fields.

mod alike;
mod control;
mod draft;
mod link;
mod new_value;
mod people;
mod saved;
mod select;
mod tags;
mod units;

use domain::{
    AppError,
    customer::{Choices, CustomerKind, Directory, Field, Section},
    permission::{Action, Resource as Noun},
    presence::Subject,
};
use leptos::{prelude::*, task::spawn_local};

pub use draft::{Settled, new_key, people_kept};
pub use people::{PeopleRows, PersonDraft, add_word, person_label};

use self::{
    alike::AlikeNotice,
    control::FieldControl,
    draft::Draft,
    link::{NewLinked, directory_of},
    people::PeopleSection,
    saved::SavedNotice,
    select::Offer,
    units::UnitNote,
};
use super::{
    conflict::ConflictDialog,
    list::{Editing, announce_saved},
    presence::{PresenceLine, present},
    words,
};
use crate::{
    api::{
        ApiError,
        customers::{change_customer, create_customer, read_customer},
    },
    components::{CloseDialog, Closing, Dialog, DialogForm, Icon, Kept},
    state::{Sending, Toast, locale, on_change_of, report, toasts, viewer},
};

/// The dialog, in a chunk of its own.
#[lazy]
pub fn form(
    directory: Directory,
    editing: RwSignal<Option<Editing>>,
    choices: Resource<Result<Choices, ApiError>>,
    saved: Callback<String>,
) -> AnyView {
    view! { <FormDialog directory editing choices saved /> }.into_any()
}

/// Opens for a new record or for one that exists; `saved` gets the code of what was saved.
#[component]
fn FormDialog(
    /// The list.
    directory: Directory,
    /// What it is open for.
    editing: RwSignal<Option<Editing>>,
    /// What the selects offer.
    choices: Resource<Result<Choices, ApiError>>,
    /// It is saved.
    saved: Callback<String>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let closing = Closing::new(open);
    let draft = RwSignal::new(None::<Draft>);
    let owner = RwSignal::new(None);
    Effect::new(move || match editing.get() {
        None => open.set(false),
        Some(Editing::New) => {
            owner.set(None);
            draft.set(Some(Draft::new(directory)));
            open.set(true);
        }
        Some(Editing::Named(name)) => {
            draft.set(Some(Draft::within(directory, name)));
            open.set(true);
        }
        Some(Editing::Record(code)) => spawn_local(async move {
            match read_customer(directory, code).await {
                Ok(detail) => {
                    owner.set(detail.owner.clone());
                    draft.set(Some(Draft::of(detail)));
                    open.set(true);
                }
                Err(ApiError(error)) => {
                    editing.set(None);
                    report(&error);
                }
            }
        }),
    });
    Effect::new(move |was_open: Option<bool>| {
        let now = open.get();
        if was_open == Some(true) && !now {
            editing.set(None);
        }
        now
    });
    let title = Signal::derive(move || match editing.get() {
        Some(Editing::Record(_)) => words(directory, "_edit_title").to_owned(),
        _ => words(directory, "_create_title").to_owned(),
    });
    let offered = RwSignal::new(Choices::default());
    Effect::new(move || {
        if let Some(Ok(choices)) = choices.get() {
            offered.set(choices.with_owner(owner.get()));
        }
    });
    let offer = Offer { choices: offered.into(), renew: Callback::new(move |()| choices.refetch()) };
    view! {
        <Dialog open title may_close=closing.may_close()>
            {move || draft.get().map(|draft| view! { <Form draft offer choices open saved closing /> })}
        </Dialog>
        <CloseDialog closing />
    }
}

#[component]
fn Form(
    draft: Draft,
    offer: Offer,
    choices: Resource<Result<Choices, ApiError>>,
    open: RwSignal<bool>,
    saved: Callback<String>,
    closing: Closing,
) -> impl IntoView {
    let locale = locale();
    let directory = draft.directory;
    let unsaved = draft.unsaved();
    closing.watch(unsaved);
    let scene = present(Signal::stored(draft.record().map(|id| Subject { directory, id, edits: true })));
    on_change_of(Noun::Catalogs, move || offer.renew.run(()));
    let toasts = toasts();
    let sending = Sending::default();
    let conflict = RwSignal::new(None::<domain::error::Conflict>);
    let save = async move || {
        let name = draft.value(Field::Name);
        let Some(id) = draft.record() else {
            let created = create_customer(directory, draft.key(), draft.input()).await?;
            let text = match directory {
                Directory::Leads => i18n::customers::created(locale, &name),
                _ => i18n::customers::created_code(locale, &created.code, &name),
            };
            announce_saved(directory, text, &created.code, &name);
            return Ok(created.code);
        };
        let done = change_customer(directory, id, draft.change()).await?;
        toasts.show(Toast::done(if done.merged.is_empty() {
            i18n::customers::saved(locale, &name)
        } else {
            let text = match directory {
                Directory::Leads => i18n::leads::saved_merged_fields,
                _ => i18n::customers::saved_merged_fields,
            };
            text(locale, &names(draft, &done.merged))
        }));
        Ok(done.code)
    };
    let send = Callback::new(move |()| {
        if !draft.check() {
            return;
        }
        sending.start(async move {
            match save().await {
                Ok(code) => {
                    unsaved.forget();
                    saved.try_run(code);
                    open.set(false);
                }
                Err(ApiError(AppError::Invalid(found))) => draft.faults.set(found),
                Err(ApiError(AppError::Conflict(found))) => conflict.set(Some(*found)),
                Err(error) => return Err(error),
            }
            Ok(())
        });
    });
    let decided = Callback::new(move |chosen| {
        draft.settle(chosen);
        send.run(());
    });
    let word = if draft.record().is_some() { i18n::app::save(locale) } else { i18n::app::create(locale) };
    view! {
        <DialogForm open may_close=closing.may_close() sending word marks_required=true on_submit=send>
            <PresenceLine scene />
            <SavedNotice draft scene />
            <Kept unsaved />
            <FaultSummary draft />
            <AlikeNotice draft />
            {(directory == Directory::Leads && draft.record().is_none()).then(|| view! { <KindChoice draft /> })}
            {move || {
                let kind = draft.kind.get();
                Section::ALL
                    .iter()
                    .map(|section| view! { <SectionFields section=*section kind draft offer /> })
                    .collect_view()
            }}
            {move || {
                let kind = draft.kind.get();
                draft
                    .record()
                    .is_none()
                    .then(|| {
                        view! { <PeopleSection kind rows=draft.people faults=draft.faults prefix=draft.prefix() /> }
                    })
            }}
        </DialogForm>
        {Field::ALL
            .iter()
            .filter(|field| directory_of(**field).is_some())
            .map(|field| view! { <NewLinked field=*field draft choices /> })
            .collect_view()}
        <ConflictDialog directory kind=draft.kind.get_untracked() conflict decided />
    }
}

fn names(draft: Draft, fields: &[Field]) -> String {
    fields.iter().map(|field| draft.label(*field)).collect::<Vec<_>>().join(", ")
}

/// How many fields need attention, announced when the form was sent.
#[component]
fn FaultSummary(draft: Draft) -> impl IntoView {
    let locale = locale();
    move || {
        let count = draft.faults.with(|faults| faults.0.len());
        (count > 1).then(|| {
            view! {
                <div class="banner banner--danger" role="alert">
                    <Icon name="circle-alert" />
                    <div class="banner__text">{i18n::customers::faults(locale, count as u64)}</div>
                </div>
            }
        })
    }
}

/// What a lead is: a person, a company, a group.
#[component]
fn KindChoice(draft: Draft) -> impl IntoView {
    let locale = locale();
    let option = move |kind: CustomerKind| {
        view! {
            <label class="check">
                <input
                    type="radio"
                    name="kind"
                    prop:checked=move || draft.kind.get() == kind
                    on:change=move |_| draft.kind.set(kind)
                />
                <span>{i18n::kinds::by_code(locale, kind.key())}</span>
            </label>
        }
    };
    view! {
        <fieldset class="field choices">
            <legend class="field__label">{super::cells::label(locale, Field::Kind)}</legend>
            {CustomerKind::ALL.iter().copied().map(option).collect_view()}
        </fieldset>
    }
}

/// The fields of a section that the person may fill in.
#[component]
fn SectionFields(section: Section, kind: CustomerKind, draft: Draft, offer: Offer) -> impl IntoView {
    let locale = locale();
    let holds = |(action, resource)| viewer().is_some_and(|viewer| viewer.principal.may(action, resource));
    let may = |field: Field| {
        // Whoever may not see such customers finds none to choose.
        let links = directory_of(field).filter(|_| !untrack(|| draft.required()).contains(&field));
        field.sensitive().is_none_or(holds) && links.is_none_or(|directory| holds(directory.cell(Action::View)))
    };
    let fields: Vec<_> = Field::ALL
        .iter()
        .copied()
        .filter(|field| field.section() == section && field.editable() && may(*field))
        .filter(|field| draft.directory.has(*field, kind))
        .collect();
    if fields.is_empty() {
        return ().into_any();
    }
    view! {
        <fieldset class="form__section">
            <legend class="form__legend">{i18n::sections::by_code(locale, section.key()).unwrap_or_default()}</legend>
            <div class="form__columns">
                {fields
                    .into_iter()
                    .map(|field| view! { <FieldControl field draft offer /> })
                    .collect_view()}
                {(section == Section::Address).then(|| view! { <UnitNote draft /> })}
            </div>
        </fieldset>
    }
    .into_any()
}
