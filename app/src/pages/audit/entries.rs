//! The entries, the newest first.

use domain::{
    audit::{AuditEntry, AuditFilter, AuditPage, Fact},
    time::BusinessZone,
};
use i18n::{facts, trail};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{ApiError, audit::list_audit},
    components::Icon,
    state::{locale, report},
};

/// A page of entries, and on request the ones behind it.
#[component]
pub fn Entries(page: AuditPage, filter: AuditFilter) -> impl IntoView {
    let locale = locale();
    let (entries, next) = (RwSignal::new(page.entries), RwSignal::new(page.next));
    let filter = StoredValue::new(filter);
    let load = move |_| {
        let (filter, after) = (filter.get_value(), next.get_untracked());
        spawn_local(async move {
            match list_audit(filter, after).await {
                Ok(page) => {
                    next.set(page.next);
                    entries.update(|entries| entries.extend(page.entries));
                }
                Err(ApiError(error)) => report(&error),
            }
        });
    };
    let heads = [
        facts::column_when(locale),
        facts::column_who(locale),
        facts::column_what(locale),
        facts::column_record(locale),
        facts::column_fact(locale),
    ];
    view! {
        <div class="list list--inline">
            <div class="list__scroll" tabindex="0" role="region" aria-label=trail::title(locale)>
                <table class="table table--told">
                    <thead>
                        <tr>{heads.map(|word| view! { <th scope="col">{word}</th> }).collect_view()}</tr>
                    </thead>
                    <tbody>
                        <For each=move || entries.get() key=|entry| entry.seq children=move |entry| view! { <Row entry /> } />
                    </tbody>
                </table>
            </div>
        </div>
        <Show when=move || next.get().is_some()>
            <button type="button" class="button" on:click=load>
                {i18n::app::show_more(locale)}
            </button>
        </Show>
    }
}

#[component]
fn Row(entry: AuditEntry) -> impl IntoView {
    let locale = locale();
    let who = entry.actor.unwrap_or_else(|| trail::system(locale).to_owned());
    let what = i18n::audit::by_code(locale, &entry.event).unwrap_or_default();
    let resource = i18n::resources::by_code(locale, entry.resource.key()).unwrap_or_default();
    let record = entry.record.map(|record| match record.address {
        Some(address) => view! { <a href=address>{record.name}</a> }.into_any(),
        None => record.name.into_any(),
    });
    view! {
        <tr>
            <td>
                <time datetime=entry.at.to_rfc3339()>{BusinessZone::default().show(entry.at)}</time>
            </td>
            <td>{who} <span class="quiet">{entry.address}</span></td>
            <td>{what}</td>
            <td>{record} <span class="quiet">{resource}</span></td>
            <td>
                <dl class="told">
                    {entry.facts.into_iter().map(|fact| view! { <FactLine fact /> }).collect_view()}
                </dl>
            </td>
        </tr>
    }
}

/// Old → new.
#[component]
fn FactLine(fact: Fact) -> impl IntoView {
    let both = fact.old.is_some() && fact.new.is_some();
    view! {
        <div>
            <dt>{fact.label}</dt>
            <dd class="change">
                {fact.old.map(|old| view! { <del>{old}</del> })} {both.then(|| view! { <Icon name="arrow-right" /> })}
                {fact.new.map(|new| view! { <ins>{new}</ins> })}
            </dd>
        </div>
    }
}
