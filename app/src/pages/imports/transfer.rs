//! The way of a file from the browser to the server. `fetch` cannot tell how much has been sent, so this is an
//! `XMLHttpRequest`; it belongs to the browser alone and is an empty shell on the server.

use domain::{AppError, import::wizard::ImportState};

/// What the server says to a file.
pub type Arrival = Result<ImportState, AppError>;

#[cfg(feature = "hydrate")]
pub use browser::{Picked, Transfer, chosen, dropped};
#[cfg(not(feature = "hydrate"))]
pub use nowhere::{Picked, Transfer, chosen, dropped};

#[cfg(feature = "hydrate")]
mod browser {
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

    fn first(files: Option<FileList>) -> Option<Picked> {
        files?.item(0).map(Picked)
    }

    /// The file in an input, which is emptied so that the same file can be chosen again.
    pub fn chosen(input: &HtmlInputElement) -> Option<Picked> {
        let picked = first(input.files());
        input.set_value("");
        picked
    }

    /// The file that was dropped.
    pub fn dropped(event: &DragEvent) -> Option<Picked> {
        first(event.data_transfer()?.files())
    }

    /// The file that is on its way, if there is one; it stops when the page goes.
    #[derive(Clone, Copy)]
    pub struct Transfer(StoredValue<Option<Request>, LocalStorage>);

    impl Transfer {
        /// None yet.
        pub fn new() -> Self {
            Self(StoredValue::new_local(None))
        }

        /// Sends a file; tells how many percent are sent, and how it ended. Whether the browser can do it at all.
        pub fn start(
            self,
            picked: &Picked,
            sent: impl Fn(u64) + 'static,
            done: impl Fn(Arrival) + Clone + 'static,
        ) -> bool {
            let request = Request::start(picked, sent, done);
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
            picked: &Picked,
            sent: impl Fn(u64) + 'static,
            done: impl Fn(Arrival) + Clone + 'static,
        ) -> Option<Self> {
            let request = XmlHttpRequest::new().ok()?;
            request.open("POST", "/imports").ok()?;
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
            return serde_json::from_str(&text).map_err(|_| AppError::Unavailable);
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
    pub const fn chosen(_: &HtmlInputElement) -> Option<Picked> {
        None
    }

    /// Nothing is dropped on the server.
    pub const fn dropped(_: &DragEvent) -> Option<Picked> {
        None
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
        pub fn start(self, _: &Picked, _: impl Fn(u64), _: impl Fn(Arrival)) -> bool {
            false
        }

        /// There is nothing to stop.
        pub const fn stop(self) {}
    }
}
