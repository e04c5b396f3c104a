//! What the two lists do each in their own way.

use domain::{
    permission::{Action, Resource as Subject},
    place::PlaceRow,
};
use i18n::{Locale, places};
use uuid::Uuid;

use crate::{
    api::{
        ApiError,
        places::{
            create_branch, create_department, delete_branch, delete_department, list_branches, list_departments,
            rename_branch, rename_department,
        },
    },
    state::viewer,
};

/// Which of the two lists.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Branches.
    Branch,
    /// Departments.
    Department,
}

impl Kind {
    /// Whether the signed-in person may do it to them.
    pub fn may(self, action: Action) -> bool {
        let subject = match self {
            Self::Branch => Subject::Branches,
            Self::Department => Subject::Departments,
        };
        viewer().is_some_and(|viewer| viewer.principal.may(action, subject))
    }

    /// Whether customers and roles are tied to it too, not only members of staff.
    pub fn has_ties(self) -> bool {
        self == Self::Branch
    }

    /// Title, note, and the word on the button that adds one.
    pub fn words(self, locale: Locale) -> [&'static str; 3] {
        match self {
            Self::Branch => [places::branches(locale), places::branches_text(locale), places::add_branch(locale)],
            Self::Department => {
                [places::departments(locale), places::departments_text(locale), places::add_department(locale)]
            }
        }
    }

    /// All of them.
    pub async fn list(self) -> Result<Vec<PlaceRow>, ApiError> {
        match self {
            Self::Branch => list_branches().await,
            Self::Department => list_departments().await,
        }
    }

    /// Adds one, or gives a known one another name.
    pub async fn save(self, id: Option<Uuid>, name: String) -> Result<(), ApiError> {
        match (self, id) {
            (Self::Branch, None) => create_branch(name).await.map(drop),
            (Self::Branch, Some(id)) => rename_branch(id, name).await,
            (Self::Department, None) => create_department(name).await.map(drop),
            (Self::Department, Some(id)) => rename_department(id, name).await,
        }
    }

    /// Removes one.
    pub async fn delete(self, id: Uuid) -> Result<(), ApiError> {
        match self {
            Self::Branch => delete_branch(id).await,
            Self::Department => delete_department(id).await,
        }
    }
}
