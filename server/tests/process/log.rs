//! Nobody reads the process's output: nothing waits for a reader, and nothing fails.

use std::fs::{self, File};
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
    // A pipe holds 64 KiB, and each of these requests writes to the log. Nobody reads.
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
    // It was added, so it can't be added again. The exit status is that of a refusal, not of a crash.
    let again = run(folder.path(), &[&add, ON].concat());
    assert_eq!(again.status.code(), Some(1), "{again:?}");
}

#[test]
fn the_log_names_requests_as_their_answers_do() {
    let folder = TempDir::new().unwrap();
    let log = folder.path().join("log");
    let public = ["--public-address", "https://licenses.example.org"];
    let server = Server::start(folder.path(), &[ON, &public].concat(), File::create(&log).unwrap().into());
    assert_eq!(server.get_with("/healthz", "X-Request-Id: proxy-7.a_B\r\n"), Ok(200));
    for _ in 0..3 {
        assert_eq!(server.get("/v1/ping"), Ok(200));
    }
    assert!(server.end().success());
    let log = fs::read_to_string(&log).unwrap();
    let named =
        log.lines().find(|line| line.contains("id=\"proxy-7.a_B\"")).unwrap_or_else(|| panic!("{log}"));
    assert!(named.contains("path=/healthz"), "{named}");
    // Products verify with the public address's host. The log warns once that a proxy changes it.
    assert_eq!(log.matches("names a Host that is not the public address's").count(), 1, "{log}");
}

#[test]
fn a_variable_that_is_no_setting_is_told_by_every_command() {
    let folder = TempDir::new().unwrap();
    let mut command = grantry(folder.path(), &["keys", "list"]);
    let output = command.env("GRANTRY_TRUSTED_PROXI", "1").output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    let told = "grantry: GRANTRY_TRUSTED_PROXI is set in the environment, but there is no such setting.";
    assert!(errors.contains(told), "{errors}");
}
