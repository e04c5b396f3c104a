//! Finding customers by what somebody types: code, e-mail, phone, or any part of the name.
//!
//! Hits come in tiers, newest first in each: 0 code, e-mail, phone · 1 words with the typed marks · 2 words without ·
//! 3 part of a word. Nothing is ranked over all hits, so both databases stop as soon as a page is full (sorting 300,000
//! people called Nguyễn takes half a second).

use domain::{
    filter::phone_digits,
    fold::{fold, marked},
    list::{Cursor, Page, Place},
};
use entities::customer::{self, Column};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select, Value,
    sea_query::{Alias, Expr, ExprTrait, Order, Query, SimpleExpr},
};

use super::{
    dialect::{Access, Numbers, among, count, is_storable, like, phrase, raw, rows, words_query},
    filter::begins_with,
    page::{At, Located, Walk, page_of},
    records::{Records, Way},
};
use crate::{database::Engine, failure::Outcome};

/// Signs of a typed text that are looked at.
const LONGEST: usize = 300;
/// The last tier.
const LAST: u8 = 3;
/// Fewer typed digits than this are in every phone number.
const MIN_DIGITS: usize = 4;
/// A trigram index knows no shorter parts.
const MIN_PART: usize = 3;

/// A typed text, ready to be looked for.
pub(crate) struct Search {
    engine: Engine,
    words: String,
    marked: String,
    code: String,
    email: String,
    digits: Option<String>,
}

impl Search {
    /// `None` if nothing was typed that could be looked for.
    pub fn new(engine: Engine, typed: &str) -> Option<Self> {
        // No field holds more: what is longer finds nothing, and the databases refuse patterns without measure.
        let typed = typed.char_indices().nth(LONGEST).and_then(|(end, _)| typed.get(..end)).unwrap_or(typed);
        let (words, marks) = (words_of(&fold(typed)), words_of(&marked(typed)));
        let is_number = typed.chars().all(|c| c.is_ascii_digit() || " .-–()+/".contains(c));
        let typed_digits = typed.chars().filter(char::is_ascii_digit).count();
        let digits = Some(phone_digits(typed))
            .filter(|digits| is_number && typed_digits >= MIN_DIGITS && digits.len() >= MIN_PART);
        if words.is_empty() && digits.is_none() {
            return None;
        }
        Some(Self {
            engine,
            words,
            marked: marks,
            code: typed.trim().to_uppercase(),
            email: typed.trim().to_lowercase(),
            digits,
        })
    }

    /// Reads a page of hits.
    pub async fn page<Row>(
        &self,
        tx: &impl ConnectionTrait,
        records: &Records,
        place: &Place,
        size: u16,
    ) -> Outcome<Page<At<Row>>>
    where
        Row: FromQueryResult + Located + Send,
    {
        let backwards = matches!(place, Place::Before(_));
        let from = match place {
            Place::Start => None,
            Place::After(cursor) | Place::Before(cursor) => cursor.value.first().map(|tier| (*tier, cursor.seq)),
        };
        let mut tiers: Vec<u8> = (0..=LAST)
            .filter(|tier| from.is_none_or(|(start, _)| if backwards { *tier <= start } else { *tier >= start }))
            .collect();
        if backwards {
            tiers.reverse();
        }
        let few = records.few(tx).await?;
        let mut found: Vec<At<Row>> = Vec::new();
        for tier in tiers {
            let missing = u64::from(size) + 1 - found.len() as u64;
            if missing == 0 {
                break;
            }
            let from = from.filter(|(start, _)| *start == tier).map(|(_, seq)| seq);
            let hits = if tier == 0 {
                let rows = Walk::by_number(!backwards, from).rows(tx, &self.exactly(records), missing).await?;
                rows.into_iter().map(|at| at.row).collect()
            } else {
                let Some(hits) = self.tier(tier, records.select(), few.as_ref()) else { continue };
                let order = if backwards { Order::Asc } else { Order::Desc };
                let hits = hits.filter(match (from, backwards) {
                    (Some(seq), true) => Column::Seq.gt(seq),
                    (Some(seq), false) => Column::Seq.lt(seq),
                    (None, _) => SimpleExpr::from(true),
                });
                let hits = hits.order_by(self.row_number(tier, few.is_some()), order).limit(missing).into_query();
                rows::<Row>(tx, &hits, Access::Number).await?
            };
            found.extend(hits.into_iter().map(|row| At { place: Cursor { seq: row.seq(), value: vec![tier] }, row }));
        }
        Ok(page_of(found, place, size))
    }

    /// How many hits there are, at most `cap`.
    pub async fn count(&self, tx: &impl ConnectionTrait, records: &Records, cap: u64) -> Outcome<u64> {
        let few = records.few(tx).await?;
        let mut hits = self.exactly(records).count(tx, cap).await?;
        for tier in 1..=LAST {
            if hits >= cap {
                break;
            }
            if let Some(tier) = self.tier(tier, records.select(), few.as_ref()) {
                let tier = tier.select_only().column(Column::Seq).limit(cap - hits).into_query();
                hits += count(tx, tier, Access::Number).await?;
            }
        }
        Ok(hits)
    }

    /// Tier 0: beginnings of code and e-mail, digits anywhere in a phone number.
    fn exactly(&self, records: &Records) -> Records {
        let beginnings =
            self.beginnings().into_iter().map(|(condition, index)| Way::by(records.kind(), condition, index));
        let digits = self.digits.as_ref().and_then(|digits| phones_with(self.engine, digits));
        records.clone().that(self.exact(), Some(Way::any(beginnings.chain(digits))))
    }

    /// The records of one of the other tiers; tiers are disjoint. `None` if nothing can be in it.
    fn tier(
        &self,
        tier: u8,
        select: Select<customer::Entity>,
        few: Option<&Numbers>,
    ) -> Option<Select<customer::Entity>> {
        if self.words.is_empty() || (tier == LAST && self.words.chars().count() < MIN_PART) {
            return None;
        }
        let select = select.filter(self.exact().not());
        let (words, marked) = (phrase(&self.words), phrase(&self.marked));
        if let Some(few) = few {
            return Some(select.filter(among(self.engine, few)).filter(self.fits(tier)));
        }
        Some(match (self.engine, tier) {
            (Engine::Sqlite, 1) => full_text(select, "customer_word", format!("marked:{marked} *")),
            (Engine::Sqlite, 2) => full_text(select, "customer_word", format!("words:{words} * NOT marked:{marked} *")),
            (Engine::Sqlite, _) => full_text(select, "customer_part", format!("words:{words}"))
                .filter(self.begins("words", &self.words).not()),
            (Engine::Postgres, 1) => select.filter(self.indexed("marked", &self.marked)).filter(self.fits(1)),
            (Engine::Postgres, 2) => select.filter(self.indexed("words", &self.words)).filter(self.fits(2)),
            (Engine::Postgres, _) => select.filter(self.fits(tier)),
        })
    }

    /// What makes a record one of a tier, without an index.
    fn fits(&self, tier: u8) -> Condition {
        let (words, marked) = (self.begins("words", &self.words), self.begins("marked", &self.marked));
        match tier {
            1 => Condition::all().add(marked),
            2 => Condition::all().add(words).add(marked.not()),
            _ => Condition::all().add(within(self.engine, "words", &self.words)).add(words.not()),
        }
    }

    fn exact(&self) -> Condition {
        let any = self.beginnings().into_iter().fold(Condition::any(), |any, (beginning, _)| any.add(beginning));
        any.add_option(self.digits.as_ref().map(|digits| match self.engine {
            Engine::Sqlite => raw(
                self.engine,
                "\"customer\".\"seq\" IN (SELECT rowid FROM customer_part WHERE customer_part MATCH {})",
                [Value::from(format!("phone:{}", phrase(digits)))],
            ),
            Engine::Postgres => within(self.engine, "phones", digits),
        }))
    }

    /// What begins with the typed text, and the index that leads there.
    fn beginnings(&self) -> Vec<(SimpleExpr, &'static str)> {
        if !self.code.chars().all(|sign| sign.is_ascii_graphic()) {
            return Vec::new();
        }
        vec![
            (begins_with(Column::Code, &self.code), "customer_by_code"),
            (begins_with(Column::Email, &self.email), "customer_by_email"),
        ]
    }

    /// The typed words in a row, the last of them as a beginning.
    fn begins(&self, column: &str, text: &str) -> SimpleExpr {
        raw(self.engine, &format!("(' ' || \"customer\".\"{column}\") LIKE {{}} ESCAPE '\\'"), [like("% ", text, "%")])
    }

    /// The typed words anywhere in the index of words, which does not know in which order they stand.
    fn indexed(&self, column: &str, text: &str) -> SimpleExpr {
        raw(self.engine, &format!("\"customer\".\"{column}_index\" @@ {{}}::tsquery"), [Value::from(words_query(text))])
    }

    /// SQLite walks its full-text index backwards by itself, but only by its own name of the row number.
    fn row_number(&self, tier: u8, among_few: bool) -> SimpleExpr {
        match (self.engine, tier) {
            _ if among_few => Expr::col((customer::Entity, Column::Seq)),
            (Engine::Sqlite, 1 | 2) => Expr::col((Alias::new("customer_word"), Alias::new("rowid"))),
            (Engine::Sqlite, 3) => Expr::col((Alias::new("customer_part"), Alias::new("rowid"))),
            _ => Expr::col((customer::Entity, Column::Seq)),
        }
    }
}

/// Joins a full-text table, which is then walked first.
fn full_text(mut select: Select<customer::Entity>, table: &str, query: String) -> Select<customer::Entity> {
    let table = Alias::new(table);
    let same = Expr::col((table.clone(), Alias::new("rowid"))).equals((customer::Entity, Column::Seq));
    QuerySelect::query(&mut select).join(JoinType::InnerJoin, table.clone(), same);
    let matches = raw(
        Engine::Sqlite,
        &format!("{} MATCH {{}}", sea_orm::sea_query::Iden::unquoted(&table)),
        [Value::from(query)],
    );
    select.filter(matches)
}

/// The way to records that have a text within a word of their name; `None` if it is too short for the index.
pub(super) fn names_with(engine: Engine, text: &str) -> Option<Way> {
    parts(engine, "words", "words", text)
}

/// The way to records that have these digits within a phone number.
pub(super) fn phones_with(engine: Engine, digits: &str) -> Option<Way> {
    parts(engine, "phone", "phones", digits)
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
        Engine::Postgres => {
            let select = customer::Entity::find().filter(Column::TrashedAt.is_null());
            select.filter(within(engine, column, text)).select_only().column(Column::Seq).into_query()
        }
    }))
}

fn within(engine: Engine, column: &str, text: &str) -> SimpleExpr {
    raw(engine, &format!("\"customer\".\"{column}\" LIKE {{}} ESCAPE '\\'"), [like("%", text, "%")])
}

/// Letters and digits with single spaces: punctuation in a name is nothing that people look for.
pub(crate) fn words_of(text: &str) -> String {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
