//! Moving to the trash, and `/trash`.

use domain::{
    AppError, CustomerId,
    customer::{CustomerRow, Directory, Field, TRASH_DAYS, Trashed},
    list::Listed,
    permission::Action,
    time::BusinessZone,
};
use leptos::prelude::*;
use leptos_router::{
    LazyRoute,
    hooks::{use_navigate, use_query_map},
    lazy_route,
    params::ParamsMap,
};

use super::{
    bookings::why_not,
    cells::{label_of, shown as text_of},
    may,
    purge::{PurgeDialog, Purging, may_purge},
    speaking, words,
};
use crate::{
    api::{
        ApiError,
        customers::{restore_customer, trash_customer, trashed_customers},
    },
    components::{ConfirmDialog, Icon, RowButton, ShortList, TitledPage, WhenLoaded, open_for},
    pages::forbidden,
    state::{Toast, attempt, changes, locale, session, toasts, viewer},
};

/// A trashed record is kept for so many days.
pub fn kept_days() -> u64 {
    viewer().map_or_else(|| TRASH_DAYS.unsigned_abs(), |viewer| viewer.trash_days)
}

/// The dialog, in a chunk of its own.
#[lazy]
pub fn trash(
    directory: Directory,
    trashing: RwSignal<Option<(CustomerId, String)>>,
    removed: Callback<CustomerId>,
) -> AnyView {
    view! { <TrashDialog directory trashing removed /> }.into_any()
}

/// Asks, moves the record, and offers the way back.
#[component]
pub fn TrashDialog(
    /// The list.
    directory: Directory,
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
            .with(|target| target.as_ref().map(|(_, name)| i18n::customers::delete_title(locale, name)))
            .unwrap_or_default()
    });
    let undo = move |id| {
        attempt(async move {
            restore_customer(directory, id).await?;
            toasts.show(Toast::done(i18n::app::undone(locale)));
            changes.tell();
            Ok(())
        });
    };
    let confirm = Callback::new(move |()| {
        let Some((id, name)) = trashing.get_untracked() else { return };
        attempt(async move {
            let outcome = trash_customer(directory, id).await;
            if let Err(ApiError(AppError::Invalid(faults))) = &outcome
                && let Some(why) = why_not(locale, faults)
            {
                toasts.show(Toast::failed(why));
                return Ok(());
            }
            outcome?;
            removed.try_run(id);
            let done = Toast::done(i18n::customers::trashed(locale, &name));
            toasts.show(done.with_action(i18n::app::undo(locale), move || undo(id)));
            Ok(())
        });
    });
    view! {
        <ConfirmDialog
            open=open_for(trashing)
            title
            text=speaking(directory, i18n::customers::delete_text, i18n::leads::delete_text)(locale, kept_days())
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
        let lists: Vec<Directory> =
            Directory::ALL.iter().copied().filter(|directory| may(Action::Delete, *directory)).collect();
        let Some(first) = lists.first().copied() else {
            return forbidden(Directory::default().cell(Action::Delete)).unwrap_or_else(|| ().into_any());
        };
        let query = use_query_map();
        let shown = Memo::new(move |_| {
            let asked = query.with(|query| Directory::from_key(&query.get(LIST).unwrap_or_default()));
            asked.filter(|directory| may(Action::Delete, *directory)).unwrap_or(first)
        });
        view! { <Trash lists shown /> }.into_any()
    }
}

#[component]
fn Trash(lists: Vec<Directory>, shown: Memo<Directory>) -> impl IntoView {
    let locale = locale();
    let query = use_query_map();
    let sought = Memo::new(move |_| query.with(|query| query.get(SOUGHT).unwrap_or_default()));
    let page = Resource::new_blocking(
        move || (shown.get(), sought.get()),
        |(directory, typed)| trashed_customers(directory, typed, None),
    );
    changes().on_each(move || page.refetch());
    let tab = move |directory: Directory| {
        view! {
            <a
                class="tabs__item"
                href=format!("/trash?{LIST}={}", directory.key())
                aria-current=move || (shown.get() == directory).then_some("page")
            >
                {words(directory, "")}
            </a>
        }
    };
    view! {
        <TitledPage
            title=i18n::customers::trash_title(locale)
            note=i18n::customers::trash_text(locale, kept_days())
        >
            <nav class="tabs" aria-label=i18n::customers::trash_title(locale)>
                {lists.into_iter().map(tab).collect_view()}
            </nav>
            <TrashSearch shown sought />
            <WhenLoaded
                data=page
                show=Callback::new(move |found| {
                    let (directory, typed) = (shown.get_untracked(), sought.get_untracked());
                    view! { <TrashedRows directory typed found page /> }.into_any()
                })
            />
        </TitledPage>
    }
}

/// After so many columns, name and code, stands how the record came into the trash.
const KNOWN_BY: usize = 2;
/// The list whose trash is shown, in the address.
const LIST: &str = "list";
/// What is looked for in it.
const SOUGHT: &str = "q";

/// A form that works by itself: what is looked for stands in the address.
#[component]
fn TrashSearch(shown: Memo<Directory>, sought: Memo<String>) -> impl IntoView {
    let locale = locale();
    let navigate = use_navigate();
    let typed = RwSignal::new(sought.get_untracked());
    Effect::new(move || typed.set(sought.get()));
    let submit = move || {
        let text = typed.get_untracked();
        let list = (LIST, shown.get_untracked().key().to_owned());
        let wanted = Some((SOUGHT, text.trim().to_owned())).filter(|(_, text)| !text.is_empty());
        let address: ParamsMap = std::iter::once(list).chain(wanted).collect();
        navigate(&format!("/trash{}", address.to_query_string()), Default::default());
    };
    view! {
        <form
            class="filter-row"
            method="get"
            action="/trash"
            on:submit=move |event| {
                event.prevent_default();
                submit();
            }
        >
            <input type="hidden" name=LIST value=move || shown.get().key() />
            <div class="field">
                <label class="field__label" for="trash-search">
                    {i18n::customers::trash_search(locale)}
                </label>
                <input
                    class="input"
                    id="trash-search"
                    type="search"
                    name=SOUGHT
                    autocomplete="off"
                    placeholder=i18n::menu::search_placeholder(locale)
                    value=sought.get_untracked()
                    prop:value=move || typed.get()
                    on:input:target=move |event| typed.set(event.target().value())
                />
            </div>
            <div class="filter-row__actions">
                <button type="submit" class="button">
                    <Icon name="search" />
                    {i18n::app::search(locale)}
                </button>
            </div>
        </form>
    }
}

/// So many days are left of one that came into the trash then.
fn days_left(trashed: &Trashed) -> u64 {
    let zone = BusinessZone::default();
    let gone = (session().today - zone.day_of(trashed.at)).num_days();
    kept_days().saturating_sub(gone.max(0).unsigned_abs())
}

#[component]
fn TrashedRows(
    directory: Directory,
    typed: String,
    found: Listed,
    page: Resource<Result<Listed, ApiError>>,
) -> impl IntoView {
    let locale = locale();
    let toasts = toasts();
    let columns = StoredValue::new(found.columns);
    let rows = RwSignal::new(found.rows);
    let after = RwSignal::new(found.after);
    let sought = StoredValue::new(typed.clone());
    let more = move |_| {
        let last = after.get_untracked();
        attempt(async move {
            let next = trashed_customers(directory, sought.get_value(), last).await?;
            after.set(next.after);
            rows.update(|rows| rows.extend(next.rows));
            Ok(())
        });
    };
    let restore = move |id, name: String| {
        attempt(async move {
            restore_customer(directory, id).await?;
            page.refetch();
            toasts.show(Toast::done(i18n::customers::restored(locale, &name)));
            Ok(())
        });
    };
    let purging = RwSignal::new(None::<Purging>);
    let purged = Callback::new(move |()| page.refetch());
    let how = move |trashed: &Trashed| {
        let left = match days_left(trashed) {
            0 => i18n::customers::days_left_none(locale).to_owned(),
            days => i18n::customers::days_left_count(locale, days),
        };
        let by = trashed.by.clone().unwrap_or_else(|| i18n::app::system(locale).to_owned());
        view! {
            <td>{BusinessZone::default().show(trashed.at)}</td>
            <td>{by}</td>
            <td>{left}</td>
        }
    };
    let row = move |row: CustomerRow| {
        let text = |field: &Field| row.values.get(field).map(|text| text_of(locale, *field, text));
        let cells = |fields: &[Field]| fields.iter().map(|field| view! { <td>{text(field)}</td> }).collect_view();
        let columns = columns.get_value();
        let (known, further) = columns.split_at(KNOWN_BY.min(columns.len()));
        let name = row.values.get(&Field::Name).cloned().unwrap_or_default();
        let purge = may_purge().then(|| {
            let target = Purging::of(&row);
            let label = i18n::customers::purge_of(locale, &name);
            let on_press = Callback::new(move |()| purging.set(Some(target.clone())));
            view! { <RowButton icon="trash-2" label danger=true on_press /> }
        });
        let label = i18n::customers::restore_of(locale, &name);
        let on_press = Callback::new(move |()| restore(row.id, name.clone()));
        view! {
            <tr>
                {cells(known)} {row.trashed.as_ref().map(how)} {cells(further)}
                <td class="cell--actions">
                    <div class="row-actions">
                        <RowButton icon="rotate-ccw" label on_press />
                        {purge}
                    </div>
                </td>
            </tr>
        }
        .into_any()
    };
    let heads = move || {
        use i18n::customers as texts;
        let how = [texts::trashed_at(locale), texts::trashed_by(locale), texts::days_left(locale)];
        let mut words: Vec<_> =
            columns.get_value().into_iter().map(|field| label_of(locale, directory.kind(), field)).collect();
        let at = KNOWN_BY.min(words.len());
        words.splice(at..at, how);
        words.into_iter().map(|word| ("", word)).collect::<Vec<_>>()
    };
    let empty = match typed.trim() {
        "" => i18n::customers::trash_empty(locale).to_owned(),
        typed => i18n::customers::trash_nothing(locale, typed),
    };
    view! {
        {move || {
            view! {
                <ShortList
                    label=i18n::customers::trash_title(locale)
                    heads=heads()
                    acts=true
                    rows=rows.get().into_iter().map(row).collect()
                    empty=empty.clone()
                />
            }
        }}
        <Show when=move || after.with(Option::is_some)>
            <button type="button" class="button" on:click=more>
                {i18n::app::show_more(locale)}
            </button>
        </Show>
        <PurgeDialog directory purging purged />
    }
}
