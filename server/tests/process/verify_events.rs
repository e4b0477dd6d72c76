//! `grantry verify-events` takes the heads that it printed.

use std::path::Path;
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use tempfile::TempDir;

use crate::server::{PATIENCE, Server, run};

/// The head of the chain, once something is sealed.
fn head(folder: &Path) -> String {
    let step = Duration::from_millis(100);
    for _ in 0..PATIENCE.as_millis() / step.as_millis() {
        let output = run(folder, &["verify-events"]);
        assert!(output.status.success(), "{output:?}");
        let text = String::from_utf8(output.stdout).unwrap();
        let head = text.lines().find_map(|line| line.strip_prefix("Head: ")).unwrap();
        if !head.starts_with("0:") {
            return head.to_owned();
        }
        sleep(step);
    }
    panic!("nothing is sealed");
}

#[test]
fn events_are_checked_since_a_head() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let added = run(folder, &["organization", "add", "--kind", "vendor", "--name", "Vendor"]);
    assert!(added.status.success(), "{added:?}");
    let server = Server::start(folder, &[], Stdio::null());
    let head = head(folder);
    assert!(server.end().success());

    let output = run(folder, &["verify-events", "--since", &head]);
    assert!(output.status.success(), "{output:?}");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(told.contains(" checked, ") && told.contains("since that head are unchanged"), "{told}");
    let other = format!("1:{}", "9f".repeat(32));
    let output = run(folder, &["verify-events", "--since", &other]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(told.contains("does not contain the expected head"), "{told}");
    let output = run(folder, &["verify-events", "--since", &head, "--expect-head", &head]);
    assert_eq!(output.status.code(), Some(2), "one or the other: {output:?}");
}
