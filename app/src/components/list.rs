//! Lists that are shown whole, and the buttons at the end of their rows.

use leptos::prelude::*;

use super::Icon;
use crate::state::{Toast, locale, toasts};

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
    #[prop(optional)]
    empty: &'static str,
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
