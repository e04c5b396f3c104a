//! The person in front of the screen, as the server saw them when it made the document; their rights follow every change.

use chrono::NaiveDate;
use domain::{
    account::{Preferences, Viewer},
    customer::Directory,
    permission::{Action, Resource},
};
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
    #[serde(with = "domain::time::iso_day")]
    pub today: NaiveDate,
    /// Address of the folder with the client's files.
    pub package: String,
}

/// Makes the session known to everything below.
pub fn provide_session() {
    let session = SharedValue::new(|| use_context::<Session>().unwrap_or_default()).into_inner();
    provide_context(RwSignal::new(session));
    provide_context(SignInAgain(RwSignal::new(false)));
}

/// The session as a signal. Outside of the application, which does not happen, it is that of nobody.
pub(super) fn session_signal() -> RwSignal<Session> {
    use_context().unwrap_or_default()
}

/// The session at this moment.
pub fn session() -> Session {
    session_signal().get_untracked()
}

/// The language of this document.
pub fn locale() -> Locale {
    session_signal().with_untracked(|session| Locale::from_code(&session.preferences.language)).unwrap_or_default()
}

/// The signed-in person with the rights of this moment: pages go by it, as they are made anew when it changes.
pub fn viewer() -> Option<Viewer> {
    session().viewer
}

/// Whether the signed-in person may do something to some record at all. Whatever reacts hears of a change: the frame, which
/// stays.
pub fn may_now(action: Action, resource: Resource) -> bool {
    let may = |viewer: &Viewer| viewer.principal.may(action, resource);
    session_signal().with(|session| session.viewer.as_ref().is_some_and(may))
}

/// The lists of customers that the signed-in person may see, in the order of the menu. Whatever reacts hears of a change.
pub fn lists_now() -> Vec<Directory> {
    session_signal().with(|session| session.viewer.iter().flat_map(Viewer::lists).collect())
}

/// Address of a file of the client's package.
pub fn package(file: &str) -> String {
    format!("{}/{file}", session().package)
}

/// Whether the session has ended while the page was open: a dialog asks to sign in again, and nothing typed is lost.
#[derive(Clone, Copy)]
pub struct SignInAgain(pub RwSignal<bool>);
