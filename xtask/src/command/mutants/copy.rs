//! A copy of the sources, because the working tree must not change.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::context::Context;
use crate::error::{Error, Result};

/// Folders that are generated, or not sources.
const LEFT_OUT: [&str; 6] = ["target", "data", ".git", "node_modules", "generated", "test-results"];

/// The sources at the time of the copy.
pub struct Copy {
    /// The folder of the copy.
    pub root: PathBuf,
}

impl Copy {
    /// Updates the copy. Unchanged files keep their times, so that Cargo compiles only the others.
    pub fn make(context: &Context) -> Result<Self> {
        let root = context.target.join("mutants/source");
        bring(&context.root, &root)
            .map_err(Error::io(format!("copying the sources to {}", root.display())))?;
        Ok(Self { root })
    }

    /// Reads a file of the copy.
    pub fn read(&self, file: &str) -> Result<String> {
        let path = self.root.join(file);
        fs::read_to_string(&path).map_err(Error::io(format!("reading {}", path.display())))
    }

    /// Writes a file of the copy.
    pub fn write(&self, file: &str, text: &str) -> Result<()> {
        let path = self.root.join(file);
        fs::write(&path, text).map_err(Error::io(format!("writing {}", path.display())))
    }

    /// The Rust files below a folder of the copy, sorted, as paths below the project's folder. Leaves out files of tests.
    pub fn sources(&self, folder: &str) -> Result<Vec<String>> {
        let mut files = Vec::new();
        rust_files(&self.root.join(folder), &mut files).map_err(Error::io(format!("reading {folder}")))?;
        let below = |path: PathBuf| {
            let path = path.strip_prefix(&self.root).ok()?.to_str()?.replace('\\', "/");
            (!is_test(&path)).then_some(path)
        };
        let mut files: Vec<_> = files.into_iter().filter_map(below).collect();
        files.sort();
        Ok(files)
    }
}

fn is_test(path: &str) -> bool {
    let is_file = |end: &&str| path.ends_with(*end);
    path.contains("/testing/") || path.contains("/tests/") || ["/tests.rs", "_tests.rs"].iter().any(is_file)
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            rust_files(&path, found)?;
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
    Ok(())
}

fn bring(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    let mut names = Vec::new();
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        if LEFT_OUT.iter().any(|name| entry.file_name() == *name) {
            continue;
        }
        let (source, copy) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() {
            bring(&source, &copy)?;
        } else {
            let content = fs::read(&source)?;
            if fs::read(&copy).ok().as_ref() != Some(&content) {
                fs::write(&copy, content)?;
            }
        }
        names.push(entry.file_name());
    }
    for entry in fs::read_dir(to)? {
        let entry = entry?;
        if names.contains(&entry.file_name()) {
            continue;
        }
        if entry.path().is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
