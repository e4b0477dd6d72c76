//! Installers of products: rows in the database, bytes in the store of files.

mod add;
mod list;
mod open;
mod remove;

use model::Refused;
use model::installer::Installer;
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

fn of_row(row: installer::Model) -> Installer {
    Installer {
        id: row.id,
        version: row.version,
        platform: row.platform,
        architecture: row.architecture,
        file_name: row.file_name,
        size: u64::try_from(row.size).unwrap_or(0),
        sha256: row.sha256,
        released: row.released.into(),
    }
}

/// An installer's name in events.
fn title(product: &str, row: &installer::Model) -> String {
    format!("{product} {}, {}: {}", row.version, row.platform, row.file_name)
}

#[cfg(test)]
mod tests;
