//! Products in the vendor's list.

use serde::{Deserialize, Serialize};

use crate::{ProductId, ProductKind};

/// A product in the vendor's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedProduct {
    /// Names it in requests.
    pub id: ProductId,
    /// Its name.
    pub name: String,
    /// Its maker; empty for the vendor itself.
    pub maker: String,
    /// Cloud service or on-premises software.
    pub kind: ProductKind,
    /// The number of its installers.
    pub installers: u64,
}
