//! The dialog that asks what exactly shall happen to those who are chosen.

use domain::{
    IdempotencyKey,
    bulk::{BulkAct, BulkRequest, BulkState},
    customer::{Choices, Directory, Field},
    list::{Count, ListState},
};
use i18n::bulk as texts;
use leptos::prelude::*;

use super::{
    super::{cells::label, filters::options, form::new_key, speaking, trash::kept_days},
    chosen::Chosen,
};
use crate::{
    api::{
        ApiError,
        bulk::{change_many, trash_many},
        customers::suggest_tags,
    },
    components::{
        Control, Dialog, DialogForm, FieldBox, Icon, Lead, SelectField, Shown, SuggestBox, Suggested, open_for,
    },
    state::{Sending, confirmed, locale},
};

/// What is asked about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// The value of a field.
    Set(Field),
    /// A tag that is given.
    AddTag,
    /// A tag that is taken away.
    RemoveTag,
    /// Whether they shall go to the trash.
    Trash,
}

/// The key of the option that empties a field; the others are numbers.
const NOTHING: &str = "nothing";

/// Asks, and begins the act.
#[component]
pub fn ActDialog(
    /// What is asked about.
    asking: RwSignal<Option<Asked>>,
    /// Who is chosen.
    chosen: Chosen,
    /// The list.
    state: Memo<ListState>,
    /// What there is to choose from.
    choices: Resource<Result<Choices, ApiError>>,
    /// How many the list has.
    count: RwSignal<Option<Count>>,
    /// What was begun.
    running: RwSignal<Option<BulkState>>,
) -> impl IntoView {
    let locale = locale();
    let open = open_for(asking);
    let number = move || match count.get() {
        Some(count) => chosen.count_of(count.records),
        None => chosen.count(),
    };
    let directory = state.with_untracked(|state| state.directory);
    let is_of_leads = directory == Directory::Leads;
    let said = move |customers, leads| speaking(directory, customers, leads);
    let title = Signal::derive(move || match asking.get() {
        Some(Asked::Set(field)) => {
            let text = if is_of_leads { i18n::leads::set_title } else { texts::set_title };
            text(locale, number(), label(locale, field))
        }
        Some(Asked::AddTag) => said(texts::add_tag_title, i18n::leads::add_tag_title)(locale, number()),
        Some(Asked::RemoveTag) => said(texts::remove_tag_title, i18n::leads::remove_tag_title)(locale, number()),
        Some(Asked::Trash) => said(texts::trash_title, i18n::leads::trash_title)(locale, number()),
        None => String::new(),
    });
    view! {
        <Dialog open title>
            {move || {
                asking
                    .get()
                    .map(|asked| view! { <ActForm open asked chosen state choices running /> })
            }}
        </Dialog>
    }
}

#[component]
fn ActForm(
    open: RwSignal<bool>,
    asked: Asked,
    chosen: Chosen,
    state: Memo<ListState>,
    choices: Resource<Result<Choices, ApiError>>,
    running: RwSignal<Option<BulkState>>,
) -> impl IntoView {
    let locale = locale();
    let (value, offered) = (RwSignal::new(String::new()), RwSignal::new(Vec::<(String, String)>::new()));
    let (sending, key) = (Sending::default(), IdempotencyKey(new_key()));
    let begin = Callback::new(move |()| {
        let typed = value.get_untracked();
        let act = match asked {
            Asked::Set(field) => {
                let chosen =
                    typed.parse().ok().and_then(|at: usize| offered.with_untracked(|all| all.get(at).cloned()));
                match chosen {
                    Some((value, _)) => BulkAct::Set(field, Some(value)),
                    None if typed == NOTHING => BulkAct::Set(field, None),
                    None => return sending.faults.take(domain::AppError::field(field.key(), "required")),
                }
            }
            Asked::AddTag => BulkAct::AddTag(typed),
            Asked::RemoveTag => BulkAct::RemoveTag(typed),
            Asked::Trash => BulkAct::Trash,
        };
        let list = state.get_untracked();
        let request = BulkRequest { directory: list.directory, selection: chosen.selection(&list), act };
        sending.start(async move {
            let begun = match asked {
                Asked::Trash => confirmed(|| trash_many(key, request.clone())).await?,
                _ => change_many(key, request).await?,
            };
            open.set(false);
            running.set(Some(begun));
            Ok(())
        });
    });
    let directory = state.with_untracked(|state| state.directory);
    let said = move |customers, leads| speaking(directory, customers, leads);
    let undoable = match directory {
        Directory::Leads => i18n::leads::undoable(locale),
        _ => texts::undoable(locale),
    };
    let too_many = sending.faults.of("selection");
    let (word, danger) = match asked {
        Asked::Trash => (i18n::app::delete(locale), true),
        _ => (texts::start(locale), false),
    };
    view! {
        <DialogForm open sending word danger on_submit=begin>
            {match asked {
                Asked::Set(field) => view! { <ValueSelect field value offered choices sending /> }.into_any(),
                Asked::AddTag | Asked::RemoveTag => view! { <TagBox state value sending /> }.into_any(),
                Asked::Trash => view! { <p>{said(texts::trash_text, i18n::leads::bulk_trash_text)(locale, kept_days())}</p> }.into_any(),
            }}
            <p class="quiet">{undoable}</p>
            {move || {
                too_many
                    .get()
                    .map(|text| {
                        view! {
                            <p class="field__error" role="alert">
                                <Icon name="circle-alert" class="icon--small" />
                                {text}
                            </p>
                        }
                    })
            }}
        </DialogForm>
    }
}

/// The values that a field can get, and none.
#[component]
fn ValueSelect(
    field: Field,
    value: RwSignal<String>,
    offered: RwSignal<Vec<(String, String)>>,
    choices: Resource<Result<Choices, ApiError>>,
    sending: Sending,
) -> impl IntoView {
    let locale = locale();
    let error = sending.faults.of(field.key());
    view! {
        <Transition>
            {move || Suspend::new(async move {
                let choices = choices.await.unwrap_or_default();
                let values = options(locale, field, field.kind(), &choices);
                let numbered = values.iter().enumerate().map(|(at, (_, word))| (at.to_string(), word.clone()));
                let first = (String::new(), i18n::app::choose(locale).to_owned());
                let last = (NOTHING.to_owned(), i18n::customers::conflict_empty(locale).to_owned());
                let shown: Vec<_> = std::iter::once(first).chain(numbered).chain([last]).collect();
                offered.set(values);
                view! {
                    <SelectField name="bulk-value" label=label(locale, field) value options=shown error required=true />
                }
            })}
        </Transition>
    }
}

/// A tag, with those that are there already.
#[component]
fn TagBox(state: Memo<ListState>, value: RwSignal<String>, sending: Sending) -> impl IntoView {
    let control = Control::new("bulk-tag");
    let error = sending.faults.of(Field::Tags.key());
    let directory = state.with_untracked(|state| state.directory);
    let ask = Callback::new(move |typed: String| -> Suggested<String> { Box::pin(suggest_tags(directory, typed)) });
    let show = |tag: &String| Shown { lead: Lead::None, name: tag.clone(), detail: String::new() };
    view! {
        <FieldBox control=control.clone() label=texts::tag(locale()) required=true error>
            <SuggestBox
                control
                text=value
                ask
                show
                on_type=Callback::new(move |text| value.set(text))
                on_choose=Callback::new(move |tag| value.set(tag))
                on_leave=Callback::new(|()| {})
                invalid=Signal::derive(move || error.with(Option::is_some))
            />
        </FieldBox>
    }
}
