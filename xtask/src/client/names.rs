//! Short names for what the main module takes from JavaScript, and scripts without comments.

use std::{borrow::Cow, collections::HashMap, fs, path::Path};

use anyhow::{Result, anyhow};
use wasm_encoder::{EntityType, ImportSection, Module, RawSection};
use wasmparser::{Parser, Payload};

use super::{CHUNK_LOADER, MAIN_JS, MAIN_WASM};

/// Gives what wasm-bindgen wrote short names. Its own are long and end in a hash, which no compression makes small: with the
/// comments they are seven KiB of a first visit.
pub fn shorten(package: &Path) -> Result<()> {
    let module = package.join(MAIN_WASM);
    let (renamed, names) = rename_imports(&fs::read(&module)?)?;
    fs::write(module, renamed)?;
    for script in [MAIN_JS, CHUNK_LOADER] {
        let script = package.join(script);
        let text = fs::read_to_string(&script)?;
        fs::write(script, rename(&without_comments(&text), &names))?;
    }
    Ok(())
}

/// The module with new names for what it takes from wasm-bindgen's script, and these by the old ones.
fn rename_imports(module: &[u8]) -> Result<(Vec<u8>, HashMap<String, String>)> {
    let glue = format!("./{}.js", MAIN_WASM.trim_end_matches(".wasm"));
    let (mut renamed, mut names) = (Module::new(), HashMap::new());
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        if let Payload::ImportSection(imports) = &payload {
            let mut section = ImportSection::new();
            for import in imports.clone().into_imports() {
                let import = import?;
                let mut name = Cow::Borrowed(import.name);
                if import.module == glue {
                    let next = format!("_{:x}", names.len());
                    name = names.entry(import.name.to_owned()).or_insert(next).clone().into();
                }
                let kind = EntityType::try_from(import.ty).map_err(|error| anyhow!("an import: {error}"))?;
                section.import(import.module, &name, kind);
            }
            renamed.section(&section);
        } else if let Some((id, range)) = payload.as_section() {
            let range = usize::try_from(range.start)?..usize::try_from(range.end)?;
            renamed.section(&RawSection { id, data: module.get(range).unwrap_or_default() });
        }
    }
    Ok((renamed.finish(), names))
}

/// Puts the new names in the place of the old ones.
fn rename(script: &str, names: &HashMap<String, String>) -> String {
    let is_outside = |letter: char| !(letter.is_ascii_alphanumeric() || letter == '_' || letter == '$');
    let word_or_sign = |part: &str| {
        let word = part.trim_end_matches(is_outside);
        let new = names.get(word).map_or(word, String::as_str);
        format!("{new}{}", part.get(word.len()..).unwrap_or_default())
    };
    script.split_inclusive(is_outside).map(word_or_sign).collect()
}

/// Lines that say something to the browser, without indentation. Comments of the scripts stand on lines of their own.
fn without_comments(script: &str) -> String {
    let is_code = |line: &&str| !line.is_empty() && !["//", "/*", "*"].iter().any(|comment| line.starts_with(comment));
    script.lines().map(str::trim).filter(is_code).flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_keep_their_code_and_lose_their_words() {
        let script =
            "/**\n * Adds.\n */\n  __wbg_add_0123: function(a, b) { return __wbg_add_01234(a*b); },\n\n// The end.\n";
        let names = HashMap::from([("__wbg_add_0123".to_owned(), "_0".to_owned())]);
        let short = rename(&without_comments(script), &names);
        assert_eq!(short, "_0: function(a, b) { return __wbg_add_01234(a*b); },\n");
    }
}
