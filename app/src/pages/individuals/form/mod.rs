//! The dialog that creates and edits an individual; its controls are made from the description of the fields.

mod control;
mod draft;

use domain::{
    AppError,
    individual::{Choices, Field, Section},
};
use leptos::{prelude::*, task::spawn_local};

pub use draft::Settled;

use self::{control::FieldControl, draft::Draft};
use super::{
    conflict::ConflictDialog,
    list::{Editing, announce_saved},
};
use crate::{
    api::{
        ApiError,
        individuals::{change_individual, create_individual, read_individual},
    },
    components::{ConfirmDialog, Dialog, Icon, Problem},
    state::{Toast, locale, report, toasts, viewer},
};

/// The dialog, in a chunk of its own.
#[lazy]
pub fn form(
    editing: RwSignal<Option<Editing>>,
    choices: Resource<Result<Choices, ApiError>>,
    saved: Callback<String>,
) -> AnyView {
    view! { <FormDialog editing choices saved /> }.into_any()
}

/// Opens for a new record or for one that exists; `saved` gets the code of what was saved.
#[component]
fn FormDialog(
    /// What it is open for.
    editing: RwSignal<Option<Editing>>,
    /// What the selects offer.
    choices: Resource<Result<Choices, ApiError>>,
    /// It is saved.
    saved: Callback<String>,
) -> impl IntoView {
    let locale = locale();
    let open = RwSignal::new(false);
    let leaving = RwSignal::new(false);
    let draft = RwSignal::new(None::<Draft>);
    Effect::new(move || match editing.get() {
        None => open.set(false),
        Some(Editing::New) => {
            draft.set(Some(Draft::new()));
            open.set(true);
        }
        Some(Editing::Record(code)) => spawn_local(async move {
            match read_individual(code).await {
                Ok(detail) => {
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
    let may_close = Callback::new(move |()| {
        let touched = draft.with_untracked(|draft| draft.is_some_and(Draft::is_touched));
        leaving.set(touched);
        !touched
    });
    let title = Signal::derive(move || match editing.get() {
        Some(Editing::Record(_)) => i18n::individuals::edit_title(locale).to_owned(),
        _ => i18n::individuals::create_title(locale).to_owned(),
    });
    view! {
        <Dialog open title may_close>
            {move || {
                let choices = choices.get().and_then(Result::ok).unwrap_or_default();
                draft.get().map(|draft| view! { <Form draft choices open saved may_close /> })
            }}
        </Dialog>
        <ConfirmDialog
            open=leaving
            title=i18n::app::leave_title(locale).to_owned()
            text=i18n::app::leave_text(locale).to_owned()
            word=i18n::app::leave_discard(locale).to_owned()
            on_confirm=Callback::new(move |()| open.set(false))
        />
    }
}

#[component]
fn Form(
    draft: Draft,
    choices: Choices,
    open: RwSignal<bool>,
    saved: Callback<String>,
    may_close: Callback<(), bool>,
) -> impl IntoView {
    let locale = locale();
    let toasts = toasts();
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<AppError>);
    let conflict = RwSignal::new(None::<domain::error::Conflict>);

    let fail = move |error: AppError| match error {
        AppError::Invalid(found) => draft.faults.set(found),
        AppError::Conflict(found) => conflict.set(Some(*found)),
        AppError::Unauthenticated => report(&AppError::Unauthenticated),
        other => problem.set(Some(other)),
    };
    let send = move || {
        if busy.get_untracked() || !draft.check() {
            return;
        }
        busy.set(true);
        problem.set(None);
        spawn_local(async move {
            let name = draft.value(Field::Name);
            let outcome = match draft.record() {
                None => create_individual(draft.key(), draft.input()).await.map(|created| {
                    announce_saved(i18n::individuals::created_code(locale, &created.code, &name), &created.code, &name);
                    created.code
                }),
                Some(id) => change_individual(id, draft.change()).await.map(|done| {
                    let text = if done.merged.is_empty() {
                        i18n::individuals::saved(locale, &name)
                    } else {
                        i18n::individuals::saved_merged_fields(locale, &names(locale, &done.merged))
                    };
                    toasts.show(Toast::done(text));
                    done.code
                }),
            };
            busy.set(false);
            match outcome {
                Ok(code) => {
                    saved.try_run(code);
                    open.set(false);
                }
                Err(ApiError(error)) => fail(error),
            }
        });
    };
    let decided = Callback::new(move |chosen| {
        draft.settle(chosen);
        send();
    });
    view! {
        <form
            class="dialog__form"
            method="post"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                send();
            }
        >
            <div class="dialog__body">
                <div class="form">
                    {move || problem.get().map(|error| view! { <Problem error /> })} <FaultSummary draft />
                    {Section::ALL
                        .iter()
                        .map(|section| view! { <SectionFields section=*section draft choices=choices.clone() /> })
                        .collect_view()}
                </div>
            </div>
            <div class="dialog__foot">
                <span class="dialog__note">{i18n::app::required_note(locale)}</span>
                <button
                    type="button"
                    class="button"
                    on:click=move |_| {
                        if may_close.run(()) {
                            open.set(false);
                        }
                    }
                >
                    {i18n::app::cancel(locale)}
                </button>
                <button type="submit" class="button button--primary" aria-busy=move || busy.get().to_string()>
                    {if draft.record().is_some() { i18n::app::save(locale) } else { i18n::app::create(locale) }}
                </button>
            </div>
        </form>
        <ConflictDialog conflict decided />
    }
}

fn names(locale: i18n::Locale, fields: &[Field]) -> String {
    fields.iter().map(|field| super::cells::label(locale, *field)).collect::<Vec<_>>().join(", ")
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
                    <div class="banner__text">{i18n::individuals::faults(locale, count as u64)}</div>
                </div>
            }
        })
    }
}

/// The fields of a section that the person may fill in.
#[component]
fn SectionFields(section: Section, draft: Draft, choices: Choices) -> impl IntoView {
    let locale = locale();
    let may = |field: Field| {
        field
            .sensitive()
            .is_none_or(|(action, resource)| viewer().is_some_and(|viewer| viewer.principal.may(action, resource)))
    };
    let fields: Vec<_> = Field::ALL
        .iter()
        .copied()
        .filter(|field| field.section() == section && field.editable() && may(*field))
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
                    .map(|field| view! { <FieldControl field draft choices=choices.clone() /> })
                    .collect_view()}
            </div>
        </fieldset>
    }
    .into_any()
}
