//! Writes the Rust code.

use std::fmt::Write;

use crate::{
    catalogue::{Areas, Entry},
    text::{Piece, Pieces, Text},
};

/// Areas whose keys are codes that come from data: they get a `by_code`.
const BY_CODE: &[&str] = &[
    "actions",
    "audit",
    "bookings",
    "catalogs",
    "contracts",
    "directories",
    "errors",
    "extra_services",
    "facts",
    "fields",
    "gender",
    "income_bands",
    "invoices",
    "journey_stages",
    "kinds",
    "meters",
    "operators",
    "reasons",
    "receipts",
    "resources",
    "scopes",
    "sections",
    "spaces",
    "warnings",
];

/// Placeholders that are numbers (`u64`, written 1.234.567); all others are `&str`.
const NUMBERS: &[&str] =
    &["count", "days", "done", "first", "last", "megabytes", "minutes", "percent", "row", "seconds", "step", "total"];

/// Words that Rust keeps for itself, as far as they are used as keys.
const KEYWORDS: &[&str] =
    &["as", "for", "if", "in", "match", "move", "mod", "return", "static", "type", "use", "where", "yield"];

/// The module of every area.
pub fn areas(areas: &Areas) -> String {
    let mut code = String::new();
    for (area, entries) in areas {
        let _ = writeln!(code, "/// Texts of `locales/*/{area}.json`.\npub mod {} {{", name(area));
        code.push_str("    #[allow(unused_imports)]\n    use super::{Locale, grouped, join};\n");
        for entry in entries {
            code.push_str(&function(entry));
        }
        if BY_CODE.contains(&area.as_str()) {
            code.push_str(&by_code(entries));
        }
        code.push_str("}\n\n");
    }
    code.push_str(&all(areas));
    code
}

fn function(entry: &Entry) -> String {
    let name = name(&entry.key);
    let doc = plain(&entry.en.other);
    let placeholders = placeholders(&entry.en);
    if placeholders.is_empty() {
        let (vi, en) = (plain(&entry.vi.other), plain(&entry.en.other));
        return format!(
            "\n    #[doc = {doc:?}]\n    pub const fn {name}(locale: Locale) -> &'static str {{\n        \
             match locale {{\n            Locale::Vi => {vi:?},\n            Locale::En => {en:?},\n        }}\n    }}\n"
        );
    }
    let parameters: String = placeholders
        .iter()
        .map(|placeholder| {
            format!(", {}: {}", self::name(placeholder), if is_number(placeholder) { "u64" } else { "&str" })
        })
        .collect();
    let mut arms = format!("            Locale::Vi => join(&[{}]),\n", pieces(&entry.vi.other));
    if let Some(one) = &entry.en.one {
        let _ = writeln!(arms, "            Locale::En if count == 1 => join(&[{}]),", pieces(one));
    }
    let _ = writeln!(arms, "            Locale::En => join(&[{}]),", pieces(&entry.en.other));
    format!(
        "\n    #[doc = {doc:?}]\n    pub fn {name}(locale: Locale{parameters}) -> String {{\n        \
         match locale {{\n{arms}        }}\n    }}\n"
    )
}

/// `count` first, the others by the alphabet: changing a text never swaps two arguments unseen.
fn placeholders(text: &Text) -> Vec<&str> {
    let mut names: Vec<_> = text.placeholders().into_iter().collect();
    names.sort_by_key(|name| (*name != "count", *name));
    names
}

fn is_number(placeholder: &str) -> bool {
    NUMBERS.contains(&placeholder)
}

fn pieces(pieces: &Pieces) -> String {
    let parts: Vec<_> = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Words(words) => format!("{words:?}"),
            Piece::Placeholder(placeholder) if is_number(placeholder) => {
                format!("&grouped({})", name(placeholder))
            }
            Piece::Placeholder(placeholder) => name(placeholder),
        })
        .collect();
    parts.join(", ")
}

fn by_code(entries: &[Entry]) -> String {
    let mut code =
        "\n    /// The text for a code that comes from data; `None` if there is none, or if it needs values.\n    \
                    pub fn by_code(locale: Locale, code: &str) -> Option<&'static str> {\n        match code {\n"
            .to_owned();
    for entry in entries.iter().filter(|entry| placeholders(&entry.en).is_empty()) {
        let _ = writeln!(code, "            {:?} => Some(self::{}(locale)),", entry.key, name(&entry.key));
    }
    code.push_str("            _ => None,\n        }\n    }\n");
    code
}

/// Every text in both languages, for the tests.
fn all(areas: &Areas) -> String {
    let mut code = "#[cfg(test)]\npub(crate) const ALL: &[(&str, &str, &str)] = &[\n".to_owned();
    for (area, entries) in areas {
        for entry in entries {
            let (vi, en) = (plain(&entry.vi.other), plain(&entry.en.other));
            let _ = writeln!(code, "    (\"{area}.{}\", {vi:?}, {en:?}),", entry.key);
            if let Some(one) = &entry.en.one {
                let _ = writeln!(code, "    (\"{area}.{}\", {vi:?}, {:?}),", entry.key, plain(one));
            }
        }
    }
    code.push_str("];\n");
    code
}

fn plain(pieces: &Pieces) -> String {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Words(words) => words.clone(),
            Piece::Placeholder(placeholder) => format!("{{{placeholder}}}"),
        })
        .collect()
}

/// A key as a Rust name.
fn name(key: &str) -> String {
    if KEYWORDS.contains(&key) {
        format!("r#{key}")
    } else if key.starts_with(|c: char| c.is_ascii_digit()) {
        format!("n{key}")
    } else {
        key.to_owned()
    }
}
