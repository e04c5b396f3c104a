//! The text of a contract: what people have typed, with fields such as `{{customer.name}}` that its facts fill.

use chrono::NaiveDate;

use crate::{money::Vnd, value::typed_day};

const OPENS: &str = "{{";
const CLOSES: &str = "}}";
/// What stands in the place of a fact that nobody knows: room to write it by hand.
const BLANK: &str = "……………………";

macro_rules! fields {
    ($($name:ident $key:literal $meaning:literal,)*) => {
        /// A fact that a text names.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum TextField { $(#[doc = $meaning] $name),* }

        impl TextField {
            /// Every field.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// What stands between the braces.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$name => $key),* }
            }
        }
    };
}

fields! {
    CustomerName "customer.name" "What the customer is called.",
    CustomerAddress "customer.address" "Where the customer lives or sits.",
    CustomerPhone "customer.phone" "The customer's phone number.",
    SpaceName "space.name" "What the space is called.",
    SpaceCode "space.code" "The code of the space.",
    StartsOn "starts_on" "The first day.",
    EndsOn "ends_on" "The last day.",
    Rent "rent" "What each month costs.",
    Deposit "deposit" "The deposit that is agreed.",
    Today "today" "The day on which the text is made.",
}

impl TextField {
    /// The field with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.key() == key)
    }

    /// The field as it stands in a text: `{{rent}}`.
    pub fn braced(self) -> String {
        format!("{OPENS}{}{CLOSES}", self.key())
    }
}

/// What fills the fields of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// What the customer is called.
    pub customer_name: String,
    /// Where the customer lives or sits.
    pub customer_address: String,
    /// The customer's phone number.
    pub customer_phone: String,
    /// What the space is called.
    pub space_name: String,
    /// The code of the space.
    pub space_code: String,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day.
    pub ends_on: NaiveDate,
    /// What each month costs.
    pub rent: Vnd,
    /// The deposit that is agreed.
    pub deposit: Vnd,
    /// The day on which the text is made.
    pub today: NaiveDate,
}

impl Facts {
    fn of(&self, field: TextField) -> String {
        let day = |day: NaiveDate| typed_day(&day.to_string());
        match field {
            TextField::CustomerName => self.customer_name.clone(),
            TextField::CustomerAddress => self.customer_address.clone(),
            TextField::CustomerPhone => self.customer_phone.clone(),
            TextField::SpaceName => self.space_name.clone(),
            TextField::SpaceCode => self.space_code.clone(),
            TextField::StartsOn => day(self.starts_on),
            TextField::EndsOn => day(self.ends_on),
            TextField::Rent => self.rent.to_string(),
            TextField::Deposit => self.deposit.to_string(),
            TextField::Today => day(self.today),
        }
    }
}

/// A text with its fields filled; what nobody knows is left blank to be written by hand.
pub fn rendered(text: &str, facts: &Facts) -> String {
    let mut made = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Plain(text) => made.push_str(text),
            Piece::Field(whole, name) => match TextField::from_key(name).map(|field| facts.of(field)) {
                Some(fact) if fact.is_empty() => made.push_str(BLANK),
                Some(fact) => made.push_str(&fact),
                None => made.push_str(whole),
            },
        }
    }
    made
}

/// The fields that a text has, in their order in it, each as often as it stands there.
pub fn fields_of(text: &str) -> Vec<TextField> {
    names(text).filter_map(TextField::from_key).collect()
}

/// What stands in braces and is no field, each once, for those who are told of it.
pub fn unknown_fields(text: &str) -> Vec<&str> {
    let mut unknown = Vec::new();
    for name in names(text).filter(|name| TextField::from_key(name).is_none()) {
        if !unknown.contains(&name) {
            unknown.push(name);
        }
    }
    unknown
}

fn names(text: &str) -> impl Iterator<Item = &str> {
    pieces(text).into_iter().filter_map(|piece| match piece {
        Piece::Field(_, name) => Some(name),
        Piece::Plain(_) => None,
    })
}

/// A stretch of a text.
enum Piece<'t> {
    Plain(&'t str),
    /// With its braces, and what stands between them.
    Field(&'t str, &'t str),
}

/// A text in pieces. Braces that nothing closes are text like any other.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, behind)) = rest.split_once(OPENS) {
        let Some((inside, after)) = behind.split_once(CLOSES) else { break };
        // Of `{{ {{rent}}` the inner braces belong together.
        let inner = inside.rsplit_once(OPENS).map_or(inside, |(_, inner)| inner);
        let length = inner.len() + OPENS.len() + CLOSES.len();
        let until = rest.len() - after.len();
        let (plain, field) = rest.get(..until).unwrap_or_default().split_at(until - length);
        found.extend([Piece::Plain(plain), Piece::Field(field, inner.trim())]);
        rest = after;
    }
    found.push(Piece::Plain(rest));
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn facts() -> Facts {
        let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
        Facts {
            customer_name: "Nguyễn Thị Lan".to_owned(),
            customer_address: String::new(),
            customer_phone: "0912 345 678".to_owned(),
            space_name: "Phòng 101".to_owned(),
            space_code: "P101".to_owned(),
            starts_on: day(1),
            ends_on: day(31),
            rent: Vnd(5_000_000),
            deposit: Vnd(10_000_000),
            today: day(2),
        }
    }

    #[test]
    fn facts_fill_the_fields() {
        let made = |text: &str| rendered(text, &facts());
        assert_eq!(made("Bên B: {{customer.name}}, {{ customer.phone }}"), "Bên B: Nguyễn Thị Lan, 0912 345 678");
        assert_eq!(made("{{starts_on}} – {{ends_on}}"), "01/03/2026 – 31/03/2026");
        assert_eq!(made("{{rent}}/tháng"), "5.000.000\u{a0}₫/tháng");
        assert_eq!(made("Địa chỉ: {{customer.address}}."), format!("Địa chỉ: {BLANK}."));
        for field in TextField::ALL {
            let text = format!("a{}z", field.braced());
            assert_eq!(fields_of(&text), [*field]);
            assert!(!made(&text).contains(OPENS), "{text}");
        }
    }

    #[test]
    fn braces_that_are_no_field_stay() {
        let made = |text: &str| rendered(text, &facts());
        assert_eq!(made("{{rent"), "{{rent");
        assert_eq!(made("rent}} {rent}"), "rent}} {rent}");
        assert_eq!(made("{{ {{space.code}}"), "{{ P101");
        assert_eq!(made("{{luck}}"), "{{luck}}");
    }

    #[test]
    fn what_nobody_knows_is_named_once() {
        let text = "{{customer.id_number}} {{rent}} {{luck}} {{ luck }} {{}}";
        assert_eq!(unknown_fields(text), ["customer.id_number", "luck", ""]);
        assert!(unknown_fields("{{rent}} {{open").is_empty());
    }

    proptest! {
        #[test]
        fn pieces_are_the_whole_text(text in r"[{}a-đ .\n]{0,40}") {
            let whole: String = pieces(&text).iter().map(|piece| match piece {
                Piece::Plain(text) | Piece::Field(text, _) => *text,
            }).collect();
            prop_assert_eq!(whole, text);
        }
    }
}
