//! Acts on many customers at once: what is wanted, and how far it is.

mod cells;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

pub use self::cells::{CellVerdict, CellsRequest, EDITED_MEANWHILE, RowCells, RowVerdict};
use crate::{
    BulkId, CustomerId, FieldErrors,
    customer::{Directory, Field},
    error::FieldError,
    list::ListState,
    permission::Action,
    value::{normalise, tag},
};

/// No more records than this are named one by one; all that match a filter may be many more.
pub const MOST_CHOSEN: usize = 1_000;

/// The fields that can be set for many records at once: what has one value whoever the customer is.
pub const FIELDS: [Field; 4] = [Field::Owner, Field::CustomerGroup, Field::ContactStatus, Field::JourneyStage];

/// The reason of those that are seen and not granted; other reasons are faults of fields, by their code.
pub const NOT_GRANTED: &str = "not_granted";

/// Which records an act is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Selection {
    /// These.
    These(Vec<CustomerId>),
    /// All that a list shows with its filter, search and scope, at the moment when the act begins.
    Matching(Box<ListState>),
    /// The same without these.
    AllBut(Box<ListState>, Vec<CustomerId>),
}

/// What happens to each of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BulkAct {
    /// A field gets a value; none empties it.
    Set(Field, Option<String>),
    /// A tag is given.
    AddTag(String),
    /// A tag is taken away.
    RemoveTag(String),
    /// Cells get values of their own, which stand beside the records: [`CellsRequest`].
    Cells,
    /// The record goes to the trash.
    Trash,
}

impl BulkAct {
    /// What somebody must be granted for a record.
    pub const fn action(&self) -> Action {
        match self {
            Self::Trash => Action::Delete,
            Self::Set(..) | Self::AddTag(_) | Self::RemoveTag(_) | Self::Cells => Action::Edit,
        }
    }

    /// The act with its value in canonical text.
    ///
    /// # Errors
    /// A field that is not set for many at once, or a value that is none of its kind.
    pub fn checked(self, today: NaiveDate) -> Result<Self, FieldErrors> {
        let fault = |field: Field, code: &str| FieldErrors(vec![FieldError::new(field.key(), code)]);
        let one_tag = |typed: &str| tag(typed).map_err(|code| fault(Field::Tags, code));
        match self {
            Self::Set(field, value) if FIELDS.contains(&field) => {
                let typed = value.unwrap_or_default();
                let normal = normalise(field.kind(), &typed, today).map_err(|code| fault(field, code))?;
                Ok(Self::Set(field, normal.text))
            }
            Self::Set(field, _) => Err(fault(field, "unknown_value")),
            Self::AddTag(typed) => one_tag(&typed).map(Self::AddTag),
            Self::RemoveTag(typed) => one_tag(&typed).map(Self::RemoveTag),
            // Without the values there is nothing to write.
            Self::Cells => Err(FieldErrors(vec![FieldError::new("act", "unknown_value")])),
            Self::Trash => Ok(Self::Trash),
        }
    }
}

/// What is wanted of the records of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkRequest {
    /// The list in which they stand.
    pub directory: Directory,
    /// Which of them.
    pub selection: Selection,
    /// What happens to them.
    pub act: BulkAct,
}

impl BulkRequest {
    /// The request in canonical form: each record once, the list from its beginning.
    ///
    /// # Errors
    /// Nobody is chosen, too many are named, a list that is not this one or a filter that is not understood, a wrong value.
    pub fn checked(self, today: NaiveDate) -> Result<Self, FieldErrors> {
        let fault = |code: &str| FieldErrors(vec![FieldError::new("selection", code)]);
        let named = |mut ids: Vec<CustomerId>| {
            ids.sort_unstable();
            ids.dedup();
            if ids.len() > MOST_CHOSEN { Err(fault("too_many_chosen")) } else { Ok(ids) }
        };
        let list = |state: &ListState| {
            let understood = state.directory == self.directory && state.filter(today).is_ok();
            let list = ListState { columns: Vec::new(), ..state.from_start() };
            understood.then(|| Box::new(list)).ok_or_else(|| fault("unknown_value"))
        };
        let selection = match self.selection {
            Selection::These(ids) if ids.is_empty() => return Err(fault("required")),
            Selection::These(ids) => Selection::These(named(ids)?),
            Selection::Matching(state) => Selection::Matching(list(&state)?),
            Selection::AllBut(state, ids) => Selection::AllBut(list(&state)?, named(ids)?),
        };
        Ok(Self { selection, act: self.act.checked(today)?, ..self })
    }
}

/// Where such an act stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BulkStatus {
    /// Waits for its turn.
    Waiting,
    /// Record after record is being written.
    Running,
    /// Every record has been looked at.
    Done,
    /// Stopped by its user; what was written stays.
    Cancelled,
    /// It could not go on; what was written stays.
    Failed,
}

impl BulkStatus {
    /// Every status.
    pub const ALL: &[Self] = &[Self::Waiting, Self::Running, Self::Done, Self::Cancelled, Self::Failed];

    /// The word in the database.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
        }
    }

    /// The status with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|status| status.key() == key)
    }

    /// Whether the server is at work on it: worth asking again soon.
    pub const fn is_busy(self) -> bool {
        matches!(self, Self::Waiting | Self::Running)
    }
}

/// What became of the records so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkCounts {
    /// Written; of an undo, put back.
    pub done: u64,
    /// They were so already.
    pub unchanged: u64,
    /// Of an undo, or of cells that were seen: changed by somebody since, and left so.
    pub kept: u64,
    /// Not there any more, or never there for the asker: both look alike.
    pub gone: u64,
    /// Refused, by reason.
    pub refused: BTreeMap<String, u64>,
}

/// One such act, as its user sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkState {
    /// Its id.
    pub id: BulkId,
    /// The list.
    pub directory: Directory,
    /// What happens to each record.
    pub act: BulkAct,
    /// When it was asked for.
    pub asked_at: DateTime<Utc>,
    /// It takes another one back.
    pub is_undo: bool,
    /// It was taken back by another one.
    pub is_undone: bool,
    /// Where it stands.
    pub status: BulkStatus,
    /// Why it failed: key in the translation area `reasons`.
    pub reason: Option<String>,
    /// So many records have been looked at …
    pub rows_done: u64,
    /// … of so many; 0 while that is not known.
    pub rows_total: u64,
    /// What became of them.
    pub counts: BulkCounts,
    /// What it wrote can be taken back.
    pub undoable: bool,
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
    }

    fn ids(count: u128) -> Selection {
        Selection::These((0..count).rev().map(|n| CustomerId(Uuid::from_u128(n))).collect())
    }

    fn checked(selection: Selection, act: BulkAct) -> Result<BulkRequest, FieldErrors> {
        BulkRequest { directory: Directory::Teams, selection, act }.checked(today())
    }

    #[test]
    fn somebody_must_be_chosen_and_not_too_many() {
        assert_eq!(checked(ids(0), BulkAct::Trash).unwrap_err().of("selection"), Some("required"));
        let too_many = ids(MOST_CHOSEN as u128 + 1);
        assert_eq!(checked(too_many, BulkAct::Trash).unwrap_err().of("selection"), Some("too_many_chosen"));
        let Selection::These(mut twice) = ids(2) else { unreachable!() };
        twice.extend(twice.clone());
        let Selection::These(once) = checked(Selection::These(twice), BulkAct::Trash).unwrap().selection else {
            unreachable!()
        };
        assert_eq!(once.len(), 2);
    }

    #[test]
    fn a_list_is_that_of_the_request_and_understood() {
        let matching = |state: ListState| checked(Selection::Matching(Box::new(state)), BulkAct::Trash);
        assert!(matching(ListState::whole(Directory::Teams)).is_ok());
        assert!(matching(ListState::whole(Directory::Leads)).is_err());
        let mut wrong = ListState::whole(Directory::Teams);
        wrong.filters.insert(Field::CreatedAt, "hôm kia".to_owned());
        assert!(matching(wrong).is_err());
    }

    #[test]
    fn those_who_are_left_out_are_named_once_and_not_too_many() {
        let but = |directory, these: Selection| {
            let Selection::These(mut ids) = these else { unreachable!() };
            ids.extend(ids.clone());
            checked(Selection::AllBut(Box::new(ListState::whole(directory)), ids), BulkAct::Trash)
        };
        let Selection::AllBut(_, left_out) = but(Directory::Teams, ids(2)).unwrap().selection else { unreachable!() };
        assert_eq!(left_out.len(), 2);
        let too_many = but(Directory::Teams, ids(MOST_CHOSEN as u128 + 1));
        assert_eq!(too_many.unwrap_err().of("selection"), Some("too_many_chosen"));
        assert_eq!(but(Directory::Leads, ids(1)).unwrap_err().of("selection"), Some("unknown_value"));
    }

    #[test]
    fn only_some_fields_are_set_for_many() {
        let set = |field, value: &str| BulkAct::Set(field, Some(value.to_owned())).checked(today());
        assert_eq!(
            set(Field::JourneyStage, "purchase"),
            Ok(BulkAct::Set(Field::JourneyStage, Some("purchase".into())))
        );
        assert_eq!(set(Field::JourneyStage, " "), Ok(BulkAct::Set(Field::JourneyStage, None)));
        assert!(set(Field::JourneyStage, "nowhere").is_err());
        assert_eq!(set(Field::Name, "Lan").unwrap_err().of("name"), Some("unknown_value"));
        assert_eq!(set(Field::IdNumber, "079182057032").unwrap_err().of("id_number"), Some("unknown_value"));
        assert_eq!(BulkAct::AddTag(" VIP ".into()).checked(today()), Ok(BulkAct::AddTag("VIP".into())));
        assert!(BulkAct::RemoveTag(",".into()).checked(today()).is_err());
        assert!(BulkStatus::ALL.iter().all(|status| BulkStatus::from_key(status.key()) == Some(*status)));
    }
}
