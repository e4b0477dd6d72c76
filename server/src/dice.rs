//! The dice: the only place that takes randomness from the system. Everything else takes it as an argument.

/// Fills an array with random bytes fit for tokens, salts and seeds.
///
/// # Panics
///
/// When the system has no randomness to give: a server that can't make tokens must not go on.
pub fn roll<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[expect(clippy::expect_used, reason = "without randomness nothing the server does is safe")]
    getrandom::fill(&mut bytes).expect("the system gives no randomness");
    bytes
}
