//! Looks over a zip archive before anything in it is parsed (OWASP ASVS 5.2.3).
//!
//! Every part is unpacked once, through a reader that counts and stops, so that no later reader meets a surprise.
//! Macros, embedded files and links to other files are only bytes here: nothing runs, opens or fetches them.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufReader, Read};

use zip::{CompressionMethod, ZipArchive};

use crate::{Limits, Refusal, xml_part::XmlScan};

/// The archive of a workbook.
pub(crate) type Archive = ZipArchive<BufReader<File>>;

const CHUNK_BYTES: usize = 64 * 1024;
const CONTENT_TYPES: &str = "[content_types].xml";

/// Opens the archive in a file and checks all of it.
///
/// # Errors
/// The first reason found not to read it.
pub(crate) fn open(file: File, limits: &Limits) -> Result<Archive, Refusal> {
    let packed_bytes = file.metadata().map_err(|_| Refusal::Unreadable)?.len();
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(Refusal::from_archive)?;
    check_directory(&mut archive, limits)?;

    let mut unpacked = 0;
    for index in 0..archive.len() {
        unpacked += check_part(&mut archive, index, limits, unpacked)?;
    }
    if unpacked > limits.ratio_from_bytes && unpacked / limits.ratio > packed_bytes {
        return Err(Refusal::SuspiciousCompression);
    }
    what_it_holds(&archive)?;
    Ok(archive)
}

/// What the directory alone tells: the number, names, places and declared sizes of the parts.
fn check_directory(archive: &mut Archive, limits: &Limits) -> Result<(), Refusal> {
    if archive.len() > limits.parts {
        return Err(Refusal::TooManyParts { limit: limits.parts });
    }
    let mut names = HashSet::new();
    for name in archive.file_names() {
        // Part names are compared without case (ISO 29500-2, 6.2.2.3).
        let name = name.map_err(Refusal::from_archive)?.replace('\\', "/").to_ascii_lowercase();
        if !names.insert(name) {
            return Err(Refusal::AmbiguousArchive);
        }
    }
    if archive.has_duplicate_names()
        || archive.offset() != 0
        || archive.has_overlapping_entries().map_err(Refusal::from_archive)?
    {
        return Err(Refusal::AmbiguousArchive);
    }

    let mut declared = 0_u64;
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index).map_err(Refusal::from_archive)?;
        if part.encrypted() {
            return Err(Refusal::Encrypted);
        }
        if !matches!(part.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
            return Err(Refusal::Damaged);
        }
        declared = declared.saturating_add(part.size());
        if declared > limits.unpacked_bytes {
            return Err(Refusal::UnpacksTooLarge { limit: limits.unpacked_bytes });
        }
    }
    Ok(())
}

/// Unpacks one part and gives the bytes it really has; `before` is what the parts before it had.
fn check_part(archive: &mut Archive, index: usize, limits: &Limits, before: u64) -> Result<u64, Refusal> {
    let mut part = archive.by_index(index).map_err(Refusal::from_archive)?;
    let name = part.name().map_err(Refusal::from_archive)?.into_owned();
    let (declared, packed) = (part.size(), part.compressed_size());

    let mut scan = XmlScan::of(&name);
    let mut chunk = vec![0; CHUNK_BYTES];
    let mut unpacked = 0_u64;
    loop {
        let count = part.read(&mut chunk).map_err(|error| Refusal::from_inflate(&error))?;
        let bytes = chunk.get(..count).unwrap_or_default();
        if bytes.is_empty() {
            break;
        }
        if unpacked == 0 && bytes.starts_with(b"PK\x03\x04") && !is_embedded(&name) {
            return Err(Refusal::NestedArchive);
        }
        unpacked += bytes.len() as u64;
        if before + unpacked > limits.unpacked_bytes {
            return Err(Refusal::UnpacksTooLarge { limit: limits.unpacked_bytes });
        }
        if unpacked > declared {
            return Err(Refusal::Damaged);
        }
        if unpacked > limits.ratio_from_bytes && unpacked / limits.ratio > packed {
            return Err(Refusal::SuspiciousCompression);
        }
        scan.feed(bytes)?;
    }
    scan.finish()?;
    if unpacked == declared { Ok(unpacked) } else { Err(Refusal::Damaged) }
}

/// Office documents put into a sheet are archives by right; they are never opened.
fn is_embedded(name: &str) -> bool {
    name.to_ascii_lowercase().starts_with("xl/embeddings/")
}

/// Other formats are zip archives too.
fn what_it_holds(archive: &Archive) -> Result<(), Refusal> {
    let holds = |wanted: &str| archive.file_names().flatten().any(|name| name.eq_ignore_ascii_case(wanted));
    if holds("xl/workbook.bin") {
        Err(Refusal::BinaryWorkbook)
    } else if holds("content.xml") && holds("mimetype") {
        Err(Refusal::OpenDocument)
    } else if !holds(CONTENT_TYPES) || holds("word/document.xml") || holds("ppt/presentation.xml") {
        Err(Refusal::NotASpreadsheet)
    } else {
        Ok(())
    }
}
