//! Who else is at the same customer right now: a hint for people, which decides nothing.

use serde::{Deserialize, Serialize};

use crate::{CustomerId, customer::Directory};

/// Before what a tab is told of it.
pub const TOLD: &str = "present ";

const EDITS: &str = "edit";
const LOOKS: &str = "look";

/// What a tab shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// The list of the customer.
    pub directory: Directory,
    /// The customer.
    pub id: CustomerId,
    /// The form is open.
    pub edits: bool,
}

impl Subject {
    /// What the tab says.
    pub fn word(self) -> String {
        format!("{} {} {}", if self.edits { EDITS } else { LOOKS }, self.directory.key(), self.id)
    }

    /// What a tab has said; `None` if it shows no customer.
    pub fn of(word: &str) -> Option<Self> {
        let mut parts = word.split(' ');
        let edits = match parts.next()? {
            EDITS => true,
            LOOKS => false,
            _ => return None,
        };
        let directory = Directory::from_key(parts.next()?)?;
        let id = parts.next()?.parse().ok()?;
        parts.next().is_none().then_some(Self { directory, id, edits })
    }
}

/// What a tab is told of the customer that it shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scene {
    /// The customer.
    pub id: CustomerId,
    /// Its version.
    pub version: i64,
    /// Who made it; nobody if it was the reader.
    pub saved_by: Option<String>,
    /// The others who are there, those who edit first.
    pub people: Vec<Colleague>,
}

/// Somebody else who is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colleague {
    /// Full name.
    pub name: String,
    /// Has the form open.
    pub edits: bool,
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_tab_is_understood_or_shows_nothing() {
        for edits in [true, false] {
            let subject = Subject { directory: Directory::Teams, id: CustomerId(Uuid::from_u128(7)), edits };
            assert_eq!(Subject::of(&subject.word()), Some(subject));
            assert_eq!(Subject::of(&format!("{} more", subject.word())), None);
        }
        for word in ["", "edit", "edit teams", "edit teams x", "fly teams 00000000-0000-0000-0000-000000000007"] {
            assert_eq!(Subject::of(word), None, "{word}");
        }
    }
}
