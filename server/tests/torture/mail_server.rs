//! The mail server of the browser tests, as a process of its own.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};

use serde::Deserialize;

/// An e-mail that has arrived.
#[derive(Clone, Debug, Deserialize)]
pub struct Arrived {
    /// Its Message-ID.
    pub id: String,
    /// Its recipient.
    pub to: String,
    /// Its text.
    pub text: String,
    /// Its unsubscribe link.
    pub unsubscribe: String,
}

#[derive(Deserialize)]
struct Listening {
    port: u16,
}

/// A mail server on its own port, which can be away for a while. Dropping it ends it.
pub struct MailServer {
    process: Option<Child>,
    /// The port on which it listens.
    pub port: u16,
    telling: Sender<Arrived>,
    told: Receiver<Arrived>,
}

/// The folder of its packages; None before `npm ci` has installed them.
pub fn home() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../end2end");
    folder.join("node_modules/smtp-server").is_dir().then_some(folder)
}

impl MailServer {
    pub fn start(home: &Path) -> Self {
        let (telling, told) = channel();
        let mut server = Self { process: None, port: 0, telling, told };
        server.come_back(home);
        server
    }

    /// Stops accepting connections, in the middle of whatever it received.
    pub fn go_away(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }

    /// Starts again, on the same port.
    pub fn come_back(&mut self, home: &Path) {
        let mut process = Command::new("node")
            .args(["mail-sink.mjs", &self.port.to_string()])
            .current_dir(home)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node, which the mail server runs in");
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let first = lines.next().expect("a mail server that listens").unwrap();
        self.port = serde_json::from_str::<Listening>(&first).unwrap().port;
        self.process = Some(process);
        let telling = self.telling.clone();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let mail = serde_json::from_str(&line).unwrap();
                // The test has ended.
                if telling.send(mail).is_err() {
                    return;
                }
            }
        });
    }

    /// The e-mails that have arrived since the last call.
    pub fn arrived(&self) -> Vec<Arrived> {
        self.told.try_iter().collect()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.go_away();
    }
}
