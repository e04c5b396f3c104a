//! Customers that may be the same as the one that is being typed: shown, and no hindrance.

use std::time::Duration;

use domain::{
    customer::{Alike, Directory, Field, Sought},
    permission::Action,
};
use i18n::customers as texts;
use leptos::{prelude::*, task::spawn_local};

use super::{super::may, draft::Draft};
use crate::{api::customers::alike_customers, components::Icon, state::locale};

/// The fields by which customers are alike.
const FIELDS: [Field; 7] =
    [Field::Name, Field::Phone, Field::OtherPhones, Field::Email, Field::TaxCode, Field::DateOfBirth, Field::IdNumber];
/// What makes a person.
const PERSON: [Field; 2] = [Field::Name, Field::DateOfBirth];
/// Typing is over when nothing has happened for so long.
const PAUSE: Duration = Duration::from_millis(600);

fn may_merge_in(directory: Directory) -> bool {
    may(Action::Edit, directory) && may(Action::Delete, directory)
}

/// Who may already be in the book.
#[component]
pub fn AlikeNotice(draft: Draft) -> impl IntoView {
    let locale = locale();
    let found = RwSignal::new(Vec::<Alike>::new());
    Effect::new(move || {
        let mut values = draft.touched_of(&FIELDS);
        // Name and date of birth are compared together: of the two the one that stood there counts, too.
        if PERSON.iter().any(|field| values.contains_key(field)) {
            for field in PERSON.into_iter().filter(|field| !values.contains_key(field)).collect::<Vec<_>>() {
                values.extend(Some((field, draft.value(field))).filter(|(_, text)| !text.is_empty()));
            }
        }
        // A name alone is many people's.
        if values.keys().all(|field| *field == Field::Name) {
            found.set(Vec::new());
            return;
        }
        let sought = Sought { kind: draft.kind.get(), values, except: draft.record() };
        let ask = move || {
            spawn_local(async move {
                // It is a hint: without an answer nothing is said.
                if let Ok(alike) = alike_customers(draft.directory, sought).await {
                    let _ = found.try_set(alike);
                }
            });
        };
        let later = set_timeout_with_handle(ask, PAUSE);
        on_cleanup(move || later.iter().for_each(|later| later.clear()));
    });
    let entry = move |alike: Alike| {
        let shared: Vec<_> = alike.fields.iter().map(|field| draft.label(*field)).collect();
        // Two that are there already may be made one; what is typed here is kept as a draft.
        let merge =
            draft.key_of_record().filter(|_| may_merge_in(draft.directory) && alike.directory == draft.directory);
        let merge = merge.map(|own| {
            let address = format!("{}?merge={}", alike.directory.address_of(&own), alike.code);
            view! {
                " "
                <a class="button button--small" href=address target="_blank" rel="noopener">
                    {i18n::merges::merge_with(locale, &alike.name)}
                </a>
            }
        });
        view! {
            <li>
                <a href=alike.directory.address_of(&alike.code) target="_blank" rel="noopener">
                    {alike.name}
                </a>
                " "
                <span class="quiet">{shared.join(", ")}</span>
                {merge}
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
                            <div class="banner banner--warn">
                                <Icon name="triangle-alert" />
                                <div class="banner__text">
                                    <strong>{texts::duplicates_title(locale)}</strong>
                                    " "
                                    {texts::duplicates_text(locale)}
                                    <ul class="alike">{alike.into_iter().map(entry).collect_view()}</ul>
                                </div>
                            </div>
                        }
                    })
            }}
        </div>
    }
}
