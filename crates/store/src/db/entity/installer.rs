//! Table `installers`.

use sea_orm::entity::prelude::*;

/// A file that installs a version of a product on a platform.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "installers")]
pub struct Model {
    /// Number.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// What it installs.
    pub product_id: i64,
    /// The product's version.
    pub version: String,
    /// What it runs on.
    pub platform: String,
    /// For which processors.
    pub architecture: Option<String>,
    /// The name that it is downloaded under.
    pub file_name: String,
    /// Its size in bytes.
    pub size: i64,
    /// SHA-256 of its bytes, in lower-case hexadecimal.
    pub sha256: String,
    /// The day of its release.
    pub released: TimeDate,
    /// Where its bytes are in the store of files.
    #[sea_orm(unique)]
    pub storage_key: String,
    /// Who uploaded it; none for the installation itself.
    pub uploaded_by: Option<i64>,
    /// When, in milliseconds since the Unix epoch.
    pub created_at: i64,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
