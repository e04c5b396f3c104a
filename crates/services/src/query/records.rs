//! The records of a list, and how few of them are found among very many.
//!
//! A condition that holds for few records must not be tested on all of them. Where an index leads to a condition, its
//! records are gathered first; if they are few, only these are looked at. That is decided here by looking, not by the
//! database's planner: SQLite's takes the index of the sort order however few records fit.

use domain::customer::{Directory, Field};
use entities::customer::{self, Column};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Select,
    sea_query::{Condition, SelectStatement, SimpleExpr, UnionType},
};

use super::{
    dialect::{Access, Numbers, among, count, numbers},
    shape::Shape,
};
use crate::{database::Engine, failure::Outcome};

/// How long something is tried before something else is.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    /// Records that are walked past for each one of a page before it is asked whether an index leads to few …
    pub short: u64,
    /// … and before something else is tried where none does.
    pub patience: u64,
    /// To sort so many records takes about as long as to find a page of them by walking past a million.
    pub few: u64,
    /// Numbers of so many records are read of an index and compared with those of another one: that costs less than to walk past
    /// a sixth of them.
    pub many: u64,
}

const LIMITS: Limits = Limits { short: 20, patience: 200, few: 5_000, many: 60_000 };
/// The index of the default order; it holds most of what lists are filtered by.
const BY_NUMBER: Access = Access::Index("customer_by_seq");

/// Records that meet conditions, before sort and place.
#[derive(Clone)]
pub(crate) struct Records {
    directory: Directory,
    parts: Vec<Part>,
    shape: Shape,
    limits: Limits,
}

#[derive(Clone)]
struct Part {
    condition: Condition,
    tested: Tested,
    way: Option<Way>,
}

/// Which indexes are asked. PostgreSQL's of words gather all that they lead to before they tell the first: beside other
/// conditions a word may be too frequent for that. One that stands alone is rare, as a walk would have found it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// Those that tell one after the other.
    Cheap,
    /// The others.
    Dear,
}

/// Where a condition can be tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tested {
    /// In the index of the default order, without reading the row.
    InIndex,
    /// In the row alone.
    InRow,
}

/// Indexes that lead to the records of a condition.
#[derive(Clone)]
pub(crate) struct Way {
    queries: Vec<(SelectStatement, Access)>,
    /// They lead to these records, each once, and to no others.
    exact: bool,
}

impl Records {
    /// The living records of a directory.
    pub fn living(directory: Directory) -> Self {
        Self { directory, parts: Vec::new(), shape: Shape::whole(), limits: LIMITS }
    }

    /// Those of them that meet a condition, too.
    #[must_use]
    pub fn that(mut self, condition: impl Into<Condition>, tested: Tested, way: Option<Way>) -> Self {
        self.parts.push(Part { condition: condition.into(), tested, way });
        self
    }

    /// Reads of them these fields, and what every list needs; the others come empty.
    #[must_use]
    pub fn reading(mut self, fields: &[Field]) -> Self {
        self.shape = Shape::of(fields);
        self
    }

    /// The same with other limits, so that few records are as good as a million to see that every way leads to the same.
    #[cfg(test)]
    pub(super) fn within(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Reads of them what is sealed, too.
    #[must_use]
    pub fn unsealing(mut self) -> Self {
        self.shape = self.shape.with(Some(Column::IdNumber)).with(Some(Column::MonthlyIncome));
        self
    }

    /// Reads of them another column, too.
    #[must_use]
    pub(super) fn telling(mut self, column: Column) -> Self {
        self.shape = self.shape.with(Some(column));
        self
    }

    /// The same of which an index is likely to lead to few: that is asked before any is walked past.
    #[must_use]
    pub fn seldom(mut self) -> Self {
        self.limits.short = 0;
        self
    }

    /// How long something is tried.
    pub(super) fn limits(&self) -> Limits {
        self.limits
    }

    /// Where they stand.
    pub fn directory(&self) -> Directory {
        self.directory
    }

    /// Whether nothing narrows them.
    pub fn are_all(&self) -> bool {
        self.parts.is_empty()
    }

    /// The query for all of the directory.
    pub fn everybody(&self) -> Select<customer::Entity> {
        living(self.directory)
    }

    /// What is read of them.
    pub(super) fn shape(&self) -> &Shape {
        &self.shape
    }

    /// The query for them.
    pub fn select(&self) -> Select<customer::Entity> {
        self.parts.iter().fold(self.everybody(), |select, part| select.filter(part.condition.clone()))
    }

    /// Their numbers, and perhaps some others, if an index leads to few.
    pub(super) async fn few(&self, tx: &impl ConnectionTrait, asked: Asked) -> Outcome<Option<Numbers>> {
        for way in self.ways(tx, asked) {
            if let Some(few) = way.at_most(tx, self.limits.few).await? {
                return Ok(Some(few));
            }
        }
        Ok(None)
    }

    /// The same if an index leads to few, or if the whole directory is small beside the others.
    pub async fn few_or_all(&self, tx: &impl ConnectionTrait) -> Outcome<Option<Numbers>> {
        for asked in [Asked::Cheap, Asked::Dear] {
            if let Some(few) = self.few(tx, asked).await? {
                return Ok(Some(few));
            }
        }
        let one_more = living(self.directory).order_by_asc(Column::Seq).offset(self.limits.few).limit(1);
        if numbers(tx, seqs(one_more), BY_NUMBER).await?.count > 0 {
            return Ok(None);
        }
        Way::of_all(self.directory).at_most(tx, self.limits.few).await
    }

    /// Their numbers, and perhaps others, if indexes that are cheap to ask lead to no more than many: what all of these lead to.
    pub async fn led_to(&self, tx: &impl ConnectionTrait) -> Outcome<Option<Numbers>> {
        let mut together: Option<Numbers> = None;
        for way in self.ways(tx, Asked::Cheap) {
            let Some(led_to) = way.at_most(tx, self.limits.many).await? else { continue };
            let both = match together {
                Some(others) => others.also_in(&led_to),
                None => led_to,
            };
            let is_few = both.count <= self.limits.few;
            together = Some(both);
            if is_few {
                break;
            }
        }
        Ok(together)
    }

    fn ways(&self, tx: &impl ConnectionTrait, asked: Asked) -> impl Iterator<Item = &Way> {
        let all = || self.parts.iter().filter_map(|part| part.way.as_ref());
        let is_postgres = engine(tx) == Engine::Postgres && all().count() > 1;
        all().filter(move |way| (asked == Asked::Dear) == (is_postgres && !way.exact))
    }

    /// The same if they turn out to be few when all records are looked through.
    pub async fn few_of_all(&self, tx: &impl ConnectionTrait) -> Outcome<Option<Numbers>> {
        let parts: Vec<_> = self.parts.iter().filter(|part| part.tested == Tested::InIndex).cloned().collect();
        if parts.is_empty() {
            return Ok(None);
        }
        let about = Self { parts, ..Self::living(self.directory) };
        let found = numbers(tx, seqs(about.select()).limit(self.limits.few + 1).to_owned(), BY_NUMBER).await?;
        Ok((found.count <= self.limits.few).then_some(found))
    }

    /// How many there are, at most `cap`: counting stops there.
    pub async fn count(&self, tx: &impl ConnectionTrait, cap: u64) -> Outcome<u64> {
        let (select, access) = self.first(tx, cap).await?;
        count(tx, select, access).await
    }

    /// The numbers of them, at most so many, in no particular order.
    pub async fn numbers(&self, tx: &impl ConnectionTrait, most: u64) -> Outcome<Numbers> {
        let (select, access) = self.first(tx, most).await?;
        numbers(tx, select, access).await
    }

    /// The query for the numbers of so many of them, whichever are found first.
    async fn first(&self, tx: &impl ConnectionTrait, most: u64) -> Outcome<(SelectStatement, Access)> {
        if let [Part { way: Some(Way { queries, exact: true }), .. }] = self.parts.as_slice()
            && let [(query, access)] = queries.as_slice()
        {
            return Ok((query.clone().limit(most).to_owned(), *access));
        }
        if let Some(few) = self.few_or_all(tx).await? {
            let select = self.select().filter(among(engine(tx), &few));
            return Ok((seqs(select).limit(most).to_owned(), Access::Number));
        }
        if let Some(led_to) = self.led_to(tx).await? {
            let select = self.select().filter(among(engine(tx), &led_to));
            return Ok((seqs(select).limit(most).to_owned(), Access::Number));
        }
        Ok((seqs(self.by_their_ways(tx)).limit(most).to_owned(), BY_NUMBER))
    }

    /// The query for them that asks first whether a record is one to which the ways of those parts lead that only the row tells.
    fn by_their_ways(&self, tx: &impl ConnectionTrait) -> Select<customer::Entity> {
        if engine(tx) == Engine::Postgres {
            return self.select();
        }
        let in_row = self.parts.iter().filter(|part| part.tested == Tested::InRow);
        let ways = in_row.filter_map(|part| part.way.as_ref());
        ways.fold(self.select(), |select, way| select.filter(way.leads_there()))
    }
}

impl Way {
    /// An index leads to the living records of this directory that meet a condition.
    pub fn by(directory: Directory, condition: impl Into<Condition>, index: &'static str) -> Self {
        let select = seqs(living(directory).filter(condition.into()));
        Self { queries: vec![(select, Access::Index(index))], exact: true }
    }

    /// And besides to those that meet another condition, none of which meets the first.
    #[must_use]
    pub fn besides(mut self, directory: Directory, condition: impl Into<Condition>) -> Self {
        let more = seqs(living(directory).filter(condition.into()));
        if let Some((query, _)) = self.queries.last_mut() {
            query.union(UnionType::All, more);
        }
        self
    }

    /// All living records of the directory.
    fn of_all(directory: Directory) -> Self {
        Self { queries: vec![(seqs(living(directory)), BY_NUMBER)], exact: true }
    }

    /// This query for numbers finds them, and perhaps others.
    pub fn about(select: SelectStatement) -> Self {
        Self { queries: vec![(select, Access::Planned)], exact: false }
    }

    /// The records of several ways together; of no way, none.
    pub fn any(ways: impl IntoIterator<Item = Self>) -> Self {
        let (mut queries, mut exact) = (Vec::new(), true);
        for way in ways {
            exact = way.exact && queries.is_empty();
            queries.extend(way.queries);
        }
        Self { queries, exact }
    }

    /// The numbers to which it leads, if there are no more than so many.
    async fn at_most(&self, tx: &impl ConnectionTrait, most: u64) -> Outcome<Option<Numbers>> {
        let mut found = Numbers::default();
        for (query, access) in &self.queries {
            let more = query.clone().limit(most + 1 - found.count).to_owned();
            found = found.and(numbers(tx, more, *access).await?);
            if found.count > most {
                return Ok(None);
            }
        }
        Ok(Some(found))
    }

    /// That a record is one of those that the way leads to.
    pub(super) fn leads_there(&self) -> SimpleExpr {
        let queries = self.queries.iter().map(|(query, _)| query.clone());
        match queries.reduce(|mut all, more| all.union(UnionType::All, more).to_owned()) {
            Some(numbers) => Column::Seq.in_subquery(numbers),
            None => SimpleExpr::from(false),
        }
    }
}

fn living(directory: Directory) -> Select<customer::Entity> {
    customer::Entity::find().filter(Column::Directory.eq(directory.key())).filter(Column::TrashedAt.is_null())
}

fn seqs(select: Select<customer::Entity>) -> SelectStatement {
    select.select_only().column(Column::Seq).into_query()
}

/// Which database it is.
pub(super) fn engine(tx: &impl ConnectionTrait) -> Engine {
    match tx.get_database_backend() {
        DatabaseBackend::Sqlite => Engine::Sqlite,
        _ => Engine::Postgres,
    }
}
