//! `grantry import` asks before it reads a file in one of two ways.

use std::fs;

use tempfile::TempDir;

use crate::server::run;

#[test]
fn an_encoding_that_is_open_is_asked_about_and_can_be_given() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    // A Czech name on Windows, or an Italian one.
    fs::write(folder.join("orders.csv"), b"License Key,Product,Organization\nK-1,Scanner,Ku\xe8era\n")
        .unwrap();
    let import = ["import", "licenses", "orders.csv", "--create-missing"];
    let output = run(folder, &[&import[..], &["--database", "sqlite:portal.db", "--create"]].concat());
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("orders.csv: the file does not state its encoding"), "{told}");
    assert!(told.contains("--encoding windows-1252: line 2: “Kuèera”"), "{told}");
    assert!(told.contains("--encoding windows-1250: line 2: “Kučera”"), "{told}");
    assert!(!folder.join("portal.db").exists(), "nothing is imported: {told}");

    // With the encoding given, only the database is missing.
    let output = run(
        folder,
        &[&import[..], &["--encoding", "windows-1250", "--database", "sqlite:portal.db"]].concat(),
    );
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!told.contains("encoding") && told.contains("portal.db"), "{told}");
}

#[test]
fn a_dry_run_says_that_it_makes_no_database_and_a_partial_import_has_its_own_exit_code() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let text = "License Key,Product,Organization,Start Date,Purchased\nPX-1,Saw,Werft Nord,2026-01-01,4\n\
        PX-2,Saw,,2026-01-01,4\nPX-3,Saw,Werft Nord,2026-01-01,6\n";
    fs::write(folder.join("parts.csv"), text).unwrap();
    let import = |switches: &[&str]| {
        let always = ["import", "licenses", "parts.csv", "--database", "sqlite:portal.db"];
        let output = run(folder, &[&always[..], switches].concat());
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), told, String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let (code, told, _) = import(&["--dry-run", "--create"]);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("needs an existing database") && !folder.join("portal.db").exists(), "{told}");

    let (code, told, _) = import(&["--create"]);
    assert_eq!(code, Some(1), "{told}");
    assert_eq!(told.matches("--create-missing").count(), 1, "each hint once: {told}");

    let (code, told, done) = import(&["--create-missing", "--skip-refused", "--dry-run"]);
    assert_eq!(code, Some(3), "{told}");
    assert!(done.ends_with("An import with --skip-refused skips the refused rows.\n"), "{done}");
    let (code, told, done) = import(&["--create-missing", "--skip-refused"]);
    assert_eq!(code, Some(3), "{told}");
    assert!(done.contains("2 were added, 0 changed, 0 unchanged, 1 refused."), "{done}");
}
