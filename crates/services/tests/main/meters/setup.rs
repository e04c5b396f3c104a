//! What is set up: meters and tariffs.

use chrono::TimeDelta;
use domain::{
    AppError,
    meter::{Course, MeterChange, MeterInput, MeterKind, ReadingInput, Step, TariffInput},
    money::Vnd,
    quantity::Quantity,
};
use test_support::{TestServices, each_database};
use uuid::Uuid;

use super::{PRICE, Rented, day};
use crate::support::{faults, refusal};

each_database!(
    a_space_has_one_meter_of_a_kind,
    what_a_meter_began_with_stays_once_it_is_read,
    what_was_read_keeps_its_price,
    steps_are_dearer_the_more_is_used,
    a_branch_with_tariffs_stays
);

/// How a meter is taken out of the sheet, or into it again.
pub async fn turned(rented: &Rented<'_>, active: bool) -> MeterChange {
    let setup = rented.on().meters().setup(rented.admin()).await.unwrap();
    let was = setup.meters.iter().find(|meter| meter.id == rented.meter).unwrap().input();
    MeterChange { becomes: MeterInput { active, ..was.clone() }, was }
}

async fn a_space_has_one_meter_of_a_kind(on: &TestServices) {
    let rented = Rented::new(on).await;
    let admin = rented.admin();
    let setup = on.meters().setup(admin).await.unwrap();
    assert_eq!((setup.meters.len(), setup.tariffs.len(), setup.spaces.len()), (1, 1, 1));
    assert_eq!((setup.kept.len(), setup.priced.len()), (1, 1));
    let again = MeterInput { serial: "B".to_owned(), ..setup.meters[0].input() };
    assert_eq!(faults(on.meters().create(admin, &again).await), ["kind: meter_there"]);
    on.meters().create(admin, &MeterInput { kind: MeterKind::Water, ..again.clone() }).await.unwrap();
    // One that is not read makes room for another one.
    on.meters().change(admin, rented.meter, &turned(&rented, false).await).await.unwrap();
    on.meters().create(admin, &again).await.unwrap();
    let back = on.meters().change(admin, rented.meter, &turned(&rented, true).await).await;
    assert_eq!(faults(back), ["kind: meter_there"]);
    let kinds: Vec<_> = rented.sheet(None).await.rows.into_iter().map(|row| (row.kind, row.serial)).collect();
    assert_eq!(kinds, [MeterKind::Electricity, MeterKind::Water].map(|kind| (kind, "B".to_owned())));
    let nowhere = MeterInput { space: Uuid::now_v7().into(), ..again };
    assert_eq!(refusal(on.meters().create(admin, &nowhere).await), AppError::NotFound);
}

async fn what_a_meter_began_with_stays_once_it_is_read(on: &TestServices) {
    let rented = Rented::new(on).await;
    let was = turned(&rented, true).await.was;
    let change = |becomes: MeterInput| MeterChange { was: was.clone(), becomes };
    let begins = MeterInput { begins_at: Quantity::whole(40), ..was.clone() };
    on.meters().change(rented.admin(), rented.meter, &change(begins.clone())).await.unwrap();
    rented.read(100).await;
    assert_eq!(rented.till.totals().await[0], 60 * PRICE);
    let other = MeterInput { begins_at: Quantity::whole(50), ..begins.clone() };
    let late = MeterChange { was: begins, becomes: other };
    let refused = on.meters().change(rented.admin(), rented.meter, &late).await;
    assert_eq!(faults(refused), ["begins_at: meter_is_read"]);
    let named = MeterInput { serial: "C7".to_owned(), ..was.clone() };
    on.meters().change(rented.admin(), rented.meter, &change(named)).await.unwrap();
    assert_eq!(turned(&rented, true).await.was.serial, "C7");
}

async fn what_was_read_keeps_its_price(on: &TestServices) {
    let rented = Rented::new(on).await;
    let (admin, branch) = (rented.admin(), rented.till.inn.branch);
    let input = |valid_from: &str, price| TariffInput {
        branch,
        kind: MeterKind::Electricity,
        valid_from: day(valid_from),
        steps: vec![Step { above: 0, price: Vnd(price) }],
    };
    let first = rented.read(100).await;
    let twice = on.meters().add_tariff(admin, &input("2026-11-02", 9_000)).await;
    assert_eq!(faults(twice), ["valid_from: tariff_there"]);
    // Dearer since some days ago: what was read stays, also when it is corrected on its day.
    let dearer = on.meters().add_tariff(admin, &input("2026-11-25", 4_000)).await.unwrap();
    rented.correct(first, &rented.input(100), rented.input(90)).await.unwrap();
    assert_eq!(rented.till.totals().await[0], 90 * PRICE);
    let setup = on.meters().setup(admin).await.unwrap();
    let told: Vec<_> = setup.tariffs.iter().map(|it| (it.input.valid_from, it.is_used, it.may_edit)).collect();
    assert_eq!(told, [(day("2026-11-25"), false, true), (day("2026-11-02"), true, true)]);
    let used = setup.tariffs[1].id;
    assert_eq!(faults(on.meters().remove_tariff(admin, used).await), ["tariff: tariff_used"]);
    // On another day it costs what a unit costs then.
    let earlier = ReadingInput { read_on: day("2026-11-28"), ..rented.input(90) };
    rented.correct(first, &rented.input(90), earlier).await.unwrap();
    assert_eq!(rented.till.totals().await[0], 90 * 4_000);
    assert_eq!(faults(on.meters().remove_tariff(admin, dearer).await), ["tariff: tariff_used"]);
    on.meters().remove_tariff(admin, used).await.unwrap();
    assert_eq!(refusal(on.meters().remove_tariff(admin, used).await), AppError::NotFound);
    // Where somebody lives nothing is read for nothing.
    let before = ReadingInput { read_on: day("2026-11-24"), ..rented.input(90) };
    let was = ReadingInput { read_on: day("2026-11-28"), ..rented.input(90) };
    assert_eq!(faults(rented.correct(first, &was, before).await), ["read_on: no_tariff"]);
    let water = MeterInput { kind: MeterKind::Water, ..turned(&rented, true).await.was };
    let water = on.meters().create(admin, &water).await.unwrap();
    let read = ReadingInput { meter: water, ..rented.input(3) };
    assert_eq!(faults(rented.try_to_read(&read).await), ["reading: no_tariff"]);
}

async fn steps_are_dearer_the_more_is_used(on: &TestServices) {
    let rented = Rented::new(on).await;
    let step = |above, price| Step { above, price: Vnd(price) };
    let input = TariffInput {
        branch: rented.till.inn.branch,
        kind: MeterKind::Electricity,
        valid_from: day("2026-11-30"),
        steps: vec![step(0, 1_984), step(50, 2_050), step(100, 2_380)],
    };
    let told =
        async |steps| faults(on.meters().add_tariff(rented.admin(), &TariffInput { steps, ..input.clone() }).await);
    assert_eq!(told(vec![step(5, 1)]).await, ["steps: steps_begin_at_nothing"]);
    assert_eq!(told(vec![step(0, 1), step(0, 2)]).await, ["steps: steps_not_ascending"]);
    on.meters().add_tariff(rented.admin(), &input).await.unwrap();
    // A quarter of a kilowatt hour counts too, and is rounded half up.
    let shown = Quantity::of_text("107,25").unwrap();
    let read = ReadingInput { reading: shown, course: Course::Straight, ..rented.input(0) };
    rented.try_to_read(&read).await.unwrap();
    assert_eq!(rented.till.totals().await[0], 50 * 1_984 + 50 * 2_050 + 7 * 2_380 + 595);
    assert_eq!(rented.sheet(None).await.tariffs.len(), 2);
}

async fn a_branch_with_tariffs_stays(on: &TestServices) {
    let admin = on.administrator().await;
    let branch = on.branch("Quận Ba").await;
    let today = on.services().clock().today();
    let tariff = on.tariff(&admin, branch, Vnd(1), today - TimeDelta::days(1)).await;
    assert_eq!(faults(on.branches().delete(&admin, branch.0).await), ["place: still_in_use"]);
    // It is in no list as long as no space lies there, and goes all the same.
    assert_eq!(on.meters().setup(&admin).await.unwrap().tariffs, []);
    on.meters().remove_tariff(&admin, tariff).await.unwrap();
    on.branches().delete(&admin, branch.0).await.unwrap();
}
