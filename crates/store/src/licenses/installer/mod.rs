//! Installers of products: rows in the database, bytes in the store of files.

mod add;
mod list;
mod open;
mod remove;

use model::{Day, InstallerId, ProductId, Refused};
use sea_orm::DbErr;

use crate::db::entity::installer;

pub use add::{AddError, Adding, add};
pub use list::list;
pub use open::{Opened, open};
pub use remove::remove;

/// Why an operation on installers failed.
#[derive(Debug, thiserror::Error)]
pub enum InstallerError {
    /// The permit is for something else, or the product or installer is hidden or missing (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

/// A file that installs a version of a product on a platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installer {
    /// Number of its row.
    pub id: InstallerId,
    /// The product it installs.
    pub product: ProductId,
    /// The product's version, as typed.
    pub version: String,
    /// The platform it runs on, such as Windows.
    pub platform: String,
    /// The processor architecture it is for, if it matters.
    pub architecture: Option<String>,
    /// The file name of the download.
    pub file_name: String,
    /// Its size in bytes.
    pub size: u64,
    /// SHA-256 of its bytes, in lower-case hexadecimal.
    pub sha256: String,
    /// The day the version was released.
    pub released: Day,
}

impl From<installer::Model> for Installer {
    fn from(row: installer::Model) -> Self {
        Self {
            id: row.id,
            product: row.product_id,
            version: row.version,
            platform: row.platform,
            architecture: row.architecture,
            file_name: row.file_name,
            size: u64::try_from(row.size).unwrap_or(0),
            sha256: row.sha256,
            released: row.released.into(),
        }
    }
}

/// An installer's name in events.
fn title(product: &str, row: &installer::Model) -> String {
    format!("{product} {}, {}: {}", row.version, row.platform, row.file_name)
}

#[cfg(test)]
mod tests;
