//! What a unit costs, by steps: the more is used, the dearer the units beyond.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{MeterKind, month::YEARS};
use crate::{BranchId, FieldError, FieldErrors, TariffId, money::Vnd, quantity::Quantity, space::is_payable};

/// More steps than anybody has.
pub const MOST_STEPS: usize = 10;
/// A unit is counted in thousandths.
const UNIT: i128 = 1_000;

/// From how much on a unit costs how much.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The units beyond this many …
    pub above: u32,
    /// … cost so much each.
    pub price: Vnd,
}

/// What the form of a tariff sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TariffInput {
    /// The branch in whose spaces it counts.
    pub branch: BranchId,
    /// For which meters.
    pub kind: MeterKind,
    /// From this day on, until another one begins.
    pub valid_from: NaiveDate,
    /// The first one begins at nothing; each further one is above the one before.
    pub steps: Vec<Step>,
}

impl TariffInput {
    /// In canonical form.
    ///
    /// # Errors
    /// Faults by field.
    pub fn normal(&self) -> Result<Self, FieldErrors> {
        let mut faults = FieldErrors::default();
        let mut fault = |field: &str, code: &str| faults.0.push(FieldError::new(field, code));
        if !YEARS.contains(&self.valid_from.year()) {
            fault("valid_from", "invalid_date");
        }
        match self.steps.first() {
            None => fault("steps", "required"),
            Some(_) if self.steps.len() > MOST_STEPS => fault("steps", "too_many_steps"),
            Some(step) if step.above != 0 => fault("steps", "steps_begin_at_nothing"),
            Some(_) if !self.steps.is_sorted_by(|one, next| one.above < next.above) => {
                fault("steps", "steps_not_ascending");
            }
            Some(_) if !self.steps.iter().all(|step| is_payable(step.price)) => fault("steps", "number_out_of_range"),
            Some(_) => {}
        }
        if faults.0.is_empty() { Ok(self.clone()) } else { Err(faults) }
    }
}

/// A tariff. It never changes: old readings keep their price, and new ones get one of a later day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tariff {
    /// Its id.
    pub id: TariffId,
    /// What it says.
    pub input: TariffInput,
    /// Something was read by it: it stays.
    pub is_used: bool,
    /// Whether the reader of the list may add one here and take this one away.
    pub may_edit: bool,
}

/// The tariff that counts on a day: of those of a kind the one that began last.
pub fn tariff_on(tariffs: &[Tariff], kind: MeterKind, day: NaiveDate) -> Option<&Tariff> {
    let valid = tariffs.iter().filter(|tariff| tariff.input.kind == kind && tariff.input.valid_from <= day);
    valid.max_by_key(|tariff| tariff.input.valid_from)
}

/// What so much costs: each part at the price of its step, all of it rounded half up to whole đồng once; `None` is more than
/// anybody could pay.
pub fn amount_of(steps: &[Step], used: Quantity) -> Option<Vnd> {
    let used = i128::from(used.in_thousandths());
    let begins = |step: &Step| i128::from(step.above) * UNIT;
    let mut exact = 0_i128;
    for (place, step) in steps.iter().enumerate() {
        let ends = steps.get(place + 1).map_or(used, |next| begins(next).min(used));
        exact += (ends - begins(step)).max(0) * i128::from(step.price.0);
    }
    let rounded = (exact + UNIT / 2).div_euclid(UNIT);
    i64::try_from(rounded).ok().map(Vnd).filter(|amount| is_payable(*amount))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn step(above: u32, price: i64) -> Step {
        Step { above, price: Vnd(price) }
    }

    fn tariff(valid_from: &str, steps: Vec<Step>) -> TariffInput {
        let branch = uuid::Uuid::nil().into();
        TariffInput { branch, kind: MeterKind::Electricity, valid_from: valid_from.parse().unwrap(), steps }
    }

    #[test]
    fn each_unit_costs_what_its_step_says() {
        let steps = [step(0, 1_984), step(50, 2_050), step(100, 2_380)];
        for (used, expected) in [
            ("0", 0),
            ("1", 1_984),
            ("50", 99_200),
            ("51", 101_250),
            ("100", 201_700),
            ("107", 201_700 + 7 * 2_380),
            // 0,25 of 1.984 are 496 …
            ("0,25", 496),
            // … and a half đồng goes up, for the whole and not for each part.
            ("0,125", 248),
            ("50,001", 99_202),
        ] {
            let used_up = Quantity::of_text(used).unwrap();
            assert_eq!(amount_of(&steps, used_up), Some(Vnd(expected)), "{used}");
        }
        assert_eq!(amount_of(&[step(0, 3)], Quantity::thousandths(500)), Some(Vnd(2)));
        assert_eq!(amount_of(&[step(0, 1)], Quantity::thousandths(499)), Some(Vnd(0)));
        // Two halves of a đồng in two steps are one đồng together, not two.
        assert_eq!(amount_of(&[step(0, 1), step(1, 1)], Quantity::thousandths(1_500)), Some(Vnd(2)));
        assert_eq!(amount_of(&[step(0, 900_000_000_000)], Quantity::whole(2)), None);
    }

    #[test]
    fn steps_begin_at_nothing_and_go_up() {
        let told = |steps: Vec<Step>| tariff("2026-01-01", steps).normal().unwrap_err();
        assert!(tariff("2026-01-01", vec![step(0, 3_500)]).normal().is_ok());
        assert_eq!(told(Vec::new()).of("steps"), Some("required"));
        assert_eq!(told(vec![step(1, 3_500)]).of("steps"), Some("steps_begin_at_nothing"));
        assert_eq!(told(vec![step(0, 1), step(50, 2), step(50, 3)]).of("steps"), Some("steps_not_ascending"));
        assert_eq!(told(vec![step(0, -1)]).of("steps"), Some("number_out_of_range"));
        let many = (0..=MOST_STEPS).map(|above| step(above.try_into().unwrap(), 1)).collect();
        assert_eq!(told(many).of("steps"), Some("too_many_steps"));
        let early = tariff("1999-12-31", vec![step(0, 1)]).normal().unwrap_err();
        assert_eq!(early.of("valid_from"), Some("invalid_date"));
    }

    #[test]
    fn the_tariff_that_began_last_counts() {
        let known = |valid_from: &str| Tariff {
            id: uuid::Uuid::nil().into(),
            input: tariff(valid_from, vec![step(0, 1)]),
            is_used: false,
            may_edit: false,
        };
        let tariffs = [known("2026-05-01"), known("2025-01-01"), known("2026-11-01")];
        let on =
            |day: &str, kind| tariff_on(&tariffs, kind, day.parse().unwrap()).map(|it| it.input.valid_from.to_string());
        assert_eq!(on("2026-10-31", MeterKind::Electricity).as_deref(), Some("2026-05-01"));
        assert_eq!(on("2026-11-01", MeterKind::Electricity).as_deref(), Some("2026-11-01"));
        assert_eq!(on("2024-12-31", MeterKind::Electricity), None);
        assert_eq!(on("2026-11-01", MeterKind::Water), None);
    }

    proptest! {
        #[test]
        fn one_step_is_a_price_times_a_quantity(price in 0i64..100_000, used in 0i64..10_000_000) {
            let used = Quantity::of_thousandths(used).unwrap();
            prop_assert_eq!(amount_of(&[step(0, price)], used), used.times(Vnd(price)));
        }

        #[test]
        fn steps_of_one_price_are_none(price in 0i64..100_000, used in 0i64..10_000_000, at in 1u32..5_000) {
            let used = Quantity::of_thousandths(used).unwrap();
            prop_assert_eq!(amount_of(&[step(0, price), step(at, price)], used), amount_of(&[step(0, price)], used));
        }

        #[test]
        fn whoever_uses_more_never_pays_less(
            prices in prop::collection::vec(0i64..10_000, 1..5), used in 0i64..1_000_000, more in 0i64..1_000_000
        ) {
            let steps: Vec<Step> = (0_u32..).zip(prices).map(|(place, price)| step(place * 50, price)).collect();
            let of = |used| amount_of(&steps, Quantity::of_thousandths(used).unwrap()).unwrap();
            prop_assert!(of(used) <= of(used + more));
            // Rounded once: never further from the exact sum than half a đồng.
            let exact: i128 = (0..steps.len()).map(|place| {
                let begins = i128::from(steps[place].above) * 1_000;
                let ends = steps.get(place + 1).map_or(i128::from(used), |next| i128::from(next.above) * 1_000);
                (ends.min(i128::from(used)) - begins).max(0) * i128::from(steps[place].price.0)
            }).sum();
            prop_assert!((i128::from(of(used).0) * 1_000 - exact).abs() <= 500);
        }
    }
}
