//! The person in front of the screen, as the server saw them when it made the document.

use chrono::NaiveDate;
use domain::account::{Preferences, Viewer};
use i18n::Locale;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Handed from the server to the browser with the document, so that both render the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The signed-in person.
    pub viewer: Option<Viewer>,
    /// Language and theme; of somebody who is not signed in the defaults, or what the address asks for.
    pub preferences: Preferences,
    /// Today in the business time zone.
    pub today: NaiveDate,
    /// Address of the folder with the client's files.
    pub package: String,
}

/// Makes the session known to everything below.
pub fn provide_session() {
    let session = SharedValue::new(|| use_context::<Session>().unwrap_or_default()).into_inner();
    provide_context(StoredValue::new(session));
    provide_context(SignInAgain(RwSignal::new(false)));
}

/// The session. Outside of the application, which does not happen, it is that of nobody.
pub fn session() -> Session {
    use_context::<StoredValue<Session>>().map_or_else(Session::default, |session| session.get_value())
}

/// The language of this document.
pub fn locale() -> Locale {
    use_context::<StoredValue<Session>>()
        .and_then(|session| session.with_value(|session| Locale::from_code(&session.preferences.language)))
        .unwrap_or_default()
}

/// The signed-in person.
pub fn viewer() -> Option<Viewer> {
    session().viewer
}

/// Address of a file of the client's package.
pub fn package(file: &str) -> String {
    format!("{}/{file}", session().package)
}

/// Whether the session has ended while the page was open: a dialog asks to sign in again, and nothing typed is lost.
#[derive(Clone, Copy)]
pub struct SignInAgain(pub RwSignal<bool>);
