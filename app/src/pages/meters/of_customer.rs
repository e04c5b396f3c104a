//! What was read of meters for a customer.

use domain::{
    CustomerId,
    meter::{ReadingFilter, ReadingPage, ReadingRow},
    permission::Resource as Subject,
};
use i18n::meters;
use leptos::prelude::*;

use super::{
    desk::{Desk, DeskDialogs},
    rows::{Acts, KindCell},
};
use crate::{
    api::meters::list_readings,
    components::{Icon, MoreRows, ShortList, WhenLoaded},
    pages::receipts::words::day,
    state::{locale, on_change_of},
};

/// The readings of a customer, if there are any.
#[component]
pub fn CustomerReadings(
    /// Whose.
    customer: CustomerId,
) -> impl IntoView {
    let found = Resource::new_blocking(|| (), move |()| list_readings(ReadingFilter { customer }, None));
    on_change_of(Subject::Services, move || found.refetch());
    let desk = Desk::new(Callback::new(move |()| found.refetch()));
    let show = Callback::new(move |page: ReadingPage| match page.rows.is_empty() {
        true => ().into_any(),
        false => view! { <Rows page customer desk /> }.into_any(),
    });
    view! {
        <WhenLoaded data=found show />
        <DeskDialogs desk />
    }
}

/// The rows of a page, and of those that are asked for after it.
#[component]
fn Rows(page: ReadingPage, customer: CustomerId, desk: Desk) -> impl IntoView {
    let locale = locale();
    let (rows, after) = (RwSignal::new(page.rows), RwSignal::new(page.after));
    let next = move |last| {
        let page = list_readings(ReadingFilter { customer }, last);
        async move { page.await.map(|page| (page.rows, page.after)) }
    };
    let heads = move |amounts: bool| {
        let mut heads = vec![
            ("cell--key", meters::month(locale)),
            ("", meters::kind(locale)),
            ("", meters::space(locale)),
            ("", meters::read_on(locale)),
            ("cell--number", meters::old(locale)),
            ("cell--number", meters::reading(locale)),
            ("cell--number", meters::used(locale)),
        ];
        if amounts {
            heads.push(("cell--number", meters::amount(locale)));
        }
        heads.extend([("", meters::status(locale)), ("", meters::made_by(locale))]);
        heads
    };
    view! {
        <section class="section readings">
            <div class="section__head">
                <h2 class="section__title">{meters::readings(locale)}</h2>
            </div>
            {move || {
                let found = rows.get();
                let amounts = found.iter().any(|row| row.amount.is_some());
                let acts = found.iter().any(|row| row.may_edit || row.may_cancel);
                let shown = found.into_iter().map(|row| view! { <Row row amounts acts desk /> }.into_any()).collect();
                view! { <ShortList label=meters::readings(locale) heads=heads(amounts) acts rows=shown /> }
            }}
            <MoreRows rows after next />
        </section>
    }
}

#[component]
fn Row(row: ReadingRow, amounts: bool, acts: bool, desk: Desk) -> impl IntoView {
    let locale = locale();
    let (class, icon, word) = match row.cancelled {
        true => ("badge", "ban", meters::status_cancelled(locale)),
        false => ("badge badge--good", "check", meters::status_read(locale)),
    };
    view! {
        <tr>
            <th scope="row" class="cell--key">
                {row.month.shown()}
            </th>
            <KindCell kind=row.kind />
            <td>{row.space.as_ref().map(|space| space.name.clone())}</td>
            <td>{day(row.place.read_on)}</td>
            <td class="cell--number">{row.old.to_string()}</td>
            <td class="cell--number">{row.reading.to_string()}</td>
            <td class="cell--number">{format!("{} {}", row.used, row.kind.unit())}</td>
            {amounts.then(|| view! { <td class="cell--number">{row.amount.map(|amount| amount.to_string())}</td> })}
            <td>
                <span class=class>
                    <Icon name=icon />
                    {word}
                </span>
            </td>
            <td>{row.made_by.clone()}</td>
            {acts
                .then(|| {
                    view! {
                        <td class="cell--actions">
                            <div class="row-actions">
                                <Acts row desk />
                            </div>
                        </td>
                    }
                })}
        </tr>
    }
}
