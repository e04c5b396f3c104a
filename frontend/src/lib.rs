//! The browser's entry: brings the page that the server rendered to life.

use std::panic;

use app::state::{HYDRATED, announce};
use leptos::{mount::hydrate_from, prelude::document};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;

/// Room for the splitter, which begins the data of each chunk at a multiple of sixteen. When that makes all of it longer than
/// it was, everything goes into the main module, a sixth more for a first visit. Nobody refers to this, so it is in no chunk.
#[used]
static ROOM: [u8; 16 * 1024] = [1; 16 * 1024];

const LAST_RELOAD: &str = "sokhach.reloaded-after-panic";

/// A page that panics again so soon is left as it is: loading it anew did not help.
const RELOAD_AT_MOST_EVERY_MS: u64 = 60_000;

/// Called by the script of `HydrationScripts` as soon as the module is loaded.
#[wasm_bindgen]
pub fn hydrate() {
    panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        reload();
    }));
    let Some(body) = document().body() else { return };
    spawn_local(async {
        // With the page's code there, everything is hydrated at once: the client holds one of the two ways to do it
        // (`xtask/src/client/unused.rs`).
        let address = document().location().and_then(|location| location.pathname().ok());
        app::fetch_page(&address.unwrap_or_default()).await;
        hydrate_from(body, app::App).forget();
        // Now the page does what people wanted before it came to life.
        announce(HYDRATED);
    });
}

/// After a panic nothing on the page reacts any more. Most often a chunk could not be fetched: a fresh page can do it.
fn reload() {
    let Some(window) = web_sys::window() else { return };
    // A browser that keeps nothing leaves the page as the panic left it: it might go on for ever.
    let Ok(Some(kept)) = window.session_storage() else { return };
    let now = js_sys::Date::now() as u64;
    let last = kept.get_item(LAST_RELOAD).ok().flatten().and_then(|text| text.parse().ok()).unwrap_or(0_u64);
    if now.saturating_sub(last) > RELOAD_AT_MOST_EVERY_MS && kept.set_item(LAST_RELOAD, &now.to_string()).is_ok() {
        let _ = window.location().reload();
    }
}
