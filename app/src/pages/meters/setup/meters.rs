//! The meters of a branch.

use domain::meter::{MeterChange, MeterInput, MeterRow};
use i18n::meters;
use leptos::prelude::*;

use super::{Desk, meter::Editing};
use crate::{
    api::meters::change_meter,
    components::{Icon, RowButton, ShortList},
    pages::{
        meters::{rows::KindCell, words::within},
        receipts::words::day,
    },
    state::{Toast, attempt, locale, toasts},
};

/// The list.
#[component]
pub fn Meters(
    /// The meters.
    meters: Vec<MeterRow>,
    /// Whether the person may hang some.
    may_add: bool,
    /// Where things are done.
    desk: Desk,
) -> impl IntoView {
    let locale = locale();
    let add = may_add.then(|| {
        view! {
            <button
                type="button"
                class="button button--primary"
                aria-keyshortcuts="n"
                on:click=move |_| desk.editing.set(Some(Editing::New))
            >
                <Icon name="plus" />
                {meters::meter_add(locale)}
            </button>
        }
    });
    let heads = [
        ("cell--key", meters::space(locale)),
        ("", meters::kind(locale)),
        ("", meters::serial(locale)),
        ("cell--number", meters::begins_at(locale)),
        ("", meters::begins_on(locale)),
        ("", meters::status(locale)),
    ];
    let acts = meters.iter().any(|meter| meter.may_edit);
    let rows = meters.into_iter().map(|meter| view! { <Row meter acts desk /> }.into_any()).collect();
    view! {
        <section class="section">
            <div class="section__head">
                <h2 class="section__title">{meters::meters(locale)}</h2>
                <div class="section__actions">{add}</div>
            </div>
            <ShortList label=meters::meters(locale) heads acts rows empty=meters::no_meters(locale) />
        </section>
    }
}

#[component]
fn Row(meter: MeterRow, acts: bool, desk: Desk) -> impl IntoView {
    let locale = locale();
    let (class, icon, word) = match meter.active {
        true => ("badge badge--good", "circle-check", meters::meter_active(locale)),
        false => ("badge", "pause", meters::meter_off(locale)),
    };
    let named =
        |text: fn(i18n::Locale, &str, &str) -> String| text(locale, within(locale, meter.kind), &meter.space.name);
    let buttons = meter.may_edit.then(|| {
        let (edited, turned) = (meter.clone(), meter.clone());
        let edit = Callback::new(move |()| desk.editing.set(Some(Editing::Meter(edited.clone()))));
        let turn = Callback::new(move |()| turn(turned.clone(), desk.changed));
        let (turn_icon, turn_word) = match meter.active {
            true => ("pause", named(meters::meter_stop)),
            false => ("play", named(meters::meter_start)),
        };
        view! {
            <RowButton icon="pencil" label=named(meters::meter_edit) on_press=edit />
            <RowButton icon=turn_icon label=turn_word on_press=turn />
        }
    });
    view! {
        <tr>
            <th scope="row" class="cell--key">
                {meter.space.name.clone()}
            </th>
            <KindCell kind=meter.kind />
            <td>{meter.serial.clone()}</td>
            <td class="cell--number">{format!("{} {}", meter.begins_at, meter.kind.unit())}</td>
            <td>{day(meter.begins_on)}</td>
            <td>
                <span class=class>
                    <Icon name=icon />
                    {word}
                </span>
            </td>
            {acts
                .then(|| {
                    view! {
                        <td class="cell--actions">
                            <div class="row-actions">{buttons}</div>
                        </td>
                    }
                })}
        </tr>
    }
}

/// Takes a meter out of the sheet, or into it again.
fn turn(meter: MeterRow, changed: Callback<()>) {
    let (locale, toasts) = (locale(), toasts());
    attempt(async move {
        let was = meter.input();
        let becomes = MeterInput { active: !was.active, ..was.clone() };
        change_meter(meter.id, MeterChange { was, becomes }).await?;
        toasts.show(Toast::done(meters::meter_saved(locale)));
        changed.try_run(());
        Ok(())
    });
}
