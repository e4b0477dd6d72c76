//! A disk that fails for a while.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::server::Server;

/// The way a disk fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It is full: a tmpfs of 24 MB, and a file that takes all the remaining space.
    Full,
    /// Writing fails: the server may not make any file larger.
    Io,
}

/// A disk for a database.
pub struct Disk {
    failure: Failure,
    folder: TempDir,
}

impl Disk {
    /// A disk that can fail that way; None if this machine can't make one.
    pub fn new(failure: Failure) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        if failure == Failure::Full
            && !run(Command::new("mount").args(["-t", "tmpfs", "-o", "size=24m", "tmpfs"]).arg(folder.path()))
        {
            println!("A tmpfs can't be mounted here (that takes root): a full disk is left out");
            return None;
        }
        if failure == Failure::Io && !run(Command::new("prlimit").arg("--fsize")) {
            println!("There is no prlimit here: a disk that fails to write is left out");
            return None;
        }
        Some(Self { failure, folder })
    }

    /// The path of the database.
    pub fn file(&self) -> PathBuf {
        self.folder.path().join("torture.db")
    }

    /// Makes writing fail from now on.
    pub fn fail(&self, server: &Server) {
        match self.failure {
            Failure::Full => fill(&self.filler()),
            Failure::Io => {
                let sizes = fs::read_dir(self.folder.path()).unwrap().map(|file| file.unwrap().metadata());
                let largest = sizes.map(|file| file.unwrap().len()).max().unwrap();
                limit(server, &largest.to_string());
            }
        }
    }

    /// Makes writing work again.
    pub fn mend(&self, server: &Server) {
        match self.failure {
            Failure::Full => fs::remove_file(self.filler()).unwrap(),
            Failure::Io => limit(server, "unlimited"),
        }
    }

    fn filler(&self) -> PathBuf {
        self.folder.path().join("filler")
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        if self.failure == Failure::Full {
            run(Command::new("umount").arg("--lazy").arg(self.folder.path()));
        }
    }
}

fn fill(path: &Path) {
    let mut filler = File::create(path).unwrap();
    for block in [1 << 20, 4 << 10, 1] {
        let block = vec![1; block];
        while filler.write_all(&block).is_ok() {}
    }
}

/// Limits the server's files to that many bytes.
fn limit(server: &Server, bytes: &str) {
    let process = server.process().to_string();
    // Only the soft limit, which can be raised again.
    let fsize = format!("--fsize={bytes}:");
    assert!(run(Command::new("prlimit").args(["--pid", &process, &fsize])));
}

fn run(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}
