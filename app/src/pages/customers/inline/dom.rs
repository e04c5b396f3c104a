//! Headings, rows and cells of the list as they stand in the document. Boxes and buttons at the ends of a row are no cells.

use leptos::{
    html,
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{Element, EventTarget, HtmlElement},
};

/// What scrolls, with the table in it.
pub type Area = NodeRef<html::Div>;

/// A place among the cells; the headings are row 0.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    /// The row.
    pub row: usize,
    /// The column.
    pub column: usize,
}

/// Where a cell stands in the area, in pixels.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Frame {
    /// From the left.
    pub left: i32,
    /// From the top.
    pub top: i32,
    /// How wide it is.
    pub width: i32,
    /// How high it is.
    pub height: i32,
    /// There is no room under it.
    pub low: bool,
}

/// The element in which something has happened.
pub fn element_of(target: Option<EventTarget>) -> Option<Element> {
    target?.dyn_into().ok()
}

/// Whether an element is, or stands in, one that fits a selector.
pub fn is_in(element: &Element, selector: &str) -> bool {
    element.closest(selector).ok().flatten().is_some()
}

/// Whether nothing has the focus, as after the element that had it has gone.
pub fn is_focus_lost() -> bool {
    document().active_element().is_none_or(|element| element.tag_name() == "BODY")
}

fn html_of(element: Element) -> Option<HtmlElement> {
    element.dyn_into().ok()
}

fn cells_of(row: &Element) -> impl Iterator<Item = Element> + use<> {
    let all = row.children();
    (0..all.length()).filter_map(move |at| all.item(at)).filter(is_cell)
}

fn is_cell(element: &Element) -> bool {
    let classes = element.class_list();
    !classes.contains("cell--select") && !classes.contains("cell--actions")
}

/// The first element of the area that fits a selector.
pub fn find(area: Area, selector: &str) -> Option<Element> {
    area.get_untracked()?.query_selector(selector).ok()?
}

/// The cell at a place.
pub fn cell_at(area: Area, spot: Spot) -> Option<HtmlElement> {
    let row = match spot.row.checked_sub(1) {
        None => find(area, "thead tr"),
        Some(at) => find(area, "tbody")?.children().item(u32::try_from(at).ok()?),
    };
    html_of(cells_of(&row?).nth(spot.column)?)
}

/// The place of the cell that an element is, or stands in.
pub fn spot_of(element: &Element) -> Option<Spot> {
    // A dialog may have a table of its own.
    let cell = element.closest("th, td").ok().flatten().filter(is_cell).filter(|cell| !is_in(cell, "dialog"))?;
    let mut row = cell.parent_element()?;
    let column = cells_of(&row).position(|other| other == cell)?;
    if is_in(&cell, "thead") {
        return Some(Spot { row: 0, column });
    }
    let mut place = 1;
    while let Some(before) = row.previous_element_sibling() {
        (row, place) = (before, place + 1);
    }
    Some(Spot { row: place, column })
}

/// The place among the rows of the one in which an element stands.
pub fn row_of(element: &Element) -> Option<usize> {
    let mut row = element.closest("tbody tr").ok().flatten().filter(|row| !is_in(row, "dialog"))?;
    let mut place = 0;
    while let Some(before) = row.previous_element_sibling() {
        (row, place) = (before, place + 1);
    }
    Some(place)
}

/// Puts the focus on a cell, or on the link that it is; `false` if there is no such cell.
pub fn focus(area: Area, spot: Spot) -> bool {
    let Some(cell) = cell_at(area, spot) else { return false };
    let link = || cell.query_selector("a").ok().flatten().and_then(html_of);
    match link().filter(|_| spot.row == 0 || spot.column == 0) {
        Some(link) => link.focus().is_ok(),
        None => {
            let former = find(area, ":is(td, th)[tabindex]");
            let _ = cell.set_attribute("tabindex", "0");
            let focused = cell.focus().is_ok();
            if let Some(former) = former.filter(|former| !former.is_same_node(Some(&cell))) {
                let _ = former.remove_attribute("tabindex");
            }
            focused
        }
    }
}

/// Tells those who do not see it that one goes from cell to cell, of which one can be reached by Tab.
pub fn mark_as_grid(area: Area) {
    if let Some(table) = find(area, "table") {
        let _ = table.set_attribute("role", "grid");
    }
    if find(area, ":is(td, th)[tabindex]").is_none()
        && let Some(cell) = cell_at(area, Spot { row: 1, column: 1 })
    {
        let _ = cell.set_attribute("tabindex", "0");
    }
}

/// Where a cell stands.
pub fn frame_of(area: Area, cell: &HtmlElement) -> Option<Frame> {
    let area = area.get_untracked()?;
    let (mut left, mut top) = (cell.offset_left(), cell.offset_top());
    let mut around = cell.offset_parent();
    while let Some(outer) = around.filter(|outer| !outer.is_same_node(Some(&area))).and_then(html_of) {
        left += outer.offset_left();
        top += outer.offset_top();
        around = outer.offset_parent();
    }
    let height = cell.offset_height();
    let low = top + 3 * height > area.scroll_top() + area.client_height();
    Some(Frame { left, top, width: cell.offset_width(), height, low })
}

/// What a cell says; beside a name stands how the row is marked.
pub fn text_of(cell: &HtmlElement) -> String {
    let link = cell.query_selector("a").ok().flatten();
    let text = link.map_or_else(|| cell.text_content(), |link| link.text_content());
    text.unwrap_or_default().trim().to_owned()
}

/// The text on the clipboard.
#[cfg(feature = "hydrate")]
pub fn pasted(event: &web_sys::ClipboardEvent) -> Option<String> {
    event.clipboard_data()?.get_data("text/plain").ok().filter(|text| !text.is_empty())
}

/// Puts a text on the clipboard, unless somebody has marked another one; `false` if so.
#[cfg(feature = "hydrate")]
pub fn copy(event: &web_sys::ClipboardEvent, text: &str) -> bool {
    let marked = window().get_selection().ok().flatten().is_some_and(|selection| !selection.is_collapsed());
    !marked && event.clipboard_data().is_some_and(|data| data.set_data("text/plain", text).is_ok())
}

/// A server has no clipboard.
#[cfg(not(feature = "hydrate"))]
pub const fn pasted(_event: &leptos::web_sys::ClipboardEvent) -> Option<String> {
    None
}

/// A server has no clipboard.
#[cfg(not(feature = "hydrate"))]
pub const fn copy(_event: &leptos::web_sys::ClipboardEvent, _text: &str) -> bool {
    false
}

/// Whether the window is the one that somebody works in.
pub fn is_in_front() -> bool {
    document().has_focus().unwrap_or(true)
}
