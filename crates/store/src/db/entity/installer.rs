//! Table `installers`.

use sea_orm::entity::prelude::*;

/// A file that installs a version of a product on a platform.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "installers")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The product it installs.
    pub product_id: i64,
    /// The product's version.
    pub version: String,
    /// The operating system it runs on.
    pub platform: String,
    /// The processor architecture it is for, if it matters.
    pub architecture: Option<String>,
    /// The file name of the download.
    pub file_name: String,
    /// Its size in bytes.
    pub size: i64,
    /// SHA-256 of its bytes, in lowercase hexadecimal.
    pub sha256: String,
    /// The day of its release.
    pub released: ChronoDate,
    /// The key of its bytes in the store of files.
    #[sea_orm(unique)]
    pub storage_key: String,
    /// The person who uploaded it; None for the installation itself.
    pub uploaded_by: Option<i64>,
    /// When it was uploaded, in milliseconds since the Unix epoch.
    pub created_at: i64,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
