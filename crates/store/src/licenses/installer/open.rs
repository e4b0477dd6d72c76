//! Opens an installer for download.

use std::io;
use std::ops::Range;

use futures::stream::BoxStream;
use model::installer::Installer;
use model::{Action, InstallerId, Permit, Refused};
use sea_orm::{EntityTrait, QueryFilter};
use tokio_util::bytes::Bytes;

use super::{InstallerError, of_row};
use crate::Db;
use crate::db::entity::{installer, product};
use crate::db::scope;
use crate::licenses::files::{Files, FilesError};

/// An installer ready for download.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The installer's details.
    pub installer: Installer,
    key: String,
    files: Files,
}

/// Opens an installer of a product that the permit reaches.
pub async fn open(
    db: &Db,
    files: &Files,
    permit: &Permit,
    id: InstallerId,
) -> Result<Opened, InstallerError> {
    permit.only(Action::DownloadInstaller)?;
    let row = installer::Entity::find_by_id(id).one(db.connection()).await?;
    // A missing installer costs the same queries as a hidden one (R3): no product has the number 0.
    let product = row.as_ref().map_or(0, |row| row.product_id);
    let reached = product::Entity::find_by_id(product)
        .filter(scope::product_in_reach(permit, product)) // tenant: products, their files
        .one(db.connection())
        .await?;
    let row = row.filter(|_| reached.is_some()).ok_or(Refused)?;
    let key = row.storage_key.clone();
    Ok(Opened { installer: of_row(row), key, files: files.clone() })
}

impl Opened {
    /// Streams its bytes, or a range of them. Fails if the file in the store has a different size than the one uploaded.
    pub async fn read(
        &self,
        range: Option<Range<u64>>,
    ) -> Result<BoxStream<'static, io::Result<Bytes>>, FilesError> {
        self.files.read(&self.key, self.installer.size, range).await
    }

    /// Checks that it could be read, without reading it.
    pub async fn check(&self) -> Result<(), FilesError> {
        self.files.look(&self.key, self.installer.size).await
    }
}
