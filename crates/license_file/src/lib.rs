//! Signing keys, license and machine files, and signatures over responses, all of which products trust, in the formats that
//! Keygen publishes (`docs/LICENSE-FILES.md`).
//!
//! Pure: no database, network, clock or randomness. Only [`Keyring`], [`sealing_key`] and [`make_sealing_key`] touch
//! files, in the folder they are given.
//! Instants are milliseconds since the Unix epoch, UTC; in JSON they are RFC 3339.
//!
//! - [`Keyring`] holds the key that signs, those that signed before it, and the one that may sign next,
//! - [`sign_file`] makes a license or machine file, [`open_file`] opens one or says why it can't,
//! - [`sign_response`] signs a response to a product,
//! - [`rfc3339`] writes an instant in the format that all of these use.

mod file;
mod instant;
mod key;
mod keyring;
mod response;

pub use file::{
    Algorithm, Document, Encryption, FileError, Form, Kind, Meta, NONCE, Opened, Opening, SignError,
    machine_secret, open_file, sign_file,
};
pub use instant::rfc3339;
pub use key::{KeyId, PublicKey, PublicKeyError, SEED, SeedError, SigningKey};
pub use keyring::{Keyring, KeyringError, Published, make_sealing_key, sealing_key, sealing_key_of};
pub use response::{Response, sign_response};

/// Checks that the page's Rust compiles.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/LICENSE-FILES.md")]
struct Page;
