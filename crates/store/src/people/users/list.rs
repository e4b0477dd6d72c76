//! Lists the people of an organization and its sub-organizations, and those invited.

use std::collections::{BTreeSet, HashMap, HashSet};

use model::access::{Height, Relation, may_change, may_give};
use model::list::PAGE;
use model::person::UserStatus;
use model::user::{User, UserColumn, UserList, WantedUsers, Who};
use model::{Action, OrganizationId, Permit, ProductKind, Refused, RoleId, UserId};
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, JoinType, QueryFilter, QuerySelect};

use super::{UserError, undelivered, unlink};
use crate::db::entity::{invitation, membership, organization, user};
use crate::db::scope;
use crate::people::managed_organization::{self, Role};
use crate::text::{Sought, fold, order_key};
use crate::{Db, aside};

/// Returns the people that the permit reaches, in the order wanted. `manage` is the permit to change them, if the reader has one;
/// `now` in milliseconds since the Unix epoch.
pub async fn list(
    db: &Db,
    permit: &Permit,
    manage: Option<&Permit>,
    wanted: &WantedUsers,
    now: i64,
) -> Result<UserList, UserError> {
    permit.only(Action::ListUsers)?;
    if let Some(manage) = manage {
        manage.only(Action::ManageUsers)?;
    }
    let (db, permit, manage, wanted) = (db.clone(), permit.clone(), manage.cloned(), wanted.clone());
    // Sorting thousands of names would block an async thread for too long.
    aside(move || async move { sorted(&db, &permit, manage.as_ref(), &wanted, now).await }).await
}

async fn sorted(
    db: &Db,
    permit: &Permit,
    manage: Option<&Permit>,
    wanted: &WantedUsers,
    now: i64,
) -> Result<UserList, UserError> {
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
    let roles = managed_organization::roles(&snapshot, &ids).await?;
    let own = managed_organization::height(&snapshot, permit).await?.ok_or(Refused)?;
    let is_managed = |organization| {
        let relation =
            if Some(organization) == permit.organization() { Relation::Own } else { Relation::Sub };
        manage.is_some_and(|manage| manage.reach(ProductKind::OnPremises).has(relation))
    };
    let listed = |row: Row| {
        let role = roles.get(&row.role)?;
        let is_self = row.who == Who::Member(permit.user());
        Some(User {
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
            expired: row.expires_at.is_some_and(|end| end <= now),
            undelivered: None,
            is_linked: false,
        })
    };
    let mut rows = members(&snapshot, &ids).await?;
    rows.extend(invited(&snapshot, &ids).await?);
    snapshot.commit().await?;
    let mut all: Vec<User> = rows.into_iter().filter_map(listed).collect();
    let held: BTreeSet<String> = all.iter().map(|one| one.role_name.clone()).collect();
    let total = count(&all);
    let filter = Filter::of(wanted);
    all.retain(|one| filter.is_wanted(one));
    // Databases order names differently. Invited people have none yet.
    all.sort_by_cached_key(|one| {
        (place(one, wanted.sort.column), order_key(one.called()), one.email.clone(), one.organization)
    });
    if wanted.sort.descending {
        all.reverse();
    }
    let mut organizations: Vec<_> =
        organizations.into_iter().map(|(id, name)| (id, name, is_managed(id))).collect();
    organizations
        .sort_by_cached_key(|(id, name, _)| (Some(*id) != permit.organization(), order_key(name), *id));
    let found = count(&all);
    let (page, limit) = (wanted.page as usize, PAGE as usize);
    let mut users: Vec<User> = all.into_iter().skip(page.saturating_mul(limit)).take(limit).collect();
    undelivered::note(db.connection(), &mut users).await?;
    unlink::note(db.connection(), &mut users).await?;
    Ok(UserList { users, found, total, organizations, roles: held.into_iter().collect(), rank: own.rank })
}

fn count(users: &[User]) -> u32 {
    u32::try_from(users.len()).unwrap_or(u32::MAX)
}

/// The user's place in the order of that column; ties are in the order of their names.
fn place(user: &User, by: UserColumn) -> (i64, Vec<u8>) {
    match by {
        UserColumn::Name => (0, Vec::new()),
        UserColumn::Email => (0, order_key(&user.email)),
        UserColumn::Organization => (0, order_key(&user.organization_name)),
        UserColumn::Role => (0, order_key(&user.role_name)),
        UserColumn::Status => (i64::from(user.status() == UserStatus::Pending), Vec::new()),
        UserColumn::Since => (user.since, Vec::new()),
    }
}

/// Which users are wanted, in sets: a request can name hundreds of thousands of organizations and roles.
struct Filter<'a> {
    organizations: HashSet<OrganizationId>,
    roles: HashSet<&'a str>,
    status: Option<UserStatus>,
    sought: Sought,
}

impl<'a> Filter<'a> {
    fn of(wanted: &'a WantedUsers) -> Self {
        Self {
            organizations: wanted.organizations.iter().copied().collect(),
            roles: wanted.roles.iter().map(String::as_str).collect(),
            status: wanted.status,
            sought: Sought::typed(&wanted.search),
        }
    }

    fn is_wanted(&self, user: &User) -> bool {
        let is_found = || self.sought.is_in(&fold(&user.name)) || self.sought.is_in(&fold(&user.email));
        (self.organizations.is_empty() || self.organizations.contains(&user.organization))
            && (self.roles.is_empty() || self.roles.contains(user.role_name.as_str()))
            && self.status.is_none_or(|status| status == user.status())
            && (self.sought.is_empty() || is_found())
    }
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

/// Invitations may be changed by everybody who may give that role; people only by those who rank above them.
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
    use std::cmp::Ordering;

    use model::Target;
    use model::list::{Sort, SortColumn as _};

    use super::*;
    use crate::people::invitation::{InvitationToken, Inviting, invite};
    use crate::people::{PredefinedRole, predefined_role};
    use crate::testing::{NOW, TestDb, World, both_databases, predefined};

    fn compare(by: UserColumn, a: &User, b: &User) -> Ordering {
        let name = |one: &User| order_key(one.called());
        let order = match by {
            UserColumn::Name => Ordering::Equal,
            UserColumn::Email => order_key(&a.email).cmp(&order_key(&b.email)),
            UserColumn::Organization => a.organization_name.cmp(&b.organization_name),
            UserColumn::Role => a.role_name.cmp(&b.role_name),
            UserColumn::Status => {
                (a.status() == UserStatus::Pending).cmp(&(b.status() == UserStatus::Pending))
            }
            UserColumn::Since => a.since.cmp(&b.since),
        };
        order.then_with(|| name(a).cmp(&name(b)))
    }

    #[both_databases]
    async fn users_are_sorted_by_each_column(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let owner = predefined(db, "owner", world.customer, PredefinedRole::SuperAdmin).await;
        for (name, email, organization) in [
            ("Östen", "b@example.org", world.customer),
            ("anna 10", "y@example.org", world.sub),
            ("Anna 9", "z@example.org", world.sub),
        ] {
            let new = crate::people::NewUser { email, name, password_hash: None };
            let user = crate::people::add_user(db, new, NOW).await.unwrap();
            let role = predefined_role(db, organization, PredefinedRole::User).await.unwrap();
            crate::people::join(db, user, organization, role, NOW - 1).await.unwrap();
        }
        let manage = owner.permit(Action::ManageUsers, Target::MyOrganization).unwrap();
        for (byte, email) in (1..).zip(["nina@example.org", "a@example.org"]) {
            let role = predefined_role(db, world.customer, PredefinedRole::Admin).await.unwrap();
            let inviting = Inviting {
                organization: world.customer,
                email,
                role,
                token: InvitationToken([byte; 32]),
                site: "https://licenses.example.org",
            };
            invite(db, &manage, inviting, NOW + i64::from(byte)).await.unwrap();
        }
        let permit = owner.permit(Action::ListUsers, Target::MyOrganization).unwrap();
        for by in UserColumn::ALL {
            let listed = async |descending| {
                let sort = Sort { column: *by, descending };
                let wanted = WantedUsers { sort, ..WantedUsers::default() };
                list(db, &permit, None, &wanted, NOW).await.unwrap().users
            };
            let mut rows = listed(false).await;
            assert_eq!(rows.len(), 6);
            assert!(rows.is_sorted_by(|a, b| compare(*by, a, b) == Ordering::Less), "{by:?}: {rows:?}");
            rows.reverse();
            assert_eq!(listed(true).await, rows, "{by:?}");
        }
    }

    #[both_databases]
    async fn no_other_rows_are_read_than_those_of_the_organizations(database: TestDb) {
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
        assert_eq!(found, [vec![world.customer], vec![world.customer]]);
    }
}
