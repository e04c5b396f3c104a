//! The state of a list: filter, search, sort and place. All of it stands in the address, so that a list can be
//! bookmarked, shared, reloaded and reached by the back button exactly as it was.

mod jump;
mod place;
mod sort;
mod totals;
mod typed;
mod widths;

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

pub use self::{
    jump::{Jump, Stretch},
    place::{Cursor, Place},
    sort::{Sort, SortKey},
    totals::{Breakdown, Figure, Totals},
    typed::End,
    widths::{NARROWEST, WIDEST, Widths, width_of},
};
use crate::{
    UserId, ViewId,
    customer::{CustomerRow, Directory, Field},
    filter::{Filter, Group},
    permission::Reach,
};

/// Rows of a page that the server sends at once.
pub const PAGE_SIZE: u16 = 50;
/// How many rows a page may have for those who read a list page by page.
pub const PAGE_SIZES: [u16; 3] = [50, 100, 200];

/// What the list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListState {
    /// Which list; what was kept before there were several is of individuals.
    #[serde(default)]
    pub directory: Directory,
    /// Whose customers, of those within reach.
    #[serde(default)]
    pub scope: ListScope,
    /// Typed into the search box: part of a name, phone, code or e-mail.
    pub search: String,
    /// The filter row: field → typed text (dates as `from..to`).
    pub filters: BTreeMap<Field, String>,
    /// The advanced filter as the text of a [`Group`], which is read where it is needed; empty is none.
    #[serde(default)]
    pub advanced: String,
    /// The saved view that the list was opened with.
    #[serde(default)]
    pub view: ViewChoice,
    /// Column and direction; without one the newest come first, and a search goes by how well a name fits.
    pub sort: Option<Sort>,
    /// The row next to which the page begins.
    pub place: Place,
    /// The columns that the rows fill; none are those of the view, or else those that the person has chosen. In the address
    /// they stand where they are others than those of the view.
    #[serde(default)]
    pub columns: Vec<Field>,
}

/// Which saved view a list is opened with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ViewChoice {
    /// Nothing is said: where nothing narrows the list either, it is the person's default.
    #[default]
    Unsaid,
    /// None.
    Plain,
    /// This one.
    Saved(ViewId),
}

/// In the address, of a list without any view.
const PLAIN: &str = "none";

impl fmt::Display for ViewChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsaid => Ok(()),
            Self::Plain => f.write_str(PLAIN),
            Self::Saved(id) => id.fmt(f),
        }
    }
}

impl ViewChoice {
    fn read(text: &str) -> Self {
        if text == PLAIN { Self::Plain } else { text.parse().map_or(Self::Unsaid, Self::Saved) }
    }
}

/// Whose customers a list shows: a further condition beside the reach of the rights, never instead of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListScope {
    /// Everybody's.
    #[default]
    All,
    /// Those in the reader's charge.
    Own,
    /// Those in the charge of somebody of the reader's department.
    Department,
}

impl ListScope {
    /// Every scope, in the order of the tabs.
    pub const ALL: &[Self] = &[Self::All, Self::Own, Self::Department];

    /// The word in the address and the translation files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Own => "own",
            Self::Department => "department",
        }
    }

    /// The scope with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|scope| scope.key() == key)
    }

    /// The scopes that show different records to somebody with this reach; none if there would be one alone.
    pub fn offered(reach: &Reach, reader: UserId, in_department: bool) -> &'static [Self] {
        let of_others = |owners: &Vec<UserId>| owners.iter().any(|owner| *owner != reader);
        let beyond_people = reach.all || !reach.branches.is_empty();
        if beyond_people && in_department {
            Self::ALL
        } else if beyond_people || of_others(&reach.owners) || reach.owners_in.values().any(of_others) {
            &[Self::All, Self::Own]
        } else {
            &[]
        }
    }
}

/// The columns that a list shows for a wish: the name first, then fields of its records, each once.
pub fn columns(directory: Directory, wish: &[Field]) -> Vec<Field> {
    let all: Vec<Field> = directory.fields().collect();
    let mut columns = vec![Field::Name];
    for field in wish.iter().filter(|field| all.contains(field)) {
        if !columns.contains(field) {
            columns.push(*field);
        }
    }
    columns
}

/// A page of rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<Row> {
    /// The rows, in the order of the list.
    pub rows: Vec<Row>,
    /// The place before the first row, if rows stand there.
    pub before: Option<Cursor>,
    /// The place after the last row, if rows stand there.
    pub after: Option<Cursor>,
}

/// A page of customers, and the columns that its rows fill.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// The columns, in order.
    pub columns: Vec<Field>,
    /// The rows, in the order of the list.
    pub rows: Vec<CustomerRow>,
    /// The place before the first row, if rows stand there.
    pub before: Option<Cursor>,
    /// The place after the last row, if rows stand there.
    pub after: Option<Cursor>,
    /// Nothing was said of the list, and the person has a default view: the parameters of the address to which it leads. There
    /// are no rows then.
    #[serde(default)]
    pub instead: Option<Vec<(String, String)>>,
    /// How wide the reader has made columns; none are as wide as what stands in them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub widths: Widths,
    /// Rows of a page, if the reader turns pages; else the list goes on as it is scrolled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_rows: Option<u16>,
}

/// A row that somebody holds, as it is now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum HeldRow {
    /// It has changed, and still belongs to the list.
    Changed(CustomerRow),
    /// It has changed, and no longer belongs to the list as it is filtered.
    Stale(CustomerRow),
    /// It is not there any more for the reader: its place among the rows that were asked about.
    Gone(usize),
}

/// At most so many rows are held.
pub const MOST_HELD: usize = 500;

/// How many records a list has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// The number, at most the cap.
    pub records: u64,
    /// There are more: `10.000+`.
    pub capped: bool,
}

impl ListState {
    /// A list with nothing narrowed.
    pub fn whole(directory: Directory) -> Self {
        Self { directory, ..Self::default() }
    }

    /// Reads the parameters of an address; what is not understood is left out, never an error.
    pub fn from_pairs<'a>(directory: Directory, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut state = Self { directory, ..Self::default() };
        for (key, value) in pairs {
            let value = value.trim();
            match key {
                "q" => state.search = value.to_owned(),
                "scope" => state.scope = ListScope::from_key(value).unwrap_or_default(),
                "sort" => state.sort = value.parse().ok(),
                "at" => state.place = Place::at(value),
                "after" => state.place = value.parse().map_or(Place::Start, Place::After),
                "before" => state.place = value.parse().map_or(Place::Start, Place::Before),
                "where" => value.clone_into(&mut state.advanced),
                "view" => state.view = ViewChoice::read(value),
                "columns" => state.columns = value.split(',').filter_map(Field::from_key).collect(),
                _ => state.take_filter(key, value),
            }
        }
        state
    }

    /// `created_at=1/8/2020..31/8/2020`, or its ends apart as a form without scripts sends them: `created_at.from=…`.
    fn take_filter(&mut self, key: &str, value: &str) {
        let (key, end) = key.split_once('.').map_or((key, None), |(key, end)| (key, Some(end)));
        let Some(field) = Field::from_key(key).filter(|_| !value.is_empty()) else { return };
        let typed = self.filters.entry(field).or_default();
        match end {
            Some("from") => *typed = format!("{value}..{}", typed.split_once("..").map_or("", |(_, to)| to)),
            Some("to") => *typed = format!("{}..{value}", typed.split_once("..").map_or("", |(from, _)| from)),
            _ => value.clone_into(typed),
        }
    }

    /// The parameters of the address, in a fixed order.
    pub fn to_pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if self.view != ViewChoice::Unsaid {
            pairs.push(("view", self.view.to_string()));
        }
        if self.scope != ListScope::All {
            pairs.push(("scope", self.scope.key().to_owned()));
        }
        if !self.search.is_empty() {
            pairs.push(("q", self.search.clone()));
        }
        pairs.extend(self.filters.iter().map(|(field, typed)| (field.key(), typed.clone())));
        if !self.advanced.is_empty() {
            pairs.push(("where", self.advanced.clone()));
        }
        if !self.columns.is_empty() {
            let keys: Vec<&str> = self.columns.iter().map(|field| field.key()).collect();
            pairs.push(("columns", keys.join(",")));
        }
        pairs.extend(self.sort.map(|sort| ("sort", sort.to_string())));
        match &self.place {
            Place::Start => {}
            Place::At(typed) => pairs.push(("at", typed.clone())),
            Place::After(cursor) => pairs.push(("after", cursor.to_string())),
            Place::Before(cursor) => pairs.push(("before", cursor.to_string())),
        }
        pairs
    }

    /// The same list from its beginning.
    pub fn from_start(&self) -> Self {
        Self { place: Place::Start, ..self.clone() }
    }

    /// The list of this scope and view with nothing else that narrows it.
    pub fn unfiltered(&self) -> Self {
        let columns = self.columns.clone();
        Self { directory: self.directory, scope: self.scope, view: self.view, columns, ..Self::default() }
    }

    /// Whether neither search nor filter narrows the list.
    pub fn is_whole(&self) -> bool {
        self.search.is_empty() && self.filters.is_empty() && self.advanced.is_empty()
    }

    /// Whether nothing at all is said of the list.
    pub fn is_bare(&self) -> bool {
        *self == Self::whole(self.directory)
    }

    /// What a saved view keeps of it: no search, no place.
    pub fn kept(&self) -> Self {
        Self { search: String::new(), place: Place::Start, view: ViewChoice::Unsaid, ..self.clone() }
    }

    /// Filter row and advanced filter as one filter.
    ///
    /// # Errors
    /// The field whose text is not understood, or the end of its range ([`End::key`]), with the key of the fault; conditions of the advanced filter by their paths.
    pub fn filter(&self, today: chrono::NaiveDate) -> Result<Filter, crate::AppError> {
        let mut parts = self
            .filters
            .iter()
            .map(|(field, text)| {
                typed::test_of(*field, text, today)
                    .map(|test| Filter::Field(*field, test))
                    .map_err(|(end, code)| crate::AppError::field(end.key(*field), code))
            })
            .collect::<Result<Vec<_>, _>>()?;
        // Side by side, so that each condition can lead to its index.
        match Group::read(&self.advanced).filter(self.directory, today)? {
            Filter::All(conditions) => parts.extend(conditions),
            one => parts.push(one),
        }
        Ok(Filter::All(parts))
    }
}

#[cfg(test)]
mod tests;
