//! Table `deployments`.

use sea_orm::entity::prelude::*;

use crate::text::fold;

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
    /// What it is found by, folded: see [`Model::searched`].
    pub text_folded: String,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// What a deployment with those texts is found by: ID, host name, platform, version and group.
    pub fn searched(texts: [&str; 5]) -> String {
        // No text has a line break in it, so nothing is found across two of them.
        fold(&texts.join("\n"))
    }

    /// The same of this row as it stands.
    pub fn to_searched(&self) -> String {
        let Self { deployment_id, host_name, platform, product_version, group_name, .. } = self;
        let group = group_name.as_deref().unwrap_or_default();
        Self::searched([deployment_id, host_name, platform, product_version, group])
    }
}
