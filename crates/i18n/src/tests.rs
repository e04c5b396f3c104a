use super::*;

/// Texts that are rightly the same in both languages.
const SAME: &[&str] = &[
    "app.name",
    "fields.email",
    "accounts.email",
    "facts.email",
    "customers.count_capped_number",
    "imports.match_email",
    "exports.format_xlsx",
];

/// Marks that stand apart from their letter, and the zero-width space.
const LOOSE_MARKS: [char; 6] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}', '\u{200b}'];

#[test]
fn languages_have_codes() {
    assert_eq!(Locale::default(), Locale::Vi);
    for locale in Locale::ALL {
        assert_eq!(Locale::from_code(locale.code()), Some(*locale));
    }
    assert_eq!(Locale::from_code("EN"), None);
    assert_eq!(Locale::from_code(""), None);
}

#[test]
fn every_text_is_translated() {
    for (key, vi, en) in ALL {
        assert!(vi != en || SAME.contains(key), "{key} is the same in both languages: {en}");
    }
    for key in SAME {
        assert!(ALL.iter().all(|(other, vi, en)| other != key || vi == en), "{key} need not be in the list");
    }
}

#[test]
fn texts_are_clean() {
    for (key, vi, en) in ALL {
        for text in [vi, en] {
            assert_eq!(text.trim(), *text, "{key}");
            assert!(!text.contains("  "), "{key}: two blanks in {text}");
            assert!(!text.contains(['!', '"']), "{key}: {text}");
            assert!(!text.contains("..."), "{key}: … is one character");
            assert_eq!(text.matches('“').count(), text.matches('”').count(), "{key}: quotes in {text}");
            assert_eq!(text.matches('(').count(), text.matches(')').count(), "{key}: brackets in {text}");
            assert!(!text.contains(LOOSE_MARKS), "{key}: {text} is not in NFC");
        }
        assert!(!en.chars().any(|c| "ăâđêôơưạảấầẩẫậ".contains(c)), "{key}: Vietnamese in English: {en}");
        assert_eq!(vi.ends_with('.'), en.ends_with('.'), "{key}: full stop in one language only");
        assert_eq!(vi.ends_with('?'), en.ends_with('?'), "{key}: question in one language only");
        assert_eq!(vi.ends_with('…'), en.ends_with('…'), "{key}: going on in one language only");
    }
}

#[test]
fn one_word_for_one_thing() {
    // The glossary's spelling → what must not stand in its place.
    for (word, others) in [
        ("Xóa", &["xoá", "Xoá"] as &[&str]),
        ("Hủy", &["huỷ", "Huỷ"]),
        ("Khóa", &["khoá", "Khoá"]),
        ("Hóa đơn", &["hoá đơn", "Hoá đơn"]),
        ("Chi nhánh", &["cơ sở"]),
        ("E-mail", &["Email", "email"]),
        ("Chỉnh sửa", &["Hiệu chỉnh", "Cập nhật thông tin"]),
    ] {
        for (key, vi, _) in ALL {
            for other in others {
                assert!(!vi.contains(other), "{key}: {word}, not {other}: {vi}");
            }
        }
    }
}

#[test]
fn placeholders_are_filled_and_numbers_grouped() {
    assert_eq!(customers::count(Locale::Vi, 1_234_567), "1.234.567 khách hàng");
    assert_eq!(customers::trashed(Locale::Vi, "Nguyễn Thị Lan"), "Đã chuyển Nguyễn Thị Lan vào thùng rác.");
    assert_eq!(customers::trashed(Locale::En, "Nguyễn Thị Lan"), "Nguyễn Thị Lan was moved to the trash.");
}

#[test]
fn english_counts_one_and_many() {
    assert_eq!(customers::count(Locale::En, 0), "0 customers");
    assert_eq!(customers::count(Locale::En, 1), "1 customer");
    assert_eq!(customers::count(Locale::En, 2), "2 customers");
    assert_eq!(customers::count(Locale::Vi, 1), "1 khách hàng");
}

#[test]
fn numbers_are_grouped_by_dots() {
    for (number, text) in [
        (0, "0"),
        (999, "999"),
        (1_000, "1.000"),
        (10_000, "10.000"),
        (100_000, "100.000"),
        (1_234_567, "1.234.567"),
        (u64::MAX, "18.446.744.073.709.551.615"),
    ] {
        assert_eq!(grouped(number), text);
    }
}

#[test]
fn codes_from_data_find_their_text() {
    assert_eq!(errors::by_code(Locale::Vi, "required"), Some(errors::required(Locale::Vi)));
    assert_eq!(fields::by_code(Locale::En, "date_of_birth"), Some("Date of birth"));
    assert_eq!(actions::by_code(Locale::Vi, "edit"), Some("Chỉnh sửa"));
    assert_eq!(journey_stages::by_code(Locale::En, "return"), Some(journey_stages::r#return(Locale::En)));
    assert_eq!(income_bands::by_code(Locale::En, "5_10"), Some(income_bands::n5_10(Locale::En)));
    assert_eq!(errors::by_code(Locale::Vi, ""), None);
    assert_eq!(errors::by_code(Locale::Vi, "no_such_code"), None);
    // Needs a number, so a code alone is not enough.
    assert_eq!(reasons::by_code(Locale::Vi, "too_large_limit"), None);
}

#[test]
fn every_code_of_the_samples_has_a_text() {
    for code in [
        "ambiguous",
        "cell_error",
        "date_in_future",
        "date_out_of_range",
        "digits_lost",
        "duplicate_in_file",
        "formula_without_value",
        "invalid_code",
        "invalid_date",
        "invalid_email",
        "invalid_id_number",
        "invalid_number",
        "invalid_phone",
        "invalid_tax_code",
        "kind_mismatch",
        "member_count_too_small",
        "not_found",
        "not_in_catalog",
        "record_refused",
        "required",
        "several_phones",
        "tax_code_check_digit",
        "unknown_value",
    ] {
        assert!(errors::by_code(Locale::Vi, code).is_some(), "errors.{code}");
    }
    for code in [
        "catalog_value_created",
        "date_from_number",
        "id_number_mismatch",
        "id_number_old",
        "id_number_unknown_province",
        "id_number_zero_restored",
        "phone_old_number",
        "phone_unknown_prefix",
        "possible_duplicate",
        "tax_code_check_digit",
        "tax_code_zero_restored",
    ] {
        assert!(warnings::by_code(Locale::Vi, code).is_some(), "warnings.{code}");
    }
    for code in ["empty_row", "totals_row", "duplicate_in_file", "duplicate_existing"] {
        assert!(reasons::by_code(Locale::Vi, code).is_some(), "reasons.{code}");
    }
}
