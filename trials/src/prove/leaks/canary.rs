//! Values that stand nowhere else, and all the forms in which they could come to light.

use domain::{customer::Field, fold::fold};
use rand::{RngExt, seq::IndexedRandom};

const CONSONANTS: [&str; 14] = ["b", "đ", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x"];
const VOWELS: [&str; 16] = ["ạ", "ả", "ấ", "ầ", "ẵ", "ệ", "ễ", "ể", "ộ", "ỗ", "ợ", "ữ", "ự", "ỳ", "ỹ", "ị"];
const SYLLABLES: usize = 8;
/// Letters of a word that nobody has by chance: half of it.
const PART: usize = SYLLABLES;
/// The band that the planted records have, as data and as people read it.
pub const INCOME: &str = "over_50";
const INCOME_WORDS: [&str; 2] = ["Trên 50 triệu", "Over 50 million"];

/// The value of a field of one planted record.
pub struct Canary {
    /// The record.
    pub record: &'static str,
    /// The field.
    pub field: Field,
    /// What was typed.
    pub value: String,
    plain: Vec<String>,
    folded: Vec<String>,
    dense: Vec<String>,
}

/// A text that is looked through.
pub struct Text {
    plain: String,
    folded: String,
    dense: String,
}

impl Text {
    /// Prepares a text for all forms of a value.
    pub fn new(plain: String) -> Self {
        let dense = plain.chars().filter(|sign| !sign.is_whitespace() && !matches!(sign, '.' | '-')).collect();
        Self { folded: fold(&plain), dense, plain }
    }
}

impl Canary {
    /// A canary of the kind that the field takes.
    pub fn hatch(chance: &mut impl RngExt, record: &'static str, field: Field) -> Self {
        let mut digits =
            |count: usize| (0..count).map(|_| char::from(chance.random_range(b'0'..=b'9'))).collect::<String>();
        let value = match field {
            Field::Phone | Field::OtherPhones => format!("09{}", digits(8)),
            Field::IdNumber => format!("079{}", digits(9)),
            Field::MonthlyIncome => INCOME.to_owned(),
            Field::Code => format!("CN-{}", digits(14)),
            Field::Email => format!("{}@example.com", fold(&word(chance)).replace(' ', "")),
            _ => word(chance),
        };
        Self::of(record, field, value)
    }

    fn of(record: &'static str, field: Field, value: String) -> Self {
        let (mut plain, mut folded, mut dense) = (vec![hex(&value), hex(&fold(&value))], Vec::new(), Vec::new());
        let end = |count: usize| value.get(value.len().saturating_sub(count)..).unwrap_or_default().to_owned();
        match field {
            Field::Phone | Field::OtherPhones => dense.push(end(9)),
            Field::IdNumber => {
                dense.push(end(8));
                // The mask shows three, not four.
                plain.push(format!("•{}", end(4)));
            }
            Field::MonthlyIncome => plain.extend([INCOME, INCOME_WORDS[0], INCOME_WORDS[1]].map(str::to_owned)),
            Field::Code => dense.push(end(10)),
            _ => {
                let letters: Vec<char> = fold(value.split('@').next().unwrap_or_default()).chars().collect();
                folded.extend(letters.chunks(PART).filter(|part| part.len() == PART).map(|part| part.iter().collect()));
            }
        }
        Self { record, field, value, plain, folded, dense }
    }

    /// Whether a text holds it, or enough of it.
    pub fn is_in(&self, text: &Text) -> bool {
        let within = |forms: &[String], text: &str| forms.iter().any(|form| text.contains(form.as_str()));
        within(&self.plain, &text.plain) || within(&self.folded, &text.folded) || within(&self.dense, &text.dense)
    }

    /// A part by which people look for it.
    pub fn part(&self) -> String {
        let signs: Vec<char> = fold(&self.value).chars().collect();
        let count = if self.value.starts_with('0') { 4 } else { PART };
        signs.iter().skip(signs.len().saturating_sub(count)).collect()
    }
}

/// A word that no language has.
fn word(chance: &mut impl RngExt) -> String {
    (0..SYLLABLES).flat_map(|_| [CONSONANTS.choose(chance), VOWELS.choose(chance)]).flatten().copied().collect()
}

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}
