//! Saved views: what narrows and sorts a list, and its columns, under a name.
//!
//! A view is its maker's. It may be shared with a role by whoever has the role, or may edit roles; then everybody who has the
//! role may use it, and its maker and those who may edit roles may change it. It narrows what the reader's own rights show,
//! and never adds anything to it.

use serde::{Deserialize, Serialize};

use crate::{
    FieldError, FieldErrors, RoleId, ViewId,
    customer::{Directory, Named},
    list::{ListState, ViewChoice},
    value::clean,
};

/// Characters of a name.
pub const LONGEST_NAME: usize = 60;
/// Views that one person keeps of one list.
pub const MOST_VIEWS: usize = 50;

/// For whom a view is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sharing {
    /// For its maker alone.
    #[default]
    Private,
    /// For everybody who has this role, too.
    Role(RoleId),
}

impl Sharing {
    /// The role with which it is shared.
    pub const fn role(self) -> Option<RoleId> {
        match self {
            Self::Private => None,
            Self::Role(role) => Some(role),
        }
    }
}

/// What open tabs are told when shared views of a list have changed.
pub const fn told(directory: Directory) -> &'static str {
    match directory {
        Directory::Individuals => "views individuals",
        Directory::Organizations => "views organizations",
        Directory::Teams => "views teams",
        Directory::Leads => "views leads",
    }
}

impl From<Option<RoleId>> for Sharing {
    fn from(role: Option<RoleId>) -> Self {
        role.map_or(Self::Private, Self::Role)
    }
}

/// A saved view as somebody sees it who may use it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    /// Its id.
    pub id: ViewId,
    /// Its name.
    pub name: String,
    /// What it keeps of the list.
    pub list: ListState,
    /// The role with which it is shared.
    pub role: Option<Named<RoleId>>,
    /// Who made it, of somebody else's.
    pub maker: Option<String>,
    /// The reader may change it.
    pub is_changeable: bool,
    /// The list opens with it.
    pub is_default: bool,
}

impl SavedView {
    /// The list as the view shows it.
    pub fn opened(&self) -> ListState {
        ListState { view: ViewChoice::Saved(self.id), columns: Vec::new(), ..self.list.clone() }
    }

    /// Whether a list that was opened with it has been narrowed, sorted or laid out otherwise since.
    pub fn differs_from(&self, state: &ListState) -> bool {
        let now = state.kept();
        let columns = if now.columns.is_empty() { self.list.columns.clone() } else { now.columns.clone() };
        ListState { columns, ..now } != self.list
    }
}

/// The views of a list that somebody may use, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Views {
    /// The views.
    pub views: Vec<SavedView>,
    /// The roles with which the reader may share one.
    pub roles: Vec<Named<RoleId>>,
}

/// A view that is to be made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewInput {
    /// Its name, which no other view of the person in the list has.
    pub name: String,
    /// What it keeps.
    pub list: ListState,
    /// For whom it is.
    #[serde(default)]
    pub sharing: Sharing,
}

/// What is to be otherwise in a view.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewChange {
    /// Its name.
    #[serde(default)]
    pub name: Option<String>,
    /// What it keeps.
    #[serde(default)]
    pub list: Option<ListState>,
    /// For whom it is.
    #[serde(default)]
    pub sharing: Option<Sharing>,
}

/// A name in canonical form.
///
/// # Errors
/// The fault of `name`.
pub fn check_name(typed: &str) -> Result<String, FieldErrors> {
    let name = clean(typed);
    let fault = |code| Err(FieldErrors(vec![FieldError::new("name", code)]));
    if name.is_empty() {
        fault("required")
    } else if name.chars().count() > LONGEST_NAME {
        fault("too_long")
    } else {
        Ok(name)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::customer::{Directory, Field};

    #[test]
    fn a_view_differs_from_what_the_list_has_become() {
        let list = ListState {
            filters: [(Field::Source, "Zalo".to_owned())].into(),
            columns: vec![Field::Name, Field::Phone],
            ..ListState::whole(Directory::Individuals)
        };
        let id = ViewId(Uuid::from_u128(1));
        let view = SavedView {
            id,
            name: "Zalo".to_owned(),
            list,
            role: None,
            maker: None,
            is_changeable: true,
            is_default: false,
        };
        let opened = view.opened();
        assert_eq!(opened.view, ViewChoice::Saved(id));
        assert!(!view.differs_from(&opened));
        assert!(!view.differs_from(&ListState { search: "an".to_owned(), ..opened.clone() }), "a search passes");
        assert!(view.differs_from(&ListState { advanced: "phone.empty".to_owned(), ..opened.clone() }));
        assert!(view.differs_from(&opened.unfiltered()));
        assert!(view.differs_from(&ListState { columns: vec![Field::Name], ..opened.clone() }));
        assert!(!view.differs_from(&ListState { columns: vec![Field::Name, Field::Phone], ..opened }));
    }

    #[test]
    fn names_are_cleaned_and_limited() {
        assert_eq!(check_name("  Khách   Zalo "), Ok("Khách Zalo".to_owned()));
        assert_eq!(check_name(" ").unwrap_err().of("name"), Some("required"));
        assert_eq!(check_name(&"ữ".repeat(61)).unwrap_err().of("name"), Some("too_long"));
    }
}
