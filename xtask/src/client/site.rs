//! The site's layout: `build.json` names the build, `pkg/<build id>/` holds it, assets lie at the top.

use std::{
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use walkdir::WalkDir;

use super::{Mode, fresh_folder};
use crate::{digest::ContentHash, paths};

/// Builds that stay servable: a tab that was open before a deploy may still fetch its chunks.
const BUILDS_KEPT: usize = 3;

#[derive(Serialize, Deserialize)]
struct BuildFile {
    /// What the server reads.
    build_id: String,
    /// Hash of what the build was made from.
    inputs: String,
}

/// Whether the published build was made from these inputs and is still there.
pub fn is_made_from(inputs: &str) -> bool {
    published().is_ok_and(|build| build.inputs == inputs && packages().join(build.build_id).is_dir())
}

/// The folder of the published build.
pub fn current_package() -> Result<PathBuf> {
    Ok(packages().join(published()?.build_id))
}

/// An empty folder to build a package in.
pub fn new_package(mode: Mode) -> Result<PathBuf> {
    let package = paths::target().join("client").join(mode.name());
    fresh_folder(&package)?;
    Ok(package)
}

/// Moves a finished package to its place, named by a hash of its content, and makes it the current one.
pub fn publish(package: &Path, inputs: &str) -> Result<String> {
    let build_id = ContentHash::default().folder(package)?.finish();
    let place = packages().join(&build_id);
    fresh_folder(&place)?;
    fs::rename(package, &place)?;
    copy_assets()?;

    let build = BuildFile { build_id: build_id.clone(), inputs: inputs.to_owned() };
    let draft = paths::site().join("build.json.new");
    fs::write(&draft, serde_json::to_vec(&build)?)?;
    fs::rename(draft, paths::site().join("build.json"))?;
    remove_old_builds()?;
    Ok(build_id)
}

fn published() -> Result<BuildFile> {
    let text = fs::read_to_string(paths::site().join("build.json")).context("the client is not built")?;
    Ok(serde_json::from_str(&text)?)
}

/// The folder of all builds.
pub fn packages() -> PathBuf {
    paths::site().join("pkg")
}

fn copy_assets() -> Result<()> {
    let assets = paths::root().join("assets");
    for entry in WalkDir::new(&assets) {
        let entry = entry?;
        let place = paths::site().join(entry.path().strip_prefix(&assets)?);
        if entry.file_type().is_dir() {
            fs::create_dir_all(place)?;
        } else {
            fs::copy(entry.path(), &place).with_context(|| format!("cannot write {}", place.display()))?;
        }
    }
    Ok(())
}

fn remove_old_builds() -> Result<()> {
    let mut builds: Vec<(SystemTime, PathBuf)> = Vec::new();
    for entry in fs::read_dir(packages())? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            builds.push((entry.metadata()?.modified()?, entry.path()));
        }
    }
    builds.sort();
    let surplus = builds.len().saturating_sub(BUILDS_KEPT);
    for (_, build) in builds.into_iter().take(surplus) {
        fs::remove_dir_all(build)?;
    }
    Ok(())
}
