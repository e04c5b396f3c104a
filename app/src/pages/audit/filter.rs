//! Who, what, which record, when.

use chrono::NaiveDate;
use domain::{UserId, audit::AuditFilter, history::Event, value};
use i18n::trail;
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

use super::ADDRESS;
use crate::{
    api::audit::people_in_audit,
    components::{FilterControl, FilterField, FilterForm},
    state::locale,
};

/// The filter that an address names.
pub fn read_filter(query: &ParamsMap) -> AuditFilter {
    let text = |key| query.get(key).unwrap_or_default();
    AuditFilter {
        actor: text("actor").parse().ok(),
        event: Event::from_key(&text("event")),
        record: text("record"),
        from: value::day(&text("from"), NaiveDate::MAX),
        to: value::day(&text("to"), NaiveDate::MAX),
    }
}

/// The address that names a filter.
pub fn query_of(filter: &AuditFilter) -> ParamsMap {
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let pairs = [
        ("actor", filter.actor.map(|actor| actor.to_string()).unwrap_or_default()),
        ("event", filter.event.map(Event::key).unwrap_or_default().to_owned()),
        ("record", filter.record.clone()),
        ("from", day(filter.from)),
        ("to", day(filter.to)),
    ];
    pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

/// The form that fills it in.
#[component]
pub fn AuditFilterForm() -> impl IntoView {
    let locale = locale();
    let people = Resource::new_blocking(|| (), |()| people_in_audit());
    let mut events: Vec<(String, String)> = Event::ALL
        .iter()
        .filter_map(|event| Some((event.key().to_owned(), i18n::audit::by_code(locale, event.key())?.to_owned())))
        .collect();
    events.sort_by(|(_, a), (_, b)| a.cmp(b));
    let form = move |people: Vec<(UserId, String)>| {
        let people = people.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
        let field = |key, label, control| FilterField { key, label, control };
        let fields = vec![
            field("actor", trail::filter_who(locale), FilterControl::Choice(people)),
            field("event", trail::filter_what(locale), FilterControl::Choice(events.clone())),
            field("record", trail::filter_record(locale), FilterControl::Text),
            field("from", trail::filter_from(locale), FilterControl::Day),
            field("to", trail::filter_to(locale), FilterControl::Day),
        ];
        view! { <FilterForm address=ADDRESS fields /> }
    };
    view! {
        <Transition>
            {move || {
                let form = form.clone();
                Suspend::new(async move { form(people.await.unwrap_or_default()) })
            }}
        </Transition>
    }
}
