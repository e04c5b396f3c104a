//! What a file is called: as people called it, without what could mislead them or a file system.

use unicode_normalization::UnicodeNormalization;

use super::MediaType;

/// Letters that a name may have, its ending among them.
pub const MOST_LETTERS: usize = 120;
/// What a file is called whose name is nothing.
const NAMELESS: &str = "file";

/// A name without path, control characters, marks that turn the direction of writing, and signs that no file system likes; of at
/// most [`MOST_LETTERS`] letters, and with an ending that fits what the file is.
pub fn clean_name(name: &str, media: MediaType) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.chars().filter(|sign| !is_unseen(*sign)).nfc().map(harmless).collect();
    let words = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = words.trim_matches(['.', ' ']);
    let (stem, ending) = match words.rsplit_once('.') {
        Some((stem, ending)) if fits(ending, media) => (stem, ending),
        _ => (words, media.endings().first().copied().unwrap_or_default()),
    };
    let room = MOST_LETTERS.saturating_sub(ending.chars().count() + 1);
    let stem: String = stem.chars().take(room).collect();
    let stem = stem.trim_end_matches(['.', ' ']);
    format!("{}.{ending}", if stem.is_empty() { NAMELESS } else { stem })
}

/// The name that somebody has typed for a file.
///
/// # Errors
/// The key of the fault: nothing is typed.
pub fn renamed(typed: &str, media: MediaType) -> Result<String, &'static str> {
    if typed.trim().is_empty() { Err("required") } else { Ok(clean_name(typed, media)) }
}

fn fits(ending: &str, media: MediaType) -> bool {
    media.endings().iter().any(|known| ending.eq_ignore_ascii_case(known))
}

/// Control characters, and marks that nobody sees: they could have a name read backwards, or look like another one.
fn is_unseen(sign: char) -> bool {
    sign.is_control()
        || matches!(
            sign,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        )
}

const fn harmless(sign: char) -> char {
    if matches!(sign, '<' | '>' | ':' | '"' | '|' | '?' | '*') { '-' } else { sign }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_is_as_people_called_it_and_no_more() {
        for (name, media, expected) in [
            ("hợp đồng.pdf", MediaType::Pdf, "hợp đồng.pdf"),
            ("Ảnh.JPG", MediaType::Jpeg, "Ảnh.JPG"),
            ("../../etc/passwd", MediaType::Txt, "passwd.txt"),
            ("C:\\Khách\\số khách.csv", MediaType::Csv, "số khách.csv"),
            ("a\u{0}b\r\nc.png", MediaType::Png, "abc.png"),
            // Read from right to left it would end in png.
            ("anh\u{202e}gnp.exe", MediaType::Png, "anhgnp.exe.png"),
            ("trang.html", MediaType::Txt, "trang.html.txt"),
            ("ảnh.gif", MediaType::Png, "ảnh.gif.png"),
            ("a<b>:\"c|?*.txt", MediaType::Txt, "a-b---c---.txt"),
            ("  ghi   chú . ", MediaType::Txt, "ghi chú.txt"),
            (".pdf", MediaType::Pdf, "pdf.pdf"),
            ("...", MediaType::Pdf, "file.pdf"),
            ("", MediaType::Webp, "file.webp"),
            // Composed and decomposed are one name.
            ("e\u{302}\u{301}.txt", MediaType::Txt, "ế.txt"),
        ] {
            assert_eq!(clean_name(name, media), expected, "{name:?}");
        }
        let long = clean_name(&"ộ".repeat(500), MediaType::Docx);
        assert_eq!((long.chars().count(), long.ends_with("ộ.docx")), (MOST_LETTERS, true));
    }

    #[test]
    fn a_new_name_is_something() {
        assert_eq!(renamed(" ", MediaType::Pdf), Err("required"));
        assert_eq!(renamed("Bản ký", MediaType::Pdf), Ok("Bản ký.pdf".to_owned()));
    }

    proptest! {
        #[test]
        fn whatever_a_file_is_called_its_name_is_safe(name in ".*", at in 0..MediaType::ALL.len()) {
            let media = MediaType::ALL[at];
            let clean = clean_name(&name, media);
            prop_assert!(clean.chars().count() <= MOST_LETTERS);
            prop_assert!(!clean.contains(['/', '\\', '"']) && !clean.chars().any(is_unseen));
            prop_assert!(!clean.starts_with('.') && fits(clean.rsplit_once('.').unwrap().1, media));
            // Twice is once.
            prop_assert_eq!(clean_name(&clean, media), clean);
        }
    }
}
