//! Records that may be the same customer as the one that is open.

use domain::customer::{Alike, CustomerDetail, Field, Sought};
use i18n::merges;
use leptos::{prelude::*, task::spawn_local};

use super::{super::cells::label_of, Merging};
use crate::{api::customers::alike_customers, components::Icon, state::locale};

/// The fields by which records are alike; what lies behind masks is not sent.
const FIELDS: [Field; 5] = [Field::Name, Field::Phone, Field::Email, Field::TaxCode, Field::DateOfBirth];

/// Those who may be the same customer, in the record's own list. It is a hint: without an answer there is nobody.
pub async fn lookalikes(detail: &CustomerDetail) -> Vec<Alike> {
    let found = everywhere(detail).await;
    found.into_iter().filter(|alike| alike.directory == detail.directory).collect()
}

/// The same in every list in which such a record may stand.
pub async fn everywhere(detail: &CustomerDetail) -> Vec<Alike> {
    let value = |field: Field| Some((field, detail.values.get(&field)?.clone()));
    let values = FIELDS.into_iter().filter_map(value).collect();
    let sought = Sought { kind: detail.kind, values, except: Some(detail.id) };
    alike_customers(detail.directory, sought).await.unwrap_or_default()
}

/// A notice that leads to the merge, in a chunk of its own.
#[lazy]
pub fn alike_notice(detail: CustomerDetail, merging: RwSignal<Option<Merging>>) -> AnyView {
    let locale = locale();
    let found = RwSignal::new(Vec::<Alike>::new());
    let (kind, record) = (detail.kind, StoredValue::new(detail));
    Effect::new(move || {
        let detail = record.get_value();
        spawn_local(async move {
            let _ = found.try_set(lookalikes(&detail).await);
        });
    });
    let entry = move |alike: Alike| {
        let shared: Vec<_> = alike.fields.iter().map(|field| label_of(locale, Some(kind), *field)).collect();
        let (code, word) = (alike.code.clone(), merges::merge_with(locale, &alike.name));
        let merge = move |_| merging.set(Some(Merging { detail: record.get_value(), with: Some(code.clone()) }));
        view! {
            <li>
                <a href=alike.directory.address_of(&alike.code)>{alike.name}</a>
                " "
                <span class="quiet">{shared.join(", ")}</span>
                " "
                <button type="button" class="button button--small" on:click=merge>
                    {word}
                </button>
            </li>
        }
    };
    view! {
        <div role="status">
            {move || {
                let alike = found.get();
                (!alike.is_empty())
                    .then(|| {
                        view! {
                            <div class="banner banner--info">
                                <Icon name="info" />
                                <div class="banner__text">
                                    <strong>{merges::alike_title(locale)}</strong>
                                    <ul class="alike">{alike.into_iter().map(entry).collect_view()}</ul>
                                </div>
                            </div>
                        }
                    })
            }}
        </div>
    }
    .into_any()
}
