//! Nobody reads what the process says: nothing waits for it, and nothing fails by it.

use std::process::Stdio;

use tempfile::TempDir;

use crate::server::{Server, grantry, run};

const ON: &[&str] = &["--create", "--database", "sqlite:portal.db"];

#[test]
fn a_server_whose_log_nobody_reads_any_more_answers_and_ends() {
    let folder = TempDir::new().unwrap();
    let mut server = Server::start(folder.path(), ON, Stdio::piped());
    drop(server.process.stderr.take());
    for _ in 0..20 {
        assert_eq!(server.get("/healthz"), Ok(200));
    }
    assert!(server.end().success());
}

#[test]
fn a_server_whose_log_stands_still_answers_and_ends() {
    let folder = TempDir::new().unwrap();
    let server = Server::start(folder.path(), &[ON, &["--log", "trace"]].concat(), Stdio::piped());
    // A pipe holds 64 KiB, and each of these requests writes some of them. Nobody reads.
    for _ in 0..400 {
        assert_eq!(server.get("/healthz"), Ok(200));
    }
    assert!(server.end().success());
}

#[test]
fn a_command_whose_output_nobody_reads_does_its_work() {
    let folder = TempDir::new().unwrap();
    let add = ["organization", "add", "--kind", "vendor", "--name", "Vendor"];
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let errors = writer.try_clone().unwrap();
    let mut command = grantry(folder.path(), &[&add, ON].concat());
    assert!(command.stdout(writer).stderr(errors).status().unwrap().success());
    // It was added, so it can't be added again; and that is said with the status of a refusal, not of a crash.
    let again = run(folder.path(), &[&add, ON].concat());
    assert_eq!(again.status.code(), Some(1), "{again:?}");
}
