//! Turns `locales/{vi,en}/*.json` into Rust: one module per file, one function per key. What one language has and the
//! other lacks stops the build with a sentence that says where.

mod catalogue;
mod generate;
mod text;

use std::{env, fs, path::Path, process::ExitCode};

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=locales");
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            println!("cargo::error={sentence}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let out = env::var("OUT_DIR").map_err(|error| error.to_string())?;
    let areas = catalogue::read(Path::new("locales"))?;
    fs::write(Path::new(&out).join("areas.rs"), generate::areas(&areas)).map_err(|error| error.to_string())
}
