//! Invites a person.

use model::access::may_give;
use model::{Action, OrganizationId, Permit, Refused, RoleId};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::{InvitationError, InvitationToken, LIFETIME, check_first, counted, letter};
use crate::Db;
use crate::db::OrTaken as _;
use crate::db::clock_skew;
use crate::db::entity::{invitation, membership, user};
use crate::events::{Event, Kind};
use crate::people::{checked_email, is_vacant, managed_organization};

/// The person to invite, and how.
#[derive(Clone, Copy, Debug)]
pub struct Inviting<'a> {
    /// The organization to join.
    pub organization: OrganizationId,
    /// The e-mail address as typed.
    pub email: &'a str,
    /// The role they get there.
    pub role: RoleId,
    /// The random bytes of the link.
    pub token: InvitationToken,
    /// The portal's address, without a trailing slash.
    pub site: &'a str,
}

/// Invites somebody into an organization that the permit reaches, by an e-mail with a link. Those who manage users may, and the
/// vendor's staff in all organizations where nobody does yet; theirs replaces a pending one. `now` in milliseconds since the Unix
/// epoch.
pub async fn invite(
    db: &Db,
    permit: &Permit,
    inviting: Inviting<'_>,
    now: i64,
) -> Result<(), InvitationError> {
    permit.any_of(&[Action::ManageUsers, Action::ManageConsole])?;
    managed_organization::find(db.connection(), permit, inviting.organization).await?.ok_or(Refused)?;
    let email = checked_email(inviting.email).map_err(InvitationError::Address)?;
    let by = (permit.user(), inviting.organization);
    counted(db, by, &email, now, |due_at| write(db, permit, inviting, &email, due_at, now)).await
}

async fn write(
    db: &Db,
    permit: &Permit,
    inviting: Inviting<'_>,
    email: &str,
    due_at: i64,
    now: i64,
) -> Result<(), InvitationError> {
    let Inviting { organization, role, token, site, .. } = inviting;
    let transaction = db.begin_write().await?;
    let place = managed_organization::enter(&transaction, permit, organization).await?.ok_or(Refused)?;
    check_first(&transaction, permit, &place.organization).await?;
    let role = managed_organization::role(&transaction, organization, role).await?.ok_or(Refused)?;
    may_give(&place.own, &role.height)?;
    if !is_vacant(&transaction, &role.row).await? {
        return Err(InvitationError::HasSuperAdmin);
    }
    if let Some(known) = user::Entity::find().filter(user::Column::Email.eq(email)).one(&transaction).await? {
        let member = membership::Entity::find_by_id((known.id, organization)).one(&transaction).await?;
        if member.is_some() {
            return Err(InvitationError::IsMember(email.to_owned()));
        }
    }
    let there = invitation::Entity::find()
        .filter(invitation::Column::OrganizationId.eq(organization))
        .filter(invitation::Column::Email.eq(email));
    // An expired one is replaced silently. The vendor's staff have no list of them, and so replace any.
    let replaces = permit.action() == Action::ManageConsole;
    if let Some(before) = there.one(&transaction).await? {
        if clock_skew::is_to_come(before.expires_at, LIFETIME, now) && !replaces {
            return Err(InvitationError::IsInvited(email.to_owned()));
        }
        invitation::Entity::delete_by_id(before.id).exec(&transaction).await?;
    }
    let row = invitation::ActiveModel {
        organization_id: Set(organization),
        email: Set(email.to_owned()),
        role_id: Set(role.row.id),
        token_hash: Set(token.hash()),
        invited_by: Set(Some(permit.user())),
        created_at: Set(now),
        expires_at: Set(now + LIFETIME),
        // Nobody gives a home beside or above their own (R22).
        home_group_id: Set(permit.home().filter(|_| permit.organization() == Some(organization))),
        ..Default::default()
    };
    let row = row.insert(&transaction).await.or_taken(|| InvitationError::IsInvited(email.to_owned()))?;
    letter::send(&transaction, &row, &place.organization, (token, site), due_at, now).await?;
    let about = format!("{email}: {}", role.row.name);
    let event = Event::by(permit, now, Kind::InvitationSent).change("", &about).named(email);
    Event { organization: Some(organization), ..event }.record(&transaction).await?;
    Ok(transaction.commit().await?)
}
