//! `/import`: a file to begin with, and what was imported before.

use std::time::Duration;

use domain::{
    import::wizard::{ImportState, ImportStatus},
    permission::{Action, Resource as Subject},
    time::BusinessZone,
};
use i18n::imports;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::{
    upload::UploadBox,
    words::{mark, reason, status},
};
use crate::{
    api::{ApiError, imports::list_imports},
    components::{Icon, ShortList, TitledPage, WhenLoaded},
    pages::forbidden,
    state::locale,
};

/// How often the list is read while something is going on in it.
const BEAT: Duration = Duration::from_secs(3);

/// Upload, template, and the own imports.
pub struct ImportListPage;

#[lazy_route]
impl LazyRoute for ImportListPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        match forbidden((Action::Import, Subject::Individuals)) {
            Some(problem) => problem,
            None => view! { <Imports /> }.into_any(),
        }
    }
}

#[component]
fn Imports() -> impl IntoView {
    let locale = locale();
    let list = Resource::new_blocking(|| (), |()| list_imports());
    view! {
        <TitledPage title=imports::title_individuals(locale)>
            <section class="section" aria-label=imports::new(locale)>
                <UploadBox refused=Callback::new(move |()| list.refetch()) />
                <div class="buttons">
                    <span class="quiet">{imports::template_text(locale)}</span>
                    <a class="button" href="/imports/template" download>
                        <Icon name="download" />
                        {imports::template(locale)}
                    </a>
                </div>
            </section>
            <section class="section">
                <div class="section__head">
                    <h2 class="section__title">{imports::recent(locale)}</h2>
                </div>
                <WhenLoaded
                    data=list
                    show=Callback::new(move |imports| view! { <Recent imports list /> }.into_any())
                />
            </section>
        </TitledPage>
    }
}

#[component]
fn Recent(imports: Vec<ImportState>, list: Resource<Result<Vec<ImportState>, ApiError>>) -> impl IntoView {
    let locale = locale();
    if imports.iter().any(|import| import.status.is_busy()) {
        // Lives as long as these rows do: each look at the list makes new ones.
        Effect::new(move || {
            let later = set_timeout_with_handle(move || list.refetch(), BEAT);
            on_cleanup(move || {
                if let Ok(later) = later {
                    later.clear();
                }
            });
        });
    }
    let heads = [
        ("cell--key", imports::file(locale)),
        ("", imports::status(locale)),
        ("", imports::results(locale)),
        ("", imports::uploaded_at(locale)),
    ];
    let rows = imports.into_iter().map(|import| view! { <Line import /> }.into_any()).collect();
    view! { <ShortList label=imports::recent(locale) heads rows empty=imports::recent_empty(locale) /> }
}

#[component]
fn Line(import: ImportState) -> impl IntoView {
    let locale = locale();
    let (class, icon) = mark(import.status);
    let counts = &import.counts;
    let result = match import.status {
        ImportStatus::Refused | ImportStatus::Failed => reason(locale, import.reason.as_deref()).to_owned(),
        _ if import.written => imports::done_summary(
            locale,
            &i18n::grouped(counts.changed),
            &i18n::grouped(counts.created),
            &i18n::grouped(counts.errors),
            &i18n::grouped(counts.skipped),
            &i18n::grouped(counts.unchanged),
        ),
        _ => imports::nothing_written(locale).to_owned(),
    };
    view! {
        <tr>
            <th scope="row" class="cell--key">
                <a href=format!("/import/{}", import.id)>{import.file_name}</a>
            </th>
            <td>
                <span class=class>
                    <Icon name=icon />
                    {status(locale, import.status)}
                </span>
            </td>
            <td class="cell--text">{result}</td>
            <td>
                <time datetime=import.created_at.to_rfc3339()>{BusinessZone::default().show(import.created_at)}</time>
            </td>
        </tr>
    }
}
