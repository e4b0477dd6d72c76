//! Sessions that were opened by less than is required by now.

use sea_orm::{DbErr, EntityTrait};

use super::factor::is_required;
use super::session::{Factor, Token};
use crate::Db;
use crate::db::entity::session;

/// Whether that session was opened by a password alone, and an organization of its person requires a second factor by now. The
/// password then proves nothing in it.
pub async fn is_behind(db: &Db, token: Token) -> Result<bool, DbErr> {
    let found = session::Entity::find_by_id(token.hash()).one(db.connection()).await?;
    match found {
        Some(row) if Factor::from_name(&row.factor) == Some(Factor::Password) => {
            is_required(db, row.user_id).await
        }
        _ => Ok(false),
    }
}
