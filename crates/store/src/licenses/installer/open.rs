//! Opening an installer for a download.

use std::io;
use std::ops::Range;

use futures::stream::BoxStream;
use model::{InstallerId, Permit, Refused};
use sea_orm::{EntityTrait, QueryFilter};
use tokio_util::bytes::Bytes;

use super::{Installer, InstallerError};
use crate::Db;
use crate::db::entity::{installer, product};
use crate::db::scope;
use crate::licenses::files::{Files, FilesError};

/// An installer that may be downloaded.
#[derive(Clone, Debug)]
pub struct Opened {
    /// What is known of it.
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
    let row = installer::Entity::find_by_id(id).one(db.connection()).await?;
    // A missing one asks as much as a hidden one, and so takes as long (R3): no product has the number 0.
    let product = row.as_ref().map_or(0, |row| row.product_id);
    let reached = product::Entity::find_by_id(product)
        .filter(scope::product_in_reach(permit, product)) // tenant: products, their files
        .one(db.connection())
        .await?;
    let row = row.filter(|_| reached.is_some()).ok_or(Refused)?;
    let key = row.storage_key.clone();
    Ok(Opened { installer: row.into(), key, files: files.clone() })
}

impl Opened {
    /// Its bytes, or those of a range of it, as they are read. Refused when the file in the store has another size than
    /// the one that was uploaded.
    pub async fn read(
        &self,
        range: Option<Range<u64>>,
    ) -> Result<BoxStream<'static, io::Result<Bytes>>, FilesError> {
        self.files.read(&self.key, self.installer.size, range).await
    }

    /// Whether it could be read, without reading it.
    pub async fn check(&self) -> Result<(), FilesError> {
        self.files.look(&self.key, self.installer.size).await
    }
}
