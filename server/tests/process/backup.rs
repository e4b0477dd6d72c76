//! `grantry backup` copies a database that a server and other commands use, and the copy can be restored.

use std::fs;
use std::path::Path;
use std::process::{Output, Stdio};
use std::thread;

use tempfile::TempDir;

use crate::server::{Server, run};

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn add(folder: &Path, name: &str, kind: &str) {
    let output = run(folder, &["organization", "add", "--kind", kind, "--name", name]);
    assert!(output.status.success(), "{output:?}");
}

/// The number that stands before a word.
fn number(text: &str, word: &str) -> u32 {
    let words: Vec<_> = text.split_whitespace().collect();
    let place = words.iter().position(|one| one.trim_end_matches(',') == word);
    words[place.unwrap_or_else(|| panic!("no {word}: {text}")) - 1].parse().unwrap()
}

#[test]
fn a_database_in_use_is_backed_up_and_restored() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let server = Server::start(folder, &[], Stdio::null());
    assert_eq!(server.get("/healthz"), Ok(200));
    add(folder, "Vendor", "vendor");
    let backup = thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for number in 0..10 {
                add(folder, &format!("Customer {number}"), "customer");
            }
        });
        let backup = run(folder, &["backup", "copy.db"]);
        writer.join().unwrap();
        backup
    });
    assert!(backup.status.success(), "{backup:?}");
    let told = out(&backup);
    let organizations = number(&told, "organizations");
    assert!((1..=11).contains(&organizations), "{told}");
    assert!(told.contains("--signing-keys") && told.contains("--installers"), "{told}");
    let copy = folder.join("copy.db");
    assert!(told.contains(&copy.display().to_string()), "{told}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert!(!folder.join("copy.db.part").exists());

    // No file is replaced.
    let before = fs::read(&copy).unwrap();
    let again = run(folder, &["backup", "copy.db"]);
    assert_eq!(again.status.code(), Some(1), "{again:?}");
    assert!(errors(&again).contains("does not replace a file"), "{again:?}");
    assert_eq!(fs::read(&copy).unwrap(), before);
    assert!(server.end().success());

    // Restored as README says.
    for name in ["grantry.db", "grantry.db-wal", "grantry.db-shm"] {
        let _ = fs::remove_file(folder.join("data").join(name));
    }
    fs::rename(&copy, folder.join("data/grantry.db")).unwrap();
    let verified = run(folder, &["verify-events"]);
    assert!(verified.status.success(), "{verified:?}");
    assert_eq!(number(&out(&verified), "kept"), number(&told, "events"), "{told}");
    let server = Server::start(folder, &[], Stdio::null());
    assert_eq!(server.get("/healthz"), Ok(200));
    assert!(server.end().success());
    let restored = run(folder, &["backup", "again.db"]);
    assert_eq!(number(&out(&restored), "organizations"), organizations, "{restored:?}");
}

#[test]
fn what_can_not_be_backed_up_leaves_no_file() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let on_postgres = "postgres://ada:hunter2@127.0.0.1:1/db";
    let output = run(folder, &["backup", "copy.db", "--database", on_postgres]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let told = errors(&output);
    assert!(told.contains("pg_dump") && !told.contains("hunter2"), "{told}");
    fs::write(folder.join("other.db"), "").unwrap();
    let output = run(folder, &["backup", "copy.db", "--database", "sqlite:other.db"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(errors(&output).contains("no tables of Grantry"), "{output:?}");
    assert!(!folder.join("copy.db").exists() && !folder.join("copy.db.part").exists());

    // One that was broken off is named.
    fs::write(folder.join("copy.db.part"), "").unwrap();
    let output = run(folder, &["backup", "copy.db", "--database", "sqlite:other.db"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(errors(&output).contains("copy.db.part") && errors(&output).contains("delete it"), "{output:?}");
    assert!(folder.join("copy.db.part").exists());
}
