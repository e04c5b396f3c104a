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
    ColumnTrait, Condition, ConnectionTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect, Select,
    Value,
    sea_query::{Alias, Expr, ExprTrait, Order, SimpleExpr},
};

use super::{
    dialect::{like, phrase, raw, words_query},
    filter::begins_with,
    page::{At, Located, page_of},
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
        select: &Select<customer::Entity>,
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
        let mut rows = Vec::new();
        for tier in tiers {
            let missing = usize::from(size) + 1 - rows.len();
            if missing == 0 {
                break;
            }
            let Some(mut hits) = self.tier(tier, select.clone()) else { continue };
            if let Some((_, seq)) = from.filter(|(start, _)| *start == tier) {
                hits = hits.filter(if backwards { Column::Seq.gt(seq) } else { Column::Seq.lt(seq) });
            }
            let order = if backwards { Order::Asc } else { Order::Desc };
            let found =
                hits.order_by(self.row_number(tier), order).limit(missing as u64).into_model::<Row>().all(tx).await?;
            rows.extend(found.into_iter().map(|row| At { place: Cursor { seq: row.seq(), value: vec![tier] }, row }));
        }
        Ok(page_of(rows, place, size))
    }

    /// How many hits there are, at most `cap`.
    pub async fn count(&self, tx: &impl ConnectionTrait, select: &Select<customer::Entity>, cap: u64) -> Outcome<u64> {
        let mut hits = 0;
        for tier in 0..=LAST {
            if let Some(tier) = self.tier(tier, select.clone()) {
                hits += super::page::count(tx, tier, cap - hits).await?;
            }
            if hits >= cap {
                break;
            }
        }
        Ok(hits)
    }

    /// The records of one tier; tiers are disjoint. `None` if nothing can be in it.
    fn tier(&self, tier: u8, select: Select<customer::Entity>) -> Option<Select<customer::Entity>> {
        if tier == 0 {
            return Some(select.filter(self.exact()));
        }
        if self.words.is_empty() || (tier == 3 && self.words.chars().count() < MIN_PART) {
            return None;
        }
        let select = select.filter(self.exact().not());
        Some(match (self.engine, tier) {
            (Engine::Sqlite, 1) => full_text(select, "customer_word", format!("marked:{} *", phrase(&self.marked))),
            (Engine::Sqlite, 2) => full_text(
                select,
                "customer_word",
                format!("words:{} * NOT marked:{} *", phrase(&self.words), phrase(&self.marked)),
            ),
            (Engine::Sqlite, _) => full_text(select, "customer_part", format!("words:{}", phrase(&self.words)))
                .filter(self.words("words", &self.words).not()),
            (Engine::Postgres, 1) => select.filter(self.indexed_words("marked", &self.marked)),
            (Engine::Postgres, 2) => {
                select.filter(self.indexed_words("words", &self.words)).filter(self.words("marked", &self.marked).not())
            }
            (Engine::Postgres, _) => {
                select.filter(self.part("words", &self.words)).filter(self.words("words", &self.words).not())
            }
        })
    }

    /// Tier 0: beginnings of code and e-mail, digits anywhere in a phone number.
    fn exact(&self) -> Condition {
        let mut any = Condition::any();
        if self.code.chars().all(|sign| sign.is_ascii_graphic()) {
            any = any.add(begins_with(Column::Code, &self.code)).add(begins_with(Column::Email, &self.email));
        }
        if let Some(digits) = &self.digits {
            any = any.add(match self.engine {
                Engine::Sqlite => raw(
                    self.engine,
                    "\"customer\".\"seq\" IN (SELECT rowid FROM customer_part WHERE customer_part MATCH {})",
                    [Value::from(format!("phone:{}", phrase(digits)))],
                ),
                Engine::Postgres => self.part("phones", digits),
            });
        }
        any
    }

    fn part(&self, column: &str, text: &str) -> SimpleExpr {
        raw(self.engine, &format!("\"customer\".\"{column}\" LIKE {{}} ESCAPE '\\'"), [like("%", text, "%")])
    }

    /// The typed words in a row, the last of them as a beginning.
    fn words(&self, column: &str, text: &str) -> SimpleExpr {
        raw(self.engine, &format!("(' ' || \"customer\".\"{column}\") LIKE {{}} ESCAPE '\\'"), [like("% ", text, "%")])
    }

    /// The same by the index of words, which does not know in which order they stand.
    fn indexed_words(&self, column: &str, text: &str) -> SimpleExpr {
        raw(self.engine, &format!("\"customer\".\"{column}_index\" @@ {{}}::tsquery"), [Value::from(words_query(text))])
            .and(self.words(column, text))
    }

    /// SQLite walks its full-text index backwards by itself, but only by its own name of the row number.
    fn row_number(&self, tier: u8) -> SimpleExpr {
        match (self.engine, tier) {
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

/// Letters and digits with single spaces: punctuation in a name is nothing that people look for.
pub(crate) fn words_of(text: &str) -> String {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
