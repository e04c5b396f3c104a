//! Records with the same key, found by walking along an index: never more than a page of them is in memory.

use domain::duplicate::{MOST_IN_GROUP, ScanKey};
use entities::customer::{self, Column};
use sea_orm::{
    ColumnTrait, ConnectionTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Condition, SimpleExpr},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    dialect::{Access, rows},
    lookup::bearers_of_numbers,
    scope,
};
use crate::{authz::CustomerPermit, failure::Outcome};

/// A key of records: a text, or of a paper its hash; of a person name and date of birth.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeyValue {
    text: String,
    born: String,
    hash: Vec<u8>,
}

/// Records of a page of a walk.
pub(crate) struct Runs {
    /// Those with one key, the oldest first; each run is whole, but of a very long one only the beginning.
    pub groups: Vec<Vec<Uuid>>,
    /// The key behind which the next page begins; `None` at the end.
    pub next: Option<KeyValue>,
    /// Records that were passed.
    pub passed: u64,
}

#[derive(FromQueryResult)]
struct Keyed {
    id: Uuid,
    fold: String,
    phone: String,
    email: String,
    tax_code: String,
    date_of_birth: String,
    id_number_hash: Option<Vec<u8>>,
}

impl Keyed {
    fn value(self, key: ScanKey) -> KeyValue {
        let text = |text| KeyValue { text, ..KeyValue::default() };
        match key {
            ScanKey::Phone => text(self.phone),
            ScanKey::Email => text(self.email),
            ScanKey::TaxCode => text(self.tax_code),
            ScanKey::IdNumber => KeyValue { hash: self.id_number_hash.unwrap_or_default(), ..KeyValue::default() },
            ScanKey::Person => KeyValue { text: self.fold, born: self.date_of_birth, ..KeyValue::default() },
            // They are no key of an index: see `further`.
            ScanKey::OtherPhones => KeyValue::default(),
        }
    }
}

/// The next records of a select that have a key, in the order of the key.
pub(crate) async fn runs(
    tx: &impl ConnectionTrait,
    records: Select<customer::Entity>,
    key: ScanKey,
    behind: Option<&KeyValue>,
    size: usize,
) -> Outcome<Runs> {
    let column = match key {
        ScanKey::Phone | ScanKey::OtherPhones => Column::Phone,
        ScanKey::Email => Column::Email,
        ScanKey::TaxCode => Column::TaxCode,
        ScanKey::IdNumber => Column::IdNumberHash,
        ScanKey::Person => Column::Fold,
    };
    let index = match key {
        ScanKey::Phone | ScanKey::OtherPhones => "customer_by_phone",
        ScanKey::Email => "customer_by_email",
        ScanKey::TaxCode => "customer_by_tax_code",
        ScanKey::IdNumber => "customer_by_id_number",
        ScanKey::Person => "customer_by_fold",
    };
    let mut select = records.filter(beyond(key, column, behind)).order_by_asc(column);
    if key == ScanKey::Person {
        select = select.filter(Column::DateOfBirth.ne("")).order_by_asc(Column::DateOfBirth);
    }
    let select = select.order_by_asc(Column::Seq).limit(size as u64).select_only().columns([
        Column::Id,
        Column::Fold,
        Column::Phone,
        Column::Email,
        Column::TaxCode,
        Column::DateOfBirth,
        Column::IdNumberHash,
    ]);
    let found: Vec<Keyed> = rows(tx, &select.into_query(), Access::Index(index)).await?;
    Ok(gathered(key, found, size))
}

/// The next records of a list that have further numbers, each with those that share one of these, in the order of their own
/// numbers.
pub(crate) async fn further<V>(
    tx: &impl ConnectionTrait,
    permit: &CustomerPermit<'_, V>,
    behind: Option<&KeyValue>,
    size: u64,
) -> Outcome<Runs> {
    let from: i64 = behind.and_then(|value| value.text.parse().ok()).unwrap_or_default();
    let found: Vec<(i64, Uuid, String)> = scope::living(permit)
        .filter(Column::OtherPhones.ne(""))
        .filter(Column::Seq.gt(from))
        .order_by_asc(Column::Seq)
        .limit(size)
        .select_only()
        .columns([Column::Seq, Column::Id, Column::OtherPhones])
        .into_tuple()
        .all(tx)
        .await?;
    let passed = found.len() as u64;
    let last = found.last().map(|(seq, _, _)| KeyValue { text: seq.to_string(), ..KeyValue::default() });
    let mut groups = Vec::new();
    for (_, id, numbers) in found {
        for number in numbers.lines() {
            let bearers = bearers_of_numbers(tx, permit, &[number.to_owned()]).await?;
            let mut ids: Vec<Uuid> = bearers.into_iter().map(|row| row.id).collect();
            if !ids.contains(&id) {
                ids.push(id);
            }
            if ids.len() > 1 {
                groups.push(ids);
            }
        }
    }
    Ok(Runs { groups, next: last.filter(|_| passed >= size), passed })
}

/// That a record stands behind a key.
fn beyond(key: ScanKey, column: Column, behind: Option<&KeyValue>) -> Condition {
    let all = Condition::all();
    match (key, behind) {
        (ScanKey::IdNumber, None) => all.add(column.is_not_null()),
        (ScanKey::IdNumber, Some(value)) => all.add(column.gt(value.hash.clone())),
        (ScanKey::Person, Some(value)) => {
            let later: SimpleExpr = Column::DateOfBirth.gt(value.born.clone());
            let other = Condition::any().add(column.gt(value.text.clone())).add(later);
            all.add(column.gte(value.text.clone())).add(other)
        }
        (_, None) => all.add(column.gt("")),
        (_, Some(value)) => all.add(column.gt(value.text.clone())),
    }
}

/// The runs of a page. The last one may go on behind the page: it is left to the next one, unless it fills the whole page.
fn gathered(key: ScanKey, found: Vec<Keyed>, size: usize) -> Runs {
    let (is_full, mut passed) = (found.len() >= size, found.len());
    let mut all: Vec<(KeyValue, Vec<Uuid>)> = Vec::new();
    let mut longest = 0;
    for row in found {
        let id = row.id;
        let value = row.value(key);
        match all.last_mut() {
            Some((last, ids)) if *last == value => {
                longest += 1;
                if ids.len() < MOST_IN_GROUP {
                    ids.push(id);
                }
            }
            _ => {
                longest = 1;
                all.push((value, vec![id]));
            }
        }
    }
    if is_full && all.len() > 1 {
        all.pop();
        passed -= longest;
    }
    let next = all.last().filter(|_| is_full).map(|(value, _)| value.clone());
    let groups = all.into_iter().map(|(_, ids)| ids).filter(|ids| ids.len() > 1).collect();
    Runs { groups, next, passed: passed as u64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(phone: &str) -> Keyed {
        let empty = String::new;
        Keyed {
            id: Uuid::now_v7(),
            fold: empty(),
            phone: phone.to_owned(),
            email: empty(),
            tax_code: empty(),
            date_of_birth: empty(),
            id_number_hash: None,
        }
    }

    fn page(phones: &[&str], size: usize) -> (Vec<usize>, Option<String>, u64) {
        let found = gathered(ScanKey::Phone, phones.iter().map(|phone| row(phone)).collect(), size);
        (found.groups.iter().map(Vec::len).collect(), found.next.map(|next| next.text), found.passed)
    }

    #[test]
    fn a_run_is_whole() {
        assert_eq!(page(&["1", "1", "2", "3", "3", "3"], 9), (vec![2, 3], None, 6));
        assert_eq!(page(&["1", "1", "2", "3", "3"], 5), (vec![2], Some("2".to_owned()), 3), "3 may go on");
        assert_eq!(page(&["1", "1", "1"], 3), (vec![3], Some("1".to_owned()), 3), "longer than a page");
        assert_eq!(page(&[], 3), (vec![], None, 0));
        let many = vec!["1"; MOST_IN_GROUP + 5];
        assert_eq!(page(&many, 99).0, [MOST_IN_GROUP]);
    }
}
