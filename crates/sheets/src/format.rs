//! What a file is, told by its bytes and never by its name.

use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;

use crate::{Limits, Refusal, workbook::Format};

const ZIP: &[u8] = b"PK\x03\x04";
const EMPTY_ZIP: &[u8] = b"PK\x05\x06";
const OLE2: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
const HEAD_BYTES: u64 = 4096;

/// Opens a file and tells its format; the file is at its beginning afterwards.
pub(crate) fn open(path: &Path, limits: &Limits) -> Result<(File, Format), Refusal> {
    let mut file = File::open(path).map_err(|_| Refusal::Unreadable)?;
    let metadata = file.metadata().map_err(|_| Refusal::Unreadable)?;
    if !metadata.is_file() {
        return Err(Refusal::Unreadable);
    }
    if metadata.len() > limits.upload_bytes {
        return Err(Refusal::TooLarge { limit: limits.upload_bytes });
    }

    let mut head = Vec::new();
    (&file).take(HEAD_BYTES).read_to_end(&mut head).map_err(|_| Refusal::Unreadable)?;
    file.rewind().map_err(|_| Refusal::Unreadable)?;

    if head.is_empty() {
        Err(Refusal::EmptyFile)
    } else if head.starts_with(ZIP) {
        Ok((file, Format::Xlsx))
    } else if head.starts_with(OLE2) {
        Err(ole2_content(file)?)
    } else if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
        Err(Refusal::NotUtf8)
    } else if head.starts_with(EMPTY_ZIP) || !looks_like_a_table(&head) {
        Err(Refusal::NotASpreadsheet)
    } else {
        Ok((file, Format::Csv))
    }
}

/// Text has no zeros; pages, documents and data in text form are no tables.
fn looks_like_a_table(head: &[u8]) -> bool {
    const OTHERS: [&[u8]; 4] = [b"%PDF", b"{\\rtf", b"<", b"PK"];
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    !OTHERS.iter().any(|start| text.starts_with(start)) && !head.contains(&0)
}

/// An OLE2 container holds an old workbook, an encrypted new one, or another program's document: the names of its
/// streams tell, and they stand in the file as UTF-16.
fn ole2_content(mut file: File) -> Result<Refusal, Refusal> {
    const LONGEST: usize = 2 * "EncryptedPackage".len();
    let utf16 = |name: &str| name.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let (encrypted, workbook, book) = (utf16("EncryptedPackage"), utf16("Workbook"), utf16("Book\0"));

    let mut verdict = Refusal::NotASpreadsheet;
    let mut window = Vec::new();
    loop {
        let overlap = window.len().saturating_sub(LONGEST);
        window.drain(..overlap);
        let read = (&mut file).take(64 * 1024).read_to_end(&mut window).map_err(|_| Refusal::Unreadable)?;
        if read == 0 {
            return Ok(verdict);
        }
        let holds = |name: &[u8]| window.windows(name.len()).any(|bytes| bytes == name);
        if holds(&encrypted) {
            return Ok(Refusal::Encrypted);
        }
        if holds(&workbook) || holds(&book) {
            verdict = Refusal::OldFormat;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(bytes: &[u8]) -> Result<Format, Refusal> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        open(file.path(), &Limits::default()).map(|(_, format)| format)
    }

    fn ole2(stream: &str) -> Vec<u8> {
        let mut bytes = OLE2.to_vec();
        bytes.resize(70_000, 0);
        bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
        bytes.resize(90_000, 0);
        bytes
    }

    #[test]
    fn the_bytes_tell_the_format() {
        assert_eq!(told(b"PK\x03\x04rest"), Ok(Format::Xlsx));
        assert_eq!(told("họ tên;điện thoại\r\n".as_bytes()), Ok(Format::Csv));
        assert_eq!(told(b"\xEF\xBB\xBFname,phone\n"), Ok(Format::Csv));
        assert_eq!(told(b""), Err(Refusal::EmptyFile));
        assert_eq!(told(b"%PDF-1.7"), Err(Refusal::NotASpreadsheet));
        assert_eq!(told(b"\n <html><table>"), Err(Refusal::NotASpreadsheet));
        assert_eq!(told(b"name\0phone"), Err(Refusal::NotASpreadsheet));
        assert_eq!(told(b"\xFF\xFEn\0a\0"), Err(Refusal::NotUtf8));
    }

    #[test]
    fn an_ole2_container_is_told_by_its_streams() {
        assert_eq!(told(&ole2("EncryptedPackage")), Err(Refusal::Encrypted));
        assert_eq!(told(&ole2("Workbook")), Err(Refusal::OldFormat));
        assert_eq!(told(&ole2("WordDocument")), Err(Refusal::NotASpreadsheet));
    }
}
