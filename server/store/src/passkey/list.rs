//! One's own passkeys.

use model::Actor;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::PasskeyError;
use crate::Db;
use crate::entity::passkey;

/// A passkey as its person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its number.
    pub id: i64,
    /// What its person calls it.
    pub name: String,
    /// When it was added, in milliseconds since the Unix epoch.
    pub created_at: i64,
    /// When it last signed somebody in, in milliseconds since the Unix epoch.
    pub last_used_at: Option<i64>,
}

/// The passkeys of who asks, the oldest first.
pub async fn list(db: &Db, actor: &Actor) -> Result<Vec<Listed>, PasskeyError> {
    let own = passkey::Entity::find().filter(passkey::Column::UserId.eq(actor.user)); // tenant: own passkeys, listed
    let rows = own.order_by_asc(passkey::Column::Id).all(db.connection()).await?;
    let listed = |row: passkey::Model| Listed {
        id: row.id,
        name: row.name,
        created_at: row.created_at,
        last_used_at: row.last_used_at,
    };
    Ok(rows.into_iter().map(listed).collect())
}
