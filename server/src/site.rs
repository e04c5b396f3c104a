//! The client as `cargo xtask` built it: `build.json`, `pkg/<build id>/` and the files of `assets/`.

use std::path::{Path, PathBuf};

use anyhow::Context;
use leptos::config::LeptosOptions;
use serde::Deserialize;

/// Name of the client's main files, as `xtask` gives it to wasm-bindgen.
const OUTPUT_NAME: &str = "sokhach";

/// A client build on disk.
#[derive(Clone, Debug)]
pub struct Site {
    /// The folder that holds `build.json`.
    pub root: PathBuf,
    /// Hash of everything in the package folder.
    pub build_id: String,
}

#[derive(Deserialize)]
struct BuildFile {
    build_id: String,
}

impl Site {
    /// Reads which build lies in `root`.
    ///
    /// # Errors
    /// When there is none, with the command that makes one.
    pub fn open(root: &Path) -> anyhow::Result<Self> {
        let file = root.join("build.json");
        let text = std::fs::read_to_string(&file).with_context(|| {
            format!("the client is not built ({} is missing): run `cargo xtask build`", file.display())
        })?;
        let BuildFile { build_id } = serde_json::from_str(&text)?;
        Ok(Self { root: root.to_owned(), build_id })
    }

    /// The site beside the executable's folder: `target/site` for `target/debug/sokhach` and `target/release/sokhach`.
    ///
    /// # Errors
    /// When the executable's own path is unknown.
    pub fn default_root() -> anyhow::Result<PathBuf> {
        let executable = std::env::current_exe()?;
        let folder = executable.parent().and_then(Path::parent);
        Ok(folder.context("no folder above the executable")?.join("site"))
    }

    /// What leptos must know to write the addresses of the client into each page.
    #[must_use]
    pub fn leptos_options(&self) -> LeptosOptions {
        LeptosOptions::builder()
            .output_name(OUTPUT_NAME)
            .site_root(self.root.to_string_lossy().into_owned())
            .site_pkg_dir(format!("pkg/{}", self.build_id))
            .build()
    }
}
