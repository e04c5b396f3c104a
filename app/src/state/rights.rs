//! Rights that change while the page is open: frame and page follow in place. What may no longer be seen is not for this:
//! it goes with its document (`live.js`).

use domain::account::Viewer;
use leptos::{
    ev::{Custom, CustomEvent, Event},
    prelude::*,
};

use super::session::{Session, session_signal};

/// Told to the window by `live.js`: the viewer as the server sees them now, in JSON. Who takes it up prevents the default,
/// which is a new document.
const RIGHTS: &str = "rights";
/// Told to the window by `live.js` when nobody is typing: the page may be made anew.
const RENEW: &str = "renew";

/// Counts how often the page was to be made anew.
#[derive(Clone, Copy)]
struct Renewals(RwSignal<u32>);

/// Takes up every change of the rights for as long as the application lives.
pub fn follow_rights() {
    let session = session_signal();
    let renewals = RwSignal::new(0);
    provide_context(Renewals(renewals));
    // Nobody tells the server, and in the browser the application lives as long as the window.
    window_event_listener(Custom::<CustomEvent>::new(RIGHTS), move |told| {
        let viewer = told.detail().as_string().and_then(|text| serde_json::from_str::<Viewer>(&text).ok());
        let viewer = viewer.filter(|viewer| session.with_untracked(|session| shows_all(session, viewer)));
        if let Some(viewer) = viewer {
            told.prevent_default();
            session.update(|session| session.viewer = Some(viewer));
        }
    });
    window_event_listener(Custom::<Event>::new(RENEW), move |_| renewals.update(|count| *count += 1));
}

/// How often the page was to be made anew, for whoever makes it.
pub fn renewals() -> RwSignal<u32> {
    use_context::<Renewals>().map(|renewals| renewals.0).unwrap_or_default()
}

/// Whether it is the person of this document, and may see everything that stands in it.
fn shows_all(session: &Session, now: &Viewer) -> bool {
    session.viewer.as_ref().is_some_and(|before| {
        before.principal.user == now.principal.user
            && before.seen_by == now.seen_by
            && now.principal.sees_all_of(&before.principal)
    })
}
