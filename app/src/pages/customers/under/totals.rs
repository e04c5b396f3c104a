//! What the list comes to as it is filtered, asked for when it is opened. Each value leads to the list of those that have it.

use domain::{
    AppError,
    customer::Directory,
    list::{Breakdown, Figure, ListState, Totals},
};
use i18n::{Locale, totals as texts};
use leptos::{prelude::*, task::spawn_local};

use super::{
    super::{
        cells::{label, shown},
        list::address,
        speaking,
    },
    Under, close,
};
use crate::{
    api::{ApiError, customers::list_totals},
    components::{Icon, Problem},
    state::locale,
};

/// The bar below the rows.
#[component]
pub fn TotalsBar(
    /// The list.
    state: Memo<ListState>,
    /// What is open.
    under: RwSignal<Option<Under>>,
) -> impl IntoView {
    let locale = locale();
    let directory = state.with_untracked(|state| state.directory);
    let whole = Memo::new(move |_| state.get().from_start());
    let found = RwSignal::new(None::<Result<Totals, AppError>>);
    Effect::new(move || {
        let asked = whole.get();
        found.set(None);
        spawn_local(async move {
            let answer = list_totals(asked.clone()).await.map_err(|ApiError(error)| error);
            if whole.try_get_untracked().is_some_and(|now| now == asked) {
                found.set(Some(answer));
            }
        });
    });
    view! {
        <section class="totals" aria-label=texts::title(locale)>
            <div class="totals__head">
                <p class="totals__count" role="status">
                    {move || match found.get() {
                        Some(Ok(totals)) => told(locale, directory, &totals),
                        Some(Err(_)) => String::new(),
                        None => i18n::app::loading(locale).to_owned(),
                    }}
                </p>
                <button
                    type="button"
                    class="icon-button icon-button--control"
                    aria-label=i18n::app::close(locale)
                    title=i18n::app::close(locale)
                    on:click=move |_| close(under)
                >
                    <Icon name="x" />
                </button>
            </div>
            {move || match found.get() {
                Some(Ok(totals)) => {
                    let list = whole.get();
                    view! {
                        <div class="totals__parts">
                            {totals.breakdowns.into_iter().map(|breakdown| part(locale, &list, breakdown)).collect_view()}
                        </div>
                    }
                        .into_any()
                }
                Some(Err(error)) => view! { <Problem error /> }.into_any(),
                None => ().into_any(),
            }}
        </section>
    }
}

/// How many there are, and what they sum up to.
fn told(locale: Locale, directory: Directory, totals: &Totals) -> String {
    let count = match totals.count.capped {
        true => speaking(directory, texts::counted_alone, i18n::leads::counted_alone),
        false => speaking(directory, i18n::customers::count, i18n::leads::count),
    };
    let figure = |(figure, number): &(Figure, u64)| match figure {
        Figure::Members => texts::members(locale, *number),
        Figure::WithContact => texts::with_contact(locale, *number),
    };
    let figures = totals.figures.iter().map(figure);
    std::iter::once(count(locale, totals.count.records)).chain(figures).collect::<Vec<_>>().join(" · ")
}

/// A field with its values.
fn part(locale: Locale, list: &ListState, breakdown: Breakdown) -> AnyView {
    let Breakdown { field, values } = breakdown;
    let value = |(value, records): (Option<String>, u64)| {
        let target = address(&list.narrowed(field, value.as_deref()));
        let word = match &value {
            Some(value) => shown(locale, field, value),
            None => texts::none(locale).to_owned(),
        };
        view! {
            <li>
                <a class="totals__value" href=target class:totals__value--none=value.is_none()>
                    <span class="totals__word">{word}</span>
                    " "
                    <span class="totals__number">{i18n::grouped(records)}</span>
                </a>
            </li>
        }
    };
    let heading = label(locale, field);
    view! {
        <div class="totals__part">
            <h2 class="totals__field">{heading}</h2>
            <ul class="totals__values" aria-label=heading>
                {values.into_iter().map(value).collect_view()}
            </ul>
        </div>
    }
    .into_any()
}
