//! The way of a file from the browser to the server. `fetch` cannot tell how much has been sent, so this is an
//! `XMLHttpRequest`; it belongs to the browser alone and is an empty shell on the server.

use domain::AppError;
use serde::de::DeserializeOwned;

/// What the server says to a file, as it says it.
pub type Arrival = Result<String, AppError>;

/// What the server says to a file, as what it is.
///
/// # Errors
/// The file was refused, or the answer is none of ours.
pub fn read_arrival<T: DeserializeOwned>(arrival: Arrival) -> Result<T, AppError> {
    serde_json::from_str(&arrival?).map_err(|_| AppError::Unavailable)
}

#[cfg(feature = "hydrate")]
pub use browser::{Picked, Queue, Transfer, chosen, dropped};
#[cfg(not(feature = "hydrate"))]
pub use nowhere::{Picked, Queue, Transfer, chosen, dropped};

#[cfg(feature = "hydrate")]
mod browser {
    use std::collections::VecDeque;

    use domain::AppError;
    use gloo_events::EventListener;
    use leptos::{ev::DragEvent, prelude::*, wasm_bindgen::JsCast};
    use web_sys::{File, FileList, HtmlInputElement, ProgressEvent, XmlHttpRequest};

    use super::Arrival;

    /// A file that the person chose.
    pub struct Picked(File);

    impl Picked {
        /// Its name.
        pub fn name(&self) -> String {
            self.0.name()
        }

        /// Its size in bytes.
        pub fn bytes(&self) -> u64 {
            // Sizes are whole and far below 2^53.
            self.0.size() as u64
        }
    }

    fn all(files: Option<FileList>) -> Vec<Picked> {
        let files = files.as_ref();
        (0..files.map_or(0, FileList::length)).filter_map(|at| files?.item(at).map(Picked)).collect()
    }

    /// The files in an input, which is emptied so that the same ones can be chosen again.
    pub fn chosen(input: &HtmlInputElement) -> Vec<Picked> {
        let picked = all(input.files());
        input.set_value("");
        picked
    }

    /// The files that were dropped.
    pub fn dropped(event: &DragEvent) -> Vec<Picked> {
        all(event.data_transfer().and_then(|data| data.files()))
    }

    /// Files that wait for their turn, each with its number.
    #[derive(Clone, Copy)]
    pub struct Queue(StoredValue<VecDeque<(u32, Picked)>, LocalStorage>);

    impl Queue {
        /// None yet.
        pub fn new() -> Self {
            Self(StoredValue::new_local(VecDeque::new()))
        }

        /// One more.
        pub fn push(self, number: u32, picked: Picked) {
            self.0.update_value(|queue| queue.push_back((number, picked)));
        }

        /// The next one, if the page is still there.
        pub fn pop(self) -> Option<(u32, Picked)> {
            self.0.try_update_value(VecDeque::pop_front).flatten()
        }

        /// One less.
        pub fn remove(self, number: u32) {
            self.0.update_value(|queue| queue.retain(|(waiting, _)| *waiting != number));
        }
    }

    /// The file that is on its way, if there is one; it stops when the page goes.
    #[derive(Clone, Copy)]
    pub struct Transfer(StoredValue<Option<Request>, LocalStorage>);

    impl Transfer {
        /// None yet.
        pub fn new() -> Self {
            Self(StoredValue::new_local(None))
        }

        /// Sends a file to an address; tells how many percent are sent, and how it ended. Whether the browser can do it at all.
        pub fn start(
            self,
            address: &str,
            picked: &Picked,
            sent: impl Fn(u64) + 'static,
            done: impl Fn(Arrival) + Clone + 'static,
        ) -> bool {
            let request = Request::start(address, picked, sent, done);
            let started = request.is_some();
            self.0.set_value(request);
            started
        }

        /// Stops it.
        pub fn stop(self) {
            self.0.set_value(None);
        }
    }

    struct Request {
        request: XmlHttpRequest,
        _listeners: [EventListener; 3],
    }

    impl Request {
        fn start(
            address: &str,
            picked: &Picked,
            sent: impl Fn(u64) + 'static,
            done: impl Fn(Arrival) + Clone + 'static,
        ) -> Option<Self> {
            let request = XmlHttpRequest::new().ok()?;
            request.open("POST", address).ok()?;
            let name = js_sys::encode_uri_component(&picked.name());
            request.set_request_header("X-File-Name", &String::from(name)).ok()?;
            let progress = EventListener::new(&request.upload().ok()?.into(), "progress", move |event| {
                if let Some(event) = event.dyn_ref::<ProgressEvent>() {
                    sent(percent(event.loaded(), event.total()));
                }
            });
            let loaded = {
                let (done, request) = (done.clone(), request.clone());
                EventListener::once(&request.clone(), "load", move |_| done(answer(&request)))
            };
            let lost = EventListener::once(&request, "error", move |_| done(Err(AppError::Unavailable)));
            request.send_with_opt_blob(Some(&picked.0)).ok()?;
            Some(Self { request, _listeners: [progress, loaded, lost] })
        }
    }

    impl Drop for Request {
        fn drop(&mut self) {
            // Of a finished request this does nothing.
            let _ = self.request.abort();
        }
    }

    fn percent(sent: f64, total: f64) -> u64 {
        if total > 0.0 { (sent * 100.0 / total) as u64 } else { 0 }
    }

    /// What the server said. A proxy before it may have refused the file in words of its own: then the status tells.
    fn answer(request: &XmlHttpRequest) -> Arrival {
        let status = request.status().unwrap_or_default();
        let text = request.response_text().ok().flatten().unwrap_or_default();
        if status == 200 {
            return Ok(text);
        }
        Err(serde_json::from_str(&text).unwrap_or(match status {
            401 => AppError::Unauthenticated,
            413 => AppError::TooLarge,
            _ => AppError::Unavailable,
        }))
    }
}

#[cfg(not(feature = "hydrate"))]
mod nowhere {
    use leptos::{ev::DragEvent, web_sys::HtmlInputElement};

    use super::Arrival;

    /// No file.
    pub struct Picked;

    impl Picked {
        /// No name.
        pub const fn name(&self) -> String {
            String::new()
        }

        /// No size.
        pub const fn bytes(&self) -> u64 {
            0
        }
    }

    /// Nothing is chosen on the server.
    pub const fn chosen(_: &HtmlInputElement) -> Vec<Picked> {
        Vec::new()
    }

    /// Nothing is dropped on the server.
    pub const fn dropped(_: &DragEvent) -> Vec<Picked> {
        Vec::new()
    }

    /// Nothing waits on the server.
    #[derive(Clone, Copy)]
    pub struct Queue;

    impl Queue {
        /// None.
        pub const fn new() -> Self {
            Self
        }

        /// Nothing waits.
        pub fn push(self, _: u32, _: Picked) {}

        /// There is nothing to come.
        pub const fn pop(self) -> Option<(u32, Picked)> {
            None
        }

        /// There is nothing to go.
        pub const fn remove(self, _: u32) {}
    }

    /// Nothing is sent from the server, and nothing of the kind is kept there: pages are dropped by other threads than
    /// those that made them, which what belongs to one thread does not survive.
    #[derive(Clone, Copy)]
    pub struct Transfer;

    impl Transfer {
        /// None.
        pub const fn new() -> Self {
            Self
        }

        /// Nothing is sent.
        pub fn start(self, _: &str, _: &Picked, _: impl Fn(u64), _: impl Fn(Arrival)) -> bool {
            false
        }

        /// There is nothing to stop.
        pub const fn stop(self) {}
    }
}
