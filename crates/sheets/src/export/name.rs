//! Names of sheets.

/// Characters of a name at most (Excel specifications and limits).
const NAME_CHARS: usize = 31;

/// The name for the n-th sheet of a kind, from 1, without what Excel forbids in names.
pub(super) fn sheet_name(wanted: &str, number: usize) -> String {
    let suffix = if number > 1 { format!(" ({number})") } else { String::new() };
    let clean: String = wanted
        .chars()
        .map(|character| match character {
            '[' | ']' | ':' | '*' | '?' | '/' | '\\' => ' ',
            other if other.is_control() => ' ',
            other => other,
        })
        .take(NAME_CHARS.saturating_sub(suffix.len()))
        .collect();
    let clean = clean.trim_matches(['\'', ' ']);
    if clean.is_empty() { format!("Sheet{number}") } else { format!("{clean}{suffix}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_allowed_ones() {
        assert_eq!(sheet_name("Khách hàng", 1), "Khách hàng");
        assert_eq!(sheet_name("Khách hàng", 2), "Khách hàng (2)");
        assert_eq!(sheet_name("'a/b:c'", 1), "a b c");
        assert_eq!(sheet_name("", 3), "Sheet3");
        assert_eq!(sheet_name(&"x".repeat(50), 12).chars().count(), 31);
    }
}
