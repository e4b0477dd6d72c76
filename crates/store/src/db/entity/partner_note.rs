//! Table `partner_notes`.

use sea_orm::entity::prelude::*;

/// A note on a license that only its own partner organization ever sees (R4).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "partner_notes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub license_id: i64,
    /// The partner organization.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: i64,
    pub note: String,
    /// How often the note was changed.
    pub note_version: i32,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
