//! How much of something: a number with up to three decimals, kept as thousandths.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::money::{Vnd, grouped};

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

    /// What is typed: `2`, `1,5` or `0.125`.
    ///
    /// # Errors
    /// The key of the fault in the translation area `errors`.
    pub fn of_text(text: &str) -> Result<Self, &'static str> {
        let text = text.trim().replace(',', ".");
        let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
        let digits = |part: &str| part.bytes().all(|sign| sign.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(rest) || rest.len() > 3 {
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
            ("1.333", 3_000, 3_999),
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
        for text in ["", "-1", "1,2,3", "1.2345", "một", ".5"] {
            assert_eq!(Quantity::of_text(text), Err("invalid_number"), "{text}");
        }
        assert_eq!(Quantity::of_text("99999999999"), Err("number_out_of_range"));
    }

    proptest! {
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
