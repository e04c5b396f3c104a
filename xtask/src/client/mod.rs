//! The browser's side: WebAssembly in chunks, style, fonts and icons, laid out in `target/site` for the server.

mod chunks;
mod compress;
mod live;
mod names;
mod site;
mod style;
mod unused;
mod wasm;

use std::{fs, path::Path, time::Instant};

use anyhow::Result;
use clap::ValueEnum;

use crate::{digest::ContentHash, paths};

pub use chunks::{FIRST_PAGE, Parts};
pub use live::announce_restart;
pub use site::current_package;

/// Name of the main files; the server names it to leptos as well.
const NAME: &str = "sokhach";

/// The application without the lazy routes, as wasm-bindgen names it.
pub const MAIN_WASM: &str = "sokhach_bg.wasm";

/// What loads and runs it; `loader.js` names it too.
pub const MAIN_JS: &str = "sokhach.js";

/// The module that fetches the chunks: leptos preloads it under this very name.
pub const CHUNK_LOADER: &str = "__wasm_split.______________________.js";

/// Which lazy route needs which chunks; leptos reads it to preload them.
pub const CHUNK_MANIFEST: &str = "__wasm_split_manifest.json";

/// What the build is for.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Mode {
    /// Built quickly
    Dev,
    /// Built quickly; pages load themselves anew when `cargo xtask dev` has restarted the server
    Live,
    /// Optimised and compressed
    Release,
}

impl Mode {
    fn name(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Live => "live",
            Self::Release => "release",
        }
    }
}

/// Builds what has changed since the last time.
pub fn build(mode: Mode) -> Result<()> {
    let started = Instant::now();
    let compiled = wasm::compile(mode)?;
    let inputs = inputs(mode, &compiled)?;
    if site::is_made_from(&inputs) {
        println!("client unchanged");
        return Ok(());
    }

    let package = site::new_package(mode)?;
    wasm::split_and_bind(&compiled, &package)?;
    style::bundle(&package)?;
    style::copy_fonts(&package)?;
    style::draw_icon_sprite(&package)?;
    match mode {
        Mode::Dev => {}
        Mode::Live => live::watch_for_restarts(&package)?,
        Mode::Release => {
            names::shorten(&package)?;
            wasm::optimise(&package)?;
            compress::compress(&package)?;
        }
    }
    let build_id = site::publish(&package, &inputs)?;
    println!("client {build_id} built in {:.1} s", started.elapsed().as_secs_f32());
    Ok(())
}

/// Everything but the Rust sources, which cargo watches itself: they count through the file they are compiled to.
fn inputs(mode: Mode, compiled: &Path) -> Result<String> {
    let root = paths::root();
    let hash = ContentHash::default()
        .word(mode.name())
        .file(compiled)?
        .folder(&root.join("style"))?
        .folder(&root.join("assets"))?
        .folder(&root.join("xtask/src"))?
        .file(&root.join("package-lock.json"))?;
    Ok(hash.finish())
}

/// Removes `folder` if it is there and makes it anew.
fn fresh_folder(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    Ok(fs::create_dir_all(folder)?)
}
