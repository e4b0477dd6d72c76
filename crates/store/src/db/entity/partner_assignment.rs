//! Table `partner_assignments`.

use sea_orm::entity::prelude::*;

/// A customer assigned to a partner, and the reseller that sold to it.
///
/// A customer of a distributor's reseller has one row, with the distributor as partner and the reseller as reseller. A reseller
/// sees the rows in which it is either.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[expect(clippy::struct_field_names, reason = "all three are numbers of organizations")]
#[sea_orm(table_name = "partner_assignments")]
pub struct Model {
    /// The customer organization.
    #[sea_orm(primary_key, auto_increment = false)]
    pub customer_id: i64,
    /// The distributor, or a reseller without a distributor.
    #[sea_orm(primary_key, auto_increment = false)]
    pub partner_id: i64,
    /// The distributor's reseller.
    pub reseller_id: Option<i64>,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
