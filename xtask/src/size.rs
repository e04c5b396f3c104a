//! The size budget: what a first visit brings over the wire.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use anyhow::{Context, Result, ensure};

use crate::client;

/// All bytes of a first visit, brotli (`fonts` are compressed in themselves).
const BUDGET: u64 = 400 * 1024;

/// Fails when the heaviest page costs more than the budget.
pub fn check() -> Result<()> {
    let package = client::current_package()?;
    let always = [
        ("application", wire_size(&package.join(client::MAIN_WASM))?),
        ("JavaScript", wire_size(&package.join(client::MAIN_JS))? + wire_size(&package.join(client::CHUNK_LOADER))?),
        ("style and icons", wire_size(&package.join("main.css"))? + wire_size(&package.join("icons.svg"))?),
        ("fonts", folder_size(&package.join("fonts"))?),
    ];
    let (page, page_size) = heaviest_page(&package)?;

    let mut total = page_size;
    for (what, size) in always {
        println!("{what:<16} {:>7.1} KiB", kib(size));
        total += size;
    }
    println!("{:<16} {:>7.1} KiB   {page}", "heaviest page", kib(page_size));
    println!("{:<16} {:>7.1} KiB of {:.0} KiB", "first visit", kib(total), kib(BUDGET));
    ensure!(total <= BUDGET, "a first visit costs {:.1} KiB, {:.0} KiB are allowed", kib(total), kib(BUDGET));
    Ok(())
}

/// The lazy route whose chunks weigh most, and their weight.
fn heaviest_page(package: &Path) -> Result<(String, u64)> {
    let manifest = fs::read_to_string(package.join(client::CHUNK_MANIFEST))?;
    let pages: BTreeMap<String, BTreeSet<String>> = serde_json::from_str(&manifest)?;
    let mut heaviest = (String::from("no lazy route"), 0);
    for (page, chunks) in pages {
        let mut size = 0;
        for chunk in chunks {
            size += wire_size(&package.join(format!("{chunk}.wasm")))?;
        }
        if size > heaviest.1 {
            heaviest = (page, size);
        }
    }
    Ok(heaviest)
}

fn wire_size(file: &Path) -> Result<u64> {
    let mut compressed = file.as_os_str().to_owned();
    compressed.push(".br");
    let metadata = fs::metadata(&compressed);
    Ok(metadata.with_context(|| format!("{} is missing", Path::new(&compressed).display()))?.len())
}

fn folder_size(folder: &Path) -> Result<u64> {
    let mut size = 0;
    for entry in fs::read_dir(folder)? {
        size += entry?.metadata()?.len();
    }
    Ok(size)
}

/// For people; exact enough below 2^53 bytes.
fn kib(bytes: u64) -> f64 {
    bytes as f64 / 1024.0
}
