//! Opens the XML parts of a workbook for reading event by event.

use std::borrow::Cow;
use std::io::{BufReader, Read};

use quick_xml::XmlVersion;
use quick_xml::events::BytesStart;
use quick_xml::reader::Reader;

use crate::{Refusal, archive::Archive};

/// A reader of a part's XML events.
pub(super) type Xml<R> = Reader<BufReader<R>>;

/// Opens the part at a path; names of parts are compared without case.
pub(super) fn open<'a>(archive: &'a mut Archive, path: &str) -> Result<Xml<impl Read + 'a>, Refusal> {
    let name = archive
        .file_names()
        .flatten()
        .find(|name| name.replace('\\', "/").eq_ignore_ascii_case(path))
        .map(|name| name.into_owned())
        .ok_or(Refusal::Damaged)?;
    let part = archive.by_name(&name).map_err(Refusal::from_archive)?;
    Ok(reader(part))
}

/// A reader that gives `<a/>` as a start and an end.
pub(super) fn reader<R: Read>(source: R) -> Xml<R> {
    let mut xml = Reader::from_reader(BufReader::new(source));
    xml.config_mut().expand_empty_elements = true;
    xml
}

/// The value of an attribute by its name without prefix, entities resolved.
pub(super) fn attribute<'e>(element: &'e BytesStart<'_>, name: &str) -> Result<Option<Cow<'e, str>>, Refusal> {
    for attribute in element.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_| Refusal::Damaged)?;
        if attribute.key.local_name().as_ref() == name {
            return attribute.normalized_value(XmlVersion::Implicit1_0).map(Some).map_err(|_| Refusal::Damaged);
        }
    }
    Ok(None)
}

/// Whether an attribute of the type `xsd:boolean` is there and true.
pub(super) fn flag(element: &BytesStart<'_>, name: &str) -> Result<bool, Refusal> {
    Ok(matches!(attribute(element, name)?.as_deref(), Some("1" | "true")))
}
