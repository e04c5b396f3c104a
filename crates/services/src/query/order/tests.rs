//! Whatever way leads to a page, the values stand in their order, and the records of each in that of their numbers.

use domain::{
    customer::{Directory, Field},
    filter::{Filter, Test},
    list::{Cursor, Place, Sort, SortKey},
    name_key::full_name_key,
    time::BusinessZone,
    value::{Catalog, FieldKind},
};
use entities::customer;
use i18n::Locale;
use sea_orm::ConnectionTrait;
use test_support::{TestServices, each_database};

use super::ListOrder;
use crate::{
    legend::Legend,
    query::{
        filter::{Context, narrow},
        records::{Limits, Records, engine},
    },
};

each_database!(values_stand_in_their_order);

const PEOPLE: usize = 90;
const SIZE: u16 = 7;
const BY: [SortKey; 5] = [SortKey::Gender, SortKey::JourneyStage, SortKey::Source, SortKey::Owner, SortKey::Branch];
/// Such as lead to each of the ways.
const LIMITS: [[u64; 4]; 4] = [[1, 1, 0, 0], [1, 2, 4, 60], [1, 1, 40, 80], [40, 200, 5_000, 40_000]];

async fn values_stand_in_their_order(on: &TestServices) {
    let admin = on.administrator().await;
    let connection = on.database().writer();
    let sources = Legend::read(connection).await.unwrap().labels.active(Catalog::Source);
    let owners = [("Dương An", on.user("Dương An").create().await), ("Đỗ An", on.user("Đỗ An").create().await)];
    let branches = [("Ân Thi", on.branch("Ân Thi").await), ("Ba Đình", on.branch("Ba Đình").await)];
    for number in 0..PEOPLE {
        let pick = |of: &[String], at: usize| of.get(at).cloned().unwrap_or_default();
        let [gender, stage] = [["male", "female"], ["purchase", "awareness"]].map(|keys| keys.map(str::to_owned));
        // Most have no source, and one has one that nobody else has.
        let source = if number == PEOPLE / 2 { 3 } else { if number % 9 < 2 { number % 9 } else { sources.len() } };
        let values = [
            (Field::Name, format!("{} Hoa", ["Nguyễn", "Trần", "Lê"][number % 3])),
            (Field::Gender, pick(&gender, number % 3)),
            (Field::JourneyStage, pick(&stage, number % 4)),
            (Field::Source, pick(&sources, source)),
            (Field::Owner, pick(&owners.each_ref().map(|(_, owner)| owner.to_string()), number % 3)),
            (Field::Branch, pick(&branches.each_ref().map(|(_, branch)| branch.to_string()), number % 5)),
        ];
        on.individual(&admin, values.each_ref().map(|(field, text)| (*field, text.as_str()))).await;
    }
    let legend = Legend::read(connection).await.unwrap();
    let labels = &legend.labels;
    // Whom nobody is named for is in the charge of the one who made the record.
    let mut in_charge = [owners[0].1, owners[1].1, admin.user];
    in_charge.sort_by_key(|owner| full_name_key(&legend.person(owner.0, Locale::default()).unwrap()));
    let rank = |by: SortKey, row: &customer::Model| {
        let choice = |field: Field, key: &str| match field.kind() {
            FieldKind::Choice(keys) => keys.iter().position(|known| *known == key),
            _ => None,
        };
        match by {
            SortKey::Gender => choice(Field::Gender, &row.gender),
            SortKey::JourneyStage => choice(Field::JourneyStage, &row.journey_stage),
            SortKey::Source => sources.iter().position(|label| Some(label.as_str()) == labels.label(row.source_id)),
            SortKey::Owner => in_charge.iter().position(|owner| Some(owner.0) == row.owner_id),
            _ => branches.iter().position(|(_, branch)| Some(branch.0) == row.branch_id),
        }
    };

    let context = Context { engine: engine(connection), zone: BusinessZone::default(), labels };
    let all = Records::living(Directory::Individuals);
    let nguyen = Filter::Field(Field::Name, Test::Contains("nguyen".to_owned()));
    let female = Filter::Field(Field::Gender, Test::Is("female".to_owned()));
    let narrowed = [&nguyen, &female].map(|filter| narrow(all.clone(), filter, &context).unwrap());
    for records in std::iter::once(all.clone()).chain(narrowed) {
        let there = records.select().all(connection).await.unwrap();
        for sort in BY.into_iter().flat_map(|by| [false, true].map(|descending| Sort { by, descending })) {
            let mut expected: Vec<_> = there.iter().map(|row| (rank(sort.by, row), row.seq)).collect();
            expected.sort_unstable();
            if sort.descending {
                expected.reverse();
            }
            let expected: Vec<_> = expected.into_iter().map(|(_, seq)| seq).collect();
            for limits in LIMITS {
                let [short, patience, few, many] = limits;
                let records = records.clone().within(Limits { short, patience, few, many }).reading(&[]);
                let (forwards, last) = walked(connection, &legend, &records, sort, Place::Start).await;
                assert_eq!(forwards, expected, "{sort} {limits:?}");
                let Some(last) = last else { continue };
                let (backwards, _) = walked(connection, &legend, &records, sort, Place::Before(last)).await;
                assert!(backwards.iter().eq(expected.iter().take(backwards.len())), "{sort} {limits:?}");
                assert!(!backwards.is_empty());
            }
        }
    }
}

/// The numbers on all pages from a place on, in the order of the list, and the place of the last row.
async fn walked(
    tx: &impl ConnectionTrait,
    legend: &Legend,
    records: &Records,
    sort: Sort,
    from: Place,
) -> (Vec<i64>, Option<Cursor>) {
    let backwards = matches!(from, Place::Before(_));
    let (mut numbers, mut last, mut place) = (Vec::new(), None, from);
    loop {
        let order = ListOrder::of(tx, legend, Directory::Individuals, sort, &place).await.unwrap();
        let page = order.page(tx, records, &place, SIZE).await.unwrap();
        let found = page.rows.iter().map(|at| at.row.seq);
        last = page.rows.last().map(|at| at.place.clone()).or(last);
        let next = if backwards {
            numbers.splice(0..0, found);
            page.before.map(Place::Before)
        } else {
            numbers.extend(found);
            page.after.map(Place::After)
        };
        match next {
            Some(next) => place = next,
            None => return (numbers, last),
        }
    }
}
