//! `grantry` in a process of its own, in a folder of its own.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// Anything here that takes longer than this counts as stuck.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// `grantry` with these arguments, in that folder, and without Grantry's variables from the tests' environment.
pub fn grantry(folder: &Path, words: &[&str]) -> Command {
    command(folder, env!("CARGO_BIN_EXE_grantry"), words)
}

/// `grantry` with these arguments, in a shell that has run `before`.
pub fn grantry_after(before: &str, folder: &Path, words: &[&str]) -> Command {
    let script = format!("{before} && exec \"$0\" \"$@\"");
    command(folder, "sh", &[&["-c", &script, env!("CARGO_BIN_EXE_grantry")], words].concat())
}

fn command(folder: &Path, program: &str, words: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(words).current_dir(folder).stdin(Stdio::null());
    let ours = |name: &str| name.starts_with("GRANTRY_") || name == "DATABASE_URL";
    for (name, _) in std::env::vars().filter(|(name, _)| ours(name)) {
        command.env_remove(name);
    }
    command
}

/// The output of `grantry` with these arguments.
pub fn run(folder: &Path, words: &[&str]) -> Output {
    grantry(folder, words).output().unwrap()
}

/// The arguments that start a server on any free port.
pub const SERVE: [&str; 3] = ["serve", "--listen", "127.0.0.1:0"];

/// A running server, killed when dropped.
pub struct Server {
    pub process: Child,
    /// The address on which it listens.
    address: String,
}

impl Server {
    /// Starts `grantry serve` with these further arguments, and waits until it serves.
    pub fn start(folder: &Path, words: &[&str], errors: Stdio) -> Self {
        Self::of(grantry(folder, &[&SERVE, words].concat()), errors)
    }

    /// Starts a command that serves, and waits until it does.
    pub fn of(mut command: Command, errors: Stdio) -> Self {
        let mut process = command.stdout(Stdio::piped()).stderr(errors).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("Grantry is served on http://");
        let address = address.unwrap_or_else(|| panic!("it does not serve: {line}")).to_owned();
        Self { process, address }
    }

    /// The status of a response to GET.
    pub fn get(&self, path: &str) -> Result<u16, String> {
        self.get_with(path, "")
    }

    /// The status of a response to GET with these further header lines.
    pub fn get_with(&self, path: &str, headers: &str) -> Result<u16, String> {
        self.ask(path, headers).map_err(|error| error.to_string())
    }

    /// A connection that has sent nothing yet.
    pub fn connect(&self) -> std::io::Result<TcpStream> {
        let stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(stream)
    }

    fn ask(&self, path: &str, headers: &str) -> std::io::Result<u16> {
        let mut stream = self.connect()?;
        let host = &self.address;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\n{headers}Connection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.take(64).read_to_string(&mut answer)?;
        let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
        status.ok_or_else(|| std::io::Error::other(format!("no response: {answer:?}")))
    }

    /// Tells it to end, as an operator does. Returns how it ended.
    pub fn end(mut self) -> ExitStatus {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").arg(id).status().unwrap().success());
        let step = Duration::from_millis(100);
        for _ in 0..PATIENCE.as_millis() / step.as_millis() {
            if let Some(status) = self.process.try_wait().unwrap() {
                return status;
            }
            sleep(step);
        }
        panic!("it does not end");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
