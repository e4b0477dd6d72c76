//! Unlinks people from their identity at a provider of single sign-on.

use std::collections::HashSet;

use model::user::{User, Who};
use model::{Action, OrganizationId, Permit, Refused, UserId};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::UserError;
use super::changing::{Changing, begin};
use crate::Db;
use crate::critical_alerts::sign_in_notice::{self, SignInChange};
use crate::db::entity::{openid_identity, passkey, totp_factor, user};
use crate::events::{Event, Kind};
use crate::people::sessions::{close_all, close_those_for};

/// Unlinks a member of `organization` from its single sign-on, for example because the provider re-created them or gave their
/// address to somebody else: the next person from there with that address is linked to the account. Everything that rests on
/// the old identity ends: passkeys and apps added on its word, and all sessions. Unlinking twice is not an error. `now` in
/// milliseconds since the Unix epoch.
pub async fn unlink(
    db: &Db,
    permit: &Permit,
    organization: OrganizationId,
    user: UserId,
    now: i64,
) -> Result<(), UserError> {
    permit.only(Action::ManageUsers)?;
    let Changing { transaction, .. } = begin(db, permit, organization, user, UserError::OwnLink).await?;
    let identities = openid_identity::Entity::find()
        .filter(openid_identity::Column::OrganizationId.eq(organization)) // tenant: who a member is at the own provider
        .filter(openid_identity::Column::UserId.eq(user))
        .all(&transaction)
        .await?;
    let account = user::Entity::find_by_id(user).one(&transaction).await?.ok_or(Refused)?;
    for row in &identities {
        let key = (row.organization_id, row.issuer.clone(), row.subject.clone());
        openid_identity::Entity::delete_by_id(key).exec(&transaction).await?;
        let event = Event::by(permit, now, Kind::IdentityUnlinked).change(&row.issuer, "");
        Event { organization: Some(organization), ..event.named(&account.email) }
            .record(&transaction)
            .await?;
        sign_in_notice::tell(&transaction, user, SignInChange::Unlinked(&row.issuer), now).await?;
    }
    if !identities.is_empty() {
        passkey::Entity::delete_many()
            .filter(passkey::Column::UserId.eq(user))
            .filter(passkey::Column::HomeId.eq(organization)) // tenant: passkeys that rest on the own provider's word
            .exec(&transaction)
            .await?;
        totp_factor::Entity::delete_many()
            .filter(totp_factor::Column::UserId.eq(user))
            .filter(totp_factor::Column::HomeId.eq(organization)) // tenant: apps that rest on the own provider's word
            .exec(&transaction)
            .await?;
        let by = Event::by(permit, now, Kind::SessionEnded);
        close_those_for(&transaction, user, organization, &by).await?;
        close_all(&transaction, user, None, &Event::of_installation(now, Kind::SessionEnded)).await?;
    }
    Ok(transaction.commit().await?)
}

/// Marks the members who are linked to their organization's single sign-on.
pub(super) async fn note(connection: &impl ConnectionTrait, listed: &mut [User]) -> Result<(), DbErr> {
    let member = |one: &User| match one.who {
        Who::Member(user) => Some((one.organization, user)),
        Who::Invited(_) => None,
    };
    let members: Vec<_> = listed.iter().filter_map(member).collect();
    let rows = openid_identity::Entity::find()
        .filter(openid_identity::Column::OrganizationId.is_in(members.iter().map(|(place, _)| *place))) // tenant: own provider's
        .filter(openid_identity::Column::UserId.is_in(members.iter().map(|(_, user)| *user)))
        .all(connection)
        .await?;
    let linked: HashSet<_> = rows.into_iter().map(|row| (row.organization_id, row.user_id)).collect();
    for one in listed {
        one.is_linked = member(one).is_some_and(|key| linked.contains(&key));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use model::user::WantedUsers;
    use model::{Actor, Target};
    use sea_orm::ActiveValue::Set;

    use super::*;
    use crate::db::entity::event;
    use crate::people::PredefinedRole;
    use crate::people::users::list;
    use crate::sign_in::session::{Token, find};
    use crate::testing::{NOW, TestDb, World, both_databases, notices, open_session, predefined};

    fn managing(actor: &Actor) -> Permit {
        actor.permit(Action::ManageUsers, Target::MyOrganization).unwrap()
    }

    #[both_databases]
    async fn an_administrator_unlinks_somebody_from_their_own_provider_alone(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let owner = predefined(db, "owner", world.customer, PredefinedRole::SuperAdmin).await;
        let peer = predefined(db, "peer", world.customer, PredefinedRole::Admin).await;
        let emil = predefined(db, "emil", world.customer, PredefinedRole::User).await.user;
        let (issuer, home) = ("https://id.customer.example", world.customer);
        for (organization_id, subject, user_id) in
            [(home, "1", emil), (world.other_customer, "1", emil), (home, "2", peer.user)]
        {
            let (issuer, subject) = (Set(issuer.to_owned()), Set(subject.to_owned()));
            let (organization_id, user_id) = (Set(organization_id), Set(user_id));
            let row = openid_identity::ActiveModel { organization_id, issuer, subject, user_id };
            openid_identity::Entity::insert(row).exec_without_returning(db.connection()).await.unwrap();
        }
        let session = Token([6; 32]);
        open_session(db, emil, session, NOW).await;
        let linked = async || {
            let permit = owner.permit(Action::ListUsers, Target::MyOrganization).unwrap();
            let people = list(db, &permit, None, &WantedUsers::default(), NOW).await.unwrap();
            let linked = people.users.into_iter().filter(|one| one.is_linked);
            linked.map(|one| one.who).collect::<Vec<_>>()
        };
        assert_eq!(linked().await, [Who::Member(emil), Who::Member(peer.user)]);

        // Neither the person themselves, nor their equals, nor members of other organizations.
        let own = unlink(db, &managing(&peer), home, peer.user, NOW).await;
        assert!(matches!(own, Err(UserError::OwnLink)), "{own:?}");
        let above = unlink(db, &managing(&peer), home, owner.user, NOW).await;
        assert!(matches!(above, Err(UserError::Forbidden(_))), "{above:?}");
        let elsewhere = unlink(db, &managing(&owner), world.other_customer, emil, NOW).await;
        assert!(matches!(elsewhere, Err(UserError::Refused(_))), "{elsewhere:?}");
        assert!(find(db, session, NOW).await.unwrap().is_some());

        for _ in 0..2 {
            unlink(db, &managing(&owner), home, emil, NOW).await.unwrap();
            assert_eq!(linked().await, [Who::Member(peer.user)]);
        }
        assert!(find(db, session, NOW).await.unwrap().is_none());
        let left = openid_identity::Entity::find().all(db.connection()).await.unwrap();
        let mut left: Vec<_> = left.into_iter().map(|row| (row.organization_id, row.user_id)).collect();
        left.sort_unstable();
        let mut expected = [(home, peer.user), (world.other_customer, emil)];
        expected.sort_unstable();
        assert_eq!(left, expected);
        let told = event::Entity::find().all(db.connection()).await.unwrap();
        let told = told.iter().filter(|row| row.kind == "identity-unlinked");
        let told: Vec<_> = told.map(|row| (row.organization_id, row.old.as_str())).collect();
        assert_eq!(told, [(Some(home), issuer)]);
        assert!(notices(db).await.iter().any(|notice| notice.contains("unlinked")));
    }
}
