//! Activations and e-mails under stress, with real sockets, on both databases. For activations, servers are processes of their
//! own, as in operation; for e-mails, they have a clock that runs as fast as they do.
//!
//! A few rounds by default, many with `cargo xtask torture`, which sets their number in `TORTURE_ROUNDS`, `TORTURE_KILLS` and
//! `TORTURE_FILLS`, and the number of licenses with e-mails in `TORTURE_LICENSES`.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't go on is to fail")]

mod client;
mod database;
mod disk;
mod full_disk;
mod kill;
mod mail_server;
mod mails;
mod race;
mod server;

/// The number of rounds in `variable`; two without it.
fn rounds(variable: &str) -> usize {
    number(variable, 2)
}

/// The number in `variable`.
fn number(variable: &str, otherwise: usize) -> usize {
    std::env::var(variable).map_or(otherwise, |text| text.parse().expect("a number"))
}
