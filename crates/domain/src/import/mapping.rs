//! Guesses which column holds which field from the headings, in Vietnamese or English, with or without diacritics.

use std::collections::HashMap;

use super::headings::{ADDITIONS, HEADINGS, PREFACES};
use crate::{customer::Field, fold::fold};

/// The field of each column; each field at most once. Better no field than a wrong one.
///
/// Whole headings go before their parts: with `Liên hệ (SĐT)` and `Số điện thoại` side by side the second is the phone.
pub fn guess<Heading: AsRef<str>>(headings: &[Heading]) -> Vec<Option<Field>> {
    let words = vocabulary();
    let mut fields = vec![None; headings.len()];
    for readings in [whole as fn(&str) -> Vec<String>, first_part] {
        for (column, heading) in headings.iter().enumerate() {
            let found = readings(heading.as_ref()).iter().find_map(|reading| words.get(reading.as_str()).copied());
            let free = found.filter(|field| !fields.contains(&Some(*field)));
            if let Some(place) = fields.get_mut(column).filter(|place| place.is_none()) {
                *place = free;
            }
        }
    }
    fields
}

fn vocabulary() -> HashMap<String, Field> {
    let listed = HEADINGS.iter().flat_map(|(field, words)| words.iter().map(|word| ((*word).to_owned(), *field)));
    let keys = super::fields().map(|field| (field.key().replace('_', " "), field));
    listed.chain(keys).collect()
}

/// The heading as a whole, and without what is in brackets.
fn whole(heading: &str) -> Vec<String> {
    let outside = outside_brackets(heading);
    readings(heading).into_iter().chain(readings(&outside)).collect()
}

/// The part before a slash, a bracket and the like: `SĐT/Zalo`, `Hộ chiếu - CCCD`.
fn first_part(heading: &str) -> Vec<String> {
    heading
        .split(['/', '(', '[', ',', ';', '-', '–', '|', '\n', ':', '&', '+'])
        .find(|part| !part.trim().is_empty())
        .map(readings)
        .unwrap_or_default()
}

/// The words of a heading, then without preface, without addition, without both.
fn readings(heading: &str) -> Vec<String> {
    let words = words(heading);
    let shorter = |text: &str, cut: &dyn Fn(&str, &str) -> Option<String>, list: &[&str]| {
        list.iter().find_map(|word| cut(text, word))
    };
    let start = |text: &str, word: &str| Some(text.strip_prefix(word)?.strip_prefix(' ')?.to_owned());
    let end = |text: &str, word: &str| Some(text.strip_suffix(word)?.strip_suffix(' ')?.to_owned());
    let without_preface = shorter(&words, &start, PREFACES);
    let without_addition = shorter(&words, &end, ADDITIONS);
    let without_both = without_addition.as_deref().and_then(|text| shorter(text, &start, PREFACES));
    std::iter::once(words).chain(without_preface).chain(without_addition).chain(without_both).collect()
}

/// Folded, letters and digits only.
fn words(heading: &str) -> String {
    let folded: String = fold(heading).chars().map(|sign| if sign.is_alphanumeric() { sign } else { ' ' }).collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn outside_brackets(heading: &str) -> String {
    let mut depth = 0_u32;
    let keep = |sign: &char| {
        match sign {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => return depth == 0,
        }
        false
    };
    heading.chars().filter(keep).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(headings: &[&str]) -> Vec<Option<&'static str>> {
        guess(headings).into_iter().map(|field| field.map(Field::key)).collect()
    }

    #[test]
    fn words_of_the_trade_are_known() {
        for (heading, expected) in [
            ("Mã KH", "code"),
            ("HỌ TÊN KHÁCH", "name"),
            ("Họ và tên (*)", "name"),
            ("Tên khách thuê", "name"),
            ("SĐT/Zalo", "phone"),
            ("so dien thoai", "phone"),
            ("Phone number *", "phone"),
            ("SĐT 2", "other_phones"),
            ("E-mail", "email"),
            ("Địa chỉ email", "email"),
            ("Số CCCD/CMND", "id_number"),
            ("Hộ chiếu/CCCD", "id_number"),
            ("Ngày sinh (dd/mm/yyyy)", "date_of_birth"),
            ("date_of_birth", "date_of_birth"),
            ("Nơi cấp", "id_issued_by"),
            ("Ward/Commune", "address_commune"),
            ("Tỉnh/Thành phố", "address_province"),
            ("Province/City", "address_province"),
            ("Nguồn khách", "source"),
            ("Customer group", "customer_group"),
            ("Customer name", "name"),
            ("NHÓM", "customer_group"),
            ("Ghi chú:", "note"),
            ("Ghi chu\u{301}", "note"),
        ] {
            assert_eq!(keys(&[heading]), [Some(expected)], "{heading}");
        }
    }

    #[test]
    fn what_is_something_else_stays_unmapped() {
        for heading in [
            "STT",
            "Phòng",
            "Quê quán",
            "Ngày vào",
            "Tiền cọc",
            "",
            "Số phòng",
            "Số tiền",
            "Ngày tạo",
            "created_at",
            "Zalo",
        ] {
            assert_eq!(keys(&[heading]), [None], "{heading}");
        }
    }

    #[test]
    fn each_field_once_and_whole_headings_first() {
        assert_eq!(keys(&["Điện thoại", "Di động", "Email"]), [Some("phone"), None, Some("email")]);
        assert_eq!(keys(&["SĐT/Zalo", "Số điện thoại"]), [None, Some("phone")]);
        assert_eq!(keys(&["Tên", "Tên"]), [Some("name"), None]);
    }
}
