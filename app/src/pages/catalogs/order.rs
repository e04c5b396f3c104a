//! The order of the values: dragged with a mouse, a pen or a finger.

use domain::CatalogValueId;
use leptos::{ev::PointerEvent, prelude::*, wasm_bindgen::JsCast, web_sys::HtmlElement};

use super::values::{Act, Values};

/// A row that is being dragged.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Drag {
    /// Its value.
    pub id: CatalogValueId,
    /// How far it has been dragged, in pixels.
    pub by: i32,
    /// Before which of the rows it would fall; their number is the end.
    pub to: usize,
    /// Where it was taken up, on the page.
    from: i32,
}

/// So near to an edge of the window the page goes on, in pixels.
const EDGE: i32 = 72;

/// The grip of a row: there alone a finger drags, and does not scroll.
#[component]
pub fn Grip(values: Values, id: CatalogValueId) -> impl IntoView {
    let take = move |event: PointerEvent| {
        if event.button() != 0 {
            return;
        }
        event.prevent_default();
        if let Some(grip) = target(&event) {
            let _ = grip.set_pointer_capture(event.pointer_id());
        }
        let Some(to) = untrack(|| values.place(id)) else { return };
        values.drag.set(Some(Drag { id, by: 0, to, from: event.page_y() }));
    };
    let pull = move |event: PointerEvent| {
        let Some(drag) = values.drag.get_untracked().filter(|drag| drag.id == id) else { return };
        scroll(event.client_y());
        let by = event.page_y() - drag.from;
        let to = target(&event).and_then(|grip| fall(&grip, by)).unwrap_or(drag.to);
        values.drag.set(Some(Drag { by, to, ..drag }));
    };
    let drop = move |_| {
        let Some(drag) = values.drag.get_untracked().filter(|drag| drag.id == id) else { return };
        values.drag.set(None);
        let at = untrack(|| values.place(id));
        // Before itself, or before the next one, is where it stands.
        if at.is_some_and(|at| drag.to != at && drag.to != at + 1) {
            let before = values.list.with_untracked(|list| list.get(drag.to).map(|value| value.id));
            values.act(id, Act::Place(before));
        }
    };
    view! {
        <span
            class="catalog__grip"
            aria-hidden="true"
            title=i18n::catalog_values::drag(crate::state::locale())
            on:pointerdown=take
            on:pointermove=pull
            on:pointerup=drop
            on:pointercancel=move |_| values.drag.set(None)
        ></span>
    }
}

fn target(event: &PointerEvent) -> Option<HtmlElement> {
    event.current_target()?.dyn_into().ok()
}

/// Before which row the row of a grip would fall that was dragged so far: before the first one whose middle is lower. Where
/// it was itself counts like any other.
fn fall(grip: &HtmlElement, by: i32) -> Option<usize> {
    let middle = |row: &HtmlElement| row.offset_top() + row.offset_height() / 2;
    let own: HtmlElement = grip.closest(".catalog__row").ok()??.dyn_into().ok()?;
    let pulled = middle(&own) + by;
    let rows = own.parent_element()?.children();
    let rows = (0..rows.length()).filter_map(|at| rows.item(at)?.dyn_into::<HtmlElement>().ok());
    Some(rows.take_while(|row| middle(row) < pulled).count())
}

fn scroll(y: i32) {
    let height = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default() as i32;
    if y < EDGE {
        window().scroll_by_with_x_and_y(0.0, -f64::from(EDGE) / 4.0);
    } else if y > height - EDGE {
        window().scroll_by_with_x_and_y(0.0, f64::from(EDGE) / 4.0);
    }
}
