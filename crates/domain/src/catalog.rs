//! Catalogs as the screens show and change them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    CatalogValueId, FieldError, FieldErrors,
    customer::Directory,
    fold::fold,
    value::{Catalog, FieldKind, normalise},
};

/// Numbers from … to …, both included; an end that is missing is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The smallest number.
    pub from: Option<u32>,
    /// The largest number.
    pub to: Option<u32>,
}

impl Span {
    /// Whether both ends are open.
    pub const fn is_empty(self) -> bool {
        self.from.is_none() && self.to.is_none()
    }

    /// Whether some number is in both; one that is open at both ends has none.
    pub fn meets(self, other: Self) -> bool {
        !self.is_empty()
            && self.to.zip(other.from).is_none_or(|(to, from)| from <= to)
            && self.from.zip(other.to).is_none_or(|(from, to)| from <= to)
    }

    /// The numbers that a label tells of: `10-49 người`, `Dưới 10 người`, `200 người trở lên`, `1.000+`.
    pub fn of_label(label: &str) -> Self {
        let folded = fold(label);
        let said = |words: &[&str]| words.iter().any(|word| folded.contains(word));
        match numbers(&folded).as_slice() {
            [from, to] if from <= to => Self { from: Some(*from), to: Some(*to) },
            [below] if said(&["duoi ", "it hon ", "under ", "less than ", "<"]) => {
                Self { from: None, to: below.checked_sub(1) }
            }
            [to] if said(&["den ", "toi da ", "tro xuong", "up to ", "at most "]) => Self { from: None, to: Some(*to) },
            [above] if said(&["tren ", "hon ", "over ", "more than ", ">"]) => {
                Self { from: above.checked_add(1), to: None }
            }
            [from] => Self { from: Some(*from), to: None },
            _ => Self::default(),
        }
    }
}

/// The whole numbers in a text; dots and commas before three digits group them.
fn numbers(text: &str) -> Vec<u32> {
    let whole = |word: &str| {
        let mut groups = word.split(['.', ',']);
        let first = groups.next()?;
        let digits = |group: &str| !group.is_empty() && group.bytes().all(|sign| sign.is_ascii_digit());
        let grouped = digits(first) && groups.all(|group| group.len() == 3 && digits(group));
        grouped.then(|| word.replace(['.', ','], "")).and_then(|number| number.parse().ok())
    };
    let words = text.split(|sign: char| !sign.is_alphanumeric() && !matches!(sign, '.' | ','));
    words.map(|word| word.trim_matches(['.', ','])).filter_map(whole).collect()
}

/// What people type of a value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueText {
    /// How it is called.
    pub label: String,
    /// The numbers that it stands for, in a catalog that has them.
    #[serde(default)]
    pub span: Span,
}

impl ValueText {
    /// In canonical form. A value of a catalog with spans that is typed without one takes the one that its label tells of.
    ///
    /// # Errors
    /// Faults of `label` and `span`.
    pub fn normal(&self, catalog: Catalog, today: chrono::NaiveDate) -> Result<Self, FieldErrors> {
        let mut faults = FieldErrors::default();
        let label = match normalise(FieldKind::Catalog(catalog), &self.label, today) {
            Ok(normal) => normal.text.unwrap_or_else(|| {
                faults.0.push(FieldError::new("label", "required"));
                String::new()
            }),
            Err(code) => {
                faults.0.push(FieldError::new("label", code));
                String::new()
            }
        };
        let span = match self.span {
            _ if !catalog.has_span() => Span::default(),
            span if span.is_empty() => Span::of_label(&label),
            span => span,
        };
        if span.from.zip(span.to).is_some_and(|(from, to)| from > to) {
            faults.0.push(FieldError::new("span", "range_reversed"));
        }
        if faults.0.is_empty() { Ok(Self { label, span }) } else { Err(faults) }
    }
}

/// A value of a catalog.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogValue {
    /// Its id, which records keep.
    pub id: CatalogValueId,
    /// Goes up with each change.
    pub version: i64,
    /// What it is called and stands for.
    pub text: ValueText,
    /// Whether it may be chosen; records that have it keep it.
    pub active: bool,
}

/// What a person has typed over a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueChange {
    /// What stood there when typing began.
    pub was: ValueText,
    /// What is to stand there.
    pub becomes: ValueText,
}

/// Who uses a value, as far as the asker may know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Use {
    /// Records that the asker does not see.
    Somewhere,
    /// So many customers of each of the asker's lists.
    Customers(BTreeMap<Directory, u64>),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> chrono::NaiveDate {
        chrono::NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
    }

    #[test]
    fn keys_lead_back_to_their_catalogs() {
        for catalog in Catalog::ALL {
            assert_eq!(Catalog::from_key(catalog.key()), Some(*catalog));
            let wire = serde_json::to_string(catalog).unwrap();
            assert_eq!(wire, format!("\"{}\"", catalog.key()));
        }
        assert_eq!(Catalog::from_key("colour"), None);
    }

    #[test]
    fn a_label_tells_its_numbers() {
        for (label, from, to) in [
            ("1-9 người", Some(1), Some(9)),
            ("50 – 100 nhân sự", Some(50), Some(100)),
            ("Từ 50 đến 100 người", Some(50), Some(100)),
            ("1.000-4.999 người", Some(1_000), Some(4_999)),
            ("Dưới 10 người", None, Some(9)),
            ("Tối đa 10 người", None, Some(10)),
            ("10 người trở xuống", None, Some(10)),
            ("Trên 500", Some(501), None),
            ("200 người trở lên", Some(200), None),
            ("Từ 200 người", Some(200), None),
            ("5,000+ people", Some(5_000), None),
            ("Under 10", None, Some(9)),
            ("9-1", None, None),
            ("Hộ kinh doanh", None, None),
            ("1.5 người", None, None),
            ("Nhóm A1, 10-49 người", Some(10), Some(49)),
            ("99999999999", None, None),
            ("10, 20, 30", None, None),
        ] {
            assert_eq!(Span::of_label(label), Span { from, to }, "{label}");
        }
    }

    #[test]
    fn spans_meet_where_they_share_a_number() {
        let span = |from, to| Span { from, to };
        let wanted = span(Some(50), Some(100));
        for (own, expected) in [
            (span(Some(50), Some(199)), true),
            (span(Some(100), None), true),
            (span(None, Some(50)), true),
            (span(Some(101), None), false),
            (span(Some(10), Some(49)), false),
            (span(None, None), false),
        ] {
            assert_eq!(own.meets(wanted), expected, "{own:?}");
            assert_eq!(own.meets(Span::default()), !own.is_empty());
        }
    }

    #[test]
    fn a_typed_value_is_cleaned_and_checked() {
        let typed = |label: &str, from, to| ValueText { label: label.to_owned(), span: Span { from, to } };
        let normal = |text: ValueText, catalog| text.normal(catalog, today());
        let size = Catalog::OrganizationSize;
        assert_eq!(normal(typed("  Zalo  OA ", None, None), Catalog::Source), Ok(typed("Zalo OA", None, None)));
        // Only a catalog with spans has any.
        assert_eq!(normal(typed("Zalo", Some(1), None), Catalog::Source), Ok(typed("Zalo", None, None)));
        assert_eq!(normal(typed("10-49 người", None, None), size), Ok(typed("10-49 người", Some(10), Some(49))));
        assert_eq!(normal(typed("Nhỏ", Some(1), Some(9)), size), Ok(typed("Nhỏ", Some(1), Some(9))));
        let faults = |text, catalog| normal(text, catalog).unwrap_err();
        assert_eq!(faults(typed("Nhỏ", Some(9), Some(1)), size).of("span"), Some("range_reversed"));
        assert_eq!(faults(typed(" ", None, None), size).of("label"), Some("required"));
        assert_eq!(faults(typed(&"ữ".repeat(201), None, None), size).of("label"), Some("too_long"));
    }
}
