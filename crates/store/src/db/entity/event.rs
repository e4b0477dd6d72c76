//! Table `events`.

use sea_orm::entity::prelude::*;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "events")]
pub struct Model {
    /// Number, in the order of happening.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// When, in milliseconds since the Unix epoch.
    pub at: i64,
    /// Who did it; none for the installation itself.
    pub user_id: Option<i64>,
    /// The organization it concerns: the one that the person acted for, unless it is about another.
    pub organization_id: Option<i64>,
    /// The license it happened to.
    pub license_id: Option<i64>,
    /// The only organization that may read it (R4); none when all who see the license may.
    pub visible_to: Option<i64>,
    /// What happened: [`crate::events::Kind`] by name.
    pub kind: String,
    /// The value before; empty when there was none.
    pub old: String,
    /// The value after; empty when there is none.
    pub new: String,
    /// The organization that the person acted for.
    pub acting_organization_id: Option<i64>,
    /// Where the request came from; none where nobody asked over the network, or it is not known.
    pub network_address: Option<String>,
    /// Who acted: [`crate::events::Actor`] by name.
    pub actor: String,
    /// What the acting person was called then: its e-mail address. Empty for who is no person.
    pub actor_name: String,
    /// What it happened to: [`crate::events::Object`] by name.
    pub object: String,
    /// What that was called then.
    pub object_name: String,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
