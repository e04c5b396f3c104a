//! Moving to the trash, and `/trash`.

use domain::{
    CustomerId,
    individual::{Field, IndividualRow},
    list::Page,
    permission::{Action, Resource as Subject},
};
use leptos::{either::Either, prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::{LazyRoute, lazy_route};

use super::cells::{label, shown};
use crate::{
    api::{
        ApiError,
        individuals::{restore_individual, trash_individual, trashed_individuals},
    },
    components::{ConfirmDialog, Icon, Problem, problem_text},
    pages::forbidden,
    state::{Toast, changes, locale, report, toasts},
};

/// A trashed record is kept for so many days.
const KEPT_DAYS: u64 = 90;

/// Asks, moves the record, and offers the way back.
#[component]
pub fn TrashDialog(
    /// The record that is asked about.
    trashing: RwSignal<Option<(CustomerId, String)>>,
    /// It is in the trash.
    removed: Callback<CustomerId>,
) -> impl IntoView {
    let locale = locale();
    let toasts = toasts();
    let changes = changes();
    let open = RwSignal::new(false);
    let asked = RwSignal::new(None::<(CustomerId, String)>);
    Effect::new(move || {
        if let Some(target) = trashing.get() {
            asked.set(Some(target));
            trashing.set(None);
            open.set(true);
        }
    });
    let name = move || asked.get().map(|(_, name)| name).unwrap_or_default();
    let undo = move |id| {
        spawn_local(async move {
            match restore_individual(id).await {
                Ok(()) => {
                    toasts.show(Toast::done(i18n::app::undone(locale)));
                    changes.tell();
                }
                Err(ApiError(error)) => report(&error),
            }
        });
    };
    let confirm = Callback::new(move |()| {
        let Some((id, name)) = asked.get_untracked() else { return };
        spawn_local(async move {
            match trash_individual(id).await {
                Ok(()) => {
                    removed.try_run(id);
                    let done = Toast::done(i18n::individuals::trashed(locale, &name));
                    toasts.show(done.with_action(i18n::app::undo(locale), move || undo(id)));
                }
                Err(ApiError(error)) => report(&error),
            }
        });
    });
    view! {
        <ConfirmDialog
            open
            title=Signal::derive(move || i18n::individuals::delete_title(locale, &name()))
            text=i18n::individuals::delete_text(locale, KEPT_DAYS)
            word=i18n::app::delete(locale).to_owned()
            on_confirm=confirm
        />
    }
}

/// What was deleted, and the way back.
pub struct TrashPage;

#[lazy_route]
impl LazyRoute for TrashPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        match forbidden((Action::Delete, Subject::Individuals)) {
            Some(problem) => problem,
            None => view! { <Trash /> }.into_any(),
        }
    }
}

#[component]
fn Trash() -> impl IntoView {
    let locale = locale();
    let page = Resource::new_blocking(|| (), |()| trashed_individuals(None));
    changes().on_each(move || page.refetch());
    view! {
        <Title text=i18n::individuals::trash_title(locale) />
        <main class="page" id="main">
            <div class="page__head">
                <h1 class="page__title">{i18n::individuals::trash_title(locale)}</h1>
                <p class="page__note">{i18n::individuals::trash_text(locale, KEPT_DAYS)}</p>
            </div>
            <Transition fallback=move || {
                view! { <p class="quiet">{i18n::app::loading(locale)}</p> }
            }>
                {move || Suspend::new(async move {
                    match page.await {
                        Ok(found) => Either::Left(view! { <Trashed found page /> }),
                        Err(ApiError(error)) => Either::Right(view! { <Problem error /> }),
                    }
                })}
            </Transition>
        </main>
    }
}

const COLUMNS: [Field; 4] = [Field::Name, Field::Code, Field::Phone, Field::Email];

#[component]
fn Trashed(found: Page<IndividualRow>, page: Resource<Result<Page<IndividualRow>, ApiError>>) -> impl IntoView {
    let locale = locale();
    let toasts = toasts();
    let rows = RwSignal::new(found.rows);
    let after = RwSignal::new(found.after);
    let more = move |_| {
        spawn_local(async move {
            match trashed_individuals(after.get_untracked()).await {
                Ok(next) => {
                    after.set(next.after);
                    rows.update(|rows| rows.extend(next.rows));
                }
                Err(ApiError(error)) => toasts.show(Toast::failed(problem_text(locale, &error))),
            }
        });
    };
    let restore = move |id, name: String| {
        spawn_local(async move {
            match restore_individual(id).await {
                Ok(()) => {
                    page.refetch();
                    toasts.show(Toast::done(i18n::individuals::restored(locale, &name)));
                }
                Err(ApiError(error)) => report(&error),
            }
        });
    };
    view! {
        <Show
            when=move || !rows.with(Vec::is_empty)
            fallback=move || {
                view! {
                    <div class="empty">
                        <p class="empty__text">{i18n::individuals::trash_empty(locale)}</p>
                    </div>
                }
            }
        >
            <div class="list list--inline">
                <div
                    class="list__scroll"
                    tabindex="0"
                    role="region"
                    aria-label=i18n::individuals::trash_title(locale)
                >
                    <table class="table">
                        <thead>
                            <tr>
                                {COLUMNS
                                    .map(|field| view! { <th scope="col">{label(locale, field)}</th> })
                                    .collect_view()}
                                <th scope="col" class="cell--actions">
                                    <span class="visually-hidden">{i18n::app::actions(locale)}</span>
                                </th>
                            </tr>
                        </thead>
                        <tbody>
                            <For
                                each=move || rows.get()
                                key=|row| row.id
                                children=move |row| {
                                    let name = row.values.get(&Field::Name).cloned().unwrap_or_default();
                                    let cells = COLUMNS
                                        .map(|field| {
                                            let text = row.values.get(&field).map(|text| shown(locale, field, text));
                                            view! { <td>{text}</td> }
                                        })
                                        .collect_view();
                                    view! {
                                        <tr>
                                            {cells}
                                            <td class="cell--actions">
                                                <button
                                                    type="button"
                                                    class="button button--small"
                                                    on:click=move |_| restore(row.id, name.clone())
                                                >
                                                    <Icon name="rotate-ccw" />
                                                    {i18n::app::restore(locale)}
                                                </button>
                                            </td>
                                        </tr>
                                    }
                                }
                            />
                        </tbody>
                    </table>
                </div>
            </div>
        </Show>
        <Show when=move || after.with(Option::is_some)>
            <button type="button" class="button" on:click=more>
                {i18n::app::show_more(locale)}
            </button>
        </Show>
    }
}
