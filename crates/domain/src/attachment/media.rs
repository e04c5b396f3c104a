//! What a file is: told by what is in it, never by its name.

use serde::{Deserialize, Serialize};

/// So much of the beginning of a file tells what it looks like.
pub const HEAD_BYTES: usize = 512;

macro_rules! media_types {
    ($($name:ident $key:literal $mime:literal [$($ending:literal),+] $meaning:literal,)*) => {
        /// A type of files that may be attached.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum MediaType { $(#[doc = $meaning] $name),* }

        impl MediaType {
            /// Every type.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The word in the database; its capitals are what people call the type.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$name => $key),* }
            }

            /// What a browser is told that it is.
            pub const fn mime(self) -> &'static str {
                match self { $(Self::$name => $mime),* }
            }

            /// How names of such files may end; the first is given to those that end otherwise.
            pub const fn endings(self) -> &'static [&'static str] {
                match self { $(Self::$name => &[$($ending),+]),* }
            }

            /// The type with this key.
            pub fn from_key(key: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|media| media.key() == key)
            }
        }
    };
}

media_types! {
    Png "png" "image/png" ["png"] "A picture.",
    Jpeg "jpeg" "image/jpeg" ["jpg", "jpeg"] "A photo.",
    Webp "webp" "image/webp" ["webp"] "A picture.",
    Gif "gif" "image/gif" ["gif"] "A picture that may move.",
    Pdf "pdf" "application/pdf" ["pdf"] "A document to be read.",
    Docx "docx" "application/vnd.openxmlformats-officedocument.wordprocessingml.document" ["docx"] "A text of Word.",
    Xlsx "xlsx" "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" ["xlsx"] "A workbook of Excel.",
    Pptx "pptx" "application/vnd.openxmlformats-officedocument.presentationml.presentation" ["pptx"]
        "A presentation of PowerPoint.",
    Odt "odt" "application/vnd.oasis.opendocument.text" ["odt"] "A text of LibreOffice.",
    Ods "ods" "application/vnd.oasis.opendocument.spreadsheet" ["ods"] "A workbook of LibreOffice.",
    Doc "doc" "application/msword" ["doc"] "A text of an old Word.",
    Xls "xls" "application/vnd.ms-excel" ["xls"] "A workbook of an old Excel.",
    Txt "txt" "text/plain; charset=utf-8" ["txt"] "Plain text in UTF-8.",
    Csv "csv" "text/csv; charset=utf-8" ["csv"] "A table as plain text in UTF-8.",
}

impl MediaType {
    /// Whether it is shown as a picture.
    pub const fn is_picture(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg | Self::Webp | Self::Gif)
    }

    /// Whether a page may show it as it is.
    pub const fn is_shown(self) -> bool {
        self.is_picture() || matches!(self, Self::Pdf)
    }
}

/// What the beginning of a file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looks {
    /// It is this.
    Like(MediaType),
    /// An archive: its parts tell.
    Archive,
    /// A file of an old office program: its directory tells.
    Compound,
    /// Text, if all of it is; or nothing that is known.
    Plain,
}

/// What a file looks like by its first [`HEAD_BYTES`] bytes.
pub fn looks(head: &[u8]) -> Looks {
    let begins = |with: &[u8]| head.starts_with(with);
    match () {
        () if begins(b"\x89PNG\r\n\x1a\n") => Looks::Like(MediaType::Png),
        () if begins(b"\xff\xd8\xff") => Looks::Like(MediaType::Jpeg),
        () if begins(b"RIFF") && head.get(8..12) == Some(b"WEBP".as_slice()) => Looks::Like(MediaType::Webp),
        () if begins(b"GIF87a") || begins(b"GIF89a") => Looks::Like(MediaType::Gif),
        () if begins(b"%PDF-") => Looks::Like(MediaType::Pdf),
        () if begins(b"PK\x03\x04") => Looks::Archive,
        () if begins(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") => Looks::Compound,
        () => Looks::Plain,
    }
}

/// Whether text is meant for a browser or a shell rather than for people: pages, drawings and scripts are not taken, whatever
/// they are called.
pub fn is_markup(head: &[u8]) -> bool {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    text.starts_with(b"<") || text.starts_with(b"#!")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_how_it_begins() {
        for (head, expected) in [
            (&b"\x89PNG\r\n\x1a\n\x00\x00"[..], Looks::Like(MediaType::Png)),
            (b"\xff\xd8\xff\xe0\x00\x10JFIF", Looks::Like(MediaType::Jpeg)),
            (b"RIFF\x10\x00\x00\x00WEBPVP8 ", Looks::Like(MediaType::Webp)),
            (b"RIFF\x10\x00\x00\x00WAVEfmt ", Looks::Plain),
            (b"GIF89a", Looks::Like(MediaType::Gif)),
            (b"%PDF-1.7", Looks::Like(MediaType::Pdf)),
            (b"PK\x03\x04", Looks::Archive),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Looks::Compound),
            (b"MZ\x90\x00", Looks::Plain),
            (b" %PDF-1.7", Looks::Plain),
            (b"", Looks::Plain),
        ] {
            assert_eq!(looks(head), expected, "{head:?}");
        }
    }

    #[test]
    fn pages_drawings_and_scripts_are_no_text() {
        for head in ["<!doctype html>", "\u{feff}\n <svg xmlns=", "<?xml version=\"1.0\"?>", "#!/bin/sh"] {
            assert!(is_markup(head.as_bytes()), "{head}");
        }
        for head in ["Ghi chú: 2 < 3", "# Tiêu đề", "", "Họ tên,Số điện thoại"] {
            assert!(!is_markup(head.as_bytes()), "{head}");
        }
    }

    #[test]
    fn keys_lead_back_and_what_is_shown_runs_nothing() {
        for media in MediaType::ALL {
            assert_eq!(MediaType::from_key(media.key()), Some(*media));
            assert!(!["text/html", "image/svg+xml"].iter().any(|mime| media.mime().starts_with(mime)));
            assert!(!media.is_picture() || (media.is_shown() && media.mime().starts_with("image/")));
        }
    }
}
