//! Deletes a person's own account.

use model::access::Rank;
use model::{Actor, Refused};
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::ProfileError;
use crate::Db;
use crate::db::entity::{membership, organization, session, user};
use crate::events::Kind;
use crate::people::own_account::{Account, event};
use crate::people::users::{UserError, take_out};
use crate::people::viewings;
use crate::people::{managed_organization, spelled_email};

/// Deletes the person and everything that belongs to them: memberships, API tokens, sessions, factors, pins, arrangements of
/// tables, presets. The presets that they shared are kept for the others, and their acts stay in the Event History under the
/// name they had. `typed` must be their e-mail address; a Super Admin must transfer that role first. `now` in milliseconds
/// since the Unix epoch.
pub async fn delete(db: &Db, actor: &Actor, typed: &str, now: i64) -> Result<(), ProfileError> {
    let user = actor.user;
    let transaction = db.begin_write().await?;
    // Nobody can add them to another organization in the meantime.
    let found =
        user::Entity::find_by_id(user).lock(LockType::Update).one(&transaction).await?.ok_or(Refused)?;
    if typed.trim().to_lowercase() != found.email && spelled_email(typed) != found.email {
        return Err(ProfileError::Unconfirmed(found.email));
    }
    // While their name still exists.
    viewings::end_with(&transaction, session::Column::UserId.eq(user), now).await?;
    let homes = membership::Entity::find()
        .filter(membership::Column::UserId.eq(user)) // tenant: own memberships, to be left
        .order_by_asc(membership::Column::OrganizationId)
        .all(&transaction)
        .await?;
    for home in homes {
        let id = home.organization_id;
        let rows = organization::Entity::find_by_id(id).lock(LockType::NoKeyUpdate);
        let organization = rows.one(&transaction).await?.ok_or(Refused)?;
        let held = managed_organization::held(&transaction, id, user).await?.ok_or(Refused)?;
        if held.height.rank == Rank::SuperAdmin {
            return Err(ProfileError::SuperAdmin(organization.name));
        }
        let account = Account { user, organization: Some(id), home: None };
        let left = event(account, Kind::MemberRemoved, now);
        take_out(&transaction, &held, user, left).await.map_err(|error| match error {
            UserError::Database(error) => ProfileError::Database(error),
            _ => Refused.into(),
        })?;
    }
    let deleted = event(actor.into(), Kind::UserDeleted, now);
    deleted.change(&found.email, "").named(&found.email).record(&transaction).await?;
    user::Entity::delete_by_id(user).exec(&transaction).await?;
    Ok(transaction.commit().await?)
}
