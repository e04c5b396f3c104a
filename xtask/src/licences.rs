//! Where the crates come from, and under which licences.

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use serde::Deserialize;

use crate::process::{cargo, read};

/// Licences that allow what this project does with them: use, change, hand on in a program.
const ALLOWED: [&str; 13] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    // Of lists of certificates.
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    license: Option<String>,
    /// Absent for the crates of the workspace.
    source: Option<String>,
}

/// Fails with every crate that is not from the one registry or whose licence is not allowed.
pub fn check() -> Result<()> {
    let metadata = read(&mut cargo(["metadata", "--format-version", "1", "--locked"]))?;
    let Metadata { packages } = serde_json::from_str(&metadata)?;

    let sources: BTreeSet<&str> = packages.iter().filter_map(|package| package.source.as_deref()).collect();
    if sources.len() > 1 || sources.iter().any(|source| !source.starts_with("registry+")) {
        bail!("crates come from elsewhere than the one registry: {sources:?}");
    }
    let refused: Vec<String> = packages
        .iter()
        .filter(|package| !package.license.as_deref().is_some_and(is_allowed))
        .map(|package| format!("{} ({})", package.name, package.license.as_deref().unwrap_or("no licence")))
        .collect();
    if !refused.is_empty() {
        bail!("licences that are not allowed: {}", refused.join(", "));
    }
    println!("{} crates, one registry, every licence allowed", packages.len());
    Ok(())
}

/// Reads an SPDX expression; `/` is the old way to write OR. AND binds tighter than OR.
fn is_allowed(expression: &str) -> bool {
    let expression = expression.replace('/', " OR ");
    let alternatives = split(&expression, " OR ");
    if alternatives.len() > 1 {
        return alternatives.into_iter().any(is_allowed);
    }
    let parts = split(&expression, " AND ");
    if parts.len() > 1 {
        return parts.into_iter().all(is_allowed);
    }
    let single = expression.trim();
    match single.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        Some(inner) => is_allowed(inner),
        None => ALLOWED.contains(&single),
    }
}

/// Splits at `operator`, but not inside parentheses.
fn split<'a>(expression: &'a str, operator: &str) -> Vec<&'a str> {
    let mut parts = Vec::new();
    let mut rest = expression;
    let mut from = 0;
    while let Some(found) = rest.get(from..).and_then(|tail| tail.find(operator)).map(|at| from + at) {
        let (before, after) = (rest.get(..found).unwrap_or_default(), rest.get(found + operator.len()..));
        if before.matches('(').count() == before.matches(')').count() {
            parts.push(before);
            rest = after.unwrap_or_default();
            from = 0;
        } else {
            from = found + operator.len();
        }
    }
    parts.push(rest);
    parts
}

#[cfg(test)]
mod tests {
    use super::is_allowed;

    #[test]
    fn reads_licence_expressions() {
        for allowed in [
            "MIT",
            "MIT/Apache-2.0",
            "MIT OR GPL-3.0",
            "(MIT OR GPL-3.0) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception OR GPL-3.0",
            "GPL-3.0 OR (MIT AND (ISC OR GPL-2.0))",
        ] {
            assert!(is_allowed(allowed), "{allowed}");
        }
        for refused in ["GPL-3.0", "MIT AND GPL-3.0", "(GPL-3.0 OR AGPL-3.0) AND MIT", ""] {
            assert!(!is_allowed(refused), "{refused}");
        }
    }
}
