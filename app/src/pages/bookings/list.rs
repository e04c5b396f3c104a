//! All bookings, by what they are filtered by.

use domain::{
    booking::{BookingFilter, BookingPage, BookingStatus},
    permission::Resource as Subject,
    space::SpaceRow,
};
use i18n::bookings;
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

use super::{LIST, acts::Desk, rows::Rows, words};
use crate::{
    api::{ApiError, bookings::list_bookings},
    components::{CUSTOMER, FilterControl, FilterField, FilterForm, WhenLoaded, Whose},
    state::{locale, on_change_of},
};

/// Filter and page that belong together.
type Found = (BookingFilter, BookingPage);

/// What an address says.
fn read_filter(query: &ParamsMap) -> BookingFilter {
    let text = |key: &str| query.get(key).unwrap_or_default();
    BookingFilter {
        code: text("code"),
        customer: text(CUSTOMER).parse().ok(),
        space: text("space").parse().ok(),
        branch: text("branch").parse().ok(),
        status: BookingStatus::from_key(&text("status")),
        from: text("from").parse().ok(),
        to: text("to").parse().ok(),
    }
}

/// The bookings that the address asks for.
pub fn listed() -> (Resource<Result<Found, ApiError>>, Callback<()>) {
    let query = use_query_map();
    let filter = Memo::new(move |_| query.with(read_filter));
    let found = Resource::new_blocking(
        move || filter.get(),
        |filter| async move {
            let page = list_bookings(filter.clone(), None).await?;
            Ok::<_, ApiError>((filter, page))
        },
    );
    on_change_of(Subject::Bookings, move || found.refetch());
    (found, Callback::new(move |()| found.refetch()))
}

/// The filter and the rows.
#[component]
pub fn ListView(
    /// The bookings.
    found: Resource<Result<Found, ApiError>>,
    /// What may be chosen in the filter.
    spaces: Vec<SpaceRow>,
    /// Where things are done.
    desk: Desk,
) -> impl IntoView {
    let locale = locale();
    let mut branches: Vec<(String, String)> = Vec::new();
    for space in &spaces {
        let branch = (space.branch.id.to_string(), space.branch.name.clone());
        if !branches.contains(&branch) {
            branches.push(branch);
        }
    }
    let named: Vec<_> = spaces.iter().map(|space| (space.id.to_string(), space.title())).collect();
    let statuses = BookingStatus::ALL.iter();
    let statuses = statuses.map(|status| (status.key().to_owned(), words::status(locale, *status).2.to_owned()));
    let field = |key, label, control| FilterField { key, label, control };
    let mut fields = vec![
        field("code", bookings::code(locale), FilterControl::Text),
        field("from", bookings::from(locale), FilterControl::Day),
        field("to", bookings::to(locale), FilterControl::Day),
        field("status", bookings::status(locale), FilterControl::Choice(statuses.collect())),
    ];
    if !named.is_empty() {
        fields.push(field("space", bookings::space(locale), FilterControl::Choice(named)));
    }
    if branches.len() > 1 {
        fields.push(field("branch", bookings::branch(locale), FilterControl::Choice(branches)));
    }
    let show = Callback::new(move |(filter, page): Found| {
        let empty = match filter == BookingFilter::default() {
            true => bookings::empty(locale),
            false => bookings::empty_filtered(locale),
        };
        let customer = page.customer.clone();
        view! {
            <Whose customer address=LIST />
            <Rows page filter desk empty />
        }
        .into_any()
    });
    view! {
        <FilterForm address=LIST fields keeps=&[CUSTOMER] />
        <WhenLoaded data=found show />
    }
}
