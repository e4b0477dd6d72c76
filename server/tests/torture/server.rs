//! A server in a process of its own.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use crate::database::Database;

/// A running server, killed when dropped.
pub struct Server {
    process: Child,
    /// Its address, without a slash at the end.
    pub address: String,
}

impl Server {
    /// Starts one on a database, on any free port, and waits until it serves. It has no rate limits for products.
    pub fn start(database: &Database) -> Self {
        let folder = database.folder.path();
        // A file that exceeds its limit causes an error, as on a failing disk, instead of ending the process.
        let mut process = Command::new("sh")
            .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_grantry")])
            .args(["serve", "--create", "--listen", "127.0.0.1:0", "--log", "error"])
            .args(["--database", &database.url])
            .args(["--limit-by-address", "0", "--limit-by-license", "0", "--limit-by-token", "0"])
            .arg("--signing-keys")
            .arg(folder.join("keys"))
            .arg("--installers")
            .arg(folder.join("installers"))
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let output = process.stdout.take().unwrap();
        BufReader::new(output).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("Grantry is served on ").map(str::to_owned);
        let address =
            address.unwrap_or_else(|| panic!("the server does not serve on {}: {line}", database.url));
        Self { process, address }
    }

    /// Its process ID.
    pub fn process(&self) -> u32 {
        self.process.id()
    }

    /// Kills it like `kill -9`: it can't react.
    pub fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
