//! Text for comparing and searching: without case and diacritics, or with the marks in one spelling.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use crate::value::text::{is_invisible, is_space};

const HORN: char = '\u{31b}';
const BREVE: char = '\u{306}';
const CIRCUMFLEX: char = '\u{302}';

/// The five tones in the order of Vietnamese collation: huyền, hỏi, ngã, sắc, nặng.
pub(crate) const TONES: [char; 5] = ['\u{300}', '\u{309}', '\u{303}', '\u{301}', '\u{323}'];

/// Where Latin letters with marks stand, those of Vietnamese among them.
pub const LATIN: [std::ops::RangeInclusive<char>; 2] = ['\u{c0}'..='\u{24f}', '\u{1e00}'..='\u{1eff}'];

/// Without case and diacritics, `đ` as `d`, single spaces: `Đặng  Thị Ánh` → `dang thi anh`.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in words(text) {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.nfd().filter(|&sign| !is_mark(sign)).flat_map(char::to_lowercase).filter_map(bare));
    }
    folded
}

/// A folded text in another spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spelling {
    /// The text.
    pub text: String,
    /// Its last word is whole: `ki` stands for `ky`, but `kim` does not begin with it.
    pub is_whole: bool,
}

/// Words of a text that are spelt in both ways, at most.
const BOTH_WAYS: usize = 3;

/// The other spellings of a folded text, where Vietnamese writes i and y for the same: `quy` and `qui`, `ly` and `li`.
pub fn other_spellings(folded: &str) -> Vec<Spelling> {
    let words: Vec<&str> = folded.split(' ').collect();
    let others: Vec<(usize, String)> =
        words.iter().enumerate().filter_map(|(at, word)| Some((at, other_spelling(word)?))).take(BOTH_WAYS).collect();
    let spelt = |which: u32| {
        let other = |at: usize| {
            let mut chosen = others.iter().enumerate().filter(|(bit, _)| which >> bit & 1 == 1);
            chosen.find(|(_, (place, _))| *place == at).map(|(_, (_, word))| word.as_str())
        };
        let spelt: Vec<&str> = words.iter().enumerate().map(|(at, word)| other(at).unwrap_or(word)).collect();
        Spelling { text: spelt.join(" "), is_whole: other(words.len() - 1).is_some() }
    };
    (1..1_u32 << others.len()).map(spelt).collect()
}

/// An open syllable with i or y alone behind a consonant that stands before both.
fn other_spelling(word: &str) -> Option<String> {
    let (before, other) = match (word.strip_suffix('y'), word.strip_suffix('i')) {
        (Some(before), _) => (before, 'i'),
        (_, Some(before)) => (before, 'y'),
        _ => return None,
    };
    matches!(before, "h" | "k" | "l" | "m" | "qu" | "s" | "t" | "v").then(|| format!("{before}{other}"))
}

/// One sign without case and marks if it is a Latin letter, else as it is: `Ậ` → `a`, `ß` → `ß`. Unlike [`fold`] it makes
/// one sign of one, so that a database can compare in the same way, sign by sign.
pub fn plain(sign: char) -> char {
    if sign.is_ascii() {
        return sign.to_ascii_lowercase();
    }
    if !LATIN.iter().any(|letters| letters.contains(&sign)) {
        return sign;
    }
    let mut bare = sign.nfd().filter(|&sign| !is_mark(sign)).flat_map(char::to_lowercase).filter_map(bare);
    match (bare.next(), bare.next()) {
        (Some(letter), None) => letter,
        _ => sign,
    }
}

/// Lower case with the marks that were typed, in NFC, the tone in its one place, single spaces: `HOÀ` and `hòa` are
/// both `hòa`. The spellings i and y (`quí`, `quý`) stay two.
pub fn marked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in words(text) {
        if !out.is_empty() {
            out.push(' ');
        }
        let mut letters = letters(word);
        letters.chunk_by_mut(|a, b| a.base.is_alphabetic() == b.base.is_alphabetic()).for_each(place_tone);
        out.extend(letters.iter().flat_map(Letter::signs).nfc());
    }
    out
}

/// Whether diacritics were typed, `đ` among them: then a name without them ranks lower.
pub fn has_marks(text: &str) -> bool {
    text.nfd().any(|sign| is_mark(sign) || matches!(sign, 'đ' | 'Đ'))
}

/// The first text after all that begin with this one, in the order of code points (which is that of UTF-8 bytes).
pub fn successor(text: &str) -> Option<String> {
    let mut chars: Vec<char> = text.chars().collect();
    while let Some(last) = chars.pop() {
        if let Some(next) = (u32::from(last) + 1..=u32::from(char::MAX)).find_map(char::from_u32) {
            chars.push(next);
            return Some(chars.into_iter().collect());
        }
    }
    None
}

/// A letter taken apart, in lower case.
pub(crate) struct Letter {
    /// The letter without marks.
    pub base: char,
    /// Every mark but the tone, such as the horn of `ơ`.
    pub marks: Vec<char>,
    /// Place in [`TONES`].
    pub tone: Option<usize>,
}

impl Letter {
    /// A further mark; it goes before tones that did not count, so that the order of typing leaves no trace.
    fn shape(&mut self, mark: char) {
        let place = self.marks.iter().position(|known| TONES.contains(known)).unwrap_or(self.marks.len());
        self.marks.insert(place, mark);
    }

    fn signs(&self) -> impl Iterator<Item = char> {
        let tone = self.tone.and_then(|tone| TONES.get(tone));
        std::iter::once(self.base).chain(self.marks.iter().copied()).chain(tone.copied())
    }

    fn is_vowel(&self) -> bool {
        matches!(self.base, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
    }

    /// ă â ê ô ơ ư
    fn is_shaped(&self) -> bool {
        self.marks.iter().any(|mark| matches!(*mark, HORN | BREVE | CIRCUMFLEX))
    }
}

/// The letters of a word, taken apart.
pub(crate) fn letters(word: &str) -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::with_capacity(word.len());
    for sign in word.nfd().flat_map(char::to_lowercase).filter(|&sign| !is_invisible(sign)) {
        match (letters.last_mut(), TONES.iter().position(|&tone| tone == sign)) {
            // Of several tones the last one counts; those before are marks of another language.
            (Some(letter), Some(tone)) => {
                letter.marks.extend(letter.tone.replace(tone).and_then(|tone| TONES.get(tone)))
            }
            (Some(letter), None) if is_mark(sign) => letter.shape(sign),
            _ => letters.push(Letter { base: sign, marks: Vec::new(), tone: None }),
        }
    }
    letters
}

/// Moves the tone of a syllable to its one place: `hoà` → `hòa`, `tóan` → `toán`, `qúy` → `quý`, `thụê` → `thuệ`.
///
/// Runs with more than one tone or more than one group of vowels are no Vietnamese syllable and stay as they are.
fn place_tone(run: &mut [Letter]) {
    let mut toned = run.iter().filter(|letter| letter.tone.is_some());
    let (Some(Letter { tone, .. }), None) = (toned.next().filter(|letter| letter.is_vowel()), toned.next()) else {
        return;
    };
    let tone = *tone;
    let Some(vowels) = vowel_group(run) else { return };
    let Some(group) = run.get(vowels.clone()) else { return };
    let shaped = group.iter().rposition(Letter::is_shaped);
    let place = match (shaped, group.len()) {
        (Some(place), _) => place,
        (None, 1) => 0,
        // Open: mía, hòa. Closed: toán, huỳnh.
        (None, 2) if vowels.end == run.len() => 0,
        _ => 1,
    };
    for (at, letter) in run.iter_mut().enumerate() {
        letter.tone = tone.filter(|_| at == vowels.start + place);
    }
}

/// Where the only group of vowels stands; the u of `qu` and the i of `gi` before a vowel belong to the consonant.
fn vowel_group(run: &[Letter]) -> Option<Range<usize>> {
    let first = run.iter().position(Letter::is_vowel)?;
    let end = run.iter().rposition(Letter::is_vowel)? + 1;
    if !run.get(first..end)?.iter().all(Letter::is_vowel) {
        return None;
    }
    let consonant = first.checked_sub(1).and_then(|before| run.get(before)).map(|letter| letter.base);
    let belongs_to_it = matches!((consonant, run.get(first)?.base), (Some('q'), 'u') | (Some('g'), 'i'));
    Some(if belongs_to_it && first + 1 < end { first + 1..end } else { first..end })
}

/// The words that hold at least one letter, digit or sign.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(is_space).filter(|word| !word.chars().all(|sign| is_mark(sign) || is_invisible(sign)))
}

const fn is_mark(sign: char) -> bool {
    matches!(sign, '\u{300}'..='\u{36f}')
}

/// Taking marks apart leaves `đ` whole; `ð` stands for it where a font of the nineties was used.
const fn bare(sign: char) -> Option<char> {
    match sign {
        'đ' | 'ð' => Some('d'),
        _ if is_mark(sign) || is_invisible(sign) => None,
        _ => Some(sign),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn folds_case_marks_and_spaces() {
        for (text, expected) in [
            ("Đặng  Thị\u{a0}Ánh ", "dang thi anh"),
            ("ĐƯỜNG Ở ẤP ÃO", "duong o ap ao"),
            ("Ðỗ", "do"),
            ("Zoë Müller-Łęcki 3", "zoe muller-łecki 3"),
            ("\u{feff} \u{200b} a\u{200b}b", "ab"),
            ("สมชาย 김", "สมชาย 김"),
        ] {
            assert_eq!(fold(text).nfc().collect::<String>(), expected, "{text}");
        }
    }

    #[test]
    fn both_tone_placements_are_one() {
        for (written, expected) in [
            ("HOÀ hòa", "hòa hòa"),
            ("Thuý Thúy", "thúy thúy"),
            ("loã khoẻ Hoà-Bình", "lõa khỏe hòa-bình"),
            ("tóan toán Hòang Hoàng", "toán toán hoàng hoàng"),
            ("qúy quý quí", "quý quý quí"),
            ("gìa già gì giếng gíêng", "già già gì giếng giếng"),
            ("thụê thuệ nguyễn nguỹên", "thuệ thuệ nguyễn nguyễn"),
            ("mứa mưá của cuả khuỷu khủyu", "mứa mứa của của khuỷu khuỷu"),
            ("huỳnh hùynh thuở đường", "huỳnh huỳnh thuở đường"),
            ("Peña Muñoz café éé ño", "peña muñoz café éé ño"),
        ] {
            assert_eq!(marked(written), expected, "{written}");
        }
        assert_ne!(marked("quí"), marked("quý"));
    }

    #[test]
    fn one_sign_becomes_one_sign() {
        let plain: String = "Đường Ấp, Müller ß 김 Ж!".chars().map(plain).collect();
        assert_eq!(plain, "duong ap, muller ß 김 Ж!");
    }

    #[test]
    fn i_and_y_are_spelt_both_ways() {
        let others = |text: &str| {
            let told = |other: Spelling| format!("{}{}", other.text, if other.is_whole { "" } else { "*" });
            other_spellings(text).into_iter().map(told).collect::<Vec<_>>()
        };
        assert_eq!(others("quy"), ["qui"]);
        assert_eq!(others("nguyen van qui"), ["nguyen van quy"]);
        assert_eq!(others("ly thi my"), ["li thi my*", "ly thi mi", "li thi mi"]);
        assert_eq!(others("my linh"), ["mi linh*"]);
        for none in ["", "thuy", "mai", "kim", "huy", "y", "nhi", "thi"] {
            assert_eq!(others(none), [""; 0], "{none}");
        }
        assert_eq!(others("ly ly ly ly").len(), 7);
    }

    #[test]
    fn marks_are_noticed() {
        for (text, expected) in [("duong", false), ("đuong", true), ("dường", true), ("u\u{31b}", true), ("", false)]
        {
            assert_eq!(has_marks(text), expected, "{text}");
        }
    }

    fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<String>(),
            "[a-zA-ZđĐăÂêÔơƯáẠờỠ\u{300}\u{301}\u{303}\u{309}\u{323}\u{302}\u{31b}\u{200b} ]{0,12}",
            "[qghtn]{0,2}[ouyaeiơưâê]{1,3}[\u{300}\u{301}\u{323}]?[ouyaei]?[nct]{0,2}",
        ]
    }

    proptest! {
        #[test]
        fn idempotent(text in text()) {
            let (folded, once) = (fold(&text), marked(&text));
            prop_assert_eq!(fold(&folded), folded.clone());
            prop_assert_eq!(marked(&once), once.clone());
            prop_assert_eq!(fold(&once), folded);
        }

        #[test]
        fn what_stands_before_the_successor_begins_with_the_text(text in text(), more in text(), other in text()) {
            let is_before = |other: &str| successor(&text).is_none_or(|end| other < end.as_str());
            let longer = text.clone() + &more;
            prop_assert!(is_before(&longer));
            prop_assert_eq!(other >= text && is_before(&other), other.starts_with(&text));
        }

        #[test]
        fn a_plain_sign_stays(sign in any::<char>()) {
            prop_assert_eq!(plain(plain(sign)), plain(sign));
        }

        #[test]
        fn composed_and_decomposed_alike(text in text()) {
            let (nfc, nfd): (String, String) = (text.nfc().collect(), text.nfd().collect());
            prop_assert_eq!(fold(&nfc), fold(&nfd));
            prop_assert_eq!(marked(&nfc), marked(&nfd));
            prop_assert_eq!(has_marks(&nfc), has_marks(&nfd));
        }

        #[test]
        fn case_does_not_matter(text in "[a-zđăâêôơưáạờỡ ]{0,12}") {
            prop_assert_eq!(fold(&text.to_uppercase()), fold(&text));
            prop_assert_eq!(marked(&text.to_uppercase()), marked(&text));
        }

        #[test]
        fn plain_ascii_stays(text in "[a-z0-9@._-]{1,8}( [a-z0-9@._-]{1,8}){0,3}") {
            prop_assert_eq!(fold(&text), text.clone());
            prop_assert_eq!(marked(&text), text);
        }
    }
}
