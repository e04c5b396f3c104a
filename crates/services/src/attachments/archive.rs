//! What an archive is, by the names of its parts: nothing of it is unpacked. Only its table of contents is read, and only of such
//! a size as a document may have.
//! <https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>

use std::io::{self, Read, Seek, SeekFrom};

use domain::attachment::MediaType;

/// Bytes of the record at the end that tells where the table of contents is, without the remark behind it.
const END: usize = 22;
/// Bytes that the remark may have.
const REMARK: usize = u16::MAX as usize;
/// Bytes of an entry of the table without its texts.
const ENTRY: usize = 46;
/// A table of contents is no longer than this: a document of ten thousand parts has one of a megabyte.
const MOST_TABLE: usize = 4 * 1024 * 1024;
/// Where the name of the first part begins.
const FIRST_NAME: usize = 30;

/// The part that says of itself what such a document is.
const CONTENTS: &str = "[Content_Types].xml";
/// Programs in documents are not taken.
const PROGRAM: &str = "vbaProject.bin";

/// What an archive is; `None` of one that is no document.
///
/// # Errors
/// The file cannot be read.
pub(super) fn media_of(file: &mut (impl Read + Seek)) -> io::Result<Option<MediaType>> {
    let Some(table) = table_of_contents(file)? else { return Ok(None) };
    let Some(names) = names(&table) else { return Ok(None) };
    let has = |name: &str| names.contains(&name.as_bytes());
    if names.iter().any(|name| name.ends_with(PROGRAM.as_bytes())) {
        return Ok(None);
    }
    if !has(CONTENTS) {
        return open_document(file);
    }
    let kinds = [
        ("word/document.xml", MediaType::Docx),
        ("xl/workbook.xml", MediaType::Xlsx),
        ("ppt/presentation.xml", MediaType::Pptx),
    ];
    Ok(kinds.into_iter().find(|(part, _)| has(part)).map(|(_, media)| media))
}

/// A document of LibreOffice begins with a part that says what it is, as it stands.
/// <https://docs.oasis-open.org/office/OpenDocument/v1.3/os/part2-packages/OpenDocument-v1.3-os-part2-packages.html#MIMEtype>
fn open_document(file: &mut (impl Read + Seek)) -> io::Result<Option<MediaType>> {
    let mut head = Vec::with_capacity(256);
    file.rewind()?;
    file.take(256).read_to_end(&mut head)?;
    let said = head.get(FIRST_NAME..).and_then(|said| said.strip_prefix(b"mimetype".as_slice()));
    let is = |media: &MediaType| {
        let said = said.and_then(|said| said.strip_prefix(media.mime().as_bytes()));
        // What goes on is another type, such as a template.
        said.is_some_and(|rest| !rest.first().is_some_and(u8::is_ascii_graphic) || rest.starts_with(b"PK"))
    };
    Ok([MediaType::Odt, MediaType::Ods].into_iter().find(is))
}

/// The table of contents as it stands; `None` if there is none, or one that no document has.
fn table_of_contents(file: &mut (impl Read + Seek)) -> io::Result<Option<Vec<u8>>> {
    let size = file.seek(SeekFrom::End(0))?;
    let tail = size.min((END + REMARK) as u64);
    file.seek(SeekFrom::Start(size - tail))?;
    let mut end = Vec::with_capacity(END + REMARK);
    file.take(tail).read_to_end(&mut end)?;
    let Some(at) = end.windows(4).rposition(|four| four == b"PK\x05\x06") else { return Ok(None) };
    let end = end.get(at..at + END).unwrap_or_default();
    let (Some(length), Some(begin)) = (number(end, 12, 4), number(end, 16, 4)) else { return Ok(None) };
    if length > MOST_TABLE || (begin + length) as u64 > size {
        return Ok(None);
    }
    file.seek(SeekFrom::Start(begin as u64))?;
    let mut table = Vec::with_capacity(length);
    file.take(length as u64).read_to_end(&mut table)?;
    Ok(Some(table))
}

/// The names of all parts; `None` if the table is damaged.
fn names(mut table: &[u8]) -> Option<Vec<&[u8]>> {
    let mut names = Vec::new();
    while !table.is_empty() {
        if !table.starts_with(b"PK\x01\x02") {
            return None;
        }
        let [name, extra, remark] = [28, 30, 32].map(|at| number(table, at, 2));
        let (name, extra, remark) = (name?, extra?, remark?);
        names.push(table.get(ENTRY..ENTRY + name)?);
        table = table.get(ENTRY + name + extra + remark..)?;
    }
    Some(names)
}

/// A number of so many bytes, the lowest first.
fn number(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let bytes = bytes.get(at..at + length)?;
    Some(bytes.iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte)))
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

    use super::*;

    fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
            writer.start_file(*name, stored).unwrap();
            writer.write_all(content.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn told(bytes: Vec<u8>) -> Option<MediaType> {
        media_of(&mut Cursor::new(bytes)).unwrap()
    }

    #[test]
    fn documents_are_known_by_their_parts() {
        let office = |part: &str| told(archive(&[(CONTENTS, ""), (part, "")]));
        assert_eq!(office("word/document.xml"), Some(MediaType::Docx));
        assert_eq!(office("xl/workbook.xml"), Some(MediaType::Xlsx));
        assert_eq!(office("ppt/presentation.xml"), Some(MediaType::Pptx));
        assert_eq!(office("other/thing.xml"), None);
        let open = |mime: &str| told(archive(&[("mimetype", mime), ("content.xml", "")]));
        assert_eq!(open(MediaType::Odt.mime()), Some(MediaType::Odt));
        assert_eq!(open(MediaType::Ods.mime()), Some(MediaType::Ods));
        assert_eq!(open("application/vnd.oasis.opendocument.text-template"), None);
        assert_eq!(open("application/epub+zip"), None);
    }

    #[test]
    fn what_is_no_document_or_carries_a_program_is_not_taken() {
        assert_eq!(told(archive(&[("word/document.xml", "")])), None);
        assert_eq!(told(archive(&[("virus.exe", "MZ")])), None);
        assert_eq!(told(archive(&[(CONTENTS, ""), ("word/document.xml", ""), ("word/vbaProject.bin", "")])), None);
        let whole = archive(&[(CONTENTS, ""), ("word/document.xml", "")]);
        for length in 0..whole.len() {
            assert_eq!(told(whole[..length].to_vec()), None, "cut off after {length}");
        }
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0xff;
            // Whatever comes of it, it ends.
            told(damaged);
        }
    }
}
