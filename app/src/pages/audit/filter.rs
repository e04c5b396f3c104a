//! Who, what, which record, when.

use chrono::NaiveDate;
use domain::{audit::AuditFilter, history::Event};
use i18n::trail;
use leptos::prelude::*;
use leptos_router::{hooks::use_navigate, params::ParamsMap};

use super::ADDRESS;
use crate::{
    api::audit::people_in_audit,
    components::{Icon, SelectField, TextField},
    state::locale,
};

/// The filter that an address names.
pub fn read_filter(query: &ParamsMap) -> AuditFilter {
    let text = |key| query.get(key).unwrap_or_default();
    AuditFilter {
        actor: text("actor").parse().ok(),
        event: Event::from_key(&text("event")),
        record: text("record"),
        from: text("from").parse().ok(),
        to: text("to").parse().ok(),
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

/// Sets the address, which names the filter.
#[component]
pub fn FilterRow(filter: Memo<AuditFilter>) -> impl IntoView {
    let locale = locale();
    let navigate = use_navigate();
    let people = Resource::new_blocking(|| (), |()| people_in_audit());
    let now = query_of(&filter.get_untracked());
    let typed = |key: &str| RwSignal::new(now.get(key).unwrap_or_default());
    let (actor, event, record) = (typed("actor"), typed("event"), typed("record"));
    let (from, to) = (typed("from"), typed("to"));
    let any = move || (String::new(), trail::any(locale).to_owned());
    let mut events: Vec<(String, String)> = Event::ALL
        .iter()
        .filter_map(|event| Some((event.key().to_owned(), i18n::audit::by_code(locale, event.key())?.to_owned())))
        .collect();
    events.sort_by(|(_, a), (_, b)| a.cmp(b));
    let events: Vec<_> = std::iter::once(any()).chain(events).collect();
    let submit = move || {
        let pairs = [("actor", actor), ("event", event), ("record", record), ("from", from), ("to", to)];
        let typed: ParamsMap = pairs.map(|(key, value)| (key, value.get_untracked())).into_iter().collect();
        let query = query_of(&read_filter(&typed));
        navigate(&format!("{ADDRESS}{}", query.to_query_string()), Default::default());
    };
    view! {
        <form
            class="filter-row"
            method="get"
            action=ADDRESS
            on:submit=move |event| {
                event.prevent_default();
                submit();
            }
        >
            <Transition>
                {move || Suspend::new(async move {
                    let people = people.await.unwrap_or_default();
                    let named = people.into_iter().map(|(id, name)| (id.to_string(), name));
                    let options = std::iter::once(any()).chain(named).collect::<Vec<_>>();
                    view! { <SelectField name="actor" label=trail::filter_who(locale) value=actor options /> }
                })}
            </Transition>
            <SelectField name="event" label=trail::filter_what(locale) value=event options=events />
            <TextField name="record" label=trail::filter_record(locale) value=record />
            <TextField name="from" label=trail::filter_from(locale) value=from kind="date" />
            <TextField name="to" label=trail::filter_to(locale) value=to kind="date" />
            <div class="filter-row__actions">
                <button type="submit" class="button">
                    <Icon name="funnel" />
                    {i18n::app::filter(locale)}
                </button>
                <a class="button button--quiet" href=ADDRESS>
                    {i18n::app::clear_filter(locale)}
                </a>
            </div>
        </form>
    }
}
