//! The dice: the only place that takes randomness from the system. Everything else gets it as an argument.

/// Returns random bytes fit for tokens, salts and seeds.
///
/// # Panics
///
/// If the system provides no randomness: a server that can't make tokens must not continue.
pub fn roll<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[expect(clippy::expect_used, reason = "without randomness nothing the server does is safe")]
    getrandom::fill(&mut bytes).expect("the system provides no randomness");
    bytes
}
