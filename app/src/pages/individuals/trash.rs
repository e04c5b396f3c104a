//! Moving to the trash, and `/trash`.

use domain::{
    CustomerId,
    individual::{Field, IndividualRow},
    list::Page,
    permission::{Action, Resource as Subject},
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::cells::{label, shown};
use crate::{
    api::{
        ApiError,
        individuals::{restore_individual, trash_individual, trashed_individuals},
    },
    components::{ConfirmDialog, Icon, ShortList, TitledPage, WhenLoaded, open_for},
    pages::forbidden,
    state::{Toast, attempt, changes, locale, toasts},
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
    let title = Signal::derive(move || {
        trashing
            .with(|target| target.as_ref().map(|(_, name)| i18n::individuals::delete_title(locale, name)))
            .unwrap_or_default()
    });
    let undo = move |id| {
        attempt(async move {
            restore_individual(id).await?;
            toasts.show(Toast::done(i18n::app::undone(locale)));
            changes.tell();
            Ok(())
        });
    };
    let confirm = Callback::new(move |()| {
        let Some((id, name)) = trashing.get_untracked() else { return };
        attempt(async move {
            trash_individual(id).await?;
            removed.try_run(id);
            let done = Toast::done(i18n::individuals::trashed(locale, &name));
            toasts.show(done.with_action(i18n::app::undo(locale), move || undo(id)));
            Ok(())
        });
    });
    view! {
        <ConfirmDialog
            open=open_for(trashing)
            title
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
        <TitledPage
            title=i18n::individuals::trash_title(locale)
            note=i18n::individuals::trash_text(locale, KEPT_DAYS)
        >
            <WhenLoaded
                data=page
                show=Callback::new(move |found| view! { <Trashed found page /> }.into_any())
            />
        </TitledPage>
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
        attempt(async move {
            let next = trashed_individuals(after.get_untracked()).await?;
            after.set(next.after);
            rows.update(|rows| rows.extend(next.rows));
            Ok(())
        });
    };
    let restore = move |id, name: String| {
        attempt(async move {
            restore_individual(id).await?;
            page.refetch();
            toasts.show(Toast::done(i18n::individuals::restored(locale, &name)));
            Ok(())
        });
    };
    let row = move |row: IndividualRow| {
        let text = |field| row.values.get(&field).map(|text| shown(locale, field, text));
        let name = row.values.get(&Field::Name).cloned().unwrap_or_default();
        view! {
            <tr>
                {COLUMNS.map(|field| view! { <td>{text(field)}</td> }).collect_view()}
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
        .into_any()
    };
    view! {
        {move || {
            view! {
                <ShortList
                    label=i18n::individuals::trash_title(locale)
                    heads=COLUMNS.map(|field| ("", label(locale, field)))
                    acts=true
                    rows=rows.get().into_iter().map(row).collect()
                    empty=i18n::individuals::trash_empty(locale)
                />
            }
        }}
        <Show when=move || after.with(Option::is_some)>
            <button type="button" class="button" on:click=more>
                {i18n::app::show_more(locale)}
            </button>
        </Show>
    }
}
