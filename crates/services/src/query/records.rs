//! The records of a list, and how few of them are found among very many.
//!
//! A condition that holds for few records must not be tested on all of them. Where an index leads to a condition, its
//! records are gathered first; if they are few, only these are looked at. That is decided here by looking, not by the
//! database's planner: SQLite's takes the index of the sort order however few records fit.

use domain::customer::{Directory, Field};
use entities::customer::{self, Column};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, IdenStatic, Iterable, QueryFilter, QuerySelect,
    QueryTrait, Select,
    sea_query::{Condition, Expr, SelectStatement, SimpleExpr, UnionType},
};

use super::dialect::{Access, Numbers, among, count, numbers};
use crate::{database::Engine, failure::Outcome};

/// To sort so many records takes about as long as to find a page of them by walking past a million.
const FEW: u64 = 5_000;
/// The index of the default order; it holds most of what lists are filtered by.
const BY_NUMBER: Access = Access::Index("customer_by_seq");

/// Records that meet conditions, before sort and place.
#[derive(Clone)]
pub(crate) struct Records {
    directory: Directory,
    parts: Vec<Part>,
    unread: Vec<Unread>,
}

#[derive(Clone)]
struct Part {
    condition: Condition,
    tested: Tested,
    way: Option<Way>,
}

/// A column that is not read.
#[derive(Clone, Copy)]
struct Unread {
    column: Column,
    /// Comes as an empty text; otherwise as nothing.
    text: bool,
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
        Self { directory, parts: Vec::new(), unread: Vec::new() }
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
        self.unread = unread(fields);
        self
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
        let everybody = living(self.directory);
        if self.unread.is_empty() { everybody } else { without(everybody, &self.unread) }
    }

    /// The query for them.
    pub fn select(&self) -> Select<customer::Entity> {
        self.parts.iter().fold(self.everybody(), |select, part| select.filter(part.condition.clone()))
    }

    /// The query for them, for a walk past very many: what does not fit is left out before its row is read.
    pub fn select_from_far(&self, tx: &impl ConnectionTrait) -> Select<customer::Entity> {
        self.by_their_ways(tx, |_| true)
    }

    /// Their numbers, and perhaps some others, if an index leads to few.
    pub async fn few(&self, tx: &impl ConnectionTrait) -> Outcome<Option<Numbers>> {
        for way in self.parts.iter().filter_map(|part| part.way.as_ref()) {
            if let Some(few) = way.few(tx).await? {
                return Ok(Some(few));
            }
        }
        // The whole directory may be small beside the others.
        Way::of_all(self.directory).few(tx).await
    }

    /// The same if they turn out to be few when all records are looked through.
    pub async fn few_of_all(&self, tx: &impl ConnectionTrait) -> Outcome<Option<Numbers>> {
        let parts: Vec<_> = self.parts.iter().filter(|part| part.tested == Tested::InIndex).cloned().collect();
        if parts.is_empty() {
            return Ok(None);
        }
        let about = Self { directory: self.directory, parts, unread: Vec::new() };
        let found = numbers(tx, seqs(about.select()).limit(FEW + 1).to_owned(), BY_NUMBER).await?;
        Ok((found.count <= FEW).then_some(found))
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
        if let Some(few) = self.few(tx).await? {
            let select = self.select().filter(among(engine(tx), &few));
            return Ok((seqs(select).limit(most).to_owned(), Access::Number));
        }
        let select = self.by_their_ways(tx, |part| part.tested == Tested::InRow);
        Ok((seqs(select).limit(most).to_owned(), BY_NUMBER))
    }

    /// The query for them that asks first whether a record is one to which the ways of these parts lead.
    fn by_their_ways(&self, tx: &impl ConnectionTrait, of: impl Fn(&Part) -> bool) -> Select<customer::Entity> {
        if engine(tx) == Engine::Postgres {
            return self.select();
        }
        let ways = self.parts.iter().filter(|part| of(part)).filter_map(|part| part.way.as_ref());
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

/// Selects them with these columns empty. Their types do not matter: nothing is of every type, and an empty text is one.
fn without(select: Select<customer::Entity>, unread: &[Unread]) -> Select<customer::Entity> {
    Column::iter().fold(select.select_only(), |select, column| {
        match unread.iter().find(|unread| unread.column.as_str() == column.as_str()) {
            Some(Unread { text: true, .. }) => select.expr_as(Expr::val(""), column.as_str()),
            Some(Unread { text: false, .. }) => select.expr_as(Expr::cust("NULL"), column.as_str()),
            None => select.column(column),
        }
    })
}

/// The columns that nothing but these fields needs, and what only searches and checks use.
fn unread(fields: &[Field]) -> Vec<Unread> {
    let text = |column| Unread { column, text: true };
    let sealed = |column| Unread { column, text: false };
    let never = [Column::Fold, Column::Words, Column::Marked].map(text).into_iter();
    let never = never.chain([Column::IdNumber, Column::IdNumberHash, Column::IdLastFourHash].map(sealed));
    let others = [
        (Field::OtherPhones, text(Column::OtherPhones)),
        (Field::Nationality, text(Column::Nationality)),
        (Field::JobTitle, text(Column::JobTitle)),
        (Field::MonthlyIncome, sealed(Column::MonthlyIncome)),
        (Field::IdNumber, text(Column::IdNumberMask)),
        (Field::IdIssuedBy, text(Column::IdIssuedBy)),
        (Field::Address, text(Column::Address)),
        (Field::AddressStreet, text(Column::AddressStreet)),
        (Field::AddressCommune, text(Column::AddressCommune)),
        (Field::AddressProvince, text(Column::AddressProvince)),
        (Field::Website, text(Column::Website)),
        (Field::RepresentativeName, text(Column::RepresentativeName)),
        (Field::Tags, text(Column::Tags)),
        (Field::Note, text(Column::Note)),
    ];
    let others = others.into_iter().filter(|(field, _)| !fields.contains(field));
    never.chain(others.map(|(_, unread)| unread)).collect()
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
