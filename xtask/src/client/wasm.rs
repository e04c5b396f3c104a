//! WebAssembly: compiled by cargo, split at the lazy routes, bound to JavaScript, optimised.

use std::{
    fs,
    num::NonZero,
    path::{Path, PathBuf},
    process::Command,
    sync::Mutex,
    thread,
};

use anyhow::{Context, Result, anyhow};
use wasm_bindgen_cli_support::Bindgen;

use super::{CHUNK_LOADER, Mode, NAME, chunks, fresh_folder, unused};
use crate::{
    paths,
    process::{cargo, run, run_quietly},
};

/// What rustc uses by default; binaryen wants to be told.
pub const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Compiles `frontend` and tells where the result lies.
///
/// The relocations stay in the file: the splitter moves functions by them.
pub fn compile(mode: Mode) -> Result<PathBuf> {
    let profile = match mode {
        Mode::Dev | Mode::Live => "wasm-dev",
        Mode::Release => "wasm-release",
    };
    run(cargo(["rustc", "--package", "frontend", "--lib", "--crate-type", "cdylib"])
        .args(["--target", "wasm32-unknown-unknown", "--profile", profile])
        .args(["--", "-Clink-args=--emit-relocs"]))?;
    Ok(paths::target().join("wasm32-unknown-unknown").join(profile).join("frontend.wasm"))
}

/// Splits `compiled` at the lazy routes and writes chunks and JavaScript to `package`.
pub fn split_and_bind(compiled: &Path, package: &Path) -> Result<()> {
    let bytes = fs::read(compiled).with_context(|| format!("cannot read {}", compiled.display()))?;
    let bytes = unused::empty(&bytes)?;
    let work = package.with_extension("split");
    fresh_folder(&work)?;
    let main = work.join(format!("{NAME}.wasm"));
    let main_module = format!("./{NAME}.js");
    let chunk_loader = format!("./{CHUNK_LOADER}");

    let mut options = wasm_split_cli_support::Options::new(&bytes);
    options.output_dir = package;
    options.main_out_path = &main;
    options.main_module = &main_module;
    options.link_name = &chunk_loader;
    let split =
        wasm_split_cli_support::transform(options).map_err(|error| anyhow!("cannot split the client: {error:?}"))?;
    Bindgen::new()
        .input_path(&main)
        .out_name(NAME)
        .web(true)?
        .keep_lld_exports(true)
        .demangle(false)
        .typescript(false)
        .remove_producers_section(true)
        .generate(package)?;
    fs::remove_dir_all(work)?;
    chunks::gather(package, split.prefetch_map)
}

/// Runs binaryen over the main module and every chunk, the largest first, on all cores: it uses one per file.
pub fn optimise(package: &Path) -> Result<()> {
    let mut modules = Vec::new();
    for entry in fs::read_dir(package)? {
        let entry = entry?;
        if entry.path().extension().is_some_and(|extension| extension == "wasm") {
            modules.push((entry.metadata()?.len(), entry.path()));
        }
    }
    modules.sort();
    let modules = Mutex::new(modules);
    let take = || modules.lock().ok()?.pop();
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let work = || -> Result<()> {
            while let Some((_, module)) = take() {
                optimise_module(&module)?;
            }
            Ok(())
        };
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .try_for_each(|worker| worker.join().map_err(|_| anyhow!("a thread of the optimiser panicked"))?)
    })
}

fn optimise_module(module: &Path) -> Result<()> {
    run_quietly(
        Command::new(paths::npm_program("wasm-opt"))
            .args(["-Oz", "--strip-producers", "--strip-target-features"])
            .args(FEATURES)
            .arg(module)
            .arg("-o")
            .arg(module),
    )?;
    Ok(())
}
