//! The row of the sheet in which a reading is typed.

use domain::meter::MeterKind;
use i18n::meters;
use leptos::{ev::KeyboardEvent, prelude::*};

use super::{
    line::Line,
    rows::{GuestCell, KindCell},
    sheet::Sheet,
    words::{courses, within},
};
use crate::{components::Icon, state::locale};

/// The row: the old reading, a line for the new one, and what that comes to while it is typed.
#[component]
pub fn EntryRow(
    /// Which meter.
    line: Line,
    /// The sheet in which it stands.
    sheet: Sheet,
    /// Some rows say what is to be paid.
    amounts: bool,
) -> impl IntoView {
    let locale = locale();
    let (kind, space) = line.row.with_untracked(|row| (row.kind, row.space.name.clone()));
    let named = |text: fn(i18n::Locale, &str, &str) -> String| text(locale, within(locale, kind), &space);
    let outlook = Memo::new(move |_| sheet.outlook(line));
    let old = move || line.row.with(|row| row.stand.map(|stand| stand.shown.to_string()));
    let used = move || outlook.get().map(|outlook| format!("{} {}", outlook.used, kind.unit()));
    let amount = move || outlook.get().and_then(|outlook| outlook.amount).map(|amount| amount.to_string());
    let guest = move || line.row.with(|row| row.guest.clone());
    let ask = named(meters::course_of);
    view! {
        <tr aria-busy=move || line.busy.get().to_string()>
            <th scope="row" class="cell--key">
                {space.clone()}
            </th>
            <KindCell kind />
            {move || view! { <GuestCell guest=guest() lived=true /> }}
            <td class="cell--number">{old}</td>
            <td class="cell--typed">
                <Reading line sheet label=named(meters::reading_of) />
                <Notes line outlook=move || {
                    outlook.get().map(|outlook| (outlook.is_unusual, outlook.is_free)).unwrap_or_default()
                } />
                <Show when=move || line.asks.get()>
                    <CourseFields line sheet kind />
                </Show>
            </td>
            <td class="cell--number">{used}</td>
            {amounts.then(|| view! { <td class="cell--number">{amount}</td> })}
            <td class="cell--actions">
                <div class="row-actions">
                    <button
                        type="button"
                        class="icon-button"
                        aria-label=ask.clone()
                        title=ask
                        aria-expanded=move || line.asks.get().to_string()
                        on:click=move |_| line.asks.update(|asks| *asks = !*asks)
                    >
                        <Icon name="rotate-ccw" />
                    </button>
                </div>
            </td>
        </tr>
    }
}

/// For `id` and `aria-describedby`.
fn notes_of(line: Line) -> String {
    format!("reading-{}-notes", line.meter)
}

/// The line in which the reading is typed. Enter and the arrows go up and down; whoever leaves it saves it.
#[component]
fn Reading(line: Line, sheet: Sheet, label: String) -> impl IntoView {
    let press = move |event: KeyboardEvent| {
        let forward = match event.key().as_str() {
            "Enter" | "ArrowDown" => true,
            "ArrowUp" => false,
            _ => return,
        };
        event.prevent_default();
        sheet.step(line, forward);
    };
    let is_wrong = move || line.faults.with(|faults| faults.of("reading").is_some());
    // Whoever asks for a further reading types it next.
    Effect::new(move || {
        if let Some(input) = line.input.get().filter(|_| line.adds.get_untracked()) {
            let _ = input.focus();
        }
    });
    view! {
        <input
            class="input input--number"
            node_ref=line.input
            aria-label=label
            aria-describedby=notes_of(line)
            aria-invalid=move || is_wrong().to_string()
            autocomplete="off"
            inputmode="decimal"
            enterkeyhint="next"
            prop:value=move || line.draft.reading.get()
            on:input:target=move |event| line.draft.reading.set(event.target().value())
            on:keydown=press
            on:blur=move |_| sheet.save(line)
        />
    }
}

/// What is wrong with it, and what should be looked at.
#[component]
fn Notes(
    line: Line,
    /// It is unusual; nobody has said what it costs.
    outlook: impl Fn() -> (bool, bool) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let locale = locale();
    let faults = move || {
        let words = |code: &str| i18n::errors::by_code(locale, code).unwrap_or_else(|| i18n::errors::invalid(locale));
        let told = line.faults.with(|faults| faults.0.iter().map(|fault| words(&fault.code)).collect::<Vec<_>>());
        let fault = |text: &'static str| {
            view! {
                <p class="field__error" role="alert">
                    <Icon name="circle-alert" class="icon--small" />
                    {text}
                </p>
            }
        };
        told.into_iter().map(fault).collect_view()
    };
    let warnings = move || {
        let (is_unusual, is_free) = outlook();
        let told = [(is_unusual, meters::unusual(locale)), (is_free, meters::no_tariff(locale))];
        let warning = |(_, text): (bool, &'static str)| {
            view! {
                <p class="field__warning">
                    <Icon name="triangle-alert" class="icon--small" />
                    {text}
                </p>
            }
        };
        told.into_iter().filter(|(is, _)| *is).map(warning).collect_view()
    };
    view! { <div id=notes_of(line)>{faults} {warnings}</div> }
}

/// How the meter came to what it shows.
#[component]
fn CourseFields(line: Line, sheet: Sheet, kind: MeterKind) -> impl IntoView {
    let locale = locale();
    let options = courses(locale).into_iter().map(|(key, word)| {
        let selected = line.draft.course.with_untracked(|course| *course == key);
        view! {
            <option value=key selected=selected>
                {word}
            </option>
        }
    });
    let part = move |typed: RwSignal<String>, field: &'static str, label: &'static str| {
        let is_wrong = move || line.faults.with(|faults| faults.of(field).is_some());
        view! {
            <label class="reading__part">
                <span class="field__label">{format!("{label} ({})", kind.unit())}</span>
                <input
                    class="input input--number"
                    aria-invalid=move || is_wrong().to_string()
                    autocomplete="off"
                    inputmode="decimal"
                    prop:value=move || typed.get()
                    on:input:target=move |event| typed.set(event.target().value())
                    on:blur=move |_| {
                        // What is still to be typed is not wrong yet.
                        if typed.with_untracked(|typed| !typed.trim().is_empty()) {
                            sheet.save(line);
                        }
                    }
                />
            </label>
        }
    };
    view! {
        <div class="reading__course">
            <label class="reading__part">
                <span class="field__label">{meters::course(locale)}</span>
                <select
                    class="select"
                    prop:value=move || line.draft.course.get()
                    on:change:target=move |event| {
                        line.draft.course.set(event.target().value());
                        if !untrack(|| line.draft.is_replaced()) {
                            sheet.save(line);
                        }
                    }
                >
                    {options.collect_view()}
                </select>
            </label>
            <Show when=move || line.draft.is_replaced()>
                {part(line.draft.ended, "ended", meters::ended(locale))}
                {part(line.draft.began, "began", meters::began(locale))}
            </Show>
        </div>
    }
}
