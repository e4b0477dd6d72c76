//! Lists a person's own passkeys.

use std::collections::HashMap;

use model::sign_in::Passkey;
use model::{Actor, OrganizationId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::PasskeyError;
use crate::Db;
use crate::db::entity::{organization, passkey};

/// Returns the person's passkeys, the oldest first.
pub async fn list(db: &Db, actor: &Actor) -> Result<Vec<Passkey>, PasskeyError> {
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
    let listed = |row: passkey::Model| Passkey {
        id: row.id,
        name: row.name,
        home: row.home_id.and_then(|home| homes.get(&home).cloned()),
        created_at: row.created_at,
        last_used_at: row.last_used_at,
    };
    Ok(rows.into_iter().map(listed).collect())
}
