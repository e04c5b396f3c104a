//! Lists that are shown whole or page by page, and what their rows are made of.

use std::{future::Future, sync::Arc};

use domain::booking::Guest;
use leptos::prelude::*;

use super::Icon;
use crate::{
    api::ApiError,
    state::{Toast, attempt, locale, toasts},
};

/// A list that is shown whole.
#[component]
pub fn ShortList(
    /// What it lists.
    #[prop(into)]
    label: String,
    /// Its columns: classes and headings.
    #[prop(into)]
    heads: Vec<(&'static str, &'static str)>,
    /// The rows end in buttons.
    #[prop(optional)]
    acts: bool,
    /// The rows.
    rows: Vec<AnyView>,
    /// What is said when there are none.
    #[prop(optional, into)]
    empty: String,
    /// What is said under them.
    #[prop(optional)]
    count: Option<String>,
) -> impl IntoView {
    if rows.is_empty() {
        return view! { <p class="quiet">{empty}</p> }.into_any();
    }
    view! {
        <div class="list list--inline">
            <div class="list__scroll" tabindex="0" role="region" aria-label=label>
                <table class="table">
                    <thead>
                        <tr>
                            {heads
                                .into_iter()
                                .map(|(class, word)| {
                                    view! {
                                        <th scope="col" class=class>
                                            {word}
                                        </th>
                                    }
                                })
                                .collect_view()}
                            {acts
                                .then(|| {
                                    view! {
                                        <th scope="col" class="cell--actions">
                                            <span class="visually-hidden">{i18n::app::actions(locale())}</span>
                                        </th>
                                    }
                                })}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {count
                .map(|count| {
                    view! {
                        <div class="list__foot">
                            <p class="list__count" role="status">
                                {count}
                            </p>
                        </div>
                    }
                })}
        </div>
    }
    .into_any()
}

/// The button under a list that has more than what is shown.
#[component]
pub fn MoreRows<R, P, N, F>(
    /// What is shown.
    rows: RwSignal<Vec<R>>,
    /// There are more behind this one.
    after: RwSignal<Option<P>>,
    /// Asks for those behind one.
    next: N,
) -> impl IntoView
where
    R: Send + Sync + 'static,
    P: Clone + Send + Sync + 'static,
    N: Fn(Option<P>) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<(Vec<R>, Option<P>), ApiError>> + 'static,
{
    let busy = StoredValue::new(false);
    let more = move |_| {
        // A page that is about to be replaced by a newer one has no more; pressed twice it is asked for once.
        let Some(last) = after.try_get_untracked() else { return };
        if busy.try_update_value(|busy| std::mem::replace(busy, true)) != Some(false) {
            return;
        }
        let next = next(last);
        attempt(async move {
            let found = next.await;
            busy.try_set_value(false);
            let (further, last) = found?;
            after.set(last);
            rows.update(|rows| rows.extend(further));
            Ok(())
        });
    };
    view! {
        <Show when=move || after.with(Option::is_some)>
            <button type="button" class="button" on:click=more.clone()>
                {i18n::app::show_more(locale())}
            </button>
        </Show>
    }
}

/// The cell with a customer, and the way there for those who may see the customer.
#[component]
pub fn CustomerCell(
    /// The customer.
    customer: Guest,
) -> impl IntoView {
    let Guest { name, link, .. } = customer;
    match link {
        Some((directory, code)) => view! { <td><a href=directory.address_of(&code)>{name}</a></td> }.into_any(),
        None => view! { <td>{name}</td> }.into_any(),
    }
}

/// A quiet button that does something at once. It holds itself what it does: while a newer list is on its way its row still
/// stands there and may be pressed.
#[component]
pub fn RowAct(
    /// Its icon.
    icon: &'static str,
    /// What it does, and to what.
    label: String,
    /// What it does is not undone by a key.
    danger: bool,
    /// What it does.
    press: Arc<dyn Fn() + Send + Sync>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="icon-button"
            class:icon-button--danger=danger
            aria-label=label.clone()
            title=label
            on:click=move |_| press()
        >
            <Icon name=icon />
        </button>
    }
}

/// A button at the end of a row.
#[component]
pub fn RowButton(
    /// Its icon.
    icon: &'static str,
    /// What it does, and to what.
    label: String,
    /// What it does is not undone by a key.
    #[prop(optional)]
    danger: bool,
    /// Why it may not be pressed now; pressed all the same it says so.
    #[prop(default = None)]
    forbidden: Option<&'static str>,
    /// What it does.
    on_press: Callback<()>,
) -> impl IntoView {
    let toasts = toasts();
    let title = forbidden.map_or_else(|| label.clone(), str::to_owned);
    view! {
        <button
            type="button"
            class="icon-button"
            class:icon-button--danger=danger
            aria-label=label
            title=title
            aria-disabled=forbidden.is_some().to_string()
            on:click=move |_| match forbidden {
                // A row that is about to be replaced by a newer one does nothing any more.
                None => {
                    on_press.try_run(());
                }
                Some(why) => toasts.show(Toast::failed(why)),
            }
        >
            <Icon name=icon />
        </button>
    }
}

/// A link at the end of a row.
#[component]
pub fn RowLink(
    /// Its icon.
    icon: &'static str,
    /// Where it leads.
    label: String,
    /// The address.
    href: String,
) -> impl IntoView {
    view! {
        <a class="icon-button" href=href aria-label=label.clone() title=label>
            <Icon name=icon />
        </a>
    }
}
