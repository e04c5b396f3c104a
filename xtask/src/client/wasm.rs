//! WebAssembly: compiled by cargo, split at the lazy routes, bound to JavaScript, optimised.

use std::{
    fs,
    num::NonZero,
    path::{Path, PathBuf},
    process::Command,
    thread,
};

use anyhow::{Context, Result, anyhow};
use wasm_bindgen_cli_support::Bindgen;

use super::{CHUNK_LOADER, Mode, NAME, chunks, fresh_folder, unused};
use crate::{
    paths,
    process::{cargo, run, run_quietly},
};

/// Binaryen as a library: it is started once for hundreds of modules.
const OPTIMISE: &str = include_str!("optimise.mjs");

/// What rustc uses by default; binaryen wants to be told (`optimise.mjs` says the same).
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

/// Optimises the main module and every chunk for size, on all cores: binaryen uses one.
pub fn optimise(package: &Path) -> Result<()> {
    let mut modules = Vec::new();
    for entry in fs::read_dir(package)? {
        let entry = entry?;
        if entry.path().extension().is_some_and(|extension| extension == "wasm") {
            modules.push((entry.metadata()?.len(), entry.path()));
        }
    }
    modules.sort();
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let mut shares = vec![(0, Vec::new()); cores];
    while let Some((size, module)) = modules.pop() {
        // The largest first, each to the core that has least to do.
        if let Some((total, share)) = shares.iter_mut().min_by_key(|(total, _)| *total) {
            *total += size;
            share.push(module);
        }
    }
    thread::scope(|scope| {
        let workers: Vec<_> = shares.iter().map(|(_, share)| scope.spawn(move || optimise_modules(share))).collect();
        workers
            .into_iter()
            .try_for_each(|worker| worker.join().map_err(|_| anyhow!("a thread of the optimiser panicked"))?)
    })
}

fn optimise_modules(modules: &[PathBuf]) -> Result<()> {
    let library = paths::npm_file("binaryen/index.js");
    let mut node = Command::new("node");
    run_quietly(node.args(["--input-type=module", "--eval", OPTIMISE]).arg(library).args(modules))?;
    Ok(())
}
