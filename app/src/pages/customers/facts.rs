//! The fields of a record by section, and what a click on a value does.

use domain::{
    CustomerId,
    address::Unit,
    customer::{CustomerDetail, CustomerKind, Directory, Field, Section},
    permission::{Cell, Placement},
    value::{FieldKind, display},
};
use leptos::prelude::*;

use super::cells::{label, label_of, shown, told};
use crate::{
    api::customers::unmask_customer,
    components::Icon,
    state::{attempt, locale, viewer},
};

/// What the commune and the province of an address are called today.
#[component]
fn AddressNow(now: Vec<Unit>) -> impl IntoView {
    let locale = locale();
    let or = format!(" {} ", i18n::addresses::or(locale));
    view! {
        <div class="facts__item facts__item--wide">
            <dt>{i18n::addresses::now_is(locale)}</dt>
            <dd>{now.iter().map(Unit::to_string).collect::<Vec<_>>().join(&or)}</dd>
        </div>
    }
}

/// The filled fields of a section; the empty ones are folded away.
#[component]
pub fn Facts(
    /// Which section.
    section: Section,
    /// The record.
    detail: CustomerDetail,
    /// What its address is called today.
    now: Vec<Unit>,
) -> impl IntoView {
    let locale = locale();
    let text = |field: Field| told(locale, &detail, field);
    let (directory, kind) = (detail.directory, detail.kind);
    let fields =
        || Field::ALL.iter().copied().filter(|field| field.section() == section && directory.has(*field, kind));
    let filled: Vec<_> = fields().filter_map(|field| Some((field, text(field)?))).collect();
    let empty: Vec<_> =
        fields().filter(|field| text(*field).is_none()).map(|field| label_of(locale, Some(kind), field)).collect();
    if filled.is_empty() {
        return ().into_any();
    }
    let title = i18n::sections::by_code(locale, section.key()).unwrap_or_default();
    let count = empty.len() as u64;
    view! {
        <section class="facts">
            <h2 class="facts__title">{title}</h2>
            <dl class="facts__list">
                {filled
                    .into_iter()
                    .map(|(field, text)| {
                        let link = detail.links.get(&field).map(|link| link.directory.address_of(&link.code));
                        let link = link.or_else(|| contact_address(field, detail.values.get(&field)?));
                        let numbers = detail.values.get(&field).filter(|_| field == Field::OtherPhones);
                        let numbers: Vec<_> = numbers.iter().flat_map(|text| text.lines()).map(str::to_owned).collect();
                        let opens = field.sensitive().is_some_and(|cell| may_at(cell, &detail.placement));
                        view! { <Fact directory kind id=detail.id field text link numbers opens /> }
                    })
                    .collect_view()}
                {(section == Section::Address && !now.is_empty()).then(|| view! { <AddressNow now /> })}
            </dl>
            {(count > 0)
                .then(|| {
                    view! {
                        <details class="facts__rest">
                            <summary>
                                <Icon name="chevron-right" class="icon--small" />
                                {i18n::customers::empty_fields(locale, count)}
                            </summary>
                            <ul>{empty.into_iter().map(|name| view! { <li>{name}</li> }).collect_view()}</ul>
                        </details>
                    }
                })}
        </section>
    }
    .into_any()
}

#[component]
fn Fact(
    directory: Directory,
    kind: CustomerKind,
    id: CustomerId,
    field: Field,
    text: String,
    link: Option<String>,
    /// Numbers that can be called, a line for each.
    numbers: Vec<String>,
    /// The reader may have it unmasked.
    opens: bool,
) -> impl IntoView {
    let locale = locale();
    let wide = matches!(field, Field::Address | Field::Note);
    view! {
        <div class="facts__item" class:facts__item--wide=wide>
            <dt>{label_of(locale, Some(kind), field)}</dt>
            <dd>
                {match link {
                    Some(target) => {
                        let rel = (!target.starts_with('/')).then_some("external");
                        view! { <a href=target rel=rel>{text}</a> }.into_any()
                    }
                    None if !numbers.is_empty() => numbers.into_iter().map(call).collect_view().into_any(),
                    None if opens => view! { <Masked directory id field text /> }.into_any(),
                    None => text.into_any(),
                }}
            </dd>
        </div>
    }
}

/// A number that is called by a click.
fn call(number: String) -> impl IntoView {
    view! {
        <a href=format!("tel:{number}") rel="external">
            {display(FieldKind::Phone, &number)}
        </a>
    }
}

/// Whether the reader holds a cell for a record that stands there.
fn may_at((action, resource): Cell, at: &Placement) -> bool {
    viewer().is_some_and(|viewer| viewer.principal.may_at(action, resource, at))
}

/// Where a click on a number or an address leads.
fn contact_address(field: Field, canonical: &str) -> Option<String> {
    match field {
        Field::Phone => Some(format!("tel:{canonical}")),
        Field::Email => Some(format!("mailto:{canonical}")),
        _ => None,
    }
}

/// A mask and the button that shows what is behind it; each time is written down.
#[component]
pub fn Masked(
    /// The list.
    directory: Directory,
    /// The record.
    id: CustomerId,
    /// Which field.
    field: Field,
    /// The mask.
    text: String,
) -> impl IntoView {
    let locale = locale();
    let plain = RwSignal::new(None::<String>);
    let reveal = move |_| {
        if plain.get_untracked().is_some() {
            plain.set(None);
            return;
        }
        attempt(async move {
            plain.set(unmask_customer(directory, id, field).await?);
            Ok(())
        });
    };
    let mask = text;
    view! {
        <span class="figures">
            {move || plain.get().map_or_else(|| mask.clone(), |plain| shown(locale, field, &plain))}
        </span>
        " "
        <button
            type="button"
            class="button button--quiet button--small"
            title=i18n::customers::unmask_logged(locale)
            aria-label=i18n::customers::unmask_field(locale, label(locale, field))
            on:click=reveal
        >
            {move || {
                if plain.with(Option::is_some) {
                    i18n::customers::mask(locale)
                } else {
                    i18n::customers::unmask(locale)
                }
            }}
        </button>
    }
}
