//! Activations under duress: servers as they are run, processes of their own with real sockets, on both databases.
//!
//! A few rounds here, many by `cargo xtask torture`, which names their number in `TORTURE_ROUNDS` and `TORTURE_KILLS`.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't go on is to fail")]

mod client;
mod database;
mod kill;
mod race;
mod server;

/// How many rounds `variable` asks for; two without it.
fn rounds(variable: &str) -> usize {
    std::env::var(variable).map_or(2, |text| text.parse().expect("a number of rounds"))
}
