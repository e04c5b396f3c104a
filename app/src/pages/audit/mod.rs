//! The audit trail.

mod entries;
mod filter;

use domain::{
    audit::{AuditFilter, AuditPage},
    permission::{Action, Resource as Subject},
};
use i18n::trail;
use leptos::{either::Either, prelude::*};
use leptos_meta::Title;
use leptos_router::{LazyRoute, hooks::use_query_map, lazy_route};

use self::{
    entries::Entries,
    filter::{FilterRow, query_of, read_filter},
};
use crate::{
    api::{ApiError, audit::list_audit},
    components::{Icon, Problem},
    pages::forbidden,
    state::{locale, viewer},
};

/// Where the trail is read.
const ADDRESS: &str = "/config/audit";

/// `/config/audit`: who did what to which record, and when.
pub struct AuditTrailPage;

#[lazy_route]
impl LazyRoute for AuditTrailPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        match forbidden((Action::View, Subject::Audit)) {
            Some(problem) => problem,
            None => view! { <Trail /> }.into_any(),
        }
    }
}

#[component]
fn Trail() -> impl IntoView {
    let locale = locale();
    let query = use_query_map();
    let filter = Memo::new(move |_| query.with(read_filter));
    let found = Resource::new_blocking(move || filter.get(), |filter| list_audit(filter, None));
    let may_export = viewer().is_some_and(|viewer| viewer.principal.may(Action::Export, Subject::Audit));
    view! {
        <Title text=trail::title(locale) />
        <main class="page" id="main">
            <div class="page__head">
                <h1 class="page__title">{trail::title(locale)}</h1>
                <p class="page__note">{trail::text(locale)}</p>
                <div class="page__actions">
                    {may_export
                        .then(|| {
                            view! {
                                <a
                                    class="button"
                                    rel="external"
                                    download
                                    href=move || format!("{ADDRESS}/export{}", query_of(&filter.get()).to_query_string())
                                >
                                    <Icon name="file-down" />
                                    {trail::export(locale)}
                                </a>
                            }
                        })}
                </div>
            </div>
            <FilterRow filter />
            <Transition fallback=move || {
                view! { <p class="quiet">{i18n::app::loading(locale)}</p> }
            }>
                {move || Suspend::new(async move {
                    match found.await {
                        Ok(page) => Either::Left(view! { <Found page filter=filter.get_untracked() /> }),
                        Err(ApiError(error)) => Either::Right(view! { <Problem error /> }),
                    }
                })}
            </Transition>
        </main>
    }
}

#[component]
fn Found(page: AuditPage, filter: AuditFilter) -> impl IntoView {
    if page.entries.is_empty() {
        Either::Left(view! { <p class="quiet">{trail::empty(locale())}</p> })
    } else {
        Either::Right(view! { <Entries page filter /> })
    }
}
