//! Money: whole Vietnamese đồng. Prices are final; no tax is computed and no other currency exists.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An amount in whole VND; negative amounts are owed the other way round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Vnd(pub i64);

impl fmt::Display for Vnd {
    /// `1.500.000 ₫` with a no-break space, the same in both languages (`spec` 1, ICU `vi-VN`).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 < 0 {
            f.write_str("-")?;
        }
        write!(f, "{}\u{a0}₫", grouped(self.0.unsigned_abs()))
    }
}

/// A whole number with dots between thousands: `1.234.567`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_whole_dong_with_dots() {
        assert_eq!(Vnd(1_500_000).to_string(), "1.500.000\u{a0}₫");
        assert_eq!(Vnd(-1_500).to_string(), "-1.500\u{a0}₫");
        assert_eq!(Vnd(0).to_string(), "0\u{a0}₫");
        assert_eq!(grouped(u64::MAX), "18.446.744.073.709.551.615");
    }
}
