//! Table `alerts_sent`.

use sea_orm::entity::prelude::*;

/// An alert that was written, or that a nearer one has taken the place of (R17).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "alerts_sent")]
pub struct Model {
    /// The license.
    #[sea_orm(primary_key, auto_increment = false)]
    pub license_id: i64,
    /// Its expiration date then: a renewal starts afresh.
    #[sea_orm(primary_key, auto_increment = false)]
    pub expiration_date: TimeDate,
    /// To whom.
    #[sea_orm(primary_key, auto_increment = false)]
    pub recipient: String,
    /// For which lead time, in days.
    #[sea_orm(primary_key, auto_increment = false)]
    pub lead_days: i32,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
