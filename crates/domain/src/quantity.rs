//! How much of something: a number with up to three decimals, kept as thousandths.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    money::{Vnd, grouped},
    value::digits::all_digits,
};

const ONE: i64 = 1_000;

/// A quantity in thousandths, never negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Quantity(i64);

impl Quantity {
    /// So many whole ones.
    pub const fn whole(number: u32) -> Self {
        Self(number as i64 * ONE)
    }

    /// So many thousandths.
    pub const fn thousandths(number: u32) -> Self {
        Self(number as i64)
    }

    /// As it is kept; `None` is less than nothing.
    pub const fn of_thousandths(number: i64) -> Option<Self> {
        if number < 0 { None } else { Some(Self(number)) }
    }

    /// How it is kept.
    pub const fn in_thousandths(self) -> i64 {
        self.0
    }

    /// Both together.
    pub const fn and(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// What is typed, as it is shown: a comma stands before decimals, dots and spaces between thousands, so `1.000` is a thousand as
    /// an amount of money would be. A dot that cannot stand between thousands is a decimal point: `1.5`, `0.125`.
    ///
    /// # Errors
    /// The key of the fault in the translation area `errors`.
    pub fn of_text(text: &str) -> Result<Self, &'static str> {
        let text = text.trim();
        let (whole, rest) = match text.split_once(',') {
            Some(parts) => parts,
            None if is_grouped(text) => (text, ""),
            None => text.split_once('.').unwrap_or((text, "")),
        };
        let whole: String = if is_grouped(whole) { whole.split(between).collect() } else { whole.to_owned() };
        if !all_digits(&whole) || !rest.bytes().all(|sign| sign.is_ascii_digit()) || rest.len() > 3 {
            return Err("invalid_number");
        }
        let whole: u32 = whole.parse().map_err(|_| "number_out_of_range")?;
        let rest: i64 = format!("{rest:0<3}").parse().map_err(|_| "invalid_number")?;
        Ok(Self(i64::from(whole) * ONE + rest))
    }

    /// What so much costs at a price for one, rounded half up to whole đồng; `None` if nobody could pay it.
    pub fn times(self, price: Vnd) -> Option<Vnd> {
        let exact = i128::from(self.0) * i128::from(price.0);
        let rounded = (exact + i128::from(ONE) / 2).div_euclid(i128::from(ONE));
        i64::try_from(rounded).ok().map(Vnd)
    }
}

impl fmt::Display for Quantity {
    /// `1.234,5`, with as many decimals as there are.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&grouped((self.0 / ONE).unsigned_abs()))?;
        let rest = format!("{:03}", self.0 % ONE);
        let rest = rest.trim_end_matches('0');
        if rest.is_empty() { Ok(()) } else { write!(f, ",{rest}") }
    }
}

/// What may stand between thousands.
fn between(sign: char) -> bool {
    sign == '.' || sign.is_whitespace()
}

/// Whether a number stands in groups of three digits behind a first one without a zero in front.
fn is_grouped(text: &str) -> bool {
    let mut groups = text.split(between);
    let first = groups.next().unwrap_or_default();
    let mut rest = groups.peekable();
    let begins = all_digits(first) && first.len() <= 3 && !first.starts_with('0');
    begins && rest.peek().is_some() && rest.all(|group| group.len() == 3 && all_digits(group))
}

/// An amount in so many parts, as equal as whole đồng can be; the remainder goes to the first ones.
pub fn split(amount: Vnd, parts: u32) -> Vec<Vnd> {
    if parts == 0 {
        return Vec::new();
    }
    let count = i64::from(parts);
    let (each, rest) = (amount.0.div_euclid(count), amount.0.rem_euclid(count));
    (0..count).map(|at| Vnd(each + i64::from(at < rest))).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_line_is_rounded_half_up() {
        for (text, price, expected) in [
            ("2", 100_000, 200_000),
            ("0,5", 3, 2),
            ("0,5", 1, 1),
            ("0.499", 1, 0),
            ("1,333", 3_000, 3_999),
            ("0,001", 500, 1),
            ("0,001", 499, 0),
        ] {
            assert_eq!(Quantity::of_text(text).unwrap().times(Vnd(price)), Some(Vnd(expected)), "{text} x {price}");
        }
        assert_eq!(Quantity::whole(u32::MAX).times(Vnd(i64::MAX)), None);
    }

    #[test]
    fn what_is_typed_has_three_decimals_at_most() {
        for (text, shown) in [("2", "2"), (" 1,5 ", "1,5"), ("0.125", "0,125"), ("1234,50", "1.234,5")] {
            assert_eq!(Quantity::of_text(text).unwrap().to_string(), shown, "{text}");
        }
        for text in ["", "-1", "1,2,3", "1.2345", "một", ".5", "1 5", "1.00.000", "1.5,5", "1..000", "1000.000,"] {
            assert_eq!(Quantity::of_text(text), Err("invalid_number"), "{text}");
        }
        assert_eq!(Quantity::of_text("99999999999"), Err("number_out_of_range"));
    }

    #[test]
    fn thousands_stand_apart_as_in_amounts() {
        for (text, thousandths) in [
            ("1.000", 1_000_000),
            ("1 000", 1_000_000),
            ("12.345", 12_345_000),
            ("1.234.567", 1_234_567_000),
            ("1.234,5", 1_234_500),
            ("1000,5", 1_000_500),
            // Three decimals behind a comma are decimals …
            ("1,000", 1_000),
            // … and a dot that stands between no thousands is a decimal point.
            ("1.5", 1_500),
            ("1.25", 1_250),
            ("0.125", 125),
            ("1000.5", 1_000_500),
            ("1000.000", 1_000_000),
        ] {
            assert_eq!(Quantity::of_text(text).map(Quantity::in_thousandths), Ok(thousandths), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_is_understood(thousandths in 0..=i64::from(u32::MAX)) {
            let quantity = Quantity::of_thousandths(thousandths).unwrap();
            prop_assert_eq!(Quantity::of_text(&quantity.to_string()), Ok(quantity));
        }

        #[test]
        fn parts_make_the_whole_and_differ_by_one_dong_at_most(amount in 0i64..1_000_000_000_000, parts in 1u32..40) {
            let split = split(Vnd(amount), parts);
            prop_assert_eq!(split.len(), parts as usize);
            prop_assert_eq!(split.iter().map(|part| part.0).sum::<i64>(), amount);
            prop_assert!(split.is_sorted_by(|one, next| one >= next));
            prop_assert!(split[0].0 - split[split.len() - 1].0 <= 1);
        }
    }
}
