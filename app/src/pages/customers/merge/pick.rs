//! Two records side by side: which one stays, and which value of each field.

use std::collections::BTreeMap;

use domain::{
    AppError,
    customer::{
        Attached, Comparison, CustomerDetail, CustomerKind, Directory, Field, MergeRequest, Merged, Side, picked,
    },
    draft::Typed,
    permission::Action,
};
use i18n::merges;
use leptos::prelude::*;

use super::{
    super::{
        cells::{label_of, told},
        facts::Masked,
        words,
    },
    key_of, name_of,
};
use crate::{
    api::{ApiError, merges::merge_customers},
    components::{DialogForm, Icon, Kept, Unsaved},
    state::{Sending, confirmed, locale, viewer},
};

/// Under which it is kept which record stays.
const SURVIVOR: &str = "survivor";

/// What is chosen; cheap to copy.
#[derive(Clone, Copy)]
struct Choice {
    sides: StoredValue<[Side; 2]>,
    /// The place of the record that stays.
    survivor: RwSignal<usize>,
    /// Which one that was at first.
    first: usize,
    /// The places of the values that the person has chosen.
    chosen: StoredValue<BTreeMap<Field, RwSignal<Option<usize>>>>,
}

impl Choice {
    fn of(comparison: Comparison) -> (Self, Vec<Field>) {
        let Comparison { sides, differing } = comparison;
        let first = usize::from(!may_go(&sides[1].detail));
        let chosen = differing.iter().map(|field| (*field, RwSignal::new(None))).collect();
        let choice = Self {
            sides: StoredValue::new(sides),
            survivor: RwSignal::new(first),
            first,
            chosen: StoredValue::new(chosen),
        };
        (choice, differing)
    }

    fn with<T>(self, place: usize, read: impl FnOnce(&Side) -> T) -> T {
        self.sides.with_value(|[one, other]| read(if place == 0 { one } else { other }))
    }

    fn signal(self, field: Field) -> Option<RwSignal<Option<usize>>> {
        self.chosen.with_value(|chosen| chosen.get(&field).copied())
    }

    /// The place of the value that is kept: the chosen one, else that of the record that stays, unless it has none.
    fn place(self, field: Field) -> usize {
        let stays = self.survivor.get();
        let is_filled = |place| self.with(place, |side| side.detail.values.contains_key(&field));
        let chosen = self.signal(field).and_then(|chosen| chosen.get());
        chosen.unwrap_or_else(|| if !is_filled(stays) && is_filled(1 - stays) { 1 - stays } else { stays })
    }

    /// What is chosen, kept while it is not sent: the ids of the records from which values are taken.
    fn unsaved(self) -> Unsaved {
        let id = move |place: usize| self.with(place, |side| side.detail.id.to_string());
        let form = format!("merge/{}/{}", id(0), id(1));
        let typed = Signal::derive(move || {
            let mut typed = Typed::new();
            let survivor = self.survivor.get();
            if survivor != self.first {
                typed.insert(SURVIVOR.to_owned(), id(survivor));
            }
            self.chosen.with_value(|chosen| {
                for (field, place) in chosen {
                    typed.extend(place.get().map(|place| (field.key().to_owned(), id(place))));
                }
            });
            typed
        });
        let place = move |kept: &String| (0..=1).find(|place| id(*place) == *kept);
        let take_up = move |kept: Typed| {
            if let Some(place) = kept.get(SURVIVOR).and_then(place) {
                self.survivor.set(place);
            }
            self.chosen.with_value(|chosen| {
                for (field, chosen) in chosen {
                    chosen.set(kept.get(field.key()).and_then(place));
                }
            });
        };
        Unsaved::new(form, typed, Callback::new(take_up))
    }

    fn request(self) -> MergeRequest {
        let stays = self.survivor.get_untracked();
        let of = |place| self.with(place, |side| (side.detail.id, side.detail.version));
        let ((survivor, survivor_version), (other, other_version)) = (of(stays), of(1 - stays));
        let fields: Vec<Field> = self.chosen.with_value(|chosen| chosen.keys().copied().collect());
        let take = fields.into_iter().filter(|field| untrack(|| self.place(*field)) != stays).collect();
        MergeRequest { survivor, survivor_version, other, other_version, take }
    }
}

fn may_go(detail: &CustomerDetail) -> bool {
    viewer()
        .is_some_and(|viewer| viewer.principal.may_at(Action::Delete, detail.directory.resource(), &detail.placement))
}

/// The code of a record, and its name.
fn head(detail: &CustomerDetail) -> String {
    match detail.values.get(&Field::Code) {
        Some(code) => format!("{} · {code}", name_of(detail)),
        None => name_of(detail),
    }
}

/// The comparison, and the button that merges.
#[component]
pub fn Picking(
    /// The list.
    directory: Directory,
    /// The two records.
    comparison: Comparison,
    /// What has to be said first.
    notice: RwSignal<String>,
    /// Whether the dialog is open.
    open: RwSignal<bool>,
    /// Another record is to be found.
    another: Callback<()>,
    /// Somebody, of this name, has changed one of them: they are to be compared again.
    again: Callback<String>,
    /// They are merged; the names of the one that stays and of the other one.
    done: Callback<(Merged, String, String)>,
) -> impl IntoView {
    let locale = locale();
    let sending = Sending::default();
    let (choice, differing) = Choice::of(comparison);
    let unsaved = choice.unsaved();
    let kind = choice.with(0, |side| side.detail.kind);
    let equal: Vec<Field> = picked(directory, kind)
        .filter(|field| !differing.contains(field) && choice.with(0, |side| side.detail.values.contains_key(field)))
        .collect();
    let send = Callback::new(move |()| {
        let request = choice.request();
        let stays = choice.survivor.get_untracked();
        let [name, other] = [stays, 1 - stays].map(|place| choice.with(place, |side| name_of(&side.detail)));
        sending.start(async move {
            match confirmed(|| merge_customers(directory, request.clone())).await {
                Ok(merged) => {
                    unsaved.forget();
                    done.try_run((merged, name, other));
                }
                Err(ApiError(AppError::Conflict(found))) => {
                    again.try_run(found.changed_by);
                }
                Err(error) => return Err(error),
            }
            Ok(())
        });
    });
    let same = equal.len() as u64;
    view! {
        <DialogForm open sending word=merges::merge(locale) icon="copy" on_submit=send>
            <Kept unsaved />
            {move || {
                let text = notice.get();
                (!text.is_empty())
                    .then(|| {
                        view! {
                            <div class="banner banner--warn" role="alert">
                                <Icon name="triangle-alert" />
                                <div class="banner__text">{text}</div>
                            </div>
                        }
                    })
            }}
            <fieldset class="merge__stays">
                <legend class="field__label">{merges::stays(locale)}</legend>
                <Stays choice place=0 />
                <Stays choice place=1 />
            </fieldset>
            <p class="quiet">
                {if differing.is_empty() { merges::nothing_differs(locale) } else { merges::pick(locale) }}
            </p>
            <div class="diff">
                {differing.into_iter().map(|field| view! { <Row directory choice field /> }).collect_view()}
            </div>
            {(same > 0)
                .then(|| {
                    view! {
                        <details class="facts__rest">
                            <summary>
                                <Icon name="chevron-right" class="icon--small" />
                                {merges::equal(locale, same)}
                            </summary>
                            <ul>
                                {equal
                                    .into_iter()
                                    .map(|field| {
                                        let text = choice.with(0, |side| told(locale, &side.detail, field));
                                        view! { <li>{label_of(locale, Some(kind), field)} ": " {text}</li> }
                                    })
                                    .collect_view()}
                            </ul>
                        </details>
                    }
                })}
            <Moves choice />
            <button type="button" class="button button--quiet" on:click=move |_| another.run(())>
                {merges::another(locale)}
            </button>
        </DialogForm>
    }
}

/// One of the two records that may stay.
#[component]
fn Stays(choice: Choice, place: usize) -> impl IntoView {
    let locale = locale();
    let (text, address) =
        choice.with(place, |side| (head(&side.detail), side.detail.directory.address_of(&key_of(&side.detail))));
    // If it stays, the other one goes.
    let allowed = choice.with(1 - place, |side| may_go(&side.detail));
    let must_stay = !choice.with(place, |side| may_go(&side.detail));
    let name = merges::keep(locale, &text);
    view! {
        <div class="merge__side">
            <label class="diff__choice">
                <input
                    type="radio"
                    name="merge-stays"
                    disabled=!allowed
                    prop:checked=move || choice.survivor.get() == place
                    on:change=move |_| choice.survivor.set(place)
                />
                <span class="diff__value">{name}</span>
            </label>
            <a class="quiet" href=address target="_blank" rel="noopener">
                {text}
            </a>
            {must_stay.then(|| view! { <p class="field__help">{merges::may_not_go(locale)}</p> })}
        </div>
    }
}

/// A field in which they differ.
#[component]
fn Row(directory: Directory, choice: Choice, field: Field) -> impl IntoView {
    let locale = locale();
    let (kind, name) = (choice.with(0, |side| side.detail.kind), format!("merge-{}", field.key()));
    let side = move |place: usize| {
        let (id, text, who, at) = choice.with(place, |side| {
            (side.detail.id, told(locale, &side.detail, field), head(&side.detail), side.detail.placement.clone())
        });
        let reveals = text.is_some()
            && field
                .sensitive()
                .is_some_and(|(action, of)| viewer().is_some_and(|viewer| viewer.principal.may_at(action, of, &at)));
        let shown = text.unwrap_or_else(|| merges::empty(locale).to_owned());
        view! {
            <div class="merge__side">
                <label class="diff__choice">
                    <input
                        type="radio"
                        name=name.clone()
                        prop:checked=move || choice.place(field) == place
                        on:change=move |_| choice.signal(field).into_iter().for_each(|chosen| chosen.set(Some(place)))
                    />
                    <span class="diff__value">
                        <span class="diff__who">{who}</span>
                        {shown}
                    </span>
                </label>
                {reveals.then(|| view! { <Masked directory id field text=String::new() /> })}
            </div>
        }
    };
    view! {
        <fieldset class="diff__row">
            <legend class="diff__field">{label_of(locale, Some(kind), field)}</legend>
            {side(0)}
            {side(1)}
        </fieldset>
    }
}

/// What moves, and what becomes of the record that goes.
#[component]
fn Moves(choice: Choice) -> impl IntoView {
    let locale = locale();
    let lines = move |kind: CustomerKind, attached: &Attached| {
        let people = (attached.people > 0).then(|| match kind {
            CustomerKind::Team => merges::moves_members(locale, attached.people),
            _ => merges::moves_contact_persons(locale, attached.people),
        });
        let linked = attached.linked.iter();
        let linked = linked.map(|(list, count)| merges::moves_linked(locale, *count, words(*list, "")));
        people.into_iter().chain(linked).collect::<Vec<_>>()
    };
    move || {
        let stays = choice.survivor.get();
        let code = choice.with(stays, |side| head(&side.detail));
        let (lines, goes) = choice.with(1 - stays, |side| {
            let name = name_of(&side.detail);
            let goes = match side.detail.values.get(&Field::Code) {
                Some(code) => merges::goes(locale, code, &name),
                None => merges::goes_lead(locale, &name),
            };
            (lines(side.detail.kind, &side.attached), goes)
        });
        let moves = if lines.is_empty() {
            view! { <p>{merges::moves_nothing(locale)}</p> }.into_any()
        } else {
            view! {
                <p>{merges::moves(locale, &code)}</p>
                <ul class="merge__moves">{lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
            }
            .into_any()
        };
        view! {
            <div class="banner banner--info" role="status">
                <Icon name="info" />
                <div class="banner__text">{moves} <p>{goes}</p></div>
            </div>
        }
    }
}
