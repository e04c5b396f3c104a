//! The size budget: what a first visit, from the sign-in page to the list, brings over the wire.

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};

use crate::client;

/// All bytes of a first visit, brotli (`fonts` are compressed in themselves).
const BUDGET: u64 = 400 * 1024;

/// Fails when the way from the sign-in page to the list costs more than the budget.
pub fn check() -> Result<()> {
    let package = client::current_package()?;
    let common = [
        ("application", wire_size(&package.join(client::MAIN_WASM))?),
        ("JavaScript", wire_size(&package.join(client::MAIN_JS))? + wire_size(&package.join(client::CHUNK_LOADER))?),
        ("style and icons", wire_size(&package.join("main.css"))? + wire_size(&package.join("icons.svg"))?),
        ("fonts", fonts_size(&package.join("fonts"))?),
    ];
    for (what, size) in common {
        println!("{what:<28} {:>7.1} KiB", kib(size));
    }
    let common: u64 = common.iter().map(|(_, size)| size).sum();
    let (mut page, mut first_visit) = (String::new(), None);
    for (part, chunks) in parts(&package)? {
        let mut size = 0;
        for chunk in &chunks {
            size += wire_size(&package.join(format!("{chunk}.wasm")))?;
        }
        println!("  {:<26} {:>7.1} KiB in {}", name(&part), kib(size), chunks.len());
        if part.starts_with(client::FIRST_PAGE) {
            (page, first_visit) = (name(&part).to_owned(), Some(common + size));
        }
    }
    let first_visit = first_visit.context("the first page is not among the lazy parts")?;
    println!("{:<28} {:>7.1} KiB of {:.0} KiB, to {page}", "first visit", kib(first_visit), kib(BUDGET));
    ensure!(first_visit <= BUDGET, "a first visit costs {:.1} KiB", kib(first_visit));
    Ok(())
}

/// The lazy parts and their chunks.
fn parts(package: &Path) -> Result<client::Parts> {
    let manifest = fs::read_to_string(package.join(client::CHUNK_MANIFEST))?;
    Ok(serde_json::from_str(&manifest)?)
}

/// `customer_list_page` of `__customer_list_page_view_174…`: what people call a part.
fn name(part: &str) -> &str {
    let part = part.trim_start_matches('_');
    part.rsplit_once('_').map_or(part, |(name, _hash)| name).trim_end_matches("_view")
}

fn wire_size(file: &Path) -> Result<u64> {
    let mut compressed = file.as_os_str().to_owned();
    compressed.push(".br");
    let metadata = fs::metadata(&compressed);
    Ok(metadata.with_context(|| format!("{} is missing", Path::new(&compressed).display()))?.len())
}

/// The letters of English and Vietnamese; others are fetched when a text has one.
fn fonts_size(folder: &Path) -> Result<u64> {
    let mut size = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if !entry.file_name().to_string_lossy().contains("-more-") {
            size += entry.metadata()?.len();
        }
    }
    Ok(size)
}

/// For people; exact enough below 2^53 bytes.
fn kib(bytes: u64) -> f64 {
    bytes as f64 / 1024.0
}
