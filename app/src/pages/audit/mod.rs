//! The audit trail.

mod entries;
mod filter;

use domain::{
    audit::{AuditFilter, AuditPage},
    permission::{Action, Resource as Subject},
};
use i18n::trail;
use leptos::{either::Either, ev::MouseEvent, prelude::*};
use leptos_router::{LazyRoute, hooks::use_query_map, lazy_route};

use self::{
    entries::Entries,
    filter::{AuditFilterForm, query_of, read_filter},
};
use crate::{
    api::audit::{list_audit, may_export_audit},
    components::{Icon, TitledPage, WhenLoaded},
    pages::forbidden,
    state::{attempt, confirmed, locale, viewer},
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
    let file = move |format: &str| {
        let mut query = query_of(&filter.get());
        query.insert("format", format.to_owned());
        format!("{ADDRESS}/export{}", query.to_query_string())
    };
    let action = may_export.then(|| {
        [("xlsx", trail::export_xlsx(locale)), ("csv", trail::export_csv(locale))]
            .map(|(format, word)| {
                // The file is fetched by its address, once the server knows anew who asks.
                let fetch = move |event: MouseEvent| {
                    event.prevent_default();
                    attempt(async move {
                        confirmed(may_export_audit).await?;
                        let _ = window().location().assign(&file(format));
                        Ok(())
                    });
                };
                view! {
                    <a class="button" rel="external" download href=move || file(format) on:click=fetch>
                        <Icon name="file-down" />
                        {word}
                    </a>
                }
            })
            .collect_view()
            .into_any()
    });
    let show = Callback::new(move |page| view! { <Found page filter=filter.get_untracked() /> }.into_any());
    view! {
        <TitledPage title=trail::title(locale) note=trail::text(locale) action>
            <AuditFilterForm />
            <WhenLoaded data=found show />
        </TitledPage>
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
