//! What the forms of set-up, sign-in and profile send, and what the frame knows of the person in front of it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    SessionId,
    customer::Directory,
    permission::{Action, Principal},
};

/// The first administrator of a new installation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetUp {
    /// The one-time code that the server printed at its start.
    pub code: String,
    /// E-mail: what one signs in with.
    pub email: String,
    /// Full name.
    pub full_name: String,
    /// Password.
    pub password: String,
    /// Language of the interface.
    pub language: String,
}

/// Who is signed in, and how that person likes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// Full name.
    pub full_name: String,
    /// E-mail.
    pub email: String,
    /// How they like the interface.
    pub preferences: Preferences,
    /// Everything that the person may do.
    pub principal: Principal,
    /// The person works in a department.
    #[serde(default)]
    pub in_department: bool,
    /// Sign-ins from browsers that were not known, which the person has not looked at yet.
    #[serde(default)]
    pub alerts: u64,
    /// For how many days the trash keeps what lies in it.
    #[serde(default)]
    pub trash_days: u64,
    /// Who it is that only looks at what the person sees, and may change nothing.
    #[serde(default)]
    pub seen_by: Option<String>,
}

impl Viewer {
    /// The lists of customers that the person may see at least some records of, in the order of the menu.
    pub fn lists(&self) -> impl Iterator<Item = Directory> + '_ {
        let seen = |directory: &Directory| self.principal.may(Action::View, directory.resource());
        Directory::ALL.iter().copied().filter(seen)
    }
}

/// The languages that can be chosen, the default first.
pub const LANGUAGES: &[&str] = &["vi", "en"];
/// The themes that can be chosen, the default first.
pub const THEMES: &[&str] = &["system", "light", "dark"];

/// The heights of rows that can be chosen, the default first.
pub const DENSITIES: &[&str] = &["default", "compact", "touch"];

/// How somebody likes the interface.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// One of [`LANGUAGES`].
    pub language: String,
    /// One of [`THEMES`].
    pub theme: String,
    /// One of [`DENSITIES`].
    pub density: String,
    /// Single letters do something when nothing is being typed (WCAG 2.1.4: they can be switched off).
    pub single_keys: bool,
}

impl Default for Preferences {
    fn default() -> Self {
        let own = |text: &str| text.to_owned();
        Self { language: own("vi"), theme: own("system"), density: own("default"), single_keys: true }
    }
}

/// What the profile form sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Full name.
    pub full_name: String,
    /// How they like the interface.
    pub preferences: Preferences,
}

/// What the password form sends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordChange {
    /// The password until now.
    pub current: String,
    /// The password from now on.
    pub new: String,
}

/// A signed-in browser, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnSession {
    /// Its id.
    pub id: SessionId,
    /// What the browser says that it is.
    pub agent: String,
    /// From where it was used.
    pub address: String,
    /// When it signed in.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub last_seen_at: DateTime<Utc>,
    /// It is the one that asks.
    pub current: bool,
}
