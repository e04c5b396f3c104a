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

    /// Adds one.
    pub async fn create(self, name: String) -> Result<(), ApiError> {
        match self {
            Self::Branch => create_branch(name).await,
            Self::Department => create_department(name).await,
        }
        .map(drop)
    }

    /// Gives one another name, that was called so.
    pub async fn rename(self, id: Uuid, was: String, name: String) -> Result<(), ApiError> {
        match self {
            Self::Branch => rename_branch(id, was, name).await,
            Self::Department => rename_department(id, was, name).await,
        }
    }

    /// What is typed into the form of one is kept under this name.
    pub fn form(self, id: Option<Uuid>) -> String {
        let list = match self {
            Self::Branch => "branches",
            Self::Department => "departments",
        };
        id.map_or_else(|| format!("{list}/new"), |id| format!("{list}/{id}"))
    }

    /// Removes one.
    pub async fn delete(self, id: Uuid) -> Result<(), ApiError> {
        match self {
            Self::Branch => delete_branch(id).await,
            Self::Department => delete_department(id).await,
        }
    }
}
