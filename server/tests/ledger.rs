//! docs/SECURITY-LEDGER.csv: each requirement of OWASP ASVS 5.0, levels 1 and 2, with the tests that show how it is met, or
//! the reason why it is not met or does not apply.

#![expect(clippy::unwrap_used, reason = "a test that can't go on is to fail")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The possible states of a requirement.
const STATES: [&str; 4] = ["met", "partly", "open", "does not apply"];
/// The number of requirements in each chapter, on both levels.
const CHAPTERS: [(&str, usize); 17] = [
    ("V1", 27),
    ("V2", 11),
    ("V3", 19),
    ("V4", 10),
    ("V5", 9),
    ("V6", 35),
    ("V7", 18),
    ("V8", 7),
    ("V9", 7),
    ("V10", 29),
    ("V11", 14),
    ("V12", 9),
    ("V13", 13),
    ("V14", 9),
    ("V15", 13),
    ("V16", 16),
    // As a whole, because Grantry has no WebRTC.
    ("V17", 1),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn rows() -> Vec<csv::StringRecord> {
    let mut ledger = csv::Reader::from_path(root().join("docs/SECURITY-LEDGER.csv")).unwrap();
    ledger.records().map(Result::unwrap).collect()
}

/// Returns whether that test exists: `FILE::NAME` for one in Rust, `FILE: TITLE` for one in a browser.
fn is_there(test: &str) -> bool {
    let read = |file: &str| fs::read_to_string(root().join(file)).unwrap_or_default();
    match (test.split_once("::"), test.split_once(": ")) {
        (Some((file, name)), _) => read(file).contains(&format!("fn {name}(")),
        (None, Some((file, title))) => read(file).contains(&format!("test(\"{title}\"")),
        (None, None) => false,
    }
}

#[test]
fn every_requirement_is_there_once_with_its_state_and_its_tests_or_its_reason() {
    let rows = rows();
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for row in &rows {
        let [requirement, level, what, state, how, tests] = std::array::from_fn(|column| &row[column]);
        let mut check = |holds: bool, what: &str| {
            if !holds {
                wrong.push(format!("{requirement}: {what}"));
            }
        };
        check(seen.insert(requirement), "it appears twice");
        check(matches!(level, "1" | "2"), "its level");
        check(!what.is_empty() && !how.is_empty(), "it says nothing");
        check(STATES.contains(&state), "its state");
        for test in tests.split("; ").filter(|test| !test.is_empty()) {
            check(is_there(test), test);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for (chapter, expected) in CHAPTERS {
        let of_chapter = rows.iter().filter(|row| row[0].split('.').next() == Some(chapter)).count();
        assert_eq!(of_chapter, expected, "{chapter}");
    }
}

#[test]
fn a_test_that_is_not_there_is_noticed() {
    assert!(is_there("server/tests/ledger.rs::a_test_that_is_not_there_is_noticed"));
    for missing in [
        "server/tests/ledger.rs::a_test",
        "server/tests/nowhere.rs::a_test_that_is_not_there_is_noticed",
        "end2end/keyboard.spec.mjs: fly",
        "a test",
        "",
    ] {
        assert!(!is_there(missing), "{missing}");
    }
}
