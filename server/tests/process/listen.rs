//! How `grantry serve` uses the connections that the system allows.

use std::io::{Read as _, Write as _};
use std::process::Stdio;
use std::time::Duration;

use tempfile::TempDir;

use crate::server::{SERVE, Server, grantry_after};

/// Half of the time for which a connection may be silent.
const SOON: Duration = Duration::from_secs(5);

#[cfg(target_os = "linux")]
#[test]
fn a_server_raises_its_limit_of_open_files_and_shares_connections_out_by_it() {
    let folder = TempDir::new().unwrap();
    let command = grantry_after("ulimit -S -n 64 && ulimit -H -n 256", folder.path(), &SERVE);
    let server = Server::of(command, Stdio::null());
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", server.process.id())).unwrap();
    let files = limits.lines().find(|line| line.starts_with("Max open files")).unwrap();
    assert_eq!(files.split_whitespace().collect::<Vec<_>>()[3..5], ["256", "256"], "{files}");
    // 64 of these are for connections, and 32 for those of one client: the 33rd takes the first one's seat.
    let mut silent: Vec<_> = (0..33).map(|_| server.connect().unwrap()).collect();
    silent[0].set_read_timeout(Some(SOON)).unwrap();
    assert_eq!(silent[0].read(&mut [0]).unwrap(), 0);
    assert_eq!(server.get("/healthz"), Ok(200));
}

#[test]
fn a_server_speaks_no_http_2() {
    let folder = TempDir::new().unwrap();
    let server = Server::start(folder.path(), &[], Stdio::null());
    let mut client = server.connect().unwrap();
    client.set_read_timeout(Some(SOON)).unwrap();
    client.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").unwrap();
    client.read_to_end(&mut Vec::new()).unwrap();
}
