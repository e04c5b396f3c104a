//! The records of a list, and how few of them are found among very many.
//!
//! A condition that holds for few records must not be tested on all of them. Where an index leads to a condition, its
//! records are gathered first; if they are few, only these are looked at. That is decided here by looking, not by the
//! database's planner: SQLite's takes the index of the sort order however few records fit.

use entities::customer::{self, Column};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select,
    sea_query::{Condition, SelectStatement, SimpleExpr, UnionType},
};

use super::dialect::{Access, Numbers, among, count, numbers};
use crate::{database::Engine, failure::Outcome};

/// To sort so many records takes about as long as to find a page of them by walking past a million.
const FEW: u64 = 5_000;
/// The index of the default order; it holds what lists are filtered by.
const BY_NUMBER: Access = Access::Index("customer_by_seq");

/// Records that meet conditions, before sort and place.
#[derive(Clone)]
pub(crate) struct Records {
    kind: &'static str,
    conditions: Vec<Condition>,
    ways: Vec<Way>,
}

/// Indexes that lead to the records of a condition.
#[derive(Clone)]
pub(crate) struct Way {
    queries: Vec<(SelectStatement, Access)>,
    /// They lead to these records, each once, and to no others.
    exact: bool,
}

impl Records {
    /// The living records of a kind.
    pub fn living(kind: &'static str) -> Self {
        Self { kind, conditions: Vec::new(), ways: Vec::new() }
    }

    /// Those of them that meet a condition, too.
    #[must_use]
    pub fn that(mut self, condition: impl Into<Condition>, way: Option<Way>) -> Self {
        self.conditions.push(condition.into());
        self.ways.extend(way);
        self
    }

    /// The word in `customer.kind`.
    pub fn kind(&self) -> &'static str {
        self.kind
    }

    /// Whether nothing narrows them.
    pub fn are_all(&self) -> bool {
        self.conditions.is_empty()
    }

    /// The query for all of the kind.
    pub fn everybody(&self) -> Select<customer::Entity> {
        customer::Entity::find().filter(Column::Kind.eq(self.kind)).filter(Column::TrashedAt.is_null())
    }

    /// The query for them.
    pub fn select(&self) -> Select<customer::Entity> {
        self.conditions.iter().cloned().fold(self.everybody(), Select::filter)
    }

    /// Their numbers, and perhaps some others, if an index leads to few.
    pub async fn few(&self, tx: &impl ConnectionTrait) -> Outcome<Option<Numbers>> {
        for way in &self.ways {
            if let Some(few) = way.few(tx).await? {
                return Ok(Some(few));
            }
        }
        Ok(None)
    }

    /// Their numbers, if they turn out to be few when all records are looked through.
    pub async fn few_of_all(&self, tx: &impl ConnectionTrait) -> Outcome<Option<Numbers>> {
        let found = numbers(tx, self.numbers().limit(FEW + 1).to_owned(), BY_NUMBER).await?;
        Ok((found.count <= FEW).then_some(found))
    }

    /// The query for them, for a walk past very many: what does not fit is left out before its row is read.
    pub fn select_from_far(&self, tx: &impl ConnectionTrait) -> Select<customer::Entity> {
        match engine(tx) {
            Engine::Sqlite => self.ways.iter().map(Way::leads_there).fold(self.select(), Select::filter),
            Engine::Postgres => self.select(),
        }
    }

    /// How many there are, at most `cap`: counting stops there.
    pub async fn count(&self, tx: &impl ConnectionTrait, cap: u64) -> Outcome<u64> {
        if let ([_], [Way { queries, exact: true }]) = (self.conditions.as_slice(), self.ways.as_slice())
            && let [(query, access)] = queries.as_slice()
        {
            return count(tx, query.clone().limit(cap).to_owned(), *access).await;
        }
        match self.few(tx).await? {
            Some(few) => {
                let select =
                    self.select().filter(among(engine(tx), &few)).select_only().column(Column::Seq).into_query();
                count(tx, select, Access::Number).await
            }
            None => count(tx, self.numbers().limit(cap).to_owned(), BY_NUMBER).await,
        }
    }

    fn numbers(&self) -> SelectStatement {
        self.select().select_only().column(Column::Seq).into_query()
    }
}

impl Way {
    /// An index leads to the living records of this kind that meet a condition.
    pub fn by(kind: &str, condition: impl Into<Condition>, index: &'static str) -> Self {
        let select = customer::Entity::find().filter(Column::Kind.eq(kind)).filter(Column::TrashedAt.is_null());
        let select = select.filter(condition.into()).select_only().column(Column::Seq).into_query();
        Self { queries: vec![(select, Access::Index(index))], exact: true }
    }

    /// This query for numbers finds them, and perhaps others.
    pub fn about(select: SelectStatement) -> Self {
        Self { queries: vec![(select, Access::Planned)], exact: false }
    }

    /// The records of several ways together; of no way, none.
    pub fn any(ways: impl IntoIterator<Item = Self>) -> Self {
        let (mut queries, mut exact, mut several) = (Vec::new(), true, false);
        for way in ways {
            several = !queries.is_empty();
            exact &= way.exact;
            queries.extend(way.queries);
        }
        Self { queries, exact: exact && !several }
    }

    async fn few(&self, tx: &impl ConnectionTrait) -> Outcome<Option<Numbers>> {
        let mut found = Numbers::default();
        for (query, access) in &self.queries {
            let more = query.clone().limit(FEW + 1 - found.count).to_owned();
            found = found.and(numbers(tx, more, *access).await?);
            if found.count > FEW {
                return Ok(None);
            }
        }
        Ok(Some(found))
    }

    /// That a record is one of those that the way leads to.
    fn leads_there(&self) -> SimpleExpr {
        let mut queries = self.queries.iter().map(|(query, _)| query.clone());
        match queries.next() {
            Some(first) => {
                Column::Seq.in_subquery(queries.fold(first, |mut all, more| all.union(UnionType::All, more).to_owned()))
            }
            None => SimpleExpr::from(false),
        }
    }
}

/// Which database it is.
pub(super) fn engine(tx: &impl ConnectionTrait) -> Engine {
    match tx.get_database_backend() {
        DatabaseBackend::Sqlite => Engine::Sqlite,
        _ => Engine::Postgres,
    }
}
