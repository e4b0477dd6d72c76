//! The person who keeps something on a page.

use model::table::PresetPage;
use model::{Action, Actor, Permit, Refused, Target};
use sea_orm::sea_query::LockType;
use sea_orm::{EntityTrait, QuerySelect};

use super::TableError;
use crate::Db;
use crate::db::WriteTransaction;
use crate::db::entity::{membership, organization, user};

/// A person with the permit to keep what is theirs. Anyone who only views an organization has none.
pub(super) struct Keeper<'a> {
    actor: &'a Actor,
    pub permit: Permit,
}

impl<'a> Keeper<'a> {
    pub fn of(actor: &'a Actor) -> Result<Self, Refused> {
        Ok(Self { actor, permit: actor.permit(Action::ArrangeTables, Target::MyOrganization)? })
    }

    /// Fails if the person may not open that page.
    pub fn opens(&self, page: PresetPage) -> Result<(), Refused> {
        page.permit(self.actor)?;
        Ok(())
    }

    /// Fails if the person may not share presets of that page.
    pub fn shares(&self, page: PresetPage) -> Result<(), TableError> {
        if page.may_share(self.actor) { Ok(()) } else { Err(TableError::NotToShare) }
    }

    /// Begins to write. Changes in one organization wait for each other, so that limits hold, and nothing is kept for somebody
    /// who is taken out of it in the meantime.
    pub async fn begin(&self, db: &Db) -> Result<WriteTransaction, TableError> {
        let user = self.permit.user();
        let transaction = db.begin_write().await?;
        let home = self.permit.organization();
        // The user is locked before the organization, as when they delete their account.
        let lock = if home.is_some() { LockType::KeyShare } else { LockType::NoKeyUpdate };
        user::Entity::find_by_id(user).lock(lock).one(&transaction).await?.ok_or(Refused)?;
        if let Some(home) = home {
            organization::Entity::find_by_id(home).lock(LockType::NoKeyUpdate).one(&transaction).await?;
            membership::Entity::find_by_id((user, home)).one(&transaction).await?.ok_or(Refused)?;
        }
        Ok(transaction)
    }
}
