//! A list that the address narrows to one customer says whose it is, and leads to everybody's.

use domain::booking::Guest;
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

use super::Icon;
use crate::state::locale;

/// The customer in an address.
pub const CUSTOMER: &str = "customer";

/// Whose the list is, as a chip that is taken away like any other. Nothing is shown of a list of everybody's.
#[component]
pub fn Whose(
    /// The customer, if the reader may know who it is.
    customer: Option<Guest>,
    /// Where the list is.
    address: &'static str,
) -> impl IntoView {
    let locale = locale();
    let query = use_query_map();
    let (label, without) = query.with_untracked(|query| {
        let others = query.clone().into_iter().filter(|(key, _)| key != CUSTOMER);
        let others: ParamsMap = others.collect();
        (query.get(CUSTOMER).map(|_| i18n::bookings::customer(locale)), others)
    });
    label.map(|label| {
        let name = match customer {
            Some(Guest { name, link: Some((directory, code)), .. }) => {
                view! { <a href=directory.address_of(&code)>{name}</a> }.into_any()
            }
            Some(Guest { name, link: None, .. }) => name.into_any(),
            None => i18n::app::unknown(locale).into_any(),
        };
        let remove = i18n::customers::filter_remove(locale, label);
        view! {
            <ul class="chips" aria-label=i18n::customers::filters_active(locale)>
                <li class="chip">
                    <span class="chip__name">{label}</span>
                    " "
                    {name}
                    <a
                        class="chip__remove"
                        href=format!("{address}{}", without.to_query_string())
                        aria-label=remove.clone()
                        title=remove
                    >
                        <Icon name="x" class="icon--small" />
                    </a>
                </li>
            </ul>
        }
    })
}
