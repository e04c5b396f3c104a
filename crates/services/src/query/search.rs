//! Finding customers by what somebody types: code, e-mail, phone, tax code, id number, or any part of the name.
//!
//! Hits come in tiers, newest first in each: 0 code, e-mail, phone, papers · 1 words with the typed marks · 2 words without ·
//! 3 part of a word. Nothing is ranked over all hits, so both databases stop as soon as a page is full (sorting 300,000
//! people called Nguyễn takes half a second).

use domain::{
    customer::{Directory, Field},
    filter::{comparable, phone_runs},
    fold::{Spelling, fold, marked, other_spellings},
    list::{Cursor, Page, Place},
    permission::{Action, Resource},
    value::{FieldKind, clean, normalise},
};
use entities::customer::{self, Column};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, QueryTrait, Select,
    Value,
    sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement, SimpleExpr},
};
use uuid::Uuid;

use super::{
    dialect::{Access, Numbers, among, count, is_storable, like, numbers, phrase, raw, words_query},
    filter::{begins_with, is_number},
    lookup::formerly,
    page::{At, Walk, page_of},
    records::{Records, Tested, Way},
    scope,
};
use crate::{authz::Unit, database::Engine, failure::Outcome};

/// Signs of a typed text that are looked at.
const LONGEST: usize = 300;
/// The last tier.
const LAST: u8 = 3;
/// Fewer typed digits than this are in every phone number.
const MIN_DIGITS: usize = 4;
/// So many last digits of an id number are found.
const LAST_DIGITS: usize = 4;
/// A trigram index knows no shorter parts.
const MIN_PART: usize = 3;

/// A typed text, ready to be looked for.
pub(crate) struct Search {
    engine: Engine,
    words: String,
    /// Other spellings of the words.
    others: Vec<Spelling>,
    marked: String,
    code: String,
    email: String,
    tax_code: Option<String>,
    /// As which digits a phone number may stand.
    digits: Vec<String>,
    paper: Option<Paper>,
    /// Records that had the typed code before, or took in one that has it.
    former: Vec<Uuid>,
}

/// An id number, or its last four digits, by the keyed hash under which it is found where it may be known.
struct Paper {
    known: SimpleExpr,
    column: Column,
    index: &'static str,
    hash: Vec<u8>,
}

impl Search {
    /// What somebody looks for; `None` if nothing was typed that could be looked for. Whoever may see id numbers finds
    /// by a whole one, and by its last four digits, where they may be seen.
    pub async fn of(unit: &Unit, typed: &str) -> Outcome<Option<Self>> {
        let Some(search) = Self::new(unit.services().database().engine(), typed) else { return Ok(None) };
        let former = if search.is_code() { formerly(unit.tx(), &search.code, None).await? } else { Vec::new() };
        Ok(Some(Self { paper: Self::paper(unit, typed), former, ..search }))
    }

    fn paper(unit: &Unit, typed: &str) -> Option<Paper> {
        let services = unit.services();
        let known = unit.opens((Action::View, Resource::PersonalIds)).map(scope::covered)?;
        let number = typed.trim();
        let is_short = number.len() == LAST_DIGITS && number.bytes().all(|sign| sign.is_ascii_digit());
        if is_short {
            let hash = services.secrets().hash(number);
            return Some(Paper { known, column: Column::IdLastFourHash, index: "customer_by_last_four", hash });
        }
        let whole = normalise(FieldKind::IdNumber, number, services.clock().today()).ok()?.text?;
        let hash = services.secrets().hash(&whole);
        Some(Paper { known, column: Column::IdNumberHash, index: "customer_by_id_number", hash })
    }

    /// `None` if nothing was typed that could be looked for.
    fn new(engine: Engine, typed: &str) -> Option<Self> {
        // No field holds more: what is longer finds nothing, and the databases refuse patterns without measure.
        let typed = typed.char_indices().nth(LONGEST).and_then(|(end, _)| typed.get(..end)).unwrap_or(typed);
        let (words, marks) = (words_of(&fold(typed)), words_of(&marked(typed)));
        // Copied numbers bring along spaces of every kind.
        let line = clean(typed);
        let is_number = line.chars().all(|c| c.is_ascii_digit() || " .-–—()+/".contains(c));
        let is_long = line.chars().filter(char::is_ascii_digit).count() >= MIN_DIGITS;
        let mut digits = if is_number && is_long { phone_runs(&line) } else { Vec::new() };
        digits.retain(|digits| digits.len() >= MIN_PART);
        if words.is_empty() && digits.is_empty() {
            return None;
        }
        Some(Self {
            engine,
            others: other_spellings(&words),
            words,
            marked: marks,
            code: line.to_uppercase(),
            email: line.to_lowercase(),
            tax_code: (!digits.is_empty()).then(|| comparable(Field::TaxCode, typed)),
            digits,
            paper: None,
            former: Vec::new(),
        })
    }

    /// Reads a page of hits.
    pub async fn page(
        &self,
        tx: &impl ConnectionTrait,
        records: &Records,
        place: &Place,
        size: u16,
    ) -> Outcome<Page<At>> {
        let backwards = matches!(place, Place::Before(_));
        let from = match place {
            // Hits have no values to jump to.
            Place::Start | Place::At(_) => None,
            Place::After(cursor) | Place::Before(cursor) => cursor.value.first().map(|tier| (*tier, cursor.seq)),
        };
        let mut tiers: Vec<u8> = (0..=LAST)
            .filter(|tier| from.is_none_or(|(start, _)| if backwards { *tier <= start } else { *tier >= start }))
            .collect();
        if backwards {
            tiers.reverse();
        }
        let few = records.few_or_all(tx).await?;
        let mut found: Vec<At> = Vec::new();
        for tier in tiers {
            let missing = u64::from(size) + 1 - found.len() as u64;
            if missing == 0 {
                break;
            }
            let walk = Walk::by_number(!backwards, from.filter(|(start, _)| *start == tier).map(|(_, seq)| seq));
            let hits = match self.tier(tier, records, few.as_ref()) {
                Hits::None => continue,
                Hits::Walked(records) => walk.rows(tx, &records, missing).await?,
                Hits::Found(hits) => walk.numbered(tx, records.shape(), hits.select, hits.number, missing).await?,
            };
            found.extend(hits.into_iter().map(|row| At { place: Cursor { seq: row.seq, value: vec![tier] }, row }));
        }
        Ok(page_of(found, place, size))
    }

    /// How many hits there are, at most `cap`.
    pub async fn count(&self, tx: &impl ConnectionTrait, records: &Records, cap: u64) -> Outcome<u64> {
        let few = records.few_or_all(tx).await?;
        let mut hits = 0;
        for tier in 0..=LAST {
            if hits >= cap {
                break;
            }
            hits += match self.tier(tier, records, few.as_ref()) {
                Hits::None => 0,
                Hits::Walked(records) => records.count(tx, cap - hits).await?,
                Hits::Found(found) => {
                    let select = found.select.select_only().column(Column::Seq).limit(cap - hits).into_query();
                    count(tx, select, Access::Number).await?
                }
            };
        }
        Ok(hits)
    }

    /// The numbers of hits, at most so many.
    pub async fn numbers(&self, tx: &impl ConnectionTrait, records: &Records, most: u64) -> Outcome<Numbers> {
        let few = records.few_or_all(tx).await?;
        let mut hits = Numbers::default();
        for tier in 0..=LAST {
            let missing = most.saturating_sub(hits.count);
            if missing == 0 {
                break;
            }
            hits = match self.tier(tier, records, few.as_ref()) {
                Hits::None => hits,
                Hits::Walked(records) => hits.and(records.numbers(tx, missing).await?),
                Hits::Found(found) => {
                    let select = found.select.select_only().column(Column::Seq).limit(missing).into_query();
                    hits.and(numbers(tx, select, Access::Number).await?)
                }
            };
        }
        Ok(hits)
    }

    /// The records of a tier; tiers are disjoint.
    fn tier(&self, tier: u8, records: &Records, few: Option<&Numbers>) -> Hits {
        if tier == 0 {
            return Hits::Walked(self.exactly(records));
        }
        if self.words.is_empty() || (tier == LAST && self.words.chars().count() < MIN_PART) {
            return Hits::None;
        }
        let rest = records.clone().that(self.exact(records.directory()).not(), Tested::InRow, None);
        if let Some(few) = few {
            let select = rest.select().filter(among(self.engine, few)).filter(self.fits(tier));
            return Hits::found(select, Expr::col((customer::Entity, Column::Seq)));
        }
        match self.engine {
            Engine::Sqlite => self.full_text(tier, rest.select()),
            Engine::Postgres => Hits::Walked(rest.that(self.fits(tier), Tested::InRow, self.indexed(tier))),
        }
    }

    /// Tier 0: beginnings of code and e-mail, digits anywhere in a phone number.
    fn exactly(&self, records: &Records) -> Records {
        let directory = records.directory();
        let beginnings = self.beginnings(directory).into_iter();
        let beginnings = beginnings.map(|(condition, index)| Way::by(directory, condition, index));
        let digits = phones_with(self.engine, &self.digits);
        let former = (!self.former.is_empty()).then(|| Way::about(living_that(self.was_called())));
        let ways = Way::any(beginnings.chain(digits).chain(former));
        records.clone().seldom().that(self.exact(directory), Tested::InRow, Some(ways))
    }

    /// SQLite's full-text index gives hits in the order of their numbers: a page of them is found at once.
    fn full_text(&self, tier: u8, select: Select<customer::Entity>) -> Hits {
        let (words, marked) = (phrase(&self.words), phrase(&self.marked));
        let (table, query) = match tier {
            1 => ("customer_word", format!("marked:{marked} *")),
            2 => {
                let others = self
                    .others
                    .iter()
                    .map(|other| format!(" OR {}{}", phrase(&other.text), if other.is_whole { "" } else { " *" }));
                let others: String = others.collect();
                ("customer_word", format!("words:({words} *{others}) NOT marked:{marked} *"))
            }
            _ => ("customer_part", format!("words:{words}")),
        };
        let number = Expr::col((Alias::new(table), Alias::new("rowid")));
        let mut select = select.filter(raw(self.engine, &format!("{table} MATCH {{}}"), [Value::from(query)]));
        if tier == LAST {
            select = select.filter(self.spelt().not());
        }
        let same = number.clone().equals((customer::Entity, Column::Seq));
        QuerySelect::query(&mut select).join(JoinType::InnerJoin, Alias::new(table), same);
        Hits::found(select, number)
    }

    /// PostgreSQL's way to the hits of a tier. Its index of words does not know in which order they stand.
    fn indexed(&self, tier: u8) -> Option<Way> {
        let (index, query) = match tier {
            1 => ("marked_index", words_query(&self.marked, false)),
            2 => {
                let others = self.others.iter().map(|other| words_query(&other.text, other.is_whole));
                let all: Vec<String> = std::iter::once(words_query(&self.words, false)).chain(others).collect();
                ("words_index", all.join(" | "))
            }
            _ => return names_with(self.engine, &self.words),
        };
        let matches = raw(self.engine, &format!("\"customer\".\"{index}\" @@ {{}}::tsquery"), [Value::from(query)]);
        Some(Way::about(living_that(matches)))
    }

    /// What makes a record one of a tier, without an index.
    fn fits(&self, tier: u8) -> Condition {
        let (words, marked) = (self.spelt(), self.begins("marked", &self.marked));
        match tier {
            1 => Condition::all().add(marked),
            2 => Condition::all().add(words).add(marked.not()),
            _ => Condition::all().add(within(self.engine, "words", &self.words)).add(words.not()),
        }
    }

    fn exact(&self, directory: Directory) -> Condition {
        let beginnings = self.beginnings(directory).into_iter().map(|(beginning, _)| beginning);
        let phones = self.digits.iter().map(|digits| match self.engine {
            Engine::Sqlite => raw(
                self.engine,
                "\"customer\".\"seq\" IN (SELECT rowid FROM customer_part WHERE customer_part MATCH {})",
                [Value::from(format!("phone:{}", phrase(digits)))],
            ),
            Engine::Postgres => within(self.engine, "phones", digits),
        });
        let former = (!self.former.is_empty()).then(|| self.was_called());
        beginnings.chain(phones).chain(former).fold(Condition::any(), Condition::add)
    }

    /// That a record had the typed code before, or took in one that has it.
    fn was_called(&self) -> SimpleExpr {
        Column::Id.is_in(self.former.iter().copied())
    }

    /// Whether what is typed may be a code.
    fn is_code(&self) -> bool {
        self.code.chars().all(|sign| sign.is_ascii_graphic())
    }

    /// What is the typed number or begins with the typed text, and the index that leads there.
    fn beginnings(&self, directory: Directory) -> Vec<(SimpleExpr, &'static str)> {
        let mut ways = Vec::new();
        if let Some(Paper { known, column, index, hash }) = &self.paper {
            ways.push((column.is_not_null().and(column.eq(hash.clone())).and(known.clone()), *index));
        }
        if let Some(tax_code) = &self.tax_code {
            ways.push((begins_with(Column::TaxCode, tax_code), "customer_by_tax_code"));
        }
        if self.is_code() {
            // A lead has no code, and nobody types its id.
            if directory != Directory::Leads {
                ways.push((begins_with(Column::Code, &self.code), "customer_by_code"));
            }
            ways.push((begins_with(Column::Email, &self.email), "customer_by_email"));
        }
        ways
    }

    /// The typed words in a row, the last of them as a beginning, in any of their spellings.
    fn spelt(&self) -> SimpleExpr {
        let other = |other: &Spelling| match other.is_whole {
            true => {
                let sql = "(' ' || \"customer\".\"words\" || ' ') LIKE {} ESCAPE '\\'";
                raw(self.engine, sql, [like("% ", &other.text, " %")])
            }
            false => self.begins("words", &other.text),
        };
        self.others.iter().map(other).fold(self.begins("words", &self.words), ExprTrait::or)
    }

    /// The typed words in a row, the last of them as a beginning.
    fn begins(&self, column: &str, text: &str) -> SimpleExpr {
        raw(self.engine, &format!("(' ' || \"customer\".\"{column}\") LIKE {{}} ESCAPE '\\'"), [like("% ", text, "%")])
    }
}

/// How the records of a tier are read.
enum Hits {
    /// There can be none.
    None,
    /// As a list in the order of numbers.
    Walked(Records),
    /// By a query that finds them in the order of numbers.
    Found(Box<Found>),
}

struct Found {
    select: Select<customer::Entity>,
    /// What the query knows a record's number by.
    number: SimpleExpr,
}

impl Hits {
    fn found(select: Select<customer::Entity>, number: SimpleExpr) -> Self {
        Self::Found(Box::new(Found { select, number }))
    }
}

/// The way to records that have a text within a word of their name; `None` if it is too short for the index.
pub(super) fn names_with(engine: Engine, text: &str) -> Option<Way> {
    parts(engine, "words", "words", text)
}

/// The way to records that have any of these runs of digits within a phone number; `None` if one is too short for the index.
pub(super) fn phones_with(engine: Engine, runs: &[String]) -> Option<Way> {
    let ways: Option<Vec<Way>> = runs.iter().map(|digits| parts(engine, "phone", "phones", digits)).collect();
    ways.filter(|ways| !ways.is_empty()).map(Way::any)
}

/// That a record has this number in E.164, be it the first or a further one.
pub(crate) fn has_number(engine: Engine, number: &str) -> Condition {
    let digits = number.trim_start_matches('+').to_owned();
    let way = phones_with(engine, std::slice::from_ref(&digits)).map(|way| way.leads_there());
    Condition::all().add_option(way).add(is_number(engine, &digits))
}

fn parts(engine: Engine, indexed: &str, column: &str, text: &str) -> Option<Way> {
    if text.chars().count() < MIN_PART || !is_storable(text) {
        return None;
    }
    Some(Way::about(match engine {
        Engine::Sqlite => Query::select()
            .expr_as(Expr::col(Alias::new("rowid")), Alias::new("seq"))
            .from(Alias::new("customer_part"))
            .and_where(raw(engine, "customer_part MATCH {}", [Value::from(format!("{indexed}:{}", phrase(text)))]))
            .to_owned(),
        Engine::Postgres => living_that(within(engine, column, text)),
    }))
}

/// The numbers of living records that meet a condition.
fn living_that(condition: SimpleExpr) -> SelectStatement {
    let select = customer::Entity::find().filter(Column::TrashedAt.is_null()).filter(condition);
    select.select_only().column(Column::Seq).into_query()
}

fn within(engine: Engine, column: &str, text: &str) -> SimpleExpr {
    raw(engine, &format!("\"customer\".\"{column}\" LIKE {{}} ESCAPE '\\'"), [like("%", text, "%")])
}

/// Letters and digits with single spaces: punctuation in a name is nothing that people look for.
pub(crate) fn words_of(text: &str) -> String {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
