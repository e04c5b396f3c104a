//! `/import`: a file to begin with, and what was imported before.

use std::time::Duration;

use domain::{
    import::wizard::{ImportState, ImportStatus},
    permission::{Action, Resource as Subject},
    time::BusinessZone,
};
use i18n::imports;
use leptos::{either::Either, prelude::*};
use leptos_meta::Title;
use leptos_router::{LazyRoute, lazy_route};

use super::{
    upload::UploadBox,
    words::{mark, reason, status},
};
use crate::{
    api::{ApiError, imports::list_imports},
    components::{Icon, Problem},
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
        <Title text=imports::title_individuals(locale) />
        <main class="page" id="main">
            <div class="page__head">
                <h1 class="page__title">{imports::title_individuals(locale)}</h1>
            </div>
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
                <Transition fallback=move || {
                    view! { <p class="quiet">{i18n::app::loading(locale)}</p> }
                }>
                    {move || Suspend::new(async move {
                        match list.await {
                            Ok(imports) => Either::Left(view! { <Recent imports list /> }),
                            Err(ApiError(error)) => Either::Right(view! { <Problem error /> }),
                        }
                    })}
                </Transition>
            </section>
        </main>
    }
}

#[component]
fn Recent(imports: Vec<ImportState>, list: Resource<Result<Vec<ImportState>, ApiError>>) -> impl IntoView {
    let locale = locale();
    if imports.is_empty() {
        return view! { <p class="quiet">{imports::recent_empty(locale)}</p> }.into_any();
    }
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
    view! {
        <div class="list list--inline">
            <div class="list__scroll" tabindex="0" role="region" aria-label=imports::recent(locale)>
                <table class="table">
                    <thead>
                        <tr>
                            {heads
                                .map(|(class, word)| view! { <th scope="col" class=class>{word}</th> })
                                .collect_view()}
                        </tr>
                    </thead>
                    <tbody>{imports.into_iter().map(|import| view! { <Line import /> }).collect_view()}</tbody>
                </table>
            </div>
        </div>
    }
    .into_any()
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
