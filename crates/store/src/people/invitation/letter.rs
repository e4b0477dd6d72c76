//! The e-mail with an invitation.

use sea_orm::{ConnectionTrait, DbErr, EntityTrait};

use super::{InvitationToken, LIFETIME};
use crate::critical_alerts::mail::{NewMail, Purpose, enqueue, escaped, unlinked};
use crate::db::entity::{invitation, organization, user};

/// Writes the e-mail of an invitation, to be sent at `due_at`. `site` is the portal's address, without a trailing slash.
pub(super) async fn send(
    transaction: &impl ConnectionTrait,
    row: &invitation::Model,
    organization: &organization::Model,
    (token, site): (InvitationToken, &str),
    due_at: i64,
    now: i64,
) -> Result<(), DbErr> {
    let inviter = match row.invited_by {
        Some(inviter) => user::Entity::find_by_id(inviter).one(transaction).await?,
        None => None,
    };
    let inviter = inviter.map_or_else(
        || "Somebody".to_owned(),
        |found| format!("{} ({})", unlinked(&found.name), found.email),
    );
    let link = token.link(site);
    let (plain, name) = (&organization.name, unlinked(&organization.name));
    let days = LIFETIME / 86_400_000;
    let subject = format!("Invitation to {plain} on Grantry");
    let lead = format!("{inviter} invites you to {name} on Grantry, where its licenses are managed.");
    let rest = format!(
        "The link is valid for {days} days, and only for you. If you did not expect it, you can ignore it."
    );
    let mail = NewMail {
        recipient: &row.email,
        subject,
        text: format!("{lead}\n\nAccept the invitation:\n{link}\n\n{rest}\n").into(),
        html: format!(
            "<p>{}</p><p><a href=\"{}\">Accept the invitation</a></p><p>{}</p>",
            escaped(&lead),
            escaped(&link),
            escaped(&rest)
        )
        .into(),
        purpose: Purpose::Invitation,
        organization: Some(organization.id),
        license: None,
        once: None,
        unsubscribe: None,
        due_at,
    };
    enqueue(transaction, mail, now).await.map(|_| ())
}
