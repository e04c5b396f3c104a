//! Text as people type and paste it.

use unicode_normalization::UnicodeNormalization;

/// One line: NFC, without invisible characters, every run of white space a single space.
///
/// Everything else stays: emoji and their joiners, other scripts, capitals, missing diacritics.
pub fn clean(text: &str) -> String {
    // Invisible characters go first: one between a letter and its tone would keep the two from being composed.
    let visible: String = text.chars().filter(|&sign| !is_invisible(sign)).nfc().collect();
    let mut line = String::with_capacity(visible.len());
    for word in visible.split(is_space).filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// Several lines: NFC, line breaks as LF, trimmed at both ends.
pub fn clean_lines(text: &str) -> String {
    let text: String = text.chars().filter(|&sign| sign != '\0').nfc().collect();
    text.replace("\r\n", "\n").replace('\r', "\n").trim_matches(is_space).to_owned()
}

/// Refuses text of more characters than the field may hold; nothing is ever cut.
pub(super) fn within(limit: usize, text: String) -> Result<String, &'static str> {
    if text.chars().nth(limit).is_some() { Err("too_long") } else { Ok(text) }
}

/// Zero-width space, word joiner, byte order mark, soft hyphen; and NUL, which PostgreSQL cannot store.
pub(crate) const fn is_invisible(sign: char) -> bool {
    matches!(sign, '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\0')
}

/// White space of Unicode, and the four separators of ASCII that some exports leave behind.
pub(crate) fn is_space(sign: char) -> bool {
    sign.is_whitespace() || matches!(sign, '\u{1c}'..='\u{1f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_has_single_spaces_and_no_invisible_characters() {
        for (typed, expected) in [
            ("  Nguyễn\u{a0}\tVăn\r\n An ", "Nguyễn Văn An"),
            ("Tra\u{302}\u{300}n", "Trần"),
            ("Tra\u{200b}\u{302}\u{300}n", "Trần"),
            ("a\u{feff}b\u{2060}c\u{ad}d\0e", "abcde"),
            ("👨‍👩‍👧 ANH ba", "👨‍👩‍👧 ANH ba"),
            (" \u{a0}\u{3000}\u{1f}", ""),
        ] {
            assert_eq!(clean(typed), expected, "{typed:?}");
        }
    }

    #[test]
    fn notes_keep_their_lines() {
        assert_eq!(clean_lines("\n Dòng một\r\n\r\n  Dòng  hai\rba \n"), "Dòng một\n\n  Dòng  hai\nba");
    }

    #[test]
    fn counts_characters_not_bytes() {
        assert!(within(3, "đđđ".to_owned()).is_ok());
        assert_eq!(within(3, "đđđđ".to_owned()), Err("too_long"));
    }
}
