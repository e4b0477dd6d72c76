//! Invitations by people who could no longer send them.

use model::access::{GroupId, Membership, Position, may_give};
use model::{Action, Actor, OrganizationId, OrganizationKind, Target, UserId};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use crate::db::entity::{invitation, membership, organization};
use crate::events::{Event, Kind};
use crate::groups::{is_within, roots};
use crate::people::managed_organization;

/// Withdraws the invitations that a person sent and could no longer send, because they have left, now rank below those roles or
/// have their home elsewhere: nobody joins on the word of somebody who has gone. Call it after the person was changed in `home`;
/// `event` says who changed them, and when.
pub(crate) async fn withdraw_unfounded(
    transaction: &impl ConnectionTrait,
    inviter: UserId,
    home: OrganizationId,
    event: &Event<'_>,
) -> Result<(), DbErr> {
    let sent = invitation::Entity::find()
        .filter(invitation::Column::InvitedBy.eq(inviter)) // tenant: own invitations, withdrawn
        .order_by_asc(invitation::Column::Id)
        .all(transaction)
        .await?;
    if sent.is_empty() {
        return Ok(());
    }
    let actors = actors(transaction, inviter).await?;
    for row in sent {
        let Some(role) = managed_organization::role(transaction, row.organization_id, row.role_id).await?
        else {
            continue;
        };
        if could_send(transaction, &actors, (row.organization_id, row.home_group_id), &role).await? {
            continue;
        }
        let withdrawn = invitation::Entity::delete_by_id(row.id).exec(transaction).await?;
        // Accepted in the meantime.
        if withdrawn.rows_affected == 0 {
            continue;
        }
        let about = format!("{}: {}", row.email, role.row.name);
        let told = Event {
            kind: Kind::InvitationWithdrawn,
            organization: Some(row.organization_id),
            acting_for: event.acting_for.or(Some(home)),
            ..event.clone()
        };
        told.change(&about, "").named(&row.email).record(transaction).await?;
    }
    Ok(())
}

/// [`withdraw_unfounded`] for everybody who has that role.
pub(crate) async fn withdraw_unfounded_of_role(
    transaction: &impl ConnectionTrait,
    role: &managed_organization::Role,
    event: &Event<'_>,
) -> Result<(), DbErr> {
    let members = membership::Entity::find().filter(membership::Column::RoleId.eq(role.row.id));
    for member in members.all(transaction).await? {
        withdraw_unfounded(transaction, member.user_id, role.row.organization_id, event).await?;
    }
    Ok(())
}

/// The person in each of their organizations.
async fn actors(connection: &impl ConnectionTrait, user: UserId) -> Result<Vec<Actor>, DbErr> {
    let homes = membership::Entity::find()
        .filter(membership::Column::UserId.eq(user)) // tenant: own memberships, of who has invited
        .all(connection)
        .await?;
    let places: Vec<OrganizationId> = homes.iter().map(|home| home.organization_id).collect();
    let roles = managed_organization::roles(connection, &places).await?;
    let roots = roots(connection, &places).await?;
    let mut actors = Vec::with_capacity(homes.len());
    for home in homes {
        let found = organization::Entity::find_by_id(home.organization_id).one(connection).await?;
        let kind = found.and_then(|found| OrganizationKind::from_name(&found.kind));
        let held = roles.get(&home.role_id);
        let root = roots.get(&home.organization_id).copied();
        let (Some(kind), Some(held), Some(root)) = (kind, held, root) else { continue };
        let membership = Membership {
            organization: home.organization_id,
            kind,
            levels: held.height.levels,
            has_customers: false,
            has_subs: true,
            position: Position { root, home: home.home_group_id, entries: Vec::new() },
            viewed: false,
        };
        actors.push(Actor { user, membership: Some(membership) });
    }
    Ok(actors)
}

/// Whether the person could invite into that organization in that role and with that home, from one of their own.
async fn could_send(
    connection: &impl ConnectionTrait,
    actors: &[Actor],
    (organization, invited_to): (OrganizationId, Option<GroupId>),
    role: &managed_organization::Role,
) -> Result<bool, DbErr> {
    let ways = [(Action::ManageUsers, Target::MyOrganization), (Action::ManageConsole, Target::Installation)];
    for actor in actors {
        for (action, target) in ways {
            let Ok(permit) = actor.permit(action, target) else { continue };
            if let Some(own) = permit.home().filter(|_| permit.organization() == Some(organization)) {
                let Some(invited_to) = invited_to else { continue };
                if !is_within(connection, invited_to, own).await? {
                    continue;
                }
            }
            let place = managed_organization::find(connection, &permit, organization).await?;
            if place.is_some_and(|place| may_give(&place.own, &role.height).is_ok()) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}
