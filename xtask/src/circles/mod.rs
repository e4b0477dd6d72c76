//! Finds modules of one crate that import from each other in a circle, and rooms of `crates/store` that import from one that is
//! not below them.
//!
//! An import counts for the module that declares the item, whatever re-exports it passes through. An imported module counts only
//! by the items taken from it. A module and those above it may import from each other: a folder's `mod.rs` declares what its
//! files share, and calls them. Code for tests only does not count.

mod allowed;
mod floors;
mod graph;
mod source;
#[cfg(test)]
mod tests;
mod tree;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use allowed::{ALLOWED, Allowed};
use tree::{Edge, Tree};

use crate::error::{Error, Result};

/// The folders of the workspace's crates outside of `crates`.
const CRATES: [&str; 5] = ["app", "bench/wasm", "frontend", "server", "xtask"];

/// Checks every crate of the project in that folder. The error lists the findings, file by file and line by line.
pub fn check(project: &Path) -> Result<()> {
    let mut findings = Vec::new();
    let mut used = vec![false; ALLOWED.len()];
    for root in roots(project)? {
        let tree = Tree::read(&root, &|file: &Path| read(&project.join(file)))?;
        let is_store = root.starts_with("crates/store");
        findings.extend(findings_of(&tree, is_store, ALLOWED, &mut used));
    }
    for (allowed, _) in ALLOWED.iter().zip(used).filter(|(_, used)| !used) {
        findings.push(format!(
            "{} imports nothing from {} anymore: take this out of xtask/src/circles/allowed.rs.",
            allowed.from, allowed.to
        ));
    }
    if findings.is_empty() { Ok(()) } else { Err(Error::Found(findings.join("\n\n"))) }
}

/// The findings in one crate. Sets `used` for each exception that was needed.
fn findings_of(tree: &Tree, has_floors: bool, allowed: &[Allowed], used: &mut [bool]) -> Vec<String> {
    let mut edges = tree.edges();
    edges.retain(|edge| {
        let is_this = |one: &Allowed| is_of(tree, edge, one);
        let found = allowed.iter().position(is_this);
        if let Some(at) = found {
            used[at] = true;
        }
        found.is_none()
    });
    let mut findings = Vec::new();
    if has_floors {
        findings.extend(floors::findings(tree, &edges));
    }
    findings.extend(graph::findings(tree, &edges));
    findings
}

/// Returns whether an exception is about this import.
fn is_of(tree: &Tree, edge: &Edge, allowed: &Allowed) -> bool {
    tree.module(edge.from).file == Path::new(allowed.from)
        && tree.module(edge.to).file == Path::new(allowed.to)
}

/// The root files of all crates, relative to the project's folder.
fn roots(project: &Path) -> Result<Vec<PathBuf>> {
    let mut crates: Vec<PathBuf> = CRATES.iter().map(PathBuf::from).collect();
    crates.extend(folder(project, Path::new("crates"))?);
    let mut roots = Vec::new();
    for one in crates {
        let source = one.join("src");
        let files = ["lib.rs", "main.rs"].map(|name| source.join(name));
        roots.extend(files.into_iter().filter(|file| project.join(file).is_file()));
        let programs = source.join("bin");
        if project.join(&programs).is_dir() {
            roots.extend(folder(project, &programs)?);
        }
    }
    Ok(roots)
}

/// The entries of a folder, sorted.
fn folder(project: &Path, folder: &Path) -> Result<Vec<PathBuf>> {
    let read = || -> io::Result<Vec<PathBuf>> {
        fs::read_dir(project.join(folder))?.map(|entry| Ok(folder.join(entry?.file_name()))).collect()
    };
    let mut entries = read().map_err(Error::io(format!("reading {}", folder.display())))?;
    entries.sort();
    Ok(entries)
}

/// The text of a file, if it exists.
fn read(file: &Path) -> Result<Option<String>> {
    match fs::read_to_string(file) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io(format!("reading {}", file.display()))(error)),
    }
}
