//! Remembers the inputs of a step, so that an unchanged step can be skipped.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};

use crate::context::Context;
use crate::error::{Error, Result};

/// Folders of outputs rather than inputs.
const MADE: [&str; 3] = ["node_modules", "generated", "target"];

/// A hash over the paths, sizes and modification times of a step's inputs.
pub struct Stamp {
    file: PathBuf,
    hash: String,
}

impl Stamp {
    /// Reads the state of `inputs` (files and folders below the project's folder) for the step `name`. `variant` distinguishes
    /// different results from the same inputs.
    pub fn of(context: &Context, name: &str, inputs: &[&str], variant: &str) -> Result<Self> {
        let mut hasher = DefaultHasher::new();
        variant.hash(&mut hasher);
        for input in inputs {
            hash_tree(&context.root.join(input), &mut hasher)
                .map_err(Error::io(format!("reading {input}")))?;
        }
        let file = context.target.join("xtask").join(format!("{name}.stamp"));
        Ok(Self { file, hash: format!("{:016x}", hasher.finish()) })
    }

    /// Returns whether the step was last finished with these inputs.
    pub fn is_current(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|kept| kept == self.hash)
    }

    /// Remembers that the step is finished. Call it on a stamp taken before the work, so that changes during the work are noticed
    /// the next time.
    pub fn keep(&self) -> Result<()> {
        fs::write(&self.file, &self.hash).map_err(Error::io(format!("writing {}", self.file.display())))
    }
}

fn hash_tree(path: &Path, hasher: &mut DefaultHasher) -> io::Result<()> {
    let state = match fs::metadata(path) {
        // A missing file is a state like any other.
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            path.hash(hasher);
            return Ok(());
        }
        state => state?,
    };
    if state.is_dir() {
        let mut entries = fs::read_dir(path)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<io::Result<Vec<_>>>()?;
        entries.retain(|entry| !MADE.iter().any(|made| entry.ends_with(made)));
        entries.sort();
        return entries.iter().try_for_each(|entry| hash_tree(entry, hasher));
    }
    (path, state.len(), state.modified()?).hash(hasher);
    Ok(())
}
