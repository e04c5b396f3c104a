//! The chunks that the splitter makes: one for each lazy part, and one for each set of parts that have code in common,
//! which is a hundred for ten parts.

use std::{
    collections::{BTreeMap, HashMap},
    fmt::Write,
    fs,
    path::Path,
    process::Command,
};

use anyhow::{Context, Result};

use super::{CHUNK_LOADER, CHUNK_MANIFEST, MAIN_WASM, wasm::FEATURES};
use crate::{paths, process::run_quietly};

/// The page that everybody opens first. What it has in common with others goes into the main module: one file is an
/// eighth smaller than its parts, and takes one request instead of eighty.
pub const FIRST_PAGE: &str = "__customer_list_page_view_";

/// What the main module is to the chunks, which import memory and tables from it.
const MAIN: &str = "__wasm_split";

/// Fetches chunks; how it is called is settled by the splitter.
const LOADER: &str = include_str!("loader.js");

/// Lazy parts by the names that the splitter gives them, each with the chunks that it needs.
pub type Parts = BTreeMap<String, Vec<String>>;

/// Makes the chunks that the first page shares a part of the main module, and writes what finds the others.
pub fn gather(package: &Path, parts: HashMap<String, Vec<String>>) -> Result<()> {
    let mut parts: Parts = parts.into_iter().collect();
    let users = |chunk: &String| parts.values().filter(|chunks| chunks.contains(chunk)).count();
    let first = parts.iter().find(|(part, _)| part.starts_with(FIRST_PAGE));
    let (_, first) = first.with_context(|| format!("no lazy part is called {FIRST_PAGE}…"))?;
    let common: Vec<String> = first.iter().filter(|chunk| users(chunk) > 1).cloned().collect();

    merge(package, &common)?;
    for chunks in parts.values_mut() {
        chunks.retain(|chunk| !common.contains(chunk));
    }
    fs::write(package.join(CHUNK_MANIFEST), serde_json::to_vec(&parts)?)?;
    Ok(fs::write(package.join(CHUNK_LOADER), loader(&parts)?)?)
}

fn merge(package: &Path, chunks: &[String]) -> Result<()> {
    let mut merge = Command::new(paths::npm_program("wasm-merge"));
    merge.current_dir(package).args(FEATURES).args([MAIN_WASM, MAIN]);
    for chunk in chunks {
        merge.arg(format!("{chunk}.wasm")).arg(chunk);
    }
    run_quietly(merge.args(["-o", MAIN_WASM]))?;
    for chunk in chunks {
        fs::remove_file(package.join(format!("{chunk}.wasm")))?;
    }
    Ok(())
}

/// One function for each part. Only the first page's tells its chunks.
fn loader(parts: &Parts) -> Result<String> {
    let mut script = LOADER.to_owned();
    for (part, chunks) in parts {
        let chunks =
            if part.starts_with(FIRST_PAGE) { format!(", {}", serde_json::to_string(chunks)?) } else { String::new() };
        writeln!(script, "export const __wasm_split_load_{part} = part('{part}'{chunks});")?;
    }
    Ok(script)
}
