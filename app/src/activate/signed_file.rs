//! The file of an offline deployment.

use model::Hidden;
use serde::{Deserialize, Serialize};

/// A file to be saved and given to the product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedFile {
    /// What to call it.
    pub name: String,
    /// What is in it.
    pub text: Hidden,
}
