//! Sort keys for names in the order of Vietnamese collation, as bytes that a database compares.
//!
//! A table of our own, because libraries promise no stable keys across versions.
//! The order is that of ICU `vi`: ă, â, đ, ê, ô, ơ, ư are letters of their own, the tone
//! (a à ả ã á ạ) decides only between names of the same letters. A key is `<letters> 00 <tones>`; no byte of it is 00 otherwise.

use unicode_normalization::UnicodeNormalization;

use crate::fold::{Letter, letters, marked};

/// The longest key: an index must not grow with what somebody types as a name.
const LENGTH: usize = 120;
/// Room for letters in it; half as much is left for their tones.
const LETTERS: usize = 78;

const SPACE: u8 = 0x02;
const SIGN: u8 = 0x03;
const DIGITS: u8 = 0x10;
const ALPHABET: u8 = 0x20;
/// Before the UTF-8 bytes of everything that Vietnamese has no place for.
const ELSEWHERE: u8 = 0xf0;

/// The letters in order, as base and mark.
const ORDER: [(char, Option<char>); 33] = [
    ('a', None),
    ('a', Some('\u{306}')),
    ('a', Some('\u{302}')),
    ('b', None),
    ('c', None),
    ('d', None),
    ('đ', None),
    ('e', None),
    ('e', Some('\u{302}')),
    ('f', None),
    ('g', None),
    ('h', None),
    ('i', None),
    ('j', None),
    ('k', None),
    ('l', None),
    ('m', None),
    ('n', None),
    ('o', None),
    ('o', Some('\u{302}')),
    ('o', Some('\u{31b}')),
    ('p', None),
    ('q', None),
    ('r', None),
    ('s', None),
    ('t', None),
    ('u', None),
    ('u', Some('\u{31b}')),
    ('v', None),
    ('w', None),
    ('x', None),
    ('y', None),
    ('z', None),
];

/// The key of the name as it is written: family name first.
pub fn full_name_key(name: &str) -> Vec<u8> {
    key(&marked(name), LETTERS)
}

/// The key by which Vietnamese lists are sorted: the last word, then the family name, then what stands between.
///
/// The given name is compared with its tone before the family name comes in, so that everybody called Hà stands
/// together, before everybody called Hạ: `<letters> 00 <tones> 00 <letters of the rest> 00 <tones of the rest>`.
pub fn given_name_key(name: &str) -> Vec<u8> {
    let name = marked(name);
    let (rest, given) = name.rsplit_once(' ').unwrap_or(("", &name));
    let mut whole = key(given, LETTERS / 3);
    whole.push(0);
    whole.append(&mut key(rest, LETTERS));
    whole.truncate(LENGTH);
    whole
}

/// What the keys of all names have in common that begin with a text, whatever its tones; empty if it has no letters.
pub(crate) fn full_name_beginning(typed: &str) -> Vec<u8> {
    letters_alone(key(&marked(typed), LETTERS))
}

/// The same for [`given_name_key`]: one word is the beginning of a given name; of several the last one is a whole given name,
/// and the others are the beginning of what stands before it.
pub(crate) fn given_name_beginning(typed: &str) -> Vec<u8> {
    let name = marked(typed);
    let Some((rest, given)) = name.rsplit_once(' ') else { return letters_alone(key(&name, LETTERS / 3)) };
    let mut whole = key(given, LETTERS / 3);
    whole.push(0);
    whole.append(&mut letters_alone(key(rest, LETTERS)));
    whole.truncate(LENGTH);
    whole
}

/// A key without its tones.
fn letters_alone(key: Vec<u8>) -> Vec<u8> {
    key.into_iter().take_while(|byte| *byte != 0).collect()
}

/// The letters in order, as capitals.
pub fn alphabet() -> impl Iterator<Item = String> {
    ORDER.into_iter().map(|(base, mark)| std::iter::once(base).chain(mark).nfc().flat_map(char::to_uppercase).collect())
}

fn key(name: &str, most_letters: usize) -> Vec<u8> {
    let mut primary = Vec::with_capacity(name.len() * 2 + 1);
    let mut tones = Vec::with_capacity(name.len());
    for letter in letters(name) {
        let (place, exact) = place(&letter);
        match place {
            Some(place) => primary.push(place),
            None => {
                primary.push(ELSEWHERE);
                primary.extend(letter.base.encode_utf8(&mut [0; 4]).bytes());
            }
        }
        tones.push(tone(&letter, exact));
    }
    // A tone that is missing at the end is the lowest anyway.
    while tones.last() == Some(&1) {
        tones.pop();
    }
    primary.truncate(most_letters);
    tones.truncate(most_letters / 2);
    primary.push(0);
    primary.append(&mut tones);
    primary
}

/// The byte of a letter, and whether all its marks went into it.
fn place(letter: &Letter) -> (Option<u8>, bool) {
    let find = |mark: Option<char>| ORDER.iter().position(|&(base, shape)| base == letter.base && shape == mark);
    let byte = |place: usize| u8::try_from(place).ok().map(|place| ALPHABET + place);
    if letter.base.is_ascii_digit() {
        return (letter.base.to_digit(10).and_then(|digit| u8::try_from(digit).ok()).map(|digit| DIGITS + digit), true);
    }
    let shape = letter.marks.iter().find_map(|&mark| find(Some(mark)));
    match (shape, find(None)) {
        (Some(place), _) => (byte(place), letter.marks.len() == 1),
        (None, Some(place)) => (byte(place), letter.marks.is_empty()),
        (None, None) if letter.base == ' ' => (Some(SPACE), true),
        (None, None) if !letter.base.is_alphanumeric() => (Some(SIGN), true),
        (None, None) => (None, letter.marks.is_empty()),
    }
}

/// 1 without a tone, 2 to 6 for à ả ã á ạ, 7 and more with marks of another language.
fn tone(letter: &Letter, exact: bool) -> u8 {
    let tone = letter.tone.and_then(|tone| u8::try_from(tone).ok()).map_or(1, |tone| tone + 2);
    if exact { tone } else { tone + 6 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fold::fold;

    fn sorted(names: &[&str], by: fn(&str) -> Vec<u8>) {
        for pair in names.windows(2) {
            assert!(by(pair[0]) < by(pair[1]), "{} < {}", pair[0], pair[1]);
        }
    }

    #[test]
    fn letters_before_tones() {
        sorted(&["An", "Ánh", "Ăn", "Âu", "Bình", "Dũng", "Duy", "Đặng", "Đức"], full_name_key);
        sorted(&["a", "à", "ả", "ã", "á", "ạ", "ă", "ằ", "â", "ấ", "b"], full_name_key);
        sorted(
            &[
                "7 Nổi",
                "Á Châu",
                "A.",
                "Ai",
                "Anh",
                "Ánh",
                "Anh Đào",
                "Ba",
                "Bà Triệu",
                "Cao",
                "Chu",
                "Dương",
                "Đào",
                "Đoàn",
                "Em",
                "Êm",
                "Fan",
                "Giang",
                "Hà",
                "Hòa",
                "Hổ",
                "Khanh",
                "Lan",
                "Lân",
                "Mai",
                "Ngô",
                "Nguyên",
                "Nguyễn An",
                "Nguyên Bình",
                "Oanh",
                "Ông",
                "Ơn",
                "Phạm",
                "Quý",
                "Sang",
                "Tô",
                "Tơ",
                "Uyên",
                "Ước",
                "Văn",
                "Vân",
                "William",
                "Xuân",
                "Yến",
                "Zoë",
                "Łukasz",
                "Юлия",
                "김",
            ],
            full_name_key,
        );
    }

    #[test]
    fn lists_go_by_the_given_name() {
        sorted(
            &[
                "An",
                "Lê Văn An",
                "Nguyễn An",
                "Nguyễn Thị An",
                "Trần An",
                "Trần Thị Ánh",
                "Lê Ân",
                "Phạm Bình",
                "Đỗ Đức",
                "Trần Hà",
                "Lê Hạ",
            ],
            given_name_key,
        );
    }

    #[test]
    fn spelling_does_not_matter() {
        for (one, other) in [("HOÀ", "hòa"), ("  Trần\u{a0}An", "TRẦN AN"), ("Tra\u{302}\u{300}n", "trần")] {
            assert_eq!(full_name_key(one), full_name_key(other));
            assert_eq!(given_name_key(one), given_name_key(other));
        }
    }

    fn name() -> impl Strategy<Value = String> {
        prop_oneof![any::<String>(), "[a-eA-EđĐăâêơưáạờ0-3 .\u{301}]{0,10}"]
    }

    proptest! {
        #[test]
        fn equal_words_have_equal_keys(one in name(), other in name()) {
            if marked(&one) == marked(&other) {
                prop_assert_eq!(full_name_key(&one), full_name_key(&other));
            }
            prop_assert_eq!(full_name_key(&one), full_name_key(&marked(&one)));
            prop_assert_eq!(given_name_key(&one), given_name_key(&one.to_lowercase()));
        }

        #[test]
        fn keys_are_short_and_have_one_separator(name in prop_oneof![name(), "[aạ김]{30,99}( [aạ김]{30,99})?"]) {
            let key = full_name_key(&name);
            prop_assert!(key.len() <= LENGTH);
            prop_assert_eq!(key.iter().filter(|&&byte| byte == 0).count(), 1);
            prop_assert!(given_name_key(&name).len() <= LENGTH);
        }

        #[test]
        fn letters_decide_before_tones(one in "[abcdu ]{1,6}", other in "[abcdu ]{1,6}", tone in "[\u{300}\u{301}\u{323}]") {
            let toned = |text: &str| text.replace('a', &format!("a{tone}"));
            if fold(&one) != fold(&other) {
                let plain = full_name_key(&one).cmp(&full_name_key(&other));
                prop_assert_eq!(full_name_key(&toned(&one)).cmp(&full_name_key(&other)), plain);
            }
        }
    }
}
