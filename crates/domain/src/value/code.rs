//! Customer codes.

use super::{
    Normal,
    text::{clean, within},
};

/// In capitals; letters, digits and `.` `_` `-` only.
pub(super) fn normalise(typed: &str) -> Result<Normal, &'static str> {
    let code = clean(typed).to_ascii_uppercase();
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    // In an address dots alone are other folders.
    if !code.bytes().all(is_allowed) || !code.is_empty() && code.bytes().all(|byte| byte == b'.') {
        return Err("invalid_code");
    }
    within(30, code).map(Normal::of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_capitals_digits_and_three_signs() {
        assert_eq!(normalise(" kh-00_1.a ").unwrap().text.as_deref(), Some("KH-00_1.A"));
        assert_eq!(normalise(" ").unwrap(), Normal::default());
        for typed in [".", "..", "...", "KH 001", "KHĐ1", "KH/1", "KH#1"] {
            assert_eq!(normalise(typed), Err("invalid_code"), "{typed}");
        }
        assert_eq!(normalise(&"A".repeat(31)), Err("too_long"));
    }
}
