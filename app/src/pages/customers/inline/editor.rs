//! The editor of a cell: it lies over the cell and is no part of the row, so that what is typed stays when the row is made
//! anew.

use domain::{
    AppError, CustomerId,
    customer::{CustomerChange, Directory, Edit, Field, required},
    error::Conflict,
    value::{FieldKind, normalise},
};
use i18n::inline as texts;
use leptos::{
    ev::{FocusEvent, KeyboardEvent},
    html,
    prelude::*,
    task::spawn_local,
};

use super::{
    super::cells::fault,
    Current, Edited, Hand,
    dom::{self, Frame},
    values,
};
use crate::{
    api::{ApiError, customers::change_customer},
    components::{Icon, problem_text},
    state::{Toast, attempt, locale, report, session, toasts},
};

/// An editor is not narrower than this.
const NARROW: i32 = 224;

/// Where one goes when a cell is saved.
#[derive(Clone, Copy, PartialEq, Eq)]
enum After {
    /// Back to the cell.
    Stay,
    /// To the next cell that can be edited.
    Next,
    /// To the former one.
    Former,
    /// Somebody has gone elsewhere already.
    Nowhere,
}

/// What is changed: the field of a record, and what stood there when it was seen.
#[derive(Clone)]
struct Change {
    directory: Directory,
    id: CustomerId,
    name: String,
    field: Field,
    version: i64,
    was: Option<String>,
}

impl Change {
    fn to(&self, becomes: Option<String>) -> CustomerChange {
        let edit = Edit { was: self.was.clone(), becomes };
        let fields = [(self.field, edit)].into();
        CustomerChange { version: self.version, fields, without_email: None }
    }
}

/// Over the cell: what is typed or chosen, what is wrong with it, and the two ways out.
#[component]
pub fn Editor(hand: Hand, edited: Edited) -> impl IntoView {
    let locale = locale();
    let Edited { row, field, column } = edited.clone();
    let change = StoredValue::new(Change {
        directory: hand.sheet.directory,
        id: row.id,
        name: values::name_of(&row),
        field,
        version: row.version,
        was: values::standing(&row, field),
    });
    let began = change.with_value(|change| values::typed(field, change.was.as_deref()));
    let typed = RwSignal::new(began.clone());
    let began = StoredValue::new(began);
    let (busy, wrong) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let conflict = RwSignal::new(None::<Conflict>);
    let edited = StoredValue::new(edited);
    let is_open = move || {
        hand.edited.try_with_untracked(|now| now.as_ref().is_some_and(|now| edited.with_value(|one| one == now)))
            == Some(true)
    };
    let close = move |after: After| {
        if !is_open() {
            return;
        }
        hand.edited.set(None);
        match after {
            After::Stay => {
                hand.focus_current();
            }
            After::Next | After::Former => {
                edited.with_value(|edited| hand.edit_beside(edited, after == After::Former));
            }
            After::Nowhere => {}
        }
    };
    let save = move |after: After| {
        if busy.get_untracked() {
            return;
        }
        let text = typed.get_untracked();
        if text.trim() == began.get_value() && conflict.with_untracked(Option::is_none) {
            return close(after);
        }
        let must = required(hand.sheet.directory, row.kind, row.without_email).contains(&field);
        let becomes = match normalise(field.kind(), &text, session().today) {
            Ok(normal) if normal.text.is_none() && must => return wrong.set(Some(fault(locale, "required"))),
            Ok(normal) => normal.text,
            Err(code) => return wrong.set(Some(fault(locale, code))),
        };
        busy.set(true);
        wrong.set(None);
        let wanted = change.get_value();
        spawn_local(async move {
            let saved = change_customer(wanted.directory, wanted.id, wanted.to(becomes.clone())).await;
            // Somebody may have gone to another page meanwhile.
            if busy.try_set(false).is_some() {
                return;
            }
            match saved {
                Ok(saved) => {
                    show(hand, column, &wanted, becomes.as_deref());
                    offer_undo(hand, &wanted, saved.version, becomes);
                    close(after);
                    hand.sheet.window.follow();
                }
                Err(ApiError(AppError::Conflict(found))) => {
                    wrong.set(None);
                    conflict.set(Some(*found));
                }
                Err(ApiError(error)) => {
                    wrong.set(Some(problem_text(locale, &error)));
                    if error == AppError::Unauthenticated {
                        report(&error);
                    }
                }
            }
        });
    };
    // What both have typed is seen by the one who saves: now the other one's stands there.
    let save_mine = move || {
        let Some(found) = conflict.get_untracked() else { return };
        change.update_value(|change| {
            change.version = found.version;
            change.was = found.fields.first().and_then(|both| both.theirs.clone());
        });
        save(After::Stay);
        conflict.set(None);
    };
    let keep_theirs = move || {
        close(After::Stay);
        hand.sheet.window.follow();
    };
    let press = move |event: KeyboardEvent| {
        // A tone that is being typed is no way out.
        if event.is_composing() {
            return;
        }
        let after = match (event.key().as_str(), event.shift_key()) {
            ("Escape", _) => {
                event.prevent_default();
                return close(After::Stay);
            }
            ("Enter", _) if !dom::element_of(event.target()).is_some_and(|target| dom::is_in(&target, "button")) => {
                After::Stay
            }
            ("Tab", false) if conflict.with_untracked(Option::is_none) => After::Next,
            ("Tab", true) if conflict.with_untracked(Option::is_none) => After::Former,
            _ => return,
        };
        event.prevent_default();
        match conflict.with_untracked(Option::is_some) {
            true => save_mine(),
            false => save(after),
        }
    };
    let leave = move |event: FocusEvent| {
        let to = dom::element_of(event.related_target());
        let within = to.is_some_and(|to| dom::is_in(&to, ".editor"));
        // What is wrong stays until somebody mends it or gives it up; so does what another tab or window interrupts.
        let settled = wrong.with_untracked(Option::is_none) && conflict.with_untracked(Option::is_none);
        if !within && settled && is_open() && dom::is_in_front() {
            save(After::Nowhere);
        }
    };
    let frame = move || {
        hand.moved.track();
        let current = Current { row: Some(change.with_value(|change| change.id)), column };
        hand.frame(current).unwrap_or_default()
    };
    let frame = Memo::new(move |before: Option<&Frame>| match frame() {
        // The row has left the list: the editor stays where it was.
        frame if frame == Frame::default() => before.copied().unwrap_or_default(),
        frame => frame,
    });
    let name = change.with_value(|change| texts::edit_cell(locale, hand.label(field), &change.name));
    let control = control(hand, edited.get_value(), typed, name.clone(), wrong, busy);
    view! {
        <div
            class="editor"
            class:editor--low=move || frame.get().low
            role="group"
            aria-label=name
            style:left=move || format!("{}px", frame.get().left)
            style:top=move || format!("{}px", frame.get().top)
            style:width=move || format!("{}px", frame.get().width.max(NARROW))
            style:min-height=move || format!("{}px", frame.get().height)
            on:keydown=press
            on:focusout=leave
        >
            {control}
            <div class="editor__under" id=NOTES>
                {move || {
                    wrong
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
                {move || {
                    conflict
                        .get()
                        .map(|found| {
                            let text = told(hand, field, &found);
                            view! {
                                <p class="field__warning" role="alert">
                                    <Icon name="triangle-alert" class="icon--small" />
                                    {text}
                                </p>
                            }
                        })
                }}
                <div class="buttons">
                    <Show
                        when=move || conflict.with(Option::is_some)
                        fallback=move || {
                            view! {
                                {way(texts::save_key(locale), true, Callback::new(move |()| save(After::Stay)))}
                                {way(texts::cancel_key(locale), false, Callback::new(move |()| close(After::Stay)))}
                            }
                        }
                    >
                        {way(texts::conflict_mine(locale), true, Callback::new(move |()| save_mine()))}
                        {way(texts::conflict_theirs(locale), false, Callback::new(move |()| keep_theirs()))}
                    </Show>
                </div>
            </div>
        </div>
    }
}

/// Tied to the control: what is wrong.
const NOTES: &str = "editor-notes";

/// A way out of the editor; a press leaves the focus where it is.
fn way(word: &'static str, first: bool, press: Callback<()>) -> impl IntoView {
    view! {
        <button
            type="button"
            class="button button--small"
            class:button--primary=first
            on:pointerdown=move |event| event.prevent_default()
            on:click=move |_| press.run(())
        >
            {word}
        </button>
    }
}

/// A line of text, or a choice from the same list as in the form.
fn control(
    hand: Hand,
    Edited { row, field, .. }: Edited,
    typed: RwSignal<String>,
    name: String,
    wrong: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
) -> AnyView {
    let invalid = move || wrong.with(Option::is_some).to_string();
    if values::is_choice(field) {
        let select = NodeRef::<html::Select>::new();
        Effect::new(move || {
            if let Some(select) = select.get() {
                let _ = select.focus();
            }
        });
        let offered = hand.choices.with_untracked(|choices| values::offered(locale(), &row, field, choices));
        let nothing = (String::new(), i18n::customers::conflict_empty(locale()).to_owned());
        let option = move |(value, word): (String, String)| {
            let selected = typed.with_untracked(|typed| *typed == value);
            view! {
                <option value=value selected=selected>
                    {word}
                </option>
            }
        };
        return view! {
            <select
                class="select"
                node_ref=select
                aria-label=name
                aria-describedby=NOTES
                aria-invalid=invalid
                aria-busy=move || busy.get().to_string()
                on:change:target=move |event| typed.set(event.target().value())
            >
                {std::iter::once(nothing).chain(offered).map(option).collect_view()}
            </select>
        }
        .into_any();
    }
    let input = NodeRef::<html::Input>::new();
    Effect::new(move || {
        if let Some(input) = input.get() {
            let _ = input.focus();
            input.select();
        }
    });
    view! {
        <input
            class="input"
            node_ref=input
            aria-label=name
            aria-describedby=NOTES
            aria-invalid=invalid
            aria-busy=move || busy.get().to_string()
            autocomplete="off"
            type=if field.kind() == FieldKind::Phone { "tel" } else { "text" }
            inputmode=match field.kind() {
                FieldKind::Email => "email",
                FieldKind::Date | FieldKind::Count => "numeric",
                _ => "text",
            }
            prop:value=move || typed.get()
            on:input:target=move |event| typed.set(event.target().value())
        />
    }
    .into_any()
}

/// Both values, in words.
fn told(hand: Hand, field: Field, found: &Conflict) -> String {
    let both = found.fields.first();
    let word = |text: Option<&str>| hand.choices.with_untracked(|choices| values::told(locale(), field, choices, text));
    let theirs = word(both.and_then(|both| both.theirs.as_deref()));
    let yours = word(both.and_then(|both| both.yours.as_deref()));
    texts::conflict(locale(), &found.changed_by, &theirs, &yours)
}

/// The cell says at once what was saved; the row follows when the server has told how it is now.
fn show(hand: Hand, column: usize, change: &Change, becomes: Option<&str>) {
    let current = Current { row: Some(change.id), column };
    let cell = hand.spot(current).and_then(|spot| dom::cell_at(hand.sheet.area, spot));
    if let Some(cell) = cell.filter(|_| column > 0) {
        let text = hand.choices.with_untracked(|choices| values::told(locale(), change.field, choices, becomes));
        cell.set_text_content(Some(if becomes.is_some() { &text } else { "–" }));
    }
}

/// The way back goes by the same change.
fn offer_undo(hand: Hand, change: &Change, version: i64, becomes: Option<String>) {
    let locale = locale();
    let (field, name) = (hand.label(change.field), change.name.clone());
    let back = Change { version, was: becomes, ..change.clone() };
    let before = change.was.clone();
    let undo = move || {
        let (back, before, name) = (back.clone(), before.clone(), name.clone());
        attempt(async move {
            change_customer(back.directory, back.id, back.to(before)).await?;
            toasts().show(Toast::done(texts::undone(locale, field, &name)));
            if !hand.inside.is_disposed() {
                hand.sheet.window.follow();
            }
            Ok(())
        });
    };
    let text = texts::saved(locale, field, &change.name);
    toasts().show(Toast::done(text).with_action(i18n::app::undo(locale), undo));
}
