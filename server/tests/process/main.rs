//! The binary as operators run it: a process of its own, with its files, its standard output and its standard error.

#![expect(clippy::unwrap_used, reason = "a test that can't go on is to fail")]

mod backup;
mod create;
mod import;
mod keys;
mod listen;
mod log;
mod server;
mod unusable_settings;
mod verify_events;
