//! The state of e-mails to invited people.

use std::collections::HashMap;

use model::OrganizationId;
use model::user::{Undelivered, User, Who};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use crate::critical_alerts::mail::Purpose;
use crate::db::entity::mail;

/// Marks the invited people whose e-mail could not be sent, with the reason.
pub(super) async fn note(connection: &impl ConnectionTrait, listed: &mut [User]) -> Result<(), DbErr> {
    let invited = || listed.iter().filter(|one| matches!(one.who, Who::Invited(_)));
    if invited().next().is_none() {
        return Ok(());
    }
    let mails = mail::Entity::find()
        .filter(mail::Column::OrganizationId.is_in(invited().map(|one| one.organization))) // tenant: own invitations' e-mails
        .filter(mail::Column::Recipient.is_in(invited().map(|one| one.email.as_str())))
        .filter(mail::Column::Purpose.eq(Purpose::Invitation.name()))
        .order_by_asc(mail::Column::Id)
        .all(connection)
        .await?;
    // Of several to one address the latest counts.
    let mut latest: HashMap<(Option<OrganizationId>, String), mail::Model> =
        mails.into_iter().map(|row| ((row.organization_id, row.recipient.clone()), row)).collect();
    for one in listed.iter_mut().filter(|one| matches!(one.who, Who::Invited(_))) {
        let row = latest.remove(&(Some(one.organization), one.email.clone()));
        one.undelivered = row.and_then(|row| {
            let is_given_up = row.failed_at.is_some();
            row.error.map(|reason| Undelivered { is_given_up, reason })
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use model::user::WantedUsers;
    use model::{Action, Target};

    use super::*;
    use crate::critical_alerts::mail::{claim, due, failed, refused, sent};
    use crate::people::invitation::{InvitationToken, Inviting, invite};
    use crate::people::users::list;
    use crate::people::{PredefinedRole, predefined_role};
    use crate::testing::{NOW, TestDb, World, both_databases, predefined};

    #[both_databases]
    async fn whose_invitation_was_not_delivered_is_told_to_who_invites(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let mut owners = Vec::new();
        for (name, organization) in [("one", world.customer), ("two", world.other_customer)] {
            let owner = predefined(db, name, organization, PredefinedRole::SuperAdmin).await;
            let manage = owner.permit(Action::ManageUsers, Target::MyOrganization).unwrap();
            let role = predefined_role(db, organization, PredefinedRole::User).await.unwrap();
            for email in ["gone@example.org", "late@example.org", "fine@example.org"] {
                let mut token = [0; 32];
                token[..email.len()].copy_from_slice(email.as_bytes());
                token[31] = u8::from(name == "one");
                let (token, site) = (InvitationToken(token), "https://licenses.example.org");
                let inviting = Inviting { organization, email, role, token, site };
                invite(db, &manage, inviting, NOW).await.unwrap();
            }
            owners.push(owner);
        }
        for id in due(db, 9, NOW).await.unwrap() {
            let letter = claim(db, id, NOW).await.unwrap().unwrap();
            let row = mail::Entity::find_by_id(id).one(db.connection()).await.unwrap().unwrap();
            // Another organization's e-mails are none of this one's business.
            let is_own = row.organization_id == Some(world.customer);
            match letter.recipient.as_str() {
                "gone@example.org" if is_own => refused(db, &letter, "550 nobody", NOW).await.unwrap(),
                "late@example.org" if is_own => {
                    assert!(failed(db, &letter, "450 later", NOW).await.unwrap().is_some());
                }
                "fine@example.org" if !is_own => refused(db, &letter, "550 no", NOW).await.unwrap(),
                _ => sent(db, &letter, NOW).await.unwrap(),
            }
        }
        let permit = owners[0].permit(Action::ListUsers, Target::MyOrganization).unwrap();
        let people = list(db, &permit, None, &WantedUsers::default(), NOW).await.unwrap();
        let told: Vec<_> = people
            .users
            .iter()
            .filter_map(|one| one.undelivered.as_ref().map(|it| (one.email.as_str(), it)))
            .map(|(email, it)| (email, it.is_given_up, it.reason.as_str()))
            .collect();
        let expected = [("gone@example.org", true, "550 nobody"), ("late@example.org", false, "450 later")];
        assert_eq!(told, expected);
    }
}
