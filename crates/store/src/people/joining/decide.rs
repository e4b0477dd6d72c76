//! Approves or declines requests to join.

use model::access::may_give;
use model::{Action, OrganizationId, Permit, Refused, RoleId, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{JoinError, checked_text};
use crate::Db;
use crate::critical_alerts::mail::{Note, Purpose, enqueue, unlinked};
use crate::db::entity::{join_request, session, user};
use crate::events::{Event, Kind};
use crate::people::{insert_member, is_vacant, managed_organization};
use crate::sign_in::proof::counts_for;

/// Adds the person who asked to the permit's organization, in a role that the deciding person may give, and e-mails them. If they
/// are already a member, it closes the request and fails with their role. `site` is the portal's address, without a trailing
/// slash; `now` in milliseconds since the Unix epoch.
pub async fn approve(
    db: &Db,
    permit: &Permit,
    id: i64,
    role: RoleId,
    site: &str,
    now: i64,
) -> Result<(), JoinError> {
    permit.only(Action::ManageUsers)?;
    let home = permit.organization().ok_or(Refused)?;
    let transaction = db.begin_write().await?;
    let place = managed_organization::enter(&transaction, permit, home).await?.ok_or(Refused)?;
    let person = asking(&transaction, home, id).await?;
    let role = managed_organization::role(&transaction, home, role).await?.ok_or(Refused)?;
    may_give(&place.own, &role.height)?;
    if !is_vacant(&transaction, &role.row).await? {
        return Err(JoinError::HasSuperAdmin);
    }
    join_request::Entity::delete_by_id(id).exec(&transaction).await?;
    // A person who joined in another way keeps their role: there is nothing to approve or to report.
    if let Some(held) = managed_organization::held(&transaction, home, person.id).await? {
        transaction.commit().await?;
        return Err(JoinError::IsMember { email: person.email, role: held.row.name });
    }
    let event = Event::by(permit, now, Kind::MemberAdded);
    insert_member(&transaction, person.id, &role.row, permit.home(), event).await?;
    act_there(&transaction, person.id, home).await?;
    let organization = &place.organization.name;
    let note = Note {
        recipient: &person.email,
        subject: format!("You have joined {organization} on Grantry"),
        paragraphs: vec![format!(
            "Your request to join {} was approved, in the role {}.",
            unlinked(organization),
            unlinked(&role.row.name)
        )],
        link: Some((format!("{site}/licenses").into(), "See its licenses")),
        purpose: Purpose::JoinRequest,
        organization: Some(home),
    };
    enqueue(&transaction, note.into_mail(now), now).await?;
    Ok(transaction.commit().await?)
}

/// Declines a request, and e-mails the reason to the person who asked. `site` is the portal's address, without a trailing slash;
/// `now` in milliseconds since the Unix epoch.
pub async fn decline(
    db: &Db,
    permit: &Permit,
    id: i64,
    reason: &str,
    site: &str,
    now: i64,
) -> Result<(), JoinError> {
    permit.only(Action::ManageUsers)?;
    let home = permit.organization().ok_or(Refused)?;
    let reason = checked_text(reason)?;
    let transaction = db.begin_write().await?;
    let place = managed_organization::enter(&transaction, permit, home).await?.ok_or(Refused)?;
    let person = asking(&transaction, home, id).await?;
    if reason.is_empty() {
        return Err(JoinError::NoReason);
    }
    join_request::Entity::delete_by_id(id).exec(&transaction).await?;
    let organization = &place.organization.name;
    let note = Note {
        recipient: &person.email,
        subject: format!("Your request to join {organization}"),
        paragraphs: vec![
            format!("Your request to join {} on Grantry was declined:", unlinked(organization)),
            reason.to_owned(),
        ],
        link: Some((site.into(), "Open Grantry")),
        purpose: Purpose::JoinRequest,
        organization: Some(home),
    };
    enqueue(&transaction, note.into_mail(now), now).await?;
    let event = Event::by(permit, now, Kind::JoinDeclined).change("", reason).named(&person.email);
    event.record(&transaction).await?;
    Ok(transaction.commit().await?)
}

/// The person who asked, if that is still undecided.
async fn asking(
    connection: &impl ConnectionTrait,
    home: OrganizationId,
    id: i64,
) -> Result<user::Model, JoinError> {
    let own = join_request::Entity::find_by_id(id)
        .filter(join_request::Column::OrganizationId.eq(home)) // tenant: own requests, decided
        .one(connection)
        .await?
        .ok_or(Refused)?;
    Ok(user::Entity::find_by_id(own.user_id).one(connection).await?.ok_or(Refused)?)
}

/// Makes the person's sessions without an organization act for this one from their next request on, except those opened by
/// single sign-on, which may not speak for it.
async fn act_there(
    connection: &impl ConnectionTrait,
    user: UserId,
    home: OrganizationId,
) -> Result<(), JoinError> {
    session::Entity::update_many()
        .col_expr(session::Column::OrganizationId, Expr::value(home))
        .filter(session::Column::UserId.eq(user))
        .filter(session::Column::OrganizationId.is_null())
        .filter(counts_for(session::Column::HomeId, Some(home)))
        .exec(connection)
        .await?;
    Ok(())
}
