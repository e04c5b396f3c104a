//! Reads both languages and compares them.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use serde_json::{Map, Value};

use crate::text::Text;

/// A key with its text in both languages.
pub struct Entry {
    pub key: String,
    pub vi: Text,
    pub en: Text,
}

/// Area → its entries, in the order of the English file.
pub type Areas = BTreeMap<String, Vec<Entry>>;

/// Reads `vi` and `en` below a folder.
pub fn read(locales: &Path) -> Result<Areas, String> {
    let (vi, en) = (names(&locales.join("vi"))?, names(&locales.join("en"))?);
    if let Some(area) = vi.symmetric_difference(&en).next() {
        let (has, lacks) = if vi.contains(area) { ("vi", "en") } else { ("en", "vi") };
        return Err(format!("locales/{lacks}/{area}.json is missing; locales/{has} has it"));
    }
    en.into_iter().map(|area| read_area(locales, &area).map(|entries| (area, entries))).collect()
}

fn names(folder: &Path) -> Result<BTreeSet<String>, String> {
    let files = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    files
        .map(|file| {
            let name = file.map_err(|error| error.to_string())?.file_name().to_string_lossy().into_owned();
            match name.strip_suffix(".json") {
                Some(area) if is_name(area) => Ok(area.to_owned()),
                _ => Err(format!("{}/{name} is not the name of an area (a-z and _, .json)", folder.display())),
            }
        })
        .collect()
}

fn read_area(locales: &Path, area: &str) -> Result<Vec<Entry>, String> {
    let vi = read_file(&locales.join(format!("vi/{area}.json")))?;
    let en = read_file(&locales.join(format!("en/{area}.json")))?;
    if let Some(key) = vi.keys().find(|key| !en.contains_key(*key)) {
        return Err(format!("locales/en/{area}.json lacks the key \"{key}\", which vi has"));
    }
    en.iter()
        .map(|(key, en)| {
            let vi =
                vi.get(key).ok_or_else(|| format!("locales/vi/{area}.json lacks the key \"{key}\", which en has"))?;
            entry(key, vi, en).map_err(|why| format!("{area}.{key}: {why}"))
        })
        .collect()
}

fn read_file(path: &Path) -> Result<Map<String, Value>, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}

fn entry(key: &str, vi: &Value, en: &Value) -> Result<Entry, String> {
    if !is_name(key) {
        return Err("a key consists of a-z, 0-9 and _".to_owned());
    }
    let vi = Text::read(vi).map_err(|why| format!("in vi, {why}"))?;
    let en = Text::read(en).map_err(|why| format!("in en, {why}"))?;
    if vi.one.is_some() {
        return Err("Vietnamese has one form only, no \"one\" and \"other\"".to_owned());
    }
    if vi.placeholders() != en.placeholders() {
        return Err(format!("vi has the placeholders {:?}, en has {:?}", vi.placeholders(), en.placeholders()));
    }
    Ok(Entry { key: key.to_owned(), vi, en })
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}
