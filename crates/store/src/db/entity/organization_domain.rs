//! Table `organization_domains`.

use sea_orm::entity::prelude::*;

/// A mail domain that an organization claims.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organization_domains")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub organization_id: i64,
    /// The domain, in lower case and ASCII; unique in an organization, and verified for at most one organization.
    pub domain: String,
    /// The text in its DNS that proves it.
    pub proof: String,
    /// When it was added, in milliseconds since the Unix epoch.
    pub created_at: i64,
    /// When it was verified, in milliseconds since the Unix epoch.
    pub verified_at: Option<i64>,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
