//! Any merge is undone, whatever was edited in between.

use domain::{
    IdempotencyKey,
    catalog::ValueText,
    customer::{Created, CustomerInput, Edit, Field, Values},
    value::Catalog,
};
use services::authz::Actor;
use test_support::{TestServices, change_of, each_database};
use uuid::Uuid;

use super::{INDIVIDUALS, detail, merge};

each_database!(any_merge_is_undone_whatever_was_edited);

/// Numbers that are the same in each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % sides as u64).unwrap()
    }
}

/// Fields of several sorts, each with values that it may have.
const PLAYED: [(Field, [&str; 3]); 8] = [
    (Field::Name, ["Lê Hoa", "Trần Lan", "Đỗ Mai"]),
    (Field::Phone, ["+84905969648", "+84905969649", "+84905969650"]),
    (Field::Email, ["a@example.vn", "b@example.vn", "c@example.vn"]),
    (Field::Gender, ["male", "female", "other"]),
    (Field::DateOfBirth, ["1990-01-01", "1991-01-01", "1992-01-01"]),
    (Field::Source, ["Facebook", "Zalo", "Website"]),
    (Field::IdNumber, ["079190057032", "079190058032", "079190059032"]),
    (Field::Note, ["Một", "Hai", "Ba"]),
];

fn thrown(dice: &mut Dice, (field, values): (Field, [&'static str; 3])) -> Option<&'static str> {
    let must_stand = matches!(field, Field::Name | Field::Email);
    if must_stand || dice.below(3) > 0 { Some(values[dice.below(3)]) } else { None }
}

async fn opened(on: &TestServices, actor: &Actor, made: &Created) -> Values {
    let mut values = detail(on, actor, &made.code).await.values;
    let number = on.customers(INDIVIDUALS).unmask(actor, made.id, Field::IdNumber).await.unwrap();
    values.extend(number.map(|number| (Field::IdNumber, number)));
    values.remove(&Field::UpdatedAt);
    values
}

async fn any_merge_is_undone_whatever_was_edited(on: &TestServices) {
    let admin = on.administrator().await;
    let individuals = on.customers(INDIVIDUALS);
    for label in ["Facebook", "Zalo", "Website"] {
        let text = ValueText { label: label.to_owned(), span: Default::default() };
        on.catalogs().create(&admin, Catalog::Source, &text, None).await.unwrap();
    }
    let mut dice = Dice(7);
    for round in 0..12 {
        let mut new = async || {
            let values =
                PLAYED.into_iter().filter_map(|played| Some((played.0, thrown(&mut dice, played)?.to_owned())));
            let input = CustomerInput { values: values.collect(), ..CustomerInput::default() };
            individuals.create(&admin, IdempotencyKey(Uuid::now_v7()), &input).await.unwrap()
        };
        let (stays, goes) = (new().await, new().await);
        let before = [opened(on, &admin, &stays).await, opened(on, &admin, &goes).await];
        let take: Vec<Field> = PLAYED.iter().map(|(field, _)| *field).filter(|_| dice.below(2) > 0).collect();
        let done = merge(on, &admin, INDIVIDUALS, [&stays, &goes], &take).await.unwrap();
        let merged = opened(on, &admin, &stays).await;
        for field in PLAYED.map(|(field, _)| field) {
            let from = usize::from(take.contains(&field));
            assert_eq!(merged.get(&field), before[from].get(&field), "round {round}: {field:?} is taken or stays");
        }

        for _ in 0..dice.below(6) {
            let played = PLAYED[dice.below(PLAYED.len())];
            let now = detail(on, &admin, &stays.code).await;
            let edit =
                Edit { was: now.values.get(&played.0).cloned(), becomes: thrown(&mut dice, played).map(str::to_owned) };
            let mut change = change_of(now.version, played.0, None, None);
            change.fields.insert(played.0, edit);
            individuals.change(&admin, stays.id, &change).await.unwrap();
        }
        let edited = opened(on, &admin, &stays).await;
        individuals.unmerge(&admin, stays.id, done.merge).await.unwrap();

        assert_eq!(opened(on, &admin, &goes).await, before[1], "round {round}: the one that went is as it was");
        let after = opened(on, &admin, &stays).await;
        for field in PLAYED.map(|(field, _)| field) {
            let since = edited.get(&field) != merged.get(&field);
            let wanted = if since { edited.get(&field) } else { before[0].get(&field) };
            assert_eq!(after.get(&field), wanted, "round {round}: {field:?}, edited since: {since}");
        }
    }
}
