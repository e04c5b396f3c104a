//! The tariffs of a branch.

use domain::{BranchId, meter::Tariff};
use i18n::{Locale, meters};
use leptos::prelude::*;

use super::Desk;
use crate::{
    api::meters::remove_tariff,
    components::{Icon, RowButton, ShortList},
    pages::{
        meters::{rows::KindCell, words::within},
        receipts::words::day,
    },
    state::{Toast, attempt, locale, toasts},
};

/// The list.
#[component]
pub fn Tariffs(
    /// The tariffs, the latest first.
    tariffs: Vec<Tariff>,
    /// The branch in which they count.
    branch: BranchId,
    /// Whether the person may add some.
    may_add: bool,
    /// Where things are done.
    desk: Desk,
) -> impl IntoView {
    let locale = locale();
    // Whoever may not see amounts is not told that there are none.
    if tariffs.is_empty() && !may_add {
        return ().into_any();
    }
    let add = may_add.then(|| {
        view! {
            <button type="button" class="button" on:click=move |_| desk.adding.set(Some(branch))>
                <Icon name="plus" />
                {meters::tariff_add(locale)}
            </button>
        }
    });
    let heads =
        [("cell--key", meters::valid_from(locale)), ("", meters::kind(locale)), ("cell--text", meters::price(locale))];
    let acts = tariffs.iter().any(|tariff| tariff.may_edit);
    let rows = tariffs.into_iter().map(|tariff| view! { <Row tariff acts desk /> }.into_any()).collect();
    view! {
        <section class="section">
            <div class="section__head">
                <h2 class="section__title">{meters::tariffs(locale)}</h2>
                <div class="section__actions">{add}</div>
            </div>
            <p class="page__note">{meters::tariff_text(locale)}</p>
            <ShortList label=meters::tariffs(locale) heads acts rows empty=meters::tariff_empty(locale) />
        </section>
    }
    .into_any()
}

/// `3.500 ₫ mỗi kWh`, or each step.
fn price(locale: Locale, tariff: &Tariff) -> String {
    let unit = tariff.input.kind.unit();
    let step = |step: &domain::meter::Step| match step.above {
        0 => meters::step_first(locale, &step.price.to_string(), unit),
        above => meters::step_above(locale, &i18n::grouped(above.into()), &step.price.to_string(), unit),
    };
    tariff.input.steps.iter().map(step).collect::<Vec<_>>().join("; ")
}

#[component]
fn Row(tariff: Tariff, acts: bool, desk: Desk) -> impl IntoView {
    let locale = locale();
    let from = day(tariff.input.valid_from);
    let remove = tariff.may_edit.then(|| {
        let label = meters::tariff_remove(locale, &from, within(locale, tariff.input.kind));
        let forbidden = tariff.is_used.then(|| meters::tariff_used(locale));
        let (toasts, id) = (toasts(), tariff.id);
        let press = Callback::new(move |()| {
            attempt(async move {
                remove_tariff(id).await?;
                toasts.show(Toast::done(meters::tariff_removed(locale)));
                desk.changed.try_run(());
                Ok(())
            });
        });
        view! { <RowButton icon="trash-2" label danger=true forbidden on_press=press /> }
    });
    view! {
        <tr>
            <th scope="row" class="cell--key">
                {from.clone()}
            </th>
            <KindCell kind=tariff.input.kind />
            <td class="cell--text">{price(locale, &tariff)}</td>
            {acts
                .then(|| {
                    view! {
                        <td class="cell--actions">
                            <div class="row-actions">{remove}</div>
                        </td>
                    }
                })}
        </tr>
    }
}
