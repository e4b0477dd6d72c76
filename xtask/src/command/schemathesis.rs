//! `cargo xtask schemathesis`: checks the product API against its `OpenAPI` document.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ExitCode, Stdio};

use crate::build::{self, Server};
use crate::cli;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::process::quiet;
use crate::progress::Progress;
use crate::python::SCHEMATHESIS;

/// The key of the license for the requests.
const KEY: &str = "K7QX-29MV-4TRD-W3PA";

const LICENSES: &str = "License Key,Product,Organization,Type,Start Date,Expiration Date,Purchased\n\
    K7QX-29MV-4TRD-W3PA,Modeler,Customer,purchased,2020-01-01,2099-12-31,1000000\n";
const DEPLOYMENTS: &str = "License Key,Deployment ID,Host Name,Platform\n\
    K7QX-29MV-4TRD-W3PA,station-1,host-1,Linux\nK7QX-29MV-4TRD-W3PA,station-2,host-2,Linux\n";

/// Sends requests to its own server, with a license's key: all that the `OpenAPI` document allows, and others. Fails if a
/// response is a server failure or does not match the document.
pub fn schemathesis(context: &Context, options: &cli::Minutes) -> Result<ExitCode> {
    let progress = Progress::new(4);
    progress.step(&SCHEMATHESIS.title(), || SCHEMATHESIS.provide(context))?;
    progress.step("Server", || build::server(context, Server::Debug))?;
    let folder = context.target.join("schemathesis");
    let portal = progress.timed("A license and its server", || {
        let portal = Portal::start(context, &folder)?;
        let told = format!("up at {}", portal.address);
        Ok((portal, told))
    })?;
    let mut run = context.command(&SCHEMATHESIS.program(context, "schemathesis").to_string_lossy());
    run.arg("--config-file").arg(context.root.join("server/schemathesis.toml"));
    run.arg("run").arg(format!("{}/v1/openapi.json", portal.address));
    run.args(["--url", &portal.address, "--checks", "all", "--no-color", "--continue-on-failure"]);
    run.arg(format!("--header=Authorization: License {KEY}"));
    run.arg(format!("--max-time={}", u64::from(options.minutes) * 60)).current_dir(&folder);
    progress.timed(&format!("{} minutes of questions", options.minutes), || {
        let output = quiet(context, "schemathesis", &mut run)?;
        let told = output.lines().rev().find(|line| line.contains(" generated")).unwrap_or_default();
        Ok(((), format!("{};", told.trim())))
    })?;
    Ok(ExitCode::SUCCESS)
}

/// A server on its own database. Dropping it ends it.
struct Portal {
    process: Child,
    address: String,
}

impl Portal {
    /// Recreates the database in that folder, and serves it.
    fn start(context: &Context, folder: &Path) -> Result<Self> {
        if folder.exists() {
            fs::remove_dir_all(folder).map_err(Error::io(format!("removing {}", folder.display())))?;
        }
        fs::create_dir_all(folder).map_err(Error::io(format!("making {}", folder.display())))?;
        let file = |name: &str, text: &str| -> Result<PathBuf> {
            let path = folder.join(name);
            fs::write(&path, text).map_err(Error::io(format!("writing {}", path.display())))?;
            Ok(path)
        };
        let (licenses, deployments) =
            (file("licenses.csv", LICENSES)?, file("deployments.csv", DEPLOYMENTS)?);
        let grantry = |words: &[&str]| {
            let mut command = context.command(&context.server_binary("debug").to_string_lossy());
            command.args(words).env("GRANTRY_DATABASE", "sqlite:grantry.db").current_dir(folder);
            command
        };
        for words in [
            &["import", "licenses", &licenses.to_string_lossy(), "--create", "--create-missing"][..],
            &["import", "deployments", &deployments.to_string_lossy()],
            &["entitlement", "add", "--code", "SIMULATION", "--name", "Simulation"],
            &["entitlement", "grant", "--code", "SIMULATION", "--license", KEY],
        ] {
            quiet(context, "schemathesis-license", &mut grantry(words))?;
        }
        let mut serve = grantry(&["serve", "--listen", "127.0.0.1:0", "--log", "warn"]);
        serve.args(["--limit-by-address", "0", "--limit-by-license", "0", "--limit-by-token", "0"]);
        let log = context.target.join("xtask/log/schemathesis-server.log");
        let errors = fs::File::create(&log).map_err(Error::io(format!("writing {}", log.display())))?;
        let starting = || "starting the server".to_owned();
        serve.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(errors);
        let mut portal =
            Self { process: serve.spawn().map_err(Error::io(starting()))?, address: String::new() };
        let mut line = String::new();
        if let Some(output) = portal.process.stdout.take() {
            BufReader::new(output).read_line(&mut line).map_err(Error::io(starting()))?;
        }
        let Some(address) = line.trim().strip_prefix("Grantry is served on ") else {
            let tail = fs::read_to_string(&log).unwrap_or_default();
            return Err(Error::Child { line: "grantry serve".to_owned(), tail, log });
        };
        address.clone_into(&mut portal.address);
        Ok(portal)
    }
}

impl Drop for Portal {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
