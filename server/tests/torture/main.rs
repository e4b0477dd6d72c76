//! Activations and mails under duress, with real sockets, on both databases. Activations have servers as they are run,
//! processes of their own; mails have servers whose clock goes as fast as they do.
//!
//! A few rounds here, many by `cargo xtask torture`, which names their number in `TORTURE_ROUNDS`, `TORTURE_KILLS` and
//! `TORTURE_FILLS`, and that of the licenses that mails tell of in `TORTURE_LICENSES`.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't go on is to fail")]

mod client;
mod database;
mod disk;
mod full;
mod kill;
mod mail_server;
mod mails;
mod race;
mod server;

/// How many rounds `variable` asks for; two without it.
fn rounds(variable: &str) -> usize {
    number(variable, 2)
}

/// The number that `variable` asks for.
fn number(variable: &str, otherwise: usize) -> usize {
    std::env::var(variable).map_or(otherwise, |text| text.parse().expect("a number"))
}
