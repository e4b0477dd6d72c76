//! Takes people out of an organization.

use model::{Action, OrganizationId, Permit, Refused, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::UserError;
use super::changing::{Changing, begin};
use crate::Db;
use crate::db::actor_query::organizations_of;
use crate::db::entity::{api_token, membership, session, user};
use crate::events::{Event, Kind};
use crate::people::invitation::withdraw_unfounded;
use crate::people::managed_organization;
use crate::people::sessions::close_those_for;
use crate::tables::forget_member;

/// Takes `user` out of `organization`, from their next request on: their sessions there end, their API tokens of that
/// organization are revoked, and the invitations they sent are withdrawn. `now` in milliseconds since the Unix epoch.
pub async fn remove(
    db: &Db,
    permit: &Permit,
    organization: OrganizationId,
    user: UserId,
    now: i64,
) -> Result<(), UserError> {
    permit.only(Action::ManageUsers)?;
    let Changing { transaction, held, .. } =
        begin(db, permit, organization, user, UserError::Oneself).await?;
    close_those_for(&transaction, user, organization, &Event::by(permit, now, Kind::SessionEnded)).await?;
    take_out(&transaction, &held, user, Event::by(permit, now, Kind::MemberRemoved)).await?;
    Ok(transaction.commit().await?)
}

/// Takes a person who has that role out of its organization, and records `event`. Their sessions there continue in another of
/// their organizations, or in none.
pub(crate) async fn take_out(
    transaction: &impl ConnectionTrait,
    held: &managed_organization::Role,
    user: UserId,
    event: Event<'_>,
) -> Result<(), UserError> {
    let organization = held.row.organization_id;
    let removed = membership::Entity::delete_by_id((user, organization))
        // The role may have changed in the meantime: the Super Admin must not be removed.
        .filter(membership::Column::RoleId.eq(held.row.id))
        .exec(transaction)
        .await?;
    if removed.rows_affected == 0 {
        return Err(Refused.into());
    }
    withdraw_unfounded(transaction, user, organization, &event).await?;
    forget_member(transaction, user, organization).await?;
    // The same choice as at sign-in.
    let next = organizations_of(transaction, user).await?.into_iter().next().map(|(id, _)| id);
    session::Entity::update_many()
        .col_expr(session::Column::OrganizationId, Expr::value(next))
        .filter(session::Column::UserId.eq(user))
        .filter(session::Column::OrganizationId.eq(organization))
        .exec(transaction)
        .await?;
    let tokens = api_token::Entity::find()
        .filter(api_token::Column::UserId.eq(user))
        .filter(api_token::Column::OrganizationId.eq(organization)) // tenant: tokens of who is removed
        .all(transaction)
        .await?;
    for token in tokens {
        api_token::Entity::delete_by_id(token.id).exec(transaction).await?;
        let revoked = Event { kind: Kind::TokenRevoked, organization: Some(organization), ..event.clone() };
        revoked.change(&token.name, "").named(&token.name).record(transaction).await?;
    }
    let email =
        user::Entity::find_by_id(user).one(transaction).await?.map_or_else(String::new, |it| it.email);
    let about = format!("{email}: {}", held.row.name);
    let event = event.change(&about, "").named(&email);
    Event { organization: Some(organization), ..event }.record(transaction).await?;
    Ok(())
}
