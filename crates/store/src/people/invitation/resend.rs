//! Sends an invitation again.

use model::access::may_give;
use model::{Action, InvitationId, OrganizationId, Permit, Refused};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};

use super::{InvitationError, InvitationToken, LIFETIME, check_first, counted, letter, reached};
use crate::Db;
use crate::db::entity::invitation;
use crate::events::{Event, Kind};
use crate::people::managed_organization;

/// Sends an invitation again, in the name of the person who asks, with a new link that is valid for seven days from `now` (in
/// milliseconds since the Unix epoch); the old one no longer works. `site` is the portal's address, without a trailing slash.
pub async fn resend(
    db: &Db,
    permit: &Permit,
    id: InvitationId,
    token: InvitationToken,
    site: &str,
    now: i64,
) -> Result<(), InvitationError> {
    permit.any_of(&[Action::ManageUsers, Action::ManageConsole])?;
    let found = reached(db.connection(), permit, id).await?;
    let organization = found.organization_id;
    let by = (permit.user(), organization);
    let renewed = |due_at| renew(db, permit, (id, organization), (token, site), due_at, now);
    counted(db, by, &found.email, now, renewed).await
}

async fn renew(
    db: &Db,
    permit: &Permit,
    (id, organization): (InvitationId, OrganizationId),
    (token, site): (InvitationToken, &str),
    due_at: i64,
    now: i64,
) -> Result<(), InvitationError> {
    let transaction = db.begin_write().await?;
    let place = managed_organization::enter(&transaction, permit, organization).await?.ok_or(Refused)?;
    check_first(&transaction, permit, &place.organization).await?;
    // Checked again, now that nobody else can change it.
    let row = invitation::Entity::find_by_id(id).one(&transaction).await?.ok_or(Refused)?;
    let role = managed_organization::role(&transaction, organization, row.role_id).await?.ok_or(Refused)?;
    may_give(&place.own, &role.height)?;
    let renewed = invitation::ActiveModel {
        id: Set(id),
        token_hash: Set(token.hash()),
        invited_by: Set(Some(permit.user())),
        expires_at: Set(now + LIFETIME),
        passed_on: Set(false),
        ..Default::default()
    };
    let row = renewed.update(&transaction).await?;
    letter::send(&transaction, &row, &place.organization, (token, site), due_at, now).await?;
    let about = format!("{}: {}", row.email, role.row.name);
    let event = Event::by(permit, now, Kind::InvitationSent).change(&about, &about).named(&row.email);
    Event { organization: Some(organization), ..event }.record(&transaction).await?;
    Ok(transaction.commit().await?)
}
