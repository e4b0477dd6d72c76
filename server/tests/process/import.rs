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
    assert!(told.contains("orders.csv: the file does not say its encoding"), "{told}");
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
