//! The table of the list.

use domain::{
    CustomerId,
    customer::{Choices, CustomerKind, CustomerRow, Directory, Field},
    list::{ListScope, ListState, Place, Sort, SortKey, width_of},
    permission::Action,
};
use i18n::Locale;
use leptos::{attr, html, prelude::*};

use super::{
    bulk::{Chosen, PageBox, RowBox, acts},
    cells::{label_of, shown},
    inline::{Sheet, in_place},
    list::{CreateButton, Editing, address},
    may,
    window::{End, Mark, Window},
    words,
};
use crate::{
    api::ApiError,
    components::{Icon, Late, alive, problem_text},
    state::{locale, viewer},
};

/// Rows of a window, which loads more as they are scrolled.
#[component]
pub fn Table(
    /// How the rows are filtered and sorted.
    state: ListState,
    /// The held rows.
    window: Window,
    /// Opens the form.
    editing: RwSignal<Option<Editing>>,
    /// Asks before a record goes to the trash.
    trashing: RwSignal<Option<(CustomerId, String)>>,
    /// The rows that are chosen.
    chosen: Chosen,
    /// What cells that are edited in place offer.
    choices: Resource<Result<Choices, ApiError>>,
) -> impl IntoView {
    let locale = locale();
    let area = NodeRef::<html::Div>::new();
    let directory = state.directory;
    let empty = Signal::derive(move || window.rows.with(Vec::is_empty));
    let columns = StoredValue::new(window.columns());
    let chosen = acts(directory).then_some(chosen);
    let heads = columns.with_value(|columns| {
        columns.iter().map(|field| view! { <Head field=*field state=state.clone() /> }).collect_view()
    });
    let plain = state.clone();
    let covered = Signal::derive(move || {
        let trashed = trashing.with(|trashing| trashing.as_ref().map(|(id, _)| *id));
        trashed.or_else(|| match editing.get() {
            Some(Editing::Record(code)) => {
                window.rows.with_untracked(|rows| rows.iter().find(|row| code_of(row) == code).map(|row| row.id))
            }
            _ => None,
        })
    });
    Effect::new(move || window.arrived(area));
    view! {
        <div
            class="list__scroll"
            tabindex="0"
            role="region"
            aria-label=words(directory, "_table")
            node_ref=area
            on:scroll=move |_| window.scrolled(area)
        >
            <Show when=move || !empty.get()>
                <More end=End::First window area />
            </Show>
            <table
                class="table"
                class:table--selectable=chosen.is_some()
                hidden=move || empty.get()
                {..attr::width(move || whole_width(window))}
            >
                // No style attributes: the policy of the page forbids them.
                <colgroup>
                    {chosen.map(|_| view! { <col /> })}
                    {columns.with_value(|columns| columns.iter().map(|field| column(*field, window)).collect_view())}
                </colgroup>
                <thead>
                    <tr>
                        {chosen.map(|chosen| view! { <PageBox chosen window /> })}
                        {heads}
                        <th scope="col" class="cell--actions">
                            <span class="visually-hidden">{i18n::app::actions(locale)}</span>
                        </th>
                    </tr>
                </thead>
                <tbody>
                    <For
                        each=move || window.rows.get()
                        key=|row| (row.id, row.version)
                        children=move |row| view! { <Row directory columns row window editing trashing chosen /> }
                    />
                </tbody>
            </table>
            <Show when=move || empty.get()>
                <Empty state=state.clone() editing />
            </Show>
            <More end=End::Last window area />
            <Late wanted=alive() part=move || in_place(Sheet { directory, window, area, choices, covered }) />
            <p class="visually-hidden" role="status">
                {move || window.told(locale)}
            </p>
        </div>
        <PlainPager state=plain window />
    }
}

/// A column; as wide as what stands in it unless the person has made one wider or narrower.
fn column(field: Field, window: Window) -> impl IntoView {
    let width = move || window.widths.with(|widths| (!widths.is_empty()).then(|| width_of(widths, field).to_string()));
    view! { <col {..attr::width(width)} /> }
}

/// The width of the table if its columns have some: theirs, and what boxes and buttons need.
fn whole_width(window: Window) -> Option<String> {
    const ASIDE: u32 = 224;
    window.widths.with(|widths| {
        let width = |field: &Field| u32::from(width_of(widths, *field));
        (!widths.is_empty()).then(|| (window.columns().iter().map(width).sum::<u32>() + ASIDE).to_string())
    })
}

#[component]
fn Head(field: Field, state: ListState) -> impl IntoView {
    let locale = locale();
    let name = label_of(locale, state.directory.kind(), field);
    let class = if field == Field::Name { "cell--key" } else { "" };
    let Some(by) = SortKey::of(field) else {
        return view! {
            <th scope="col" class=class>
                {name}
                <span class="edge"></span>
            </th>
        }
        .into_any();
    };
    // Names are sorted in two ways.
    let given = (by == SortKey::Name && state.directory.holds(CustomerKind::Individual)).then_some(SortKey::GivenName);
    let now = state.sort.filter(|sort| sort.by == by || Some(sort.by) == given);
    let by = now.map_or(by, |sort| sort.by);
    let (direction, icon) = match now {
        None => (None, "chevrons-up-down"),
        Some(Sort { descending: false, .. }) => (Some("ascending"), "arrow-up"),
        Some(Sort { descending: true, .. }) => (Some("descending"), "arrow-down"),
    };
    // First click up, second down, third back to the newest.
    let next = match now {
        None => Some(Sort { by, descending: false }),
        Some(Sort { descending: false, .. }) => Some(Sort { by, descending: true }),
        Some(Sort { descending: true, .. }) => None,
    };
    let sorted = |sort| address(&ListState { sort, place: Place::Start, ..state.clone() });
    let other = now.zip(given).map(|(sort, given)| {
        let (by, word) = match sort.by {
            SortKey::GivenName => (SortKey::Name, i18n::customers::sort_name(locale)),
            _ => (given, i18n::customers::sort_given_name(locale)),
        };
        view! {
            " "
            <a class="sort-other" href=sorted(Some(Sort { by, ..sort }))>
                {word}
            </a>
        }
    });
    view! {
        <th scope="col" class=class aria-sort=direction>
            <a class="sort" href=sorted(next)>
                {name}
                <Icon name=icon />
            </a>
            {other}
            <span class="edge"></span>
        </th>
    }
    .into_any()
}

/// What a record is called by in addresses. A lead has no code yet: it is known by its id.
fn code_of(row: &CustomerRow) -> String {
    row.values.get(&Field::Code).cloned().unwrap_or_else(|| row.id.to_string())
}

#[component]
fn Row(
    directory: Directory,
    columns: StoredValue<Vec<Field>>,
    row: CustomerRow,
    window: Window,
    editing: RwSignal<Option<Editing>>,
    trashing: RwSignal<Option<(CustomerId, String)>>,
    chosen: Option<Chosen>,
) -> impl IntoView {
    let locale = locale();
    let value = |field| row.values.get(&field).cloned().unwrap_or_default();
    let (id, name) = (row.id, value(Field::Name));
    let code = code_of(&row);
    let address = directory.address_of(&code);
    let may =
        |action| viewer().is_some_and(|viewer| viewer.principal.may_at(action, directory.resource(), &row.placement));
    let cell = |field: &Field| match row.values.get(field) {
        Some(text) => {
            let class = if *field == Field::Code { "cell--code" } else { "" };
            view! { <td class=class>{shown(locale, *field, text)}</td> }.into_any()
        }
        None => view! { <td class="cell--none">"–"</td> }.into_any(),
    };
    let cells = columns.with_value(|columns| columns.iter().skip(1).map(cell).collect_view());
    let edit = may(Action::Edit).then(|| {
        let words = (i18n::customers::edit_row(locale, &name), i18n::app::edit(locale));
        let press = Callback::new(move |()| editing.set(Some(Editing::Record(code.clone()))));
        act("pencil", "icon-button", words, Some("e"), press)
    });
    let delete = may(Action::Delete).then(|| {
        let target = (row.id, name.clone());
        let words = (i18n::customers::delete_row(locale, &name), i18n::app::delete(locale));
        let press = Callback::new(move |()| trashing.set(Some(target.clone())));
        act("trash-2", "icon-button icon-button--danger", words, None, press)
    });
    let select = chosen.map(|chosen| view! { <RowBox chosen window id name=name.clone() /> });
    view! {
        <tr
            aria-selected=chosen.map(|chosen| move || chosen.has(id).to_string())
            data-mark=move || window.mark(id).map(Mark::key)
        >
            {select}
            <th scope="row" class="cell--key">
                <a href=address.clone()>{name.clone()}</a>
                {move || {
                    window
                        .mark(id)
                        .map(|mark| {
                            let word = mark.word(locale);
                            view! {
                                <span class="row-mark" title=word>
                                    <Icon name="history" class="icon--small" />
                                    <span class="visually-hidden">{word}</span>
                                </span>
                            }
                        })
                }}
            </th>
            {cells}
            <td class="cell--actions">
                <div class="row-actions">
                    <a
                        class="icon-button"
                        href=address
                        aria-label=i18n::customers::view_row(locale, &name)
                        title=i18n::app::view(locale)
                    >
                        <Icon name="eye" />
                    </a>
                    {edit}
                    {delete}
                </div>
            </td>
        </tr>
    }
}

/// A button at the end of a row; its words are those for the row and those that are shown.
fn act(
    icon: &'static str,
    class: &'static str,
    (label, title): (String, &'static str),
    key: Option<&'static str>,
    press: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class=class
            aria-label=label
            title=title
            aria-keyshortcuts=key
            on:click=move |_| press.run(())
        >
            <Icon name=icon />
        </button>
    }
}

/// Stands at an end beyond which there are rows: says that they are coming, and is a way to them by keyboard.
#[component]
fn More(end: End, window: Window, area: NodeRef<html::Div>) -> impl IntoView {
    let locale = locale();
    let problem = move || window.problem.get().filter(|(at, _)| *at == end).map(|(_, error)| error);
    view! {
        <Show when=move || !window.has_pages() && window.beyond(end).is_some()>
            <p class="list__more">
                <span role="status">{move || problem().map(|error| problem_text(locale, &error))}</span>
                " "
                <button
                    type="button"
                    class="button button--quiet button--small"
                    on:click=move |_| window.load(end, area)
                >
                    {move || {
                        if window.loading.get() == Some(end) {
                            i18n::app::loading_more(locale)
                        } else if problem().is_some() {
                            i18n::app::retry(locale)
                        } else {
                            i18n::app::show_more(locale)
                        }
                    }}
                </button>
            </p>
        </Show>
    }
}

/// Links to the next and the former page, for those who turn pages and for browsers without scripts.
#[component]
fn PlainPager(state: ListState, window: Window) -> impl IntoView {
    let locale = locale();
    // Scripts load more by themselves: what the server shows stays.
    let (before, after) = untrack(|| (window.beyond(End::First), window.beyond(End::Last)));
    let link = move |place: Option<Place>, icon: &'static str, words: &'static str| {
        place.map(|place| {
            let target = address(&ListState { place, ..state.clone() });
            view! {
                <a class="icon-button" href=target aria-label=words>
                    <Icon name=icon />
                </a>
            }
        })
    };
    view! {
        <nav class="pager" class:pager--plain=!window.has_pages() aria-label=i18n::app::more(locale)>
            {link(before.map(Place::Before), "chevron-left", i18n::app::previous_page(locale))}
            {link(after.map(Place::After), "chevron-right", i18n::app::next_page(locale))}
        </nav>
    }
}

/// No rows: why, and what to do next.
#[component]
fn Empty(state: ListState, editing: RwSignal<Option<Editing>>) -> impl IntoView {
    let locale = locale();
    let (directory, whole) = (state.directory, state.is_whole());
    let imports = directory == Directory::Individuals && may(Action::Import, directory);
    let text = match directory {
        Directory::Leads => why_no_lead(locale, &state),
        _ => why_nobody(locale, &state, imports),
    };
    let unfiltered = address(&state.unfiltered());
    view! {
        <div class="empty">
            <p class="empty__text">{text}</p>
            <div class="buttons">
                {(!whole)
                    .then(|| {
                        view! {
                            <a class="button" href=unfiltered>
                                {i18n::app::clear_filter(locale)}
                            </a>
                        }
                    })}
                {(whole && imports)
                    .then(|| {
                        view! {
                            <a class="button" href="/import">
                                <Icon name="file-up" />
                                {i18n::menu::import(locale)}
                            </a>
                        }
                    })}
                <CreateButton directory editing />
            </div>
        </div>
    }
}

fn why_nobody(locale: Locale, state: &ListState, imports: bool) -> String {
    use i18n::customers as texts;
    let text = match (state.is_whole(), state.scope) {
        (true, ListScope::Own) => texts::empty_own(locale),
        (true, ListScope::Department) => texts::empty_department(locale),
        (true, ListScope::All) => match (may(Action::Create, state.directory), imports) {
            (true, true) => texts::empty(locale),
            (true, false) => texts::empty_create(locale),
            (false, _) => texts::empty_none(locale),
        },
        (false, _) if state.search.is_empty() => texts::empty_filtered(locale),
        (false, _) => return texts::empty_search(locale, &state.search),
    };
    text.to_owned()
}

fn why_no_lead(locale: Locale, state: &ListState) -> String {
    use i18n::leads as texts;
    let text = match (state.is_whole(), state.scope) {
        (true, ListScope::Own) => texts::empty_own(locale),
        (true, ListScope::Department) => texts::empty_department(locale),
        (true, ListScope::All) => texts::empty(locale),
        (false, _) if state.search.is_empty() => texts::empty_filtered(locale),
        (false, _) => return texts::empty_search(locale, &state.search),
    };
    text.to_owned()
}
