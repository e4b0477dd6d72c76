//! Installs from package managers: npm's packages in the project, and the system's programs for the tests.

use std::env;
use std::fs;
use std::path::PathBuf;

use crate::context::Context;
use crate::error::{Error, Result};
use crate::process::quiet;
use crate::progress::Outcome;
use crate::stamp::Stamp;

/// Installs the npm packages in `folder`'s lock file.
pub fn npm(context: &Context, folder: &str) -> Result<Outcome> {
    let name = format!("npm-{}", folder.replace('/', "-"));
    let stamp = Stamp::of(context, &name, &[&format!("{folder}/package-lock.json")], "")?;
    if stamp.is_current() && context.root.join(folder).join("node_modules").is_dir() {
        return Ok(Outcome::Unchanged);
    }
    let mut npm = context.command("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(context.root.join(folder));
    quiet(context, &name, &mut npm)?;
    stamp.keep()?;
    Ok(Outcome::Done)
}

/// Programs that the tests need, from Debian packages.
#[derive(Clone, Copy, Debug)]
pub enum System {
    /// A database server for throw-away clusters.
    Postgres,
    /// A browser, with fonts.
    Chromium,
    /// A load generator.
    Wrk,
}

impl System {
    /// The name to show.
    pub fn title(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL",
            Self::Chromium => "Chromium",
            Self::Wrk => "wrk",
        }
    }

    /// Finds the program; for Postgres `initdb`, whose folder has the other programs.
    pub fn find(self, context: &Context) -> Option<PathBuf> {
        match self {
            Self::Postgres => context.find("initdb").or_else(newest_debian_initdb),
            Self::Chromium => env::var_os("CHROMIUM").map(PathBuf::from).or_else(|| {
                ["chromium", "chromium-browser", "google-chrome"].iter().find_map(|name| context.find(name))
            }),
            Self::Wrk => context.find("wrk"),
        }
    }

    /// Installs the program if that needs no questions: as root, on a system with apt.
    pub fn provide(self, context: &Context) -> Result<Outcome> {
        if self.find(context).is_some() {
            return Ok(Outcome::Unchanged);
        }
        let packages: &[&str] = match self {
            Self::Postgres => &["postgresql"],
            Self::Chromium => &["chromium", "fonts-dejavu-core", "fonts-liberation"],
            Self::Wrk => &["wrk"],
        };
        let install = format!("apt-get install -y --no-install-recommends {}", packages.join(" "));
        let has_apt = context.find("apt-get").is_some();
        if !has_apt || !is_root(context)? {
            let what = format!("{} is missing", self.title());
            let remedy = match (has_apt, self) {
                (true, _) => format!("sudo apt-get update && sudo {install}"),
                (false, Self::Postgres) => {
                    "brew install postgresql    # or see https://www.postgresql.org/download".to_owned()
                }
                (false, Self::Chromium) => {
                    "install Chromium or Chrome, and name it: export CHROMIUM=/path/to/it".to_owned()
                }
                (false, Self::Wrk) => "brew install wrk    # or see https://github.com/wg/wrk".to_owned(),
            };
            return Err(Error::Missing { what, remedy });
        }
        let mut shell = context.command("sh");
        shell.args(["-c", &format!("apt-get update && {install}")]).env("DEBIAN_FRONTEND", "noninteractive");
        quiet(context, "apt", &mut shell)?;
        Ok(Outcome::Done)
    }

    /// Like [`System::find`], but missing is an error.
    pub fn require(self, context: &Context) -> Result<PathBuf> {
        self.find(context).ok_or_else(|| Error::Missing {
            what: format!("{} is missing", self.title()),
            remedy: "cargo xtask setup".to_owned(),
        })
    }
}

/// Returns whether this program runs as root.
pub fn is_root(context: &Context) -> Result<bool> {
    Ok(quiet(context, "id", context.command("id").arg("-u"))?.trim() == "0")
}

/// Debian keeps Postgres's programs out of PATH, in a folder for each version.
fn newest_debian_initdb() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
    let number = |path: &PathBuf| path.file_name()?.to_str()?.parse::<u32>().ok();
    let newest = versions.map(|entry| entry.path()).max_by_key(number)?;
    Some(newest.join("bin/initdb")).filter(|path| path.is_file())
}
