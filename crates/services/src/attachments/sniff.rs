//! What a file is that has arrived, by all that is in it.

use std::{
    fs::File,
    io::{self, Read, Seek},
    path::Path,
};

use domain::attachment::{HEAD_BYTES, Looks, MediaType, is_markup, looks};

use super::archive;

/// Bytes that are read at once: so many whole entries of a directory of an old office file.
const CHUNK: usize = 64 * 1024;
/// Bytes of such an entry, at which it begins.
const ENTRY: usize = 128;
/// Bytes of its name, after which stands how many of them count.
const NAME: usize = 64;

/// What a file is; `None` of what is not taken. `name` only tells tables from other texts.
///
/// # Errors
/// The file cannot be read.
pub(super) fn media_of(path: &Path, name: &str) -> io::Result<Option<MediaType>> {
    let mut file = File::open(path)?;
    let mut head = Vec::with_capacity(HEAD_BYTES);
    file.by_ref().take(HEAD_BYTES as u64).read_to_end(&mut head)?;
    match looks(&head) {
        Looks::Like(media) => Ok(Some(media)),
        Looks::Archive => archive::media_of(&mut file),
        Looks::Compound => {
            file.rewind()?;
            compound(&mut file)
        }
        Looks::Plain if is_markup(&head) => Ok(None),
        Looks::Plain => {
            file.rewind()?;
            let is_table = name.to_ascii_lowercase().ends_with(".csv");
            let media = if is_table { MediaType::Csv } else { MediaType::Txt };
            Ok(is_text(&mut file)?.then_some(media))
        }
    }
}

/// What stands in the directory of an old office file: its entries are found at every place where one may stand. Installers and
/// encrypted documents are such files too, and have no part of these names.
/// <https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-cfb/>
fn compound(file: &mut impl Read) -> io::Result<Option<MediaType>> {
    let parts = [("WordDocument", MediaType::Doc), ("Workbook", MediaType::Xls), ("Book", MediaType::Xls)];
    let mut chunk = Vec::with_capacity(CHUNK);
    loop {
        chunk.clear();
        if file.by_ref().take(CHUNK as u64).read_to_end(&mut chunk)? == 0 {
            return Ok(None);
        }
        for entry in chunk.chunks_exact(ENTRY) {
            if let Some((_, media)) = parts.iter().find(|(part, _)| is_named(entry, part)) {
                return Ok(Some(*media));
            }
        }
    }
}

/// Whether an entry bears a name, in UTF-16 with a zero behind it, both of which count.
fn is_named(entry: &[u8], name: &str) -> bool {
    let wide: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
    let length = u16::try_from(wide.len()).unwrap_or_default().to_le_bytes();
    entry.starts_with(&wide) && entry.get(NAME..NAME + 2) == Some(length.as_slice())
}

/// Whether all of it is text in UTF-8, without a zero.
fn is_text(file: &mut impl Read) -> io::Result<bool> {
    let mut text = Vec::with_capacity(CHUNK + 4);
    loop {
        let before = text.len();
        if file.by_ref().take(CHUNK as u64).read_to_end(&mut text)? == 0 {
            // A letter that was begun has no end.
            return Ok(before == 0);
        }
        let valid = match std::str::from_utf8(&text) {
            Ok(_) => text.len(),
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            Err(_) => return Ok(false),
        };
        if text.contains(&0) {
            return Ok(false);
        }
        text.drain(..valid);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(bytes: &[u8], name: &str) -> Option<MediaType> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, bytes).unwrap();
        media_of(&path, name).unwrap()
    }

    fn entry(name: &str) -> Vec<u8> {
        let mut entry: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        let length = entry.len() as u16;
        entry.resize(NAME, 0);
        entry.extend(length.to_le_bytes());
        entry.resize(ENTRY, 0);
        entry
    }

    fn old_office(parts: &[&str]) -> Vec<u8> {
        let mut file = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        file.resize(1024, 0);
        file.extend(parts.iter().flat_map(|part| entry(part)));
        file
    }

    #[test]
    fn text_is_text_to_its_end() {
        let long = "Tiếng Việt có dấu. ".repeat(10_000);
        assert_eq!(told(long.as_bytes(), "a.txt"), Some(MediaType::Txt));
        assert_eq!(told(long.as_bytes(), "A.CSV"), Some(MediaType::Csv));
        assert_eq!(told(long.as_bytes(), "a.pdf"), Some(MediaType::Txt));
        // A letter that is cut off, one that is none, and a zero, wherever they stand.
        assert_eq!(
            told(&long.as_bytes()[..long.len() - 3].iter().chain(b"\xe1\xba").copied().collect::<Vec<_>>(), ""),
            None
        );
        assert_eq!(told(&[long.as_bytes(), b"\xff"].concat(), "a.txt"), None);
        assert_eq!(told(&[long.as_bytes(), b"\0"].concat(), "a.txt"), None);
    }

    #[test]
    fn what_runs_is_not_taken_whatever_it_is_called() {
        for bytes in [
            &b"MZ\x90\0\x03\0\0\0"[..],
            b"\x7fELF\x02\x01\x01\0",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b"\xef\xbb\xbf <!DOCTYPE html><script>",
            b"#!/bin/sh\nrm",
            b"\xca\xfe\xba\xbe\0\0\0\x34",
        ] {
            assert_eq!(told(bytes, "ảnh.png"), None, "{bytes:?}");
        }
    }

    #[test]
    fn old_office_files_are_known_by_their_parts() {
        assert_eq!(told(&old_office(&["Root Entry", "WordDocument"]), "a"), Some(MediaType::Doc));
        assert_eq!(told(&old_office(&["Root Entry", "Workbook"]), "a"), Some(MediaType::Xls));
        assert_eq!(told(&old_office(&["Root Entry", "Book"]), "a"), Some(MediaType::Xls));
        // An installer, and a document that nobody can look into.
        assert_eq!(told(&old_office(&["Root Entry", "\u{5}SummaryInformation"]), "a.doc"), None);
        assert_eq!(told(&old_office(&["Root Entry", "EncryptedPackage"]), "a.doc"), None);
        assert_eq!(told(&old_office(&["Root Entry", "WordDocumentary"]), "a.doc"), None);
    }
}
