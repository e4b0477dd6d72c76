//! Table `events`.

use sea_orm::entity::prelude::*;

/// One change or attempt, as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "events")]
pub struct Model {
    /// In the order of recording.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The time, in milliseconds since the Unix epoch.
    pub at: i64,
    /// The person who did it; None for the installation itself.
    pub user_id: Option<i64>,
    /// The organization it concerns: the one the person acted for, unless it is about another.
    pub organization_id: Option<i64>,
    /// The license it happened to.
    pub license_id: Option<i64>,
    /// The only organization that may read it (R4); None if everybody who sees the license may.
    pub visible_to: Option<i64>,
    /// The kind of event: [`crate::events::Kind`] by name.
    pub kind: String,
    /// The value before; empty when there was none.
    pub old: String,
    /// The value after; empty when there is none.
    pub new: String,
    /// The organization that the person acted for.
    pub acting_organization_id: Option<i64>,
    /// The network address of the request; None if there was no request, or it is unknown.
    pub network_address: Option<String>,
    /// The kind of actor: [`crate::events::Actor`] by name.
    pub actor: String,
    /// The person's e-mail address at the time. Empty if no person acted.
    pub actor_name: String,
    /// The kind of thing it happened to: [`crate::events::Object`] by name.
    pub object: String,
    /// That thing's name at the time.
    pub object_name: String,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
