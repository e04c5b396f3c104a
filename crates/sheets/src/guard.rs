//! Keeps text in a CSV file from being run as a formula (OWASP ASVS 1.2.10).

use std::borrow::Cow;

/// A spreadsheet program takes a text behind this mark for text.
const MARK: char = '\'';

/// Text as it is safe in a CSV file: an apostrophe stands before what could become a formula.
pub(crate) fn guarded(text: &str) -> Cow<'_, str> {
    if needs_mark(text) { Cow::Owned(format!("{MARK}{text}")) } else { Cow::Borrowed(text) }
}

/// The text that was [`guarded`]; any other text is left as it is.
pub(crate) fn unguarded(text: &str) -> &str {
    text.strip_prefix(MARK).filter(|inner| needs_mark(inner)).unwrap_or(text)
}

/// Whether a program might see a formula here. Marked text needs a further mark, so that every text comes back.
fn needs_mark(text: &str) -> bool {
    let bare = text.trim_start_matches(MARK);
    let first = bare.chars().find(|&character| !is_skipped(character));
    bare.starts_with(['\t', '\r', '\n', '\0'])
        || first.is_some_and(|first| matches!(first, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠'))
}

/// Characters that programs drop before they look for a sign, or that end a cell when they split at another separator.
fn is_skipped(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(character, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}')
        || matches!(character, '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{AD}')
        || matches!(character, '"' | ';' | ',' | '|')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_marked_and_come_back() {
        for start in [
            "=",
            "+",
            "-",
            "@",
            "＝",
            " =",
            "\t",
            "\r=",
            "\n",
            "\0=",
            "\u{FEFF}=",
            "\u{200B}@",
            "\"=",
            ";=",
            "'=",
            "'\t",
        ] {
            let text = format!("{start}1+1");
            let guarded = guarded(&text);
            assert_eq!(guarded, format!("'{text}"), "{text:?}");
            assert_eq!(unguarded(&guarded), text);
        }
    }

    #[test]
    fn other_text_stays() {
        for text in ["", "Nguyễn Văn A", "0905969648", "a=b", "'0905969648", "'", "1-2", "'tis"] {
            assert_eq!(guarded(text), text);
            assert_eq!(unguarded(text), text);
        }
    }
}
