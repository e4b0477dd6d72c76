//! Adds an installer: its bytes arrive as a stream, and an incomplete file leaves nothing.

use std::time::Duration;

use futures::{Stream, StreamExt as _};
use model::installer::{Details, Installer, size_text};
use model::{Action, Permit, ProductId, Refused};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter,
};
use tokio::time::timeout;
use tokio_util::bytes::Bytes;

use super::{of_row, title};
use crate::Db;
use crate::db::OrTaken as _;
use crate::db::entity::{installer, product};
use crate::events::{Event, Kind};
use crate::licenses::files::{Files, FilesError, Upload, Written};
use crate::text::invisible;

/// An upload that sends nothing for this long is abandoned.
const PATIENCE: Duration = Duration::from_mins(1);

/// An installer to add.
#[derive(Clone, Debug)]
pub struct Adding {
    /// The product it installs.
    pub product: ProductId,
    /// Version, platform, file name and the like, as typed.
    pub details: Details,
    /// It may have at most this many bytes.
    pub limit: u64,
    /// 32 random bytes for its key in the store of files.
    pub random: [u8; 32],
    /// The time, in milliseconds since the Unix epoch.
    pub now: i64,
}

/// Why an installer was not added; nothing of it is left.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// The permit is for something else, or there is no such product (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The product already has this file for that version and platform.
    #[error(
        "Version {version} for {platform} already has a file {file_name}. Remove it first, or choose another name."
    )]
    Exists {
        /// The version it is for.
        version: String,
        /// The platform it is for.
        platform: String,
        /// The name of the download.
        file_name: String,
    },
    /// A detail contains an invisible character.
    #[error("Version, platform and file name can't contain invisible characters; this one is U+{0:04X}.")]
    Invisible(u32),
    /// The file has more bytes than allowed.
    #[error("This file is too large: an installer can be up to {}.", size_text(*.0))]
    TooLarge(u64),
    /// The file is empty.
    #[error("This file is empty.")]
    Empty,
    /// The file's hash differs from the expected one.
    #[error(
        "The file's SHA-256 is {found}, not {expected}: it was damaged in transit, or it is a different file. Nothing was saved."
    )]
    Mismatch {
        /// The expected hash.
        expected: String,
        /// The hash of the bytes received.
        found: String,
    },
    /// The upload was canceled, or the connection broke.
    #[error("The upload was interrupted: {0}")]
    BrokenOff(String),
    /// The store of files failed.
    #[error("the file store failed: {0}")]
    Files(#[from] FilesError),
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

/// Adds an installer with the bytes of a stream, reading no faster than it writes. Run it in a task of its own: if dropped
/// between writing file and row, it leaves the file behind.
pub async fn add<E: std::fmt::Display>(
    db: &Db,
    files: &Files,
    permit: &Permit,
    adding: Adding,
    bytes: impl Stream<Item = Result<Bytes, E>>,
) -> Result<Installer, AddError> {
    permit.only(Action::ManageInstallers)?;
    let Details { version, platform, architecture, file_name, .. } = &adding.details;
    let texts = [version, platform, file_name].into_iter().chain(architecture);
    if let Some(invisible) = texts.into_iter().find_map(|text| invisible(text)) {
        return Err(AddError::Invisible(invisible.into()));
    }
    let product = product::Entity::find_by_id(adding.product).one(db.connection()).await?.ok_or(Refused)?;
    // Checked before gigabytes are sent; writing the row decides.
    if is_there(db.connection(), &adding).await? {
        return Err(exists(&adding.details));
    }
    let key = hex::encode(adding.random);
    let upload = fill(files.write(&key, adding.limit).await?, &adding, bytes).await?;
    let written = upload.written();
    upload.finish().await?;
    let recorded = record(db, permit, &product.name, &adding, written, key.clone()).await;
    if recorded.is_err() {
        files.delete(&key).await?;
    }
    recorded
}

/// Reads the whole stream and checks the result.
async fn fill<E: std::fmt::Display>(
    mut upload: Upload,
    adding: &Adding,
    bytes: impl Stream<Item = Result<Bytes, E>>,
) -> Result<Upload, AddError> {
    let mut bytes = std::pin::pin!(bytes);
    let silent = |_| AddError::BrokenOff(format!("nothing came for {} seconds", PATIENCE.as_secs()));
    while let Some(chunk) = timeout(PATIENCE, bytes.next()).await.map_err(silent)? {
        upload.push(chunk.map_err(|error| AddError::BrokenOff(error.to_string()))?).await?;
        if upload.size() > adding.limit {
            return Err(AddError::TooLarge(adding.limit));
        }
    }
    if upload.size() == 0 {
        return Err(AddError::Empty);
    }
    let found = upload.written().sha256;
    match &adding.details.sha256 {
        Some(expected) if *expected != found => Err(AddError::Mismatch { expected: expected.clone(), found }),
        _ => Ok(upload),
    }
}

async fn record(
    db: &Db,
    permit: &Permit,
    product: &str,
    adding: &Adding,
    written: Written,
    key: String,
) -> Result<Installer, AddError> {
    let Details { version, platform, architecture, released, file_name, .. } = adding.details.clone();
    let row = installer::ActiveModel {
        product_id: Set(adding.product),
        version: Set(version),
        platform: Set(platform),
        architecture: Set(architecture),
        file_name: Set(file_name),
        size: Set(i64::try_from(written.size).unwrap_or(i64::MAX)),
        sha256: Set(written.sha256),
        released: Set(released.date()),
        storage_key: Set(key),
        uploaded_by: Set(Some(permit.user())),
        created_at: Set(adding.now),
        ..Default::default()
    };
    let transaction = db.begin_write().await?;
    let row = row.insert(&transaction).await.or_taken(|| exists(&adding.details))?;
    let about = title(product, &row);
    Event::by(permit, adding.now, Kind::InstallerAdded).change("", &about).record(&transaction).await?;
    transaction.commit().await?;
    Ok(of_row(row))
}

async fn is_there(connection: &impl ConnectionTrait, adding: &Adding) -> Result<bool, DbErr> {
    let found = installer::Entity::find()
        .filter(installer::Column::ProductId.eq(adding.product))
        .filter(installer::Column::Version.eq(&adding.details.version))
        .filter(installer::Column::Platform.eq(&adding.details.platform))
        .filter(installer::Column::FileName.eq(&adding.details.file_name));
    Ok(found.count(connection).await? > 0)
}

fn exists(details: &Details) -> AddError {
    let Details { version, platform, file_name, .. } = details.clone();
    AddError::Exists { version, platform, file_name }
}
