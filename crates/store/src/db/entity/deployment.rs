//! Table `deployments`.

use sea_orm::entity::prelude::*;

use crate::text::fold;

/// One running installation, which Keygen calls a machine. Rows are active; a released one is deleted, and stays in the events.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deployments")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The license whose units it takes.
    pub license_id: i64,
    /// The ID that the installation chose; unique per license.
    pub deployment_id: String,
    /// The computer's name in its network.
    pub host_name: String,
    /// The operating system, as the product names it.
    pub platform: String,
    /// Version that runs there.
    pub product_version: String,
    /// `online` or `offline`.
    pub mode: String,
    /// The number of units it takes.
    pub quantity: i64,
    /// Its group.
    pub group_name: Option<String>,
    /// When it was activated, in milliseconds since the Unix epoch.
    pub activated_at: i64,
    /// When its product last sent anything, in milliseconds since the Unix epoch.
    pub last_seen_at: i64,
    /// The product's own name for the computer.
    pub name: Option<String>,
    /// The computer's network address, as the product reports it.
    pub ip: Option<String>,
    /// Number of processor cores.
    pub cores: Option<i32>,
    /// Data that the product keeps with the deployment: a JSON object.
    pub metadata: Option<String>,
    /// When it last sent a heartbeat, in milliseconds since the Unix epoch; None before the first.
    pub heartbeat_at: Option<i64>,
    /// Whether it sends heartbeats again after too long a silence.
    pub resurrected: bool,
    /// The folded text that search uses: see [`Model::searched`].
    pub text_folded: String,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The folded text for search: ID, host name, platform, version and group.
    pub fn searched(texts: [&str; 5]) -> String {
        // No text contains a line break, so nothing is found across two of them.
        fold(&texts.join("\n"))
    }

    /// [`searched`](Model::searched) for this row.
    pub fn to_searched(&self) -> String {
        let Self { deployment_id, host_name, platform, product_version, group_name, .. } = self;
        let group = group_name.as_deref().unwrap_or_default();
        Self::searched([deployment_id, host_name, platform, product_version, group])
    }
}
