//! How wide the columns of a list are.

use crate::{customer::Field, value::FieldKind};

/// How wide somebody has made columns, in CSS pixels.
pub type Widths = Vec<(Field, u16)>;

/// No column is narrower than this …
pub const NARROWEST: u16 = 56;
/// … or wider than this.
pub const WIDEST: u16 = 800;

/// The width of a column beside others that somebody has made so wide; of one that came later, what usually stands in it fits.
pub fn width_of(widths: &[(Field, u16)], field: Field) -> u16 {
    let kept = widths.iter().find(|(known, _)| *known == field).map(|(_, width)| *width);
    kept.unwrap_or(match field.kind() {
        FieldKind::Count | FieldKind::Date | FieldKind::Code | FieldKind::Choice(_) => 112,
        FieldKind::LongText | FieldKind::Note => 280,
        _ => 168,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_that_came_later_has_a_width_too() {
        let kept = [(Field::Name, 300)];
        assert_eq!(width_of(&kept, Field::Name), 300);
        for field in Field::ALL {
            assert!((NARROWEST..=WIDEST).contains(&width_of(&kept, *field)), "{field:?}");
        }
    }
}
