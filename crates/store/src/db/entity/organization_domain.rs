//! Table `organization_domains`.

use sea_orm::entity::prelude::*;

/// A mail domain that an organization says is its own.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organization_domains")]
pub struct Model {
    /// Number.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Whose.
    pub organization_id: i64,
    /// The domain, in lower case and ASCII; once in an organization, and verified for one organization.
    pub domain: String,
    /// What its DNS says to prove it.
    pub proof: String,
    /// When it was named, in milliseconds since the Unix epoch.
    pub created_at: i64,
    /// When it was proved, in milliseconds since the Unix epoch.
    pub verified_at: Option<i64>,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
