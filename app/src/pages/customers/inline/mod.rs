//! The list as a sheet: one goes from cell to cell, edits where one stands, pastes from a spreadsheet and makes columns wider.
//! Fetched once the list has come to life; it works on the rows that stand there already.

mod dom;
mod editor;
mod focus;
mod paste;
mod values;
mod widths;

use domain::{
    CustomerId,
    customer::{Choices, CustomerRow, Directory, Field},
    permission::Action,
};
use i18n::inline as texts;
use leptos::{
    ev,
    leptos_dom::helpers::request_animation_frame,
    prelude::*,
    tachys::html::element::ElementExt,
    web_sys::{ClipboardEvent, Element, KeyboardEvent},
};

use self::{
    dom::{Area, Frame, Spot},
    editor::Editor,
    paste::paste,
    widths::Drag,
};
use super::{cells::label_of, window::Window};
use crate::{
    api::ApiError,
    components::{Icon, Late},
    state::{Toast, locale, toasts, viewer},
};

/// The table and its rows; cheap to copy.
#[derive(Clone, Copy)]
pub struct Sheet {
    /// The list.
    pub directory: Directory,
    /// The rows that it holds.
    pub window: Window,
    /// What scrolls.
    pub area: Area,
    /// What cells offer.
    pub choices: Resource<Result<Choices, ApiError>>,
    /// The row whose form or question lies over it.
    pub covered: Signal<Option<CustomerId>>,
}

/// The cell where somebody stands: of this row, or of the headings.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Current {
    row: Option<CustomerId>,
    column: usize,
}

/// A cell that is being edited.
#[derive(Clone, PartialEq, Eq)]
struct Edited {
    row: CustomerRow,
    field: Field,
    column: usize,
}

/// What is pasted, and where it begins.
#[derive(Clone, PartialEq, Eq)]
struct Pasted {
    text: String,
    row: usize,
    column: usize,
}

/// What is done with the sheet; cheap to copy.
#[derive(Clone, Copy)]
struct Hand {
    sheet: Sheet,
    current: RwSignal<Option<Current>>,
    edited: RwSignal<Option<Edited>>,
    pasted: RwSignal<Option<Pasted>>,
    /// Rows or columns have moved: what lies over a cell goes with it.
    moved: RwSignal<u32>,
    /// What has been done, for those who do not see it.
    told: RwSignal<String>,
    choices: RwSignal<Choices>,
    /// The focus is in the sheet; it comes back when the row that had it is made anew.
    inside: StoredValue<bool>,
    /// The row in which the focus stands, among its buttons too, and where that row stands.
    near: StoredValue<Option<(CustomerId, usize)>>,
    drag: StoredValue<Option<Drag>>,
    /// How often a width was changed by keys.
    widened: StoredValue<u32>,
}

/// The part, in a chunk of its own.
#[lazy]
pub fn in_place(sheet: Sheet) -> AnyView {
    let hand = Hand {
        sheet,
        current: RwSignal::new(None),
        edited: RwSignal::new(None),
        pasted: RwSignal::new(None),
        moved: RwSignal::new(0),
        told: RwSignal::default(),
        choices: RwSignal::default(),
        inside: StoredValue::new(false),
        near: StoredValue::new(None),
        drag: StoredValue::new(None),
        widened: StoredValue::new(0),
    };
    Effect::new(move || {
        if let Some(Ok(choices)) = sheet.choices.get() {
            hand.choices.set(choices);
        }
    });
    Effect::new(move || {
        sheet.window.rows.track();
        sheet.window.widths.track();
        // The row from which a dialog was opened may be made anew behind it, and be opened before this code is there.
        if let Some(row) = sheet.covered.get() {
            hand.stand_near(row);
        }
        request_animation_frame(move || hand.settle());
    });
    hand.listen();
    view! {
        <p class="visually-hidden" role="status">
            {move || hand.told.get()}
        </p>
        {move || hand.pencil()}
        // Each cell has an editor of its own: what the former one hears as it goes is not meant for the next one.
        <For
            each=move || hand.edited.get()
            key=|edited| (edited.row.id, edited.column)
            children=move |edited| view! { <Editor hand edited /> }
        />
        <Late wanted=Signal::derive(move || hand.pasted.with(Option::is_some)) part=move || paste(hand) />
    }
    .into_any()
}

impl Hand {
    fn listen(self) {
        let area = self.sheet.area;
        // Dropped, they hear nothing any more.
        let hearing = StoredValue::new_local(Vec::new());
        Effect::new(move || {
            let Some(area) = area.get() else { return };
            // Somebody may have been quicker than this code.
            self.enter(document().active_element().filter(|element| area.contains(Some(element))));
            hearing.set_value(vec![
                area.on(ev::keydown, move |event| self.press(&event)),
                area.on(ev::focusin, move |event| self.enter(dom::element_of(event.target()))),
                area.on(ev::focusout, move |event| self.leave(dom::element_of(event.related_target()))),
                area.on(ev::click, move |event| self.click(dom::element_of(event.target()))),
                area.on(ev::dblclick, move |event| self.double_click(dom::element_of(event.target()))),
                area.on(ev::paste, move |event| self.paste(&event)),
                area.on(ev::copy, move |event| self.copy(&event)),
                area.on(ev::pointerdown, move |event| self.grip(&event)),
                area.on(ev::pointermove, move |event| self.pull(&event)),
                area.on(ev::pointerup, move |_| self.let_go()),
                area.on(ev::pointercancel, move |_| self.let_go()),
            ]);
        });
        let elsewhere = window_event_listener(ev::pointerdown, move |event| {
            if dom::element_of(event.target()).is_some_and(|element| !dom::is_in(&element, ".list__scroll")) {
                self.leave_for_good();
            }
        });
        on_cleanup(move || elsewhere.remove());
    }

    fn spot(self, current: Current) -> Option<Spot> {
        let row = match current.row {
            None => 0,
            Some(id) => 1 + self.sheet.window.rows.with_untracked(|rows| rows.iter().position(|row| row.id == id))?,
        };
        Some(Spot { row, column: current.column })
    }

    fn row(self, spot: Spot) -> Option<CustomerRow> {
        let at = spot.row.checked_sub(1)?;
        self.sheet.window.rows.with_untracked(|rows| rows.get(at).cloned())
    }

    fn field(self, column: usize) -> Option<Field> {
        self.sheet.window.columns().get(column).copied()
    }

    /// What a field is called in this list.
    fn label(self, field: Field) -> &'static str {
        label_of(locale(), self.sheet.directory.kind(), field)
    }

    fn press(self, event: &KeyboardEvent) {
        let Some(target) = dom::element_of(event.target()) else { return };
        if event.is_composing() || dom::is_in(&target, "input, button, select, .editor") {
            return;
        }
        let Some(spot) = dom::spot_of(&target) else { return };
        let key = event.key();
        let (ctrl, alt) = (event.ctrl_key() || event.meta_key(), event.alt_key());
        let Spot { row, column } = spot;
        let last = Spot { row, column: self.sheet.window.columns().len().saturating_sub(1) };
        let done = match key.as_str() {
            "ArrowLeft" | "ArrowRight" if alt && event.shift_key() && row == 0 => {
                self.widen(column, key == "ArrowRight")
            }
            _ if alt || event.shift_key() => false,
            "Home" if ctrl => self.go(Spot { row: 1, column: 0 }),
            "End" if ctrl => self.go(Spot { row: self.sheet.window.rows.with_untracked(Vec::len), ..last }),
            _ if ctrl => false,
            "ArrowLeft" => column.checked_sub(1).is_none_or(|column| self.go(Spot { column, ..spot })),
            "ArrowRight" => self.go(Spot { column: column + 1, ..spot }) || spot == last,
            "ArrowUp" => row.checked_sub(1).is_none_or(|row| self.go(Spot { row, ..spot })),
            "ArrowDown" => self.go(Spot { row: row + 1, ..spot }),
            "Home" => self.go(Spot { column: 0, ..spot }),
            "End" => self.go(last),
            "F2" => self.edit(spot),
            // The name is a link.
            "Enter" if target.tag_name() == "TD" => self.edit(spot),
            _ => false,
        };
        if done {
            event.prevent_default();
        }
    }

    fn go(self, spot: Spot) -> bool {
        dom::focus(self.sheet.area, spot)
    }

    fn click(self, target: Option<Element>) {
        let Some(target) = target.filter(|target| !dom::is_in(target, "a, button, input, label, .editor")) else {
            return;
        };
        if let Some(spot) = dom::spot_of(&target).filter(|spot| spot.row > 0) {
            self.go(spot);
        }
    }

    fn double_click(self, target: Option<Element>) {
        let Some(target) = target else { return };
        match dom::spot_of(&target) {
            Some(spot) if dom::is_in(&target, ".edge") => self.fit(spot.column),
            Some(spot) if !dom::is_in(&target, "a, button, input") => {
                self.edit(spot);
            }
            _ => {}
        }
    }

    fn copy(self, event: &ClipboardEvent) {
        let target = dom::element_of(event.target()).filter(|target| !dom::is_in(target, ".editor"));
        let Some(cell) = target.and_then(|target| dom::cell_at(self.sheet.area, dom::spot_of(&target)?)) else {
            return;
        };
        let text = dom::text_of(&cell);
        let text = if text == "–" { String::new() } else { text };
        if dom::copy(event, domain::clipboard::write(&[vec![text.clone()]]).trim_end_matches('\n')) {
            event.prevent_default();
            self.told.set(texts::copied(locale(), &text));
        }
    }

    fn paste(self, event: &ClipboardEvent) {
        let target = dom::element_of(event.target()).filter(|target| !dom::is_in(target, "input, select, textarea"));
        let Some(spot) = target.and_then(|target| dom::spot_of(&target)).filter(|spot| spot.row > 0) else { return };
        if let Some(text) = dom::pasted(event) {
            event.prevent_default();
            self.pasted.set(Some(Pasted { text, row: spot.row - 1, column: spot.column }));
        }
    }

    /// Whether the person may edit a cell, and can here.
    fn may_edit(self, row: &CustomerRow, field: Field) -> bool {
        self.may_edit_row(row) && self.is_editable(row, field)
    }

    fn may_edit_row(self, row: &CustomerRow) -> bool {
        let resource = self.sheet.directory.resource();
        viewer().is_some_and(|viewer| viewer.principal.may_at(Action::Edit, resource, &row.placement))
    }

    fn is_editable(self, row: &CustomerRow, field: Field) -> bool {
        field.inline() && self.sheet.directory.has(field, row.kind)
    }

    /// Opens the editor of a cell, or says why there is none.
    fn edit(self, spot: Spot) -> bool {
        let (Some(row), Some(field)) = (self.row(spot), self.field(spot.column)) else { return false };
        let locale = locale();
        if !self.may_edit_row(&row) {
            toasts().show(Toast::failed(i18n::errors::not_allowed_to_edit(locale)));
        } else if !self.is_editable(&row, field) {
            toasts().show(Toast::failed(texts::not_here(locale, self.label(field))));
        } else {
            self.current.set(Some(Current { row: Some(row.id), column: spot.column }));
            self.edited.set(Some(Edited { row, field, column: spot.column }));
        }
        true
    }

    /// The next cell of the row that can be edited, or the former one.
    fn edit_beside(self, edited: &Edited, back: bool) {
        let columns = self.sheet.window.columns();
        let fits = |column: &usize| columns.get(*column).is_some_and(|field| self.is_editable(&edited.row, *field));
        let next = match back {
            true => (0..edited.column).rev().find(fits),
            false => (edited.column + 1..columns.len()).find(fits),
        };
        let current = Current { row: Some(edited.row.id), column: next.unwrap_or(edited.column) };
        self.current.set(Some(current));
        match self.spot(current).filter(|_| next.is_some()) {
            Some(spot) => {
                self.edit(spot);
            }
            None => {
                self.focus_current();
            }
        }
    }

    fn frame(self, current: Current) -> Option<Frame> {
        dom::frame_of(self.sheet.area, &dom::cell_at(self.sheet.area, self.spot(current)?)?)
    }

    /// A way into the cell for those who have neither a keyboard nor a mouse.
    fn pencil(self) -> Option<AnyView> {
        self.moved.track();
        let current = self.current.get().filter(|_| self.edited.with(Option::is_none))?;
        let spot = self.spot(current)?;
        let (row, field) = (self.row(spot)?, self.field(spot.column)?);
        if !self.may_edit(&row, field) {
            return None;
        }
        let Frame { left, top, width, height, .. } = self.frame(current)?;
        let words = texts::edit_cell(locale(), self.label(field), &values::name_of(&row));
        let pen = view! {
            <button
                type="button"
                class="icon-button here"
                tabindex="-1"
                aria-label=words.clone()
                title=words
                style:left=format!("{}px", left + width)
                style:top=format!("{top}px")
                style:height=format!("{}px", height - 1)
                on:pointerdown=move |event| event.prevent_default()
                on:click=move |_| {
                    self.edit(spot);
                }
            >
                <Icon name="pencil" class="icon--small" />
            </button>
        };
        Some(pen.into_any())
    }
}
