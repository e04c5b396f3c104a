//! What the application tells the scripts that came with the document.

use leptos::{ev::Event, prelude::*};

/// The page reacts from now on (`early.js`, `live.js`).
pub const HYDRATED: &str = "hydrated";
/// What was typed has been sent (`live.js`).
pub const SENT: &str = "sent";
/// The page is about to be made anew in place (`live.js`).
pub const RENEWING: &str = "renewing";

/// Tells the window.
pub fn announce(event: &str) {
    if let Ok(event) = Event::new(event) {
        // It can fail only for an event that is under way already.
        let _ = window().dispatch_event(&event);
    }
}
