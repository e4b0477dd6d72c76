//! Only commands that are meant to create a database create one, and they say so.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Output, Stdio};

use tempfile::TempDir;

use crate::server::{Server, run};

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Commands that don't start an installation, each with its required arguments.
const OTHERS: [&[&str]; 10] = [
    &["verify-events"],
    &["backup", "copy.db"],
    &["import", "licenses", "licenses.csv", "--create-missing", "--dry-run"],
    &["keys", "list"],
    &["keys", "add"],
    &["keys", "rotate"],
    &["keys", "forget-missing"],
    &["user", "remove-second-factor", "--email", "ada@example.org"],
    &["domain", "verify", "--organization", "Customer", "--domain", "customer.example"],
    &["entitlement", "grant", "--code", "SIMULATION", "--license", "KEY"],
];

#[test]
fn commands_with_which_nothing_begins_make_nothing() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    fs::write(folder.join("licenses.csv"), "License Key,Product,Organization\nKEY,Scanner,Customer\n")
        .unwrap();
    for words in OTHERS {
        for database in [&[][..], &["--database", "sqlite:typo/portal.db"]] {
            let database = if words[0] == "keys" && words[1] != "forget-missing" { &[] } else { database };
            let output = run(folder, &[words, database].concat());
            assert_eq!(output.status.code(), Some(1), "{words:?}: {output:?}");
            assert!(output.stdout.is_empty(), "{words:?}: {output:?}");
            assert_eq!(names(folder), ["licenses.csv"], "{words:?}");
        }
    }
    let output = run(folder, &["verify-events", "--database", "sqlite:typo/portal.db"]);
    let path = folder.join("typo/portal.db");
    assert!(errors(&output).contains(&format!("there is no file {}", path.display())), "{output:?}");
}

#[test]
fn a_path_that_was_typed_is_made_only_by_create() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let on = ["--database", "sqlite:typo/portal.db"];
    let begin = ["organization", "add", "--kind", "vendor", "--name", "Vendor"];
    for words in [&begin[..], &["serve", "--listen", "127.0.0.1:0"]] {
        let output = run(folder, &[words, &on].concat());
        assert_eq!(output.status.code(), Some(1), "{words:?}: {output:?}");
        assert!(errors(&output).contains("--create"), "{words:?}: {output:?}");
        assert!(names(folder).is_empty(), "{words:?}");
    }
    let output = run(folder, &[&begin[..], &on, &["--create"]].concat());
    assert!(output.status.success(), "{output:?}");
    let made = format!("Created the database {}.", folder.join("typo/portal.db").display());
    assert!(errors(&output).contains(&made), "{output:?}");
    // Now the database exists, and nothing is created.
    let again = run(folder, &["verify-events", "--database", on[1]]);
    assert!(again.status.success() && again.stderr.is_empty(), "{again:?}");
}

#[test]
fn a_server_that_is_told_to_end_at_once_ends_as_told() {
    let folder = TempDir::new().unwrap();
    for _ in 0..10 {
        assert!(Server::start(folder.path(), &[], Stdio::null()).end().success());
    }
}

#[cfg(unix)]
#[test]
fn the_first_start_makes_the_default_database_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = TempDir::new().unwrap();
    let server = Server::start(folder.path(), &[], Stdio::null());
    assert_eq!(server.get("/healthz"), Ok(200));
    let data = folder.path().join("data");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    for name in names(&data).into_iter().filter(|name| name.starts_with("grantry.db")) {
        assert_eq!(mode(&data.join(&name)), 0o600, "{name}");
    }
    assert!(server.end().success());
    let output = run(folder.path(), &["verify-events"]);
    assert!(output.status.success(), "{output:?}");

    // Opening the file to others causes a warning.
    let log = folder.path().join("log");
    for (mode, is_told) in [(0o600, false), (0o644, true)] {
        fs::set_permissions(data.join("grantry.db"), fs::Permissions::from_mode(mode)).unwrap();
        let server = Server::start(folder.path(), &[], File::create(&log).unwrap().into());
        assert!(server.end().success());
        let log = fs::read_to_string(&log).unwrap();
        assert_eq!(
            log.contains("other users of this machine can read the database"),
            is_told,
            "{mode:o}: {log}"
        );
    }
}

#[test]
fn a_database_that_is_none_of_this_version_is_left_as_it_is() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("portal.db");
    fs::write(&file, "").unwrap();
    let output = run(folder.path(), &["verify-events", "--database", "sqlite:portal.db"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(errors(&output).contains("older version"), "{output:?}");
    assert_eq!(fs::metadata(&file).unwrap().len(), 0);
}
