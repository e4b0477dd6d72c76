//! Table `alerts_sent`.

use sea_orm::entity::prelude::*;

/// An alert that was written, or was replaced by one for a shorter lead time (R17).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "alerts_sent")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub license_id: i64,
    /// The license's expiration date then: after a renewal, alerts start again.
    #[sea_orm(primary_key, auto_increment = false)]
    pub expiration_date: ChronoDate,
    /// The e-mail address it goes to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub recipient: String,
    /// The lead time, in days.
    #[sea_orm(primary_key, auto_increment = false)]
    pub lead_days: i32,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
