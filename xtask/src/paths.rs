//! Where things lie in the workspace.

use std::{
    env,
    path::{Path, PathBuf},
    sync::LazyLock,
};

/// The workspace's root folder.
pub fn root() -> &'static Path {
    static ROOT: LazyLock<PathBuf> = LazyLock::new(|| {
        // Cargo tells it at each run; what was true when this program was compiled may be another clone.
        let xtask = env::var_os("CARGO_MANIFEST_DIR");
        let xtask = PathBuf::from(xtask.unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into()));
        xtask.parent().map(Path::to_owned).unwrap_or(xtask)
    });
    &ROOT
}

/// Where cargo puts what it builds.
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// What the server serves as it lies: `build.json`, `pkg/<build id>/` and the files of `assets/`.
pub fn site() -> PathBuf {
    target().join("site")
}

/// A program that npm installed.
pub fn npm_program(name: &str) -> PathBuf {
    root().join("node_modules/.bin").join(name)
}

/// A file or folder inside an npm package.
pub fn npm_file(path: &str) -> PathBuf {
    root().join("node_modules").join(path)
}
