//! Which columns the list shows, and in which order.

use domain::{
    customer::{Directory, Field},
    list::{ListState, PAGE_SIZES, ViewChoice, columns as columns_of},
};
use i18n::customers as texts;
use leptos::{leptos_dom::helpers::request_animation_frame, prelude::*};

use leptos_router::hooks::use_navigate;

use super::{cells::label_of, list::address, window::Window};
use crate::{
    api::customers::{keep_columns, keep_pages, keep_widths},
    components::{Dialog, DialogForm, Icon, SelectField},
    state::{Sending, attempt, locale},
};

/// The dialog, in a chunk of its own.
#[lazy]
pub fn columns(
    open: RwSignal<bool>,
    state: Memo<ListState>,
    window: RwSignal<Option<Window>>,
    saved: Callback<()>,
) -> AnyView {
    view! {
        <Dialog open title=texts::columns_title(locale()).to_owned()>
            <Chooser open state window saved />
        </Dialog>
    }
    .into_any()
}

/// The fields in the order that is being made, and which of them are columns. The name stands first and stays.
#[derive(Clone, Copy)]
struct Choice {
    directory: Directory,
    order: RwSignal<Vec<Field>>,
    shown: RwSignal<Vec<Field>>,
    dragged: RwSignal<Option<Field>>,
    /// Where a field was moved last, in words.
    told: RwSignal<String>,
}

impl Choice {
    fn new(directory: Directory, now: Vec<Field>) -> Self {
        let choice = Self {
            directory,
            order: RwSignal::default(),
            shown: RwSignal::default(),
            dragged: RwSignal::new(None),
            told: RwSignal::default(),
        };
        choice.take(now);
        choice
    }

    /// Begins with these columns; the other fields follow in the order of the form.
    fn take(self, now: Vec<Field>) {
        let rest = self.directory.fields().filter(|field| !now.contains(field));
        self.order.set(now.iter().copied().chain(rest).collect());
        self.shown.set(now);
    }

    fn columns(self) -> Vec<Field> {
        let shown = self.shown.get_untracked();
        let wish: Vec<Field> = self.order.get_untracked().into_iter().filter(|field| shown.contains(field)).collect();
        columns_of(self.directory, &wish)
    }

    fn place(self, field: Field) -> usize {
        self.order.with(|order| order.iter().position(|other| *other == field).unwrap_or_default())
    }

    fn last(self) -> usize {
        self.order.with(|order| order.len().saturating_sub(1))
    }

    fn show(self, field: Field, wanted: bool) {
        self.shown.update(|shown| {
            shown.retain(|other| *other != field);
            shown.extend(wanted.then_some(field));
        });
    }

    /// Puts a field to another place behind the name.
    fn put(self, field: Field, place: usize) {
        let place = place.clamp(1, self.order.with_untracked(Vec::len).saturating_sub(1).max(1));
        self.order.update(|order| {
            order.retain(|other| *other != field);
            order.insert(place.min(order.len()), field);
        });
    }

    /// Moves a field by a key, says so, and leaves the focus where it was.
    fn step(self, field: Field, up: bool) {
        let here = untrack(|| self.place(field));
        self.put(field, if up { here.saturating_sub(1) } else { here + 1 });
        let (place, last) = untrack(|| (self.place(field), self.last()));
        let (place_number, total) = (place.to_string(), last as u64 + 1);
        self.told.set(texts::columns_place(
            locale(),
            label_of(locale(), self.directory.kind(), field),
            &place_number,
            total,
        ));
        let up = if place == 1 { false } else { up || place == last };
        request_animation_frame(move || {
            let button = document().get_element_by_id(&id_of(field, up));
            if let Some(button) = button
                .and_then(|button| leptos::wasm_bindgen::JsCast::dyn_into::<leptos::web_sys::HtmlElement>(button).ok())
            {
                let _ = button.focus();
            }
        });
    }
}

/// Some browsers drag nothing that has no data.
#[cfg(feature = "hydrate")]
fn give_data(event: &web_sys::DragEvent, name: &str) {
    if let Some(data) = event.data_transfer() {
        let _ = data.set_data("text/plain", name);
    }
}

/// Nothing is dragged on a server.
#[cfg(not(feature = "hydrate"))]
const fn give_data(_event: &leptos::web_sys::DragEvent, _name: &str) {}

fn id_of(field: Field, up: bool) -> String {
    format!("column-{}-{}", field.key(), if up { "up" } else { "down" })
}

/// A row for each field: whether it is a column, and handles that move it.
#[component]
fn Chooser(
    open: RwSignal<bool>,
    state: Memo<ListState>,
    window: RwSignal<Option<Window>>,
    saved: Callback<()>,
) -> impl IntoView {
    let locale = locale();
    let navigate = use_navigate();
    let directory = state.with_untracked(|state| state.directory);
    let now = window.with_untracked(|window| window.map(Window::columns));
    let choice = Choice::new(directory, now.unwrap_or_else(|| directory.columns().to_vec()));
    let sending = Sending::default();
    let save = Callback::new(move |()| {
        let columns = choice.columns();
        let list = state.get_untracked();
        if matches!(list.view, ViewChoice::Saved(_)) {
            // The view's columns stay until it is saved; until then these stand in the address.
            open.set(false);
            navigate(&address(&ListState { columns, ..list }), Default::default());
            return;
        }
        let navigate = navigate.clone();
        // Who has the default follows it when it changes.
        let wish = if columns == directory.columns() { Vec::new() } else { columns };
        sending.start(async move {
            keep_columns(directory, wish).await?;
            open.set(false);
            if list.columns.is_empty() {
                saved.try_run(());
            } else {
                navigate(&address(&ListState { columns: Vec::new(), ..list }), Default::default());
            }
            Ok(())
        });
    });
    view! {
        <DialogForm open sending word=i18n::app::save(locale) on_submit=save>
            <p>{texts::columns_text(locale)}</p>
            <div>
                <button
                    type="button"
                    class="button button--quiet button--small"
                    on:click=move |_| choice.take(directory.columns().to_vec())
                >
                    <Icon name="rotate-ccw" />
                    {texts::columns_reset(locale)}
                </button>
                {move || window.get().filter(|window| !window.widths.with(Vec::is_empty)).map(|window| reset_widths(directory, window))}
            </div>
            {move || window.get().map(|window| view! { <Pages directory window saved /> })}
            <ul class="columns">
                <For
                    each=move || choice.order.get()
                    key=|field| *field
                    children=move |field| view! { <Column choice field /> }
                />
            </ul>
            <p class="visually-hidden" role="status">
                {move || choice.told.get()}
            </p>
        </DialogForm>
    }
}

/// Whether the list goes on as it is scrolled, or has pages; kept at once.
#[component]
fn Pages(directory: Directory, window: Window, saved: Callback<()>) -> impl IntoView {
    let locale = locale();
    let text = |rows: Option<u16>| rows.map(|rows| rows.to_string()).unwrap_or_default();
    let chosen = RwSignal::new(text(window.page_rows.get_untracked()));
    Effect::new(move |before: Option<String>| {
        let now = chosen.get();
        if before.is_some_and(|before| before != now) {
            let rows = now.parse().ok();
            attempt(async move {
                keep_pages(directory, rows).await?;
                saved.try_run(());
                Ok(())
            });
        }
        now
    });
    let scrolled = (String::new(), texts::pages_none(locale).to_owned());
    let sizes = PAGE_SIZES.iter().map(|rows| (rows.to_string(), texts::pages_of(locale, &rows.to_string())));
    let options = std::iter::once(scrolled).chain(sizes).collect::<Vec<_>>();
    view! { <SelectField name="pages" label=texts::pages(locale) value=chosen options /> }
}

/// Makes each column as wide as what stands in it again.
fn reset_widths(directory: Directory, window: Window) -> impl IntoView {
    let reset = move |_| {
        attempt(async move {
            keep_widths(directory, Vec::new()).await?;
            window.widths.set(Vec::new());
            Ok(())
        });
    };
    view! {
        <button type="button" class="button button--quiet button--small" on:click=reset>
            <Icon name="columns-3" />
            {i18n::inline::widths_reset(locale())}
        </button>
    }
}

#[component]
fn Column(choice: Choice, field: Field) -> impl IntoView {
    let locale = locale();
    let name = label_of(locale, choice.directory.kind(), field);
    let stays = field == Field::Name;
    let mover = move |up: bool| {
        let (words, icon) = if up {
            (texts::columns_up(locale, name), "arrow-up")
        } else {
            (texts::columns_down(locale, name), "arrow-down")
        };
        let ends = move || if up { choice.place(field) == 1 } else { choice.place(field) == choice.last() };
        view! {
            <button
                type="button"
                class="icon-button"
                id=id_of(field, up)
                aria-label=words.clone()
                title=words
                disabled=ends
                on:click=move |_| choice.step(field, up)
            >
                <Icon name=icon />
            </button>
        }
    };
    view! {
        <li
            class="columns__item"
            draggable=(!stays).then_some("true")
            data-dragged=move || (choice.dragged.get() == Some(field)).then_some("true")
            on:dragstart=move |event| {
                give_data(&event, name);
                choice.dragged.set(Some(field));
            }
            on:dragover=move |event| {
                let Some(dragged) = choice.dragged.get_untracked() else { return };
                event.prevent_default();
                if dragged != field {
                    choice.put(dragged, untrack(|| choice.place(field)));
                }
            }
            on:drop=move |event| event.prevent_default()
            on:dragend=move |_| choice.dragged.set(None)
        >
            <label class="check">
                <input
                    type="checkbox"
                    disabled=stays
                    prop:checked=move || choice.shown.with(|shown| shown.contains(&field))
                    on:change:target=move |event| choice.show(field, event.target().checked())
                />
                <span>{name}</span>
            </label>
            {(!stays).then(|| view! { {mover(true)} {mover(false)} })}
        </li>
    }
}
