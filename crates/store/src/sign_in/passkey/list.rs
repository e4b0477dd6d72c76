//! Lists a person's own passkeys.

use std::collections::HashMap;

use model::{Actor, OrganizationId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::PasskeyError;
use crate::Db;
use crate::db::entity::{organization, passkey};

/// A passkey as its person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Number of its row.
    pub id: i64,
    /// The name its person gave it.
    pub name: String,
    /// The organization whose single sign-on alone proved the person when it was added, and the only one where it counts.
    pub home: Option<String>,
    /// When it was added, in milliseconds since the Unix epoch.
    pub created_at: i64,
    /// When it last signed somebody in, in milliseconds since the Unix epoch.
    pub last_used_at: Option<i64>,
}

/// Returns the person's passkeys, the oldest first.
pub async fn list(db: &Db, actor: &Actor) -> Result<Vec<Listed>, PasskeyError> {
    let own = passkey::Entity::find().filter(passkey::Column::UserId.eq(actor.user)); // tenant: own passkeys, listed
    let rows = own.order_by_asc(passkey::Column::Id).all(db.connection()).await?;
    let homes: HashMap<OrganizationId, String> = organization::Entity::find()
        .filter(organization::Column::Id.is_in(rows.iter().filter_map(|row| row.home_id)))
        .select_only()
        .columns([organization::Column::Id, organization::Column::Name])
        .into_tuple::<(OrganizationId, String)>()
        .all(db.connection())
        .await?
        .into_iter()
        .collect();
    let listed = |row: passkey::Model| Listed {
        id: row.id,
        name: row.name,
        home: row.home_id.and_then(|home| homes.get(&home).cloned()),
        created_at: row.created_at,
        last_used_at: row.last_used_at,
    };
    Ok(rows.into_iter().map(listed).collect())
}
