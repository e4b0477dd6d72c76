//! Table `deployments`.

use sea_orm::entity::prelude::*;

/// One running installation: what Keygen calls a machine. Rows are active; what is released is deleted, and stays in the events.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deployments")]
pub struct Model {
    /// Number.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The license it uses.
    pub license_id: i64,
    /// The installation's own ID; unique per license.
    pub deployment_id: String,
    /// Name of the computer.
    pub host_name: String,
    /// Its platform.
    pub platform: String,
    /// Version that runs there.
    pub product_version: String,
    /// `online` or `offline`.
    pub mode: String,
    /// Units it takes.
    pub quantity: i64,
    /// Its group.
    pub group_name: Option<String>,
    /// When it was activated, in milliseconds since the Unix epoch.
    pub activated_at: i64,
    /// When it was last heard of, in milliseconds since the Unix epoch.
    pub last_seen_at: i64,
    /// What its product calls it.
    pub name: Option<String>,
    /// Its network address, as its product tells it.
    pub ip: Option<String>,
    /// How many processor cores it has.
    pub cores: Option<i32>,
    /// What its product keeps with it: a JSON object.
    pub metadata: Option<String>,
    /// When its heart beat last, in milliseconds since the Unix epoch; none before the first beat.
    pub heartbeat_at: Option<i64>,
    /// Whether it was silent for too long and beats again.
    pub resurrected: bool,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
