//! References to cells as a sheet's XML writes them.

use std::ops::RangeInclusive;

use crate::Refusal;

/// The last row and column of a sheet (Excel specifications and limits).
const LAST_ROW: u32 = 1_048_576;
const LAST_COLUMN: u32 = 16_384;

/// A row and a column, both from 1, from `B12`.
pub(super) fn cell(text: &str) -> Result<(u32, u32), Refusal> {
    let digits = text.find(|character: char| character.is_ascii_digit()).ok_or(Refusal::Damaged)?;
    let (letters, digits) = text.split_at_checked(digits).ok_or(Refusal::Damaged)?;
    Ok((row(digits)?, column(letters)?))
}

/// A row number from 1.
pub(super) fn row(text: &str) -> Result<u32, Refusal> {
    let all_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|_| all_digits).ok_or(Refusal::Damaged)?;
    if (1..=LAST_ROW).contains(&number) { Ok(number) } else { Err(Refusal::Damaged) }
}

/// A column number from 1, from its letters.
fn column(letters: &str) -> Result<u32, Refusal> {
    if letters.is_empty() || letters.len() > 3 {
        return Err(Refusal::Damaged);
    }
    let number = letters.bytes().try_fold(0, |number, letter| match letter.to_ascii_uppercase() {
        letter @ b'A'..=b'Z' => Ok(number * 26 + u32::from(letter - b'A') + 1),
        _ => Err(Refusal::Damaged),
    })?;
    if number <= LAST_COLUMN { Ok(number) } else { Err(Refusal::Damaged) }
}

/// A block of cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Area {
    /// Row numbers from 1.
    pub rows: RangeInclusive<u32>,
    /// Column numbers from 1.
    pub columns: RangeInclusive<u32>,
}

impl Area {
    /// An area from `A1:B3`, or from a single reference.
    pub(super) fn parse(text: &str) -> Result<Self, Refusal> {
        let (first, last) = text.split_once(':').unwrap_or((text, text));
        let (top, left) = cell(first)?;
        let (bottom, right) = cell(last)?;
        if top > bottom || left > right {
            return Err(Refusal::Damaged);
        }
        Ok(Self { rows: top..=bottom, columns: left..=right })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_read() {
        assert_eq!(cell("A1"), Ok((1, 1)));
        assert_eq!(cell("XFD1048576"), Ok((1_048_576, 16_384)));
        assert_eq!(cell("aa10"), Ok((10, 27)));
        assert_eq!(Area::parse("B2:D9"), Ok(Area { rows: 2..=9, columns: 2..=4 }));
        assert_eq!(Area::parse("C3"), Ok(Area { rows: 3..=3, columns: 3..=3 }));
    }

    #[test]
    fn wrong_references_are_refused() {
        for text in ["", "A", "1", "A0", "XFE1", "A1048577", "A99999999999", "ÀB1", "A+1", "A1B", "ZZZZZZZ1"] {
            assert_eq!(cell(text), Err(Refusal::Damaged), "{text}");
        }
        assert_eq!(Area::parse("B2:A1"), Err(Refusal::Damaged));
    }
}
