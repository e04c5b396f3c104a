//! Which passwords are accepted (NIST SP 800-63B-4, 3.1.1). The list of common ones stands on the server.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::guessable::{Piece, piece_at, words};
use crate::fold::fold;

/// Fewest characters when the password is all there is.
pub const SHORTEST: usize = 15;
/// Fewest characters beside a second factor.
const WITH_SECOND_FACTOR: usize = 10;
/// Most characters; nothing is ever cut.
const MOST: usize = 128;
/// So much must be left to guess, when every word of the context and every run of keys counts as one character.
const LEFT_TO_GUESS: usize = 8;

/// Why a password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasswordFault {
    /// Fewer characters than this.
    TooShort(usize),
    /// More characters than this.
    TooLong(usize),
    /// One piece again and again.
    Repeated,
    /// Little more than keys beside one another.
    KeyboardRun,
    /// Little more than words that others know: names, the company, the product, "matkhau".
    Guessable,
}

impl PasswordFault {
    /// The key of the text in the translation area `errors`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooShort(_) => "password_too_short",
            Self::TooLong(_) => "password_too_long",
            Self::Repeated => "password_too_simple",
            Self::KeyboardRun => "password_too_simple",
            Self::Guessable => "password_contains_name",
        }
    }
}

/// The form that is hashed: Vietnamese typed composed or decomposed logs in alike.
pub fn normalise_password(typed: &str) -> String {
    typed.nfkc().collect()
}

/// Checks a new password. `context` holds what others know: product, company, the person's name and e-mail.
///
/// # Errors
/// The first reason to refuse it.
pub fn check_password(password: &str, context: &[&str], second_factor: bool) -> Result<(), PasswordFault> {
    let password = normalise_password(password);
    let length = password.chars().count();
    let least = if second_factor { WITH_SECOND_FACTOR } else { SHORTEST };
    if length < least {
        return Err(PasswordFault::TooShort(least));
    }
    if length > MOST {
        return Err(PasswordFault::TooLong(MOST));
    }
    let folded: Vec<char> = fold(&password).chars().collect();
    if period(&folded) < least {
        return Err(PasswordFault::Repeated);
    }
    let (left, guessed_words) = left_to_guess(&folded, context);
    match (left >= LEFT_TO_GUESS, guessed_words) {
        (true, _) => Ok(()),
        (false, 0) => Err(PasswordFault::KeyboardRun),
        (false, _) => Err(PasswordFault::Guessable),
    }
}

/// The length of the piece that the whole text repeats, its last time perhaps cut; without one, no length at all.
fn period(text: &[char]) -> usize {
    let repeats = |length: &usize| text.iter().zip(text.iter().skip(*length)).all(|(one, later)| one == later);
    (1..=text.len() / 2).find(repeats).unwrap_or(usize::MAX)
}

/// What an attacker has to guess: letters and digits outside of known pieces, each piece as one, each sign once.
/// With it the number of known words.
fn left_to_guess(folded: &[char], context: &[&str]) -> (usize, usize) {
    let context = words(context);
    let signs: BTreeSet<_> = folded.iter().filter(|sign| !sign.is_alphanumeric() && **sign != ' ').collect();
    let text: Vec<char> = folded.iter().copied().filter(|sign| sign.is_alphanumeric()).collect();
    let (mut at, mut left, mut known) = (0, signs.len(), 0);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        left += 1;
        at += match piece_at(rest, &context) {
            Some(Piece::Word(length)) => {
                known += 1;
                length
            }
            Some(Piece::Run(length)) => length,
            None => 1,
        };
    }
    (left, known)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CONTEXT: &[&str] = &["Sổ Khách", "Công ty Nhà Trọ Hoa Sen", "Nguyễn Văn Án", "an.nguyen@hoasen.example.com"];

    fn check(password: &str) -> Result<(), PasswordFault> {
        check_password(password, CONTEXT, false)
    }

    #[test]
    fn length_is_counted_in_characters() {
        let text =
            |length: usize| "vịt quay chạy qua cầu tre lắc lẻo ".chars().cycle().take(length).collect::<String>();
        for (length, second_factor, expected) in [
            (9, true, Err(PasswordFault::TooShort(10))),
            (10, true, Ok(())),
            (14, false, Err(PasswordFault::TooShort(15))),
            (15, false, Ok(())),
            (128, false, Ok(())),
            (129, false, Err(PasswordFault::TooLong(128))),
        ] {
            assert_eq!(check_password(&text(length), &[], second_factor), expected, "{length}");
        }
        // Typed decomposed, it is no longer.
        let decomposed: String = text(14).nfd().collect();
        assert_eq!(check(&decomposed), Err(PasswordFault::TooShort(15)));
    }

    #[test]
    fn good_passwords_pass() {
        for password in [
            "con mèo ngủ trên mái nhà",
            "correct horse battery staple",
            "x7#Kp!9vQz$2mLw",
            "!@#$%^&*()_+{}|:<>?",
            "matkhaucuatoilagidaynhi",
            "Hoa Sen nở tháng bảy vàng",
            "🐱🐶🐭🐹🐰🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵",
            "かきくけこさしすせそたちつてと",
        ] {
            assert_eq!(check(password), Ok(()), "{password}");
        }
    }

    #[test]
    fn what_others_know_is_refused() {
        for password in [
            "matkhau123456789",
            "Mật khẩu Mật khẩu 1",
            "mật khẩu của An 1",
            "MatKhau@2026#2026",
            "maatjkhaaur2026!!",
            "Ma65tKha63u123456",
            "NhaTroHoaSen2026",
            "congTyNhaTroHoaSen1",
            "NguyenVanAn1990!!",
            "nguyễn.văn.án.1990",
            "hoasen.example.com",
            "sokhach-sokhach-1234",
            "admin1234567890!",
            "Password123456789",
            "ILoveYouVietnam2026",
        ] {
            assert_eq!(check(password), Err(PasswordFault::Guessable), "{password}");
        }
        assert_eq!(check_password("tenCongTy2026", &["Tên Công Ty"], true), Err(PasswordFault::Guessable));
    }

    #[test]
    fn what_fingers_do_is_refused() {
        for (password, fault) in [
            ("qwertyuiop123456", PasswordFault::KeyboardRun),
            ("poiuytrewq098765", PasswordFault::KeyboardRun),
            ("1234567890qwerty!", PasswordFault::KeyboardRun),
            ("1qaz2wsx3edc4rfv", PasswordFault::KeyboardRun),
            ("abcdefghijklmnop", PasswordFault::KeyboardRun),
            ("aaeeooddwwaaeeooddww", PasswordFault::Repeated),
            ("aaaaaaaaaaaaaaaaa", PasswordFault::Repeated),
            ("abcabcabcabcabcab", PasswordFault::Repeated),
            ("Vịt quay!Vit quay!", PasswordFault::Repeated),
            ("111112222233333444", PasswordFault::KeyboardRun),
        ] {
            assert_eq!(check(password), Err(fault), "{password}");
        }
    }

    proptest! {
        #[test]
        fn composed_and_decomposed_are_one(password in "[a-zđăâêôơưáạờỡ ]{0,30}") {
            let decomposed: String = password.nfd().collect();
            prop_assert_eq!(normalise_password(&password), normalise_password(&decomposed));
            prop_assert_eq!(check(&password), check(&decomposed));
        }

        #[test]
        fn any_text_gets_an_answer(password in any::<String>(), name in any::<String>()) {
            let _ = check_password(&password, &[&name], false);
        }
    }
}
