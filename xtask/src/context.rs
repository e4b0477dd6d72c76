//! The paths and settings that all commands use.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// The placeholder for the browser's pages until they are built for the first time.
const NOT_BUILT: &str =
    "<!doctype html><title>Grantry</title><p>The browser's files are not built: cargo xtask run\n";

/// The folders of the project, and how much to show.
pub struct Context {
    /// The project's folder.
    pub root: PathBuf,
    /// Cargo's target folder.
    pub target: PathBuf,
    /// Show the output of all programs that it runs.
    pub verbose: bool,
    /// `PATH`, with the project's own tools first.
    path: OsString,
}

impl Context {
    /// Finds the project's folder and creates the folders for this program's own files.
    pub fn new(verbose: bool) -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let root = root.canonicalize().map_err(Error::io("looking for the project's folder"))?;
        let target =
            env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |path| root.join(path));
        let dist = root.join("target/dist");
        for folder in [&target.join("xtask/log"), &dist] {
            fs::create_dir_all(folder).map_err(Error::io(format!("making {}", folder.display())))?;
        }
        // The server embeds this folder and does not compile without it.
        for page in ["portal.html", "customers.html", "rest.html"].map(|page| dist.join(page)) {
            if !page.exists() {
                fs::write(&page, NOT_BUILT).map_err(Error::io(format!("writing {}", page.display())))?;
            }
        }
        let own = [target.join("tools/bin"), root.join("frontend/assets/node_modules/.bin")];
        let inherited = env::var_os("PATH").unwrap_or_default();
        let path = env::join_paths(own.into_iter().chain(env::split_paths(&inherited)))
            .map_err(|error| Error::Usage(format!("PATH cannot be extended: {error}.")))?;
        Ok(Self { root, target, verbose, path })
    }

    /// A command that runs in the project's folder and finds the project's tools first.
    pub fn command(&self, program: &str) -> std::process::Command {
        let mut command = std::process::Command::new(program);
        command.current_dir(&self.root).env("PATH", &self.path);
        command
    }

    /// The path of the first program with this name; the project's own tools come first.
    pub fn find(&self, program: &str) -> Option<PathBuf> {
        let file = format!("{program}{}", env::consts::EXE_SUFFIX);
        env::split_paths(&self.path).map(|folder| folder.join(&file)).find(|path| path.is_file())
    }

    /// The same Cargo that runs this program.
    pub fn cargo<const N: usize>(&self, arguments: [&str; N]) -> std::process::Command {
        let mut command = self.command(&cargo_program());
        command.args(arguments);
        command
    }

    /// Cargo with low priority.
    pub fn background_cargo(&self) -> std::process::Command {
        if self.find("nice").is_none() {
            return self.cargo([]);
        }
        let mut command = self.command("nice");
        command.args(["-n", "10", &cargo_program()]);
        command
    }

    /// The folder of the browser's files, which the server embeds. It is fixed because server/build.rs names it too.
    pub fn dist(&self) -> PathBuf {
        self.root.join("target/dist")
    }

    /// The server's binary in a Cargo profile's folder, `debug` or `release`.
    pub fn server_binary(&self, folder: &str) -> PathBuf {
        self.target.join(folder).join(format!("grantry{}", env::consts::EXE_SUFFIX))
    }
}

/// The path of Cargo, which passes it to the programs that it runs.
fn cargo_program() -> String {
    env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
}
