//! Lists the people of an organization and its sub-organizations, and those invited.

use std::collections::{BTreeSet, HashMap};

use model::access::{Height, Rank, Relation, may_change, may_give};
use model::person::UserStatus;
use model::{Action, OrganizationId, Permit, ProductKind, Refused, RoleId, UserId};
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, JoinType, QueryFilter, QuerySelect};

use super::{Listed, MemberError, Who, undelivered, unlink};
use crate::Db;
use crate::db::entity::{invitation, membership, organization, user};
use crate::db::scope;
use crate::people::place::{self, Role};
use crate::text::{Sought, fold, order_key};

/// A page has at most this many people.
pub const PAGE: usize = 100;

/// Filters people. Empty fields filter nothing.
#[derive(Clone, Debug, Default)]
pub struct Wanted<'a> {
    /// Part of the name or e-mail address, in any case.
    pub search: &'a str,
    /// Only people in one of these organizations.
    pub organizations: &'a [OrganizationId],
    /// Only people in a role with one of these names.
    pub roles: &'a [String],
    /// Only members, or only invited people.
    pub status: Option<UserStatus>,
    /// The page, from 0.
    pub page: usize,
}

/// A page of people, and the values to filter by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct People {
    /// The people on it, by name.
    pub listed: Vec<Listed>,
    /// How many match the filter.
    pub found: usize,
    /// How many there are in all.
    pub total: usize,
    /// The organizations in reach by name, the own one first, and whether people can be invited there.
    pub organizations: Vec<(OrganizationId, String, bool)>,
    /// The names of roles that somebody has.
    pub roles: Vec<String>,
    /// The reader's rank in their own organization.
    pub rank: Rank,
}

impl Listed {
    fn status(&self) -> UserStatus {
        match self.who {
            Who::Member(_) => UserStatus::Active,
            Who::Invited(_) => UserStatus::Pending,
        }
    }

    fn is_wanted(&self, wanted: &Wanted<'_>, sought: &Sought) -> bool {
        let among = |all: &[OrganizationId]| all.is_empty() || all.contains(&self.organization);
        among(wanted.organizations)
            && (wanted.roles.is_empty() || wanted.roles.contains(&self.role_name))
            && wanted.status.is_none_or(|status| status == self.status())
            && (sought.is_in(&fold(&self.name)) || sought.is_in(&fold(&self.email)))
    }
}

/// Returns the people that the permit reaches, by name. `manage` is the permit to change them, if the reader has one.
pub async fn list(
    db: &Db,
    permit: &Permit,
    manage: Option<&Permit>,
    wanted: &Wanted<'_>,
) -> Result<People, MemberError> {
    if permit.action() != Action::ListUsers || manage.is_some_and(|it| it.action() != Action::ManageUsers) {
        return Err(Refused.into());
    }
    // People and roles of the same moment.
    let snapshot = db.begin_snapshot().await?;
    let organizations: Vec<(OrganizationId, String)> = organization::Entity::find()
        .filter(scope::organizations(permit)) // tenant: organizations whose people are listed
        .select_only()
        .columns([organization::Column::Id, organization::Column::Name])
        .into_tuple()
        .all(&snapshot)
        .await?;
    let names: HashMap<OrganizationId, String> = organizations.iter().cloned().collect();
    let ids: Vec<OrganizationId> = names.keys().copied().collect();
    let roles = place::roles(&snapshot, &ids).await?;
    let own = place::height(&snapshot, permit).await?.ok_or(Refused)?;
    let is_managed = |organization| {
        let relation =
            if Some(organization) == permit.organization() { Relation::Own } else { Relation::Sub };
        manage.is_some_and(|manage| manage.reach(ProductKind::OnPremises).has(relation))
    };
    let listed = |row: Row| {
        let role = roles.get(&row.role)?;
        let is_self = row.who == Who::Member(permit.user());
        Some(Listed {
            organization_name: names.get(&row.organization)?.clone(),
            role_name: role.row.name.clone(),
            rank: role.height.rank,
            is_self,
            may_change: !is_self && is_managed(row.organization) && may_change_listed(&own, &row, role),
            who: row.who,
            name: row.name,
            email: row.email,
            organization: row.organization,
            role: row.role,
            since: row.since,
            expires_at: row.expires_at,
            undelivered: None,
            is_linked: false,
        })
    };
    let mut rows = members(&snapshot, &ids).await?;
    rows.extend(invited(&snapshot, &ids).await?);
    snapshot.commit().await?;
    let mut all: Vec<Listed> = rows.into_iter().filter_map(listed).collect();
    let held: BTreeSet<String> = all.iter().map(|one| one.role_name.clone()).collect();
    let total = all.len();
    let sought = Sought::typed(wanted.search);
    all.retain(|one| one.is_wanted(wanted, &sought));
    // Databases order names differently. Invited people have none yet.
    all.sort_by_cached_key(|one| {
        let by = if one.name.is_empty() { &one.email } else { &one.name };
        (order_key(by), one.email.clone(), one.organization)
    });
    let mut organizations: Vec<_> =
        organizations.into_iter().map(|(id, name)| (id, name, is_managed(id))).collect();
    organizations
        .sort_by_cached_key(|(id, name, _)| (Some(*id) != permit.organization(), order_key(name), *id));
    let found = all.len();
    let mut page: Vec<Listed> = all.into_iter().skip(wanted.page.saturating_mul(PAGE)).take(PAGE).collect();
    undelivered::note(db.connection(), &mut page).await?;
    unlink::note(db.connection(), &mut page).await?;
    Ok(People {
        listed: page,
        found,
        total,
        organizations,
        roles: held.into_iter().collect(),
        rank: own.rank,
    })
}

/// A member or an invitation as read from the tables.
struct Row {
    who: Who,
    name: String,
    email: String,
    organization: OrganizationId,
    role: RoleId,
    since: i64,
    expires_at: Option<i64>,
}

/// Invitations may be changed by everybody who may give that role; people only by those who stand above them.
fn may_change_listed(own: &Height, row: &Row, role: &Role) -> bool {
    match row.who {
        Who::Member(_) => may_change(own, &role.height).is_ok(),
        Who::Invited(_) => may_give(own, &role.height).is_ok(),
    }
}

async fn members(snapshot: &DatabaseTransaction, ids: &[OrganizationId]) -> Result<Vec<Row>, DbErr> {
    let of_member =
        membership::Entity::belongs_to(user::Entity).from(membership::Column::UserId).to(user::Column::Id);
    let rows: Vec<(UserId, OrganizationId, RoleId, i64, String, String)> = membership::Entity::find()
        .filter(membership::Column::OrganizationId.is_in(ids.iter().copied())) // tenant: members, listed
        .join(JoinType::InnerJoin, of_member.into())
        .select_only()
        .columns([
            membership::Column::UserId,
            membership::Column::OrganizationId,
            membership::Column::RoleId,
            membership::Column::CreatedAt,
        ])
        .column(user::Column::Name)
        .column(user::Column::Email)
        .into_tuple()
        .all(snapshot)
        .await?;
    let row = |(user, organization, role, since, name, email)| Row {
        who: Who::Member(user),
        name,
        email,
        organization,
        role,
        since,
        expires_at: None,
    };
    Ok(rows.into_iter().map(row).collect())
}

async fn invited(snapshot: &DatabaseTransaction, ids: &[OrganizationId]) -> Result<Vec<Row>, DbErr> {
    let rows = invitation::Entity::find()
        .filter(invitation::Column::OrganizationId.is_in(ids.iter().copied())) // tenant: invitations, listed
        .all(snapshot)
        .await?;
    let row = |row: invitation::Model| Row {
        who: Who::Invited(row.id),
        name: String::new(),
        email: row.email,
        organization: row.organization_id,
        role: row.role_id,
        since: row.created_at,
        expires_at: Some(row.expires_at),
    };
    Ok(rows.into_iter().map(row).collect())
}

#[cfg(test)]
mod tests {
    use model::Target;

    use super::*;
    use crate::people::invitation::{InvitationToken, Inviting, invite};
    use crate::people::{PredefinedRole, predefined_role};
    use crate::testing::{NOW, World, databases, predefined};

    #[tokio::test]
    async fn no_other_rows_are_read_than_those_of_the_organizations() {
        for database in databases().await {
            let db = &database.db;
            let world = World::make(db).await;
            for (number, organization) in [world.customer, world.other_customer].into_iter().enumerate() {
                let name = format!("owner-{number}");
                let owner = predefined(db, &name, organization, PredefinedRole::SuperAdmin).await;
                let manage = owner.permit(Action::ManageUsers, Target::MyOrganization).unwrap();
                let role = predefined_role(db, organization, PredefinedRole::User).await.unwrap();
                let inviting = Inviting {
                    organization,
                    email: "nina@example.org",
                    role,
                    token: InvitationToken([u8::try_from(number).unwrap(); 32]),
                    site: "https://licenses.example.org",
                };
                invite(db, &manage, inviting, NOW).await.unwrap();
            }
            let snapshot = db.begin_snapshot().await.unwrap();
            let ids = [world.customer];
            let rows = [members(&snapshot, &ids).await.unwrap(), invited(&snapshot, &ids).await.unwrap()];
            let found = rows.map(|rows| rows.into_iter().map(|row| row.organization).collect::<Vec<_>>());
            assert_eq!(found, [vec![world.customer], vec![world.customer]], "{}", database.name);
        }
    }
}
