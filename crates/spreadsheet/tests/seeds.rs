//! Reads each seed of the fuzz target for imported files within the target's memory limit. An allocation beyond it ends this
//! process, as it would end the server.

#[path = "../../../fuzz/src/files.rs"]
mod files;
#[path = "../../../fuzz/src/workbook.rs"]
mod workbook;

use std::alloc::System;

use cap::Cap;
use files::{bytes_of, seeds};

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, 1 << 30);

/// A claim that made the reader of workbooks reserve 103 GB.
const TEXTS: &str = " count=\"3\" uniqueCount=\"4294967295\"";

fn read(seed: &[u8]) -> String {
    format!("{:?}", spreadsheet::read(&bytes_of(seed), "seed"))
}

#[test]
fn every_seed_is_read_within_the_bound() {
    let seeds = seeds();
    assert!(seeds.len() > 10, "{}", seeds.len());
    for seed in seeds {
        read(&seed);
    }
}

#[test]
fn one_seed_claims_more_texts_than_there_is_memory() {
    let seeds = seeds().into_iter().filter_map(|seed| String::from_utf8(seed).ok());
    let claiming: Vec<String> = seeds.filter(|seed| seed.contains(TEXTS)).collect();
    assert_eq!(claiming.len(), 1);
    let seed = &claiming[0];
    assert!(seed.starts_with("<worksheet") && bytes_of(seed.as_bytes()).len() < 8_000);
    // The claim is where the reader looks for the strings, and changes nothing.
    let without = seed.replace(TEXTS, "");
    assert!(without.contains("<sst><si>"), "{without}");
    let table = read(seed.as_bytes());
    assert!(table.contains("License Key"), "{table}");
    assert_eq!(table, read(without.as_bytes()));
}
