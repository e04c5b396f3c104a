//! The list of a workbook's sheets and the parts they stand in.

use std::collections::{HashMap, HashSet};

use quick_xml::events::{BytesStart, Event};

use super::part;
use crate::{Refusal, archive::Archive};

/// Where a sheet of cells is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SheetPart {
    /// The name on its tab.
    pub name: String,
    /// Whether the workbook hides the sheet.
    pub hidden: bool,
    /// Path of its part in the archive.
    pub path: String,
}

struct Relationship {
    kind: String,
    target: String,
}

/// The sheets of cells, in the order of their tabs; charts and dialogs are no sheets of cells.
///
/// Paths are put together as calamine does it, so that both readers see the same part. No part is two sheets and
/// no name is given twice: a forged list could have one sheet read over and over.
pub(super) fn sheets(archive: &mut Archive) -> Result<Vec<SheetPart>, Refusal> {
    let workbook = relationships(archive, "_rels/.rels")?
        .into_iter()
        .filter(|(_, relationship)| relationship.kind == "officeDocument")
        .map(|(_, relationship)| relationship.target)
        .next_back()
        .ok_or(Refusal::NotASpreadsheet)?;
    let (folder, name) = workbook.split_at(workbook.rfind('/').map_or(0, |slash| slash + 1));
    let folder = folder.strip_prefix('/').unwrap_or(folder);

    let parts: HashMap<_, _> = relationships(archive, &format!("{folder}_rels/{name}.rels"))?.into_iter().collect();
    let (mut sheets, mut names, mut paths) = (Vec::new(), HashSet::new(), HashSet::new());
    for_each_element(archive, &format!("{folder}{name}"), "sheet", |element| {
        let part = part::attribute(element, "id")?.and_then(|id| parts.get(id.as_ref())).ok_or(Refusal::Damaged)?;
        if part.kind == "worksheet" {
            let path = match part.target.strip_prefix('/') {
                Some(absolute) => absolute.to_owned(),
                None => format!("{folder}{}", part.target),
            };
            let name = part::attribute(element, "name")?.ok_or(Refusal::Damaged)?;
            if !paths.insert(path.to_ascii_lowercase()) || !names.insert(name.to_lowercase()) {
                return Err(Refusal::Damaged);
            }
            let hidden = part::attribute(element, "state")?.is_some_and(|state| state != "visible");
            sheets.push(SheetPart { name: name.into_owned(), hidden, path });
        }
        Ok(())
    })?;
    Ok(sheets)
}

/// What a part refers to, by the identifier of the reference.
fn relationships(archive: &mut Archive, path: &str) -> Result<Vec<(String, Relationship)>, Refusal> {
    let mut found = Vec::new();
    for_each_element(archive, path, "Relationship", |element| {
        let value = |name| part::attribute(element, name).map(|value| value.unwrap_or_default().into_owned());
        let kind = value("Type")?.rsplit('/').next().unwrap_or_default().to_owned();
        found.push((value("Id")?, Relationship { kind, target: value("Target")? }));
        Ok(())
    })?;
    Ok(found)
}

fn for_each_element(
    archive: &mut Archive,
    path: &str,
    name: &str,
    mut visit: impl FnMut(&BytesStart<'_>) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let mut xml = part::open(archive, path)?;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(|_| Refusal::Damaged)? {
            Event::Start(element) if element.local_name().as_ref() == name => visit(&element)?,
            Event::DocType(_) => return Err(Refusal::Dtd),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}
