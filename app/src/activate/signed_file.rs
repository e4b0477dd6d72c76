//! The signed file of an offline deployment.

use model::Hidden;
use serde::{Deserialize, Serialize};

/// A file to save and to give to the product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedFile {
    /// Its suggested name.
    pub name: String,
    /// Its content.
    pub text: Hidden,
}
