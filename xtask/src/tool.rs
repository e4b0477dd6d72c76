//! The tools that build the browser's side: used if a version that fits is installed, otherwise installed below `target`.

use std::path::Path;

use crate::context::Context;
use crate::error::{Error, Result};
use crate::process::{quiet, version};
use crate::progress::Outcome;

/// A tool that Cargo installs.
pub struct Tool {
    /// The crate's name.
    package: &'static str,
    /// The program's name.
    program: &'static str,
    /// The version.
    version: &'static str,
    /// Whether later patches of the version fit, too.
    allows_patches: bool,
    /// Further options of `cargo install`.
    options: &'static [&'static str],
}

/// Builds the pages from `frontend/page.html`. Without TLS, because Trunk.toml keeps it off the network.
pub const TRUNK: Tool = Tool {
    package: "trunk",
    program: "trunk",
    version: "0.21.14",
    allows_patches: true,
    options: &["--locked", "--no-default-features"],
};

/// Makes the script around the wasm; its version must be that of the crate `wasm-bindgen` in Cargo.toml.
pub const WASM_BINDGEN: Tool = Tool {
    package: "wasm-bindgen-cli",
    program: "wasm-bindgen",
    version: "0.2.130",
    allows_patches: false,
    options: &[],
};

/// Takes what is fetched on demand out of the wasm; its version must fit that of the crate `wasm_split_helpers` in Cargo.lock.
pub const WASM_SPLIT: Tool = Tool {
    package: "wasm_split_cli_support",
    program: "wasm-split-cli",
    version: "0.2.4",
    allows_patches: true,
    options: &["--locked", "--features", "build-binary"],
};

/// Runs the targets of the folder `fuzz`.
pub const CARGO_FUZZ: Tool = Tool {
    package: "cargo-fuzz",
    program: "cargo-fuzz",
    version: "0.13.2",
    allows_patches: true,
    options: &["--locked"],
};

/// Omits parts of an unoptimized build that a tool does not need: a fifth of the processor time for Trunk.
const LEAN: [(&str, &str); 5] = [
    ("CARGO_PROFILE_DEV_DEBUG", "false"),
    ("CARGO_PROFILE_DEV_PANIC", "abort"),
    ("CARGO_PROFILE_DEV_DEBUG_ASSERTIONS", "false"),
    ("CARGO_PROFILE_DEV_OVERFLOW_CHECKS", "false"),
    ("CARGO_PROFILE_DEV_CODEGEN_UNITS", "16"),
];

/// The oldest Node.js that the scripts run on.
const NODE_MAJOR: u32 = 20;

/// The target that the browser's side is compiled for.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

impl Tool {
    /// The name of a step that provides the tool.
    pub fn title(&self) -> String {
        format!("{} {}", self.package, self.version)
    }

    /// Provides the tool. cargo-binstall, if it is installed, downloads it in seconds. Otherwise, or if that fails,
    /// Cargo builds it unoptimized: that takes half the time, and is fast enough.
    pub fn provide(&self, context: &Context) -> Result<Outcome> {
        if self.is_there(context) {
            return Ok(Outcome::Unchanged);
        }
        if self.download(context) && self.is_there(context) {
            return Ok(Outcome::Done);
        }
        let mut cargo =
            context.cargo(["install", self.package, "--version", self.version, "--debug", "--force"]);
        cargo.args(["--bin", self.program]);
        cargo.args(self.options).arg("--root").arg(context.target.join("tools"));
        cargo.envs(LEAN);
        // Its own target folder lets it build beside the server.
        cargo.env_remove("CARGO_TARGET_DIR");
        quiet(context, self.package, &mut cargo)?;
        Ok(Outcome::Done)
    }

    fn is_there(&self, context: &Context) -> bool {
        let told = version(context, self.program).or_else(|| self.installed(context));
        told.is_some_and(|told| told.split_whitespace().any(|word| self.fits(word.trim_matches(['v', ':']))))
    }

    /// Returns what Cargo says about a program that does not tell its own version, from below `target`.
    fn installed(&self, context: &Context) -> Option<String> {
        let mut cargo = context.cargo(["install", "--list", "--root"]);
        let listed = quiet(context, "installed", cargo.arg(context.target.join("tools"))).ok()?;
        listed.lines().find(|line| line.starts_with(self.package)).map(str::to_owned)
    }

    /// Returns whether a program of that version will do.
    fn fits(&self, version: &str) -> bool {
        let patch = |version: &str| -> Option<(String, u32)> {
            let (minor, patch) = version.rsplit_once('.')?;
            Some((minor.to_owned(), patch.parse().ok()?))
        };
        let is_later = || match (patch(version), patch(self.version)) {
            (Some((minor, patch)), Some((own, least))) => minor == own && patch >= least,
            _ => false,
        };
        version == self.version || (self.allows_patches && is_later())
    }

    /// Returns whether cargo-binstall is there and has installed the tool, without compiling anything.
    fn download(&self, context: &Context) -> bool {
        if context.find("cargo-binstall").is_none() {
            return false;
        }
        let mut cargo = context.cargo(["binstall", self.package, "--version", self.version]);
        cargo.args(["--no-confirm", "--force", "--disable-strategies", "compile"]);
        cargo.arg("--root").arg(context.target.join("tools"));
        quiet(context, &format!("{}-download", self.package), &mut cargo).is_ok()
    }
}

/// Provides the standard library for the browser.
pub fn provide_wasm_target(context: &Context) -> Result<Outcome> {
    let mut rustc = context.command("rustc");
    rustc.args(["--print", "target-libdir", "--target", WASM_TARGET]);
    if Path::new(quiet(context, "rustc", &mut rustc)?.trim()).is_dir() {
        return Ok(Outcome::Unchanged);
    }
    if context.find("rustup").is_none() {
        return Err(Error::Missing {
            what: format!("Rust's target {WASM_TARGET} is missing, and there is no rustup to add it"),
            remedy: format!("rustup target add {WASM_TARGET}    # rustup: https://rustup.rs"),
        });
    }
    quiet(context, "rustup", context.command("rustup").args(["target", "add", WASM_TARGET]))?;
    Ok(Outcome::Done)
}

/// Checks that Node.js and npm are installed.
pub fn check_node(context: &Context) -> Result<Outcome> {
    let major = |told: &str| told.trim_start_matches('v').split('.').next()?.parse::<u32>().ok();
    let found = version(context, "node");
    let what = match found.as_deref() {
        Some(told) if major(told).is_some_and(|major| major >= NODE_MAJOR) => {
            if context.find("npm").is_some() {
                return Ok(Outcome::Unchanged);
            }
            "npm is missing".to_owned()
        }
        Some(told) => format!("Node.js {NODE_MAJOR} or later is needed, this is {told}"),
        None => "Node.js is missing".to_owned(),
    };
    let remedy = if context.find("apt-get").is_some() {
        "sudo apt-get install -y nodejs npm"
    } else if context.find("brew").is_some() {
        "brew install node"
    } else {
        "see https://nodejs.org/en/download"
    };
    Err(Error::Missing { what, remedy: remedy.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tool_that_is_there_is_used_if_its_version_fits() {
        for (tool, version, fits) in [
            (&TRUNK, "0.21.14", true),
            (&TRUNK, "0.21.15", true),
            (&TRUNK, "0.21.9", false),
            (&TRUNK, "0.22.14", false),
            (&TRUNK, "1.21.14", false),
            (&TRUNK, "0.21.15-beta.1", false),
            (&TRUNK, "trunk", false),
            (&WASM_BINDGEN, "0.2.130", true),
            (&WASM_BINDGEN, "0.2.131", false),
        ] {
            assert_eq!(tool.fits(version), fits, "{} {version}", tool.package);
        }
    }
}
