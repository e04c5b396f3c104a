//! Tags: free words, a line for each.

use std::collections::BTreeMap;

use super::{
    Normal,
    text::{clean, within},
};
use crate::fold::fold;

/// Most tags of a customer.
pub const MOST_TAGS: usize = 20;
/// Most characters of a tag.
pub const LONGEST_TAG: usize = 40;

/// One tag as it is kept: one line without commas, which stand between tags.
///
/// # Errors
/// `required` of an empty one, `too_long`, or `invalid` of one that holds a comma.
pub fn tag(typed: &str) -> Result<String, &'static str> {
    let tag = within(LONGEST_TAG, clean(typed))?;
    match tag.as_str() {
        "" => Err("required"),
        with_comma if with_comma.contains([',', ';']) => Err("invalid"),
        _ => Ok(tag),
    }
}

/// What two tags have in common that are one: `VIP` and `vip`, `Khách sộp` and `khach sop`.
pub fn tag_key(tag: &str) -> String {
    let folded = fold(tag);
    // Marks alone have no letters to fold: they stand for themselves.
    if folded.is_empty() { tag.to_owned() } else { folded }
}

/// The tags in a canonical text.
pub fn tags_in(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|tag| !tag.is_empty())
}

/// The canonical text of tags: each once, in the order of their keys; the first spelling of a key stays.
pub fn tags_of<'a>(tags: impl IntoIterator<Item = &'a str>) -> String {
    let mut by_key = BTreeMap::new();
    for tag in tags {
        by_key.entry(tag_key(tag)).or_insert(tag);
    }
    by_key.into_values().collect::<Vec<_>>().join("\n")
}

/// Brings typed tags, apart by line breaks, commas or semicolons, into canonical text.
pub(super) fn normalise(typed: &str) -> Result<Normal, &'static str> {
    let parts = typed.split([',', ';', '\n', '\r']).map(clean).filter(|part| !part.is_empty());
    let tags = parts.map(|part| tag(&part)).collect::<Result<Vec<_>, _>>()?;
    let text = tags_of(tags.iter().map(String::as_str));
    if tags_in(&text).count() > MOST_TAGS { Err("too_many_tags") } else { Ok(Normal::of(text)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(typed: &str) -> Result<Option<String>, &'static str> {
        normalise(typed).map(|normal| normal.text)
    }

    #[test]
    fn each_tag_stands_once_in_one_order() {
        assert_eq!(text(" VIP, thuê dài hạn \nvip;Ăn chay").unwrap().unwrap(), "Ăn chay\nthuê dài hạn\nVIP");
        assert_eq!(text("thuê dài hạn\nĂn chay\nVIP"), text("VIP,Ăn chay,thuê dài hạn"));
        assert_eq!(text(" ,\n; "), Ok(None));
    }

    #[test]
    fn too_long_and_too_many_are_refused() {
        assert!(text(&"ữ".repeat(LONGEST_TAG)).is_ok());
        assert_eq!(text(&"ữ".repeat(LONGEST_TAG + 1)), Err("too_long"));
        let many = |count: usize| (0..count).map(|n| format!("thẻ {n}")).collect::<Vec<_>>().join(",");
        assert!(text(&many(MOST_TAGS)).is_ok());
        assert_eq!(text(&many(MOST_TAGS + 1)), Err("too_many_tags"));
    }

    #[test]
    fn one_tag_is_one_line() {
        assert_eq!(tag("  Khách\u{a0} sộp "), Ok("Khách sộp".to_owned()));
        assert_eq!(tag("a, b"), Err("invalid"));
        assert_eq!(tag(" "), Err("required"));
        assert_eq!(tag_key("KHÁCH SỘP"), "khach sop");
        assert_ne!(tag_key("\u{301}"), "");
    }
}
