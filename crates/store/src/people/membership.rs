//! Adds a person to an organization.

use model::access::GroupId;
use model::{OrganizationId, UserId};
use sea_orm::sea_query::LockType;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use super::predefined::{PredefinedRole, predefined_role};
use super::{AddError, find_organization};
use crate::Db;
use crate::db::OrTaken as _;
use crate::db::entity::{join_request, membership, organization, role, user};
use crate::events::{Event, Kind};
use crate::groups::roots;

/// Adds a person to an organization, in the role with that number. Fails if it would be a second Super Admin.
pub async fn join(
    db: &Db,
    user: UserId,
    organization: OrganizationId,
    role: i64,
    now: i64,
) -> Result<(), AddError> {
    let transaction = db.begin_write().await?;
    // Anyone who adds people to an organization locks it first, so that nobody joins twice at the same moment.
    organization::Entity::find_by_id(organization).lock(LockType::NoKeyUpdate).one(&transaction).await?;
    let found = role::Entity::find_by_id(role)
        .filter(role::Column::OrganizationId.eq(organization))
        // If two people become Super Admin at the same moment, the second waits and finds the first.
        .lock_exclusive()
        .one(&transaction)
        .await?
        .ok_or(AddError::NoRole(role))?;
    check_vacant(&transaction, &found).await?;
    let joined =
        insert_member(&transaction, user, &found, None, Event::of_installation(now, Kind::MemberAdded)).await;
    joined.or_taken(|| AddError::IsMember)?;
    transaction.commit().await?;
    Ok(())
}

/// Adds a person to a role's organization, in that role, and records `event`. Without a `home` it is the root.
pub(crate) async fn insert_member(
    connection: &impl ConnectionTrait,
    user: UserId,
    role: &role::Model,
    home: Option<GroupId>,
    event: Event<'_>,
) -> Result<(), DbErr> {
    let home = if let Some(home) = home {
        home
    } else {
        let roots = roots(connection, &[role.organization_id]).await?;
        let root = roots.get(&role.organization_id).copied();
        root.ok_or_else(|| DbErr::RecordNotFound("the root of an organization".to_owned()))?
    };
    let row = membership::ActiveModel {
        user_id: Set(user),
        organization_id: Set(role.organization_id),
        role_id: Set(role.id),
        created_at: Set(event.at),
        home_group_id: Set(home),
    };
    membership::Entity::insert(row).exec_without_returning(connection).await?;
    // However they joined, their request to join needs no decision anymore.
    join_request::Entity::delete_many()
        .filter(join_request::Column::UserId.eq(user))
        .filter(join_request::Column::OrganizationId.eq(role.organization_id)) // tenant: requests of who is in
        .exec(connection)
        .await?;
    let joined = user::Entity::find_by_id(user).one(connection).await?;
    let email = joined.map(|joined| joined.email).unwrap_or_default();
    let about = format!("{email}: {}", role.name);
    let event = event.change("", &about).named(&email);
    Event { organization: Some(role.organization_id), ..event }.record(connection).await
}

/// Whether the role can be given to one more person: an organization has at most one Super Admin.
pub(crate) async fn is_vacant(connection: &impl ConnectionTrait, role: &role::Model) -> Result<bool, DbErr> {
    if role.predefined.as_deref() != Some(PredefinedRole::SuperAdmin.name()) {
        return Ok(true);
    }
    let holder = membership::Entity::find().filter(membership::Column::RoleId.eq(role.id)).one(connection);
    Ok(holder.await?.is_none())
}

/// Fails for the role of Super Admin if somebody has it.
async fn check_vacant(connection: &impl ConnectionTrait, role: &role::Model) -> Result<(), AddError> {
    if is_vacant(connection, role).await? {
        return Ok(());
    }
    let organization = organization::Entity::find_by_id(role.organization_id).one(connection).await?;
    Err(AddError::HasSuperAdmin(organization.map(|found| found.name).unwrap_or_default()))
}

/// Checks that a person could be added to the named organization in that role. Returns the numbers of both.
pub async fn check_joining(
    db: &Db,
    organization: &str,
    predefined: PredefinedRole,
) -> Result<(OrganizationId, i64), AddError> {
    let Some(found) = find_organization(db, organization).await? else {
        return Err(AddError::NoOrganization(organization.to_owned()));
    };
    let id = predefined_role(db, found, predefined).await?;
    let role = role::Entity::find_by_id(id).one(db.connection()).await?.ok_or(AddError::NoRole(id))?;
    check_vacant(db.connection(), &role).await?;
    Ok((found, id))
}

/// Adds a person to the named organization, in a predefined role.
pub async fn join_named(
    db: &Db,
    user: UserId,
    organization: &str,
    predefined: PredefinedRole,
    now: i64,
) -> Result<(), AddError> {
    let (organization, role) = check_joining(db, organization, predefined).await?;
    join(db, user, organization, role, now).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::entity::event;
    use crate::people::{NewUser, add_user};
    use crate::testing::{NOW, TestDb, World, both_databases};

    async fn person(db: &Db, name: &str) -> UserId {
        let email = format!("{name}@example.org");
        add_user(db, NewUser { email: &email, name, password_hash: None }, NOW).await.unwrap()
    }

    #[both_databases]
    async fn a_person_joins_in_a_role_of_that_organization_and_an_event_tells_so(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let ada = person(db, "ada").await;
        let foreign = predefined_role(db, world.other_customer, PredefinedRole::Admin).await.unwrap();
        let refused = join(db, ada, world.customer, foreign, NOW).await;
        assert!(matches!(refused, Err(AddError::NoRole(_))), "{refused:?}");
        join_named(db, ada, "Customer", PredefinedRole::Admin, NOW).await.unwrap();
        let told = event::Entity::find()
            .filter(event::Column::Kind.eq(Kind::MemberAdded.name()))
            .all(db.connection())
            .await
            .unwrap();
        let told: Vec<_> = told.iter().map(|it| (it.organization_id, &*it.new)).collect();
        assert_eq!(told, [(Some(world.customer), "ada@example.org: Admin")]);
    }

    #[both_databases]
    async fn of_many_who_become_super_admin_at_once_one_does(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let role = predefined_role(db, world.customer, PredefinedRole::SuperAdmin).await.unwrap();
        let mut people = Vec::new();
        for number in 0..8 {
            people.push(person(db, &format!("person-{number}")).await);
        }
        let joining = people.iter().map(|user| join(db, *user, world.customer, role, NOW));
        let answers = futures::future::join_all(joining).await;
        let refused = answers
            .iter()
            .filter(|answer| matches!(answer, Err(AddError::HasSuperAdmin(name)) if name == "Customer"));
        assert_eq!(refused.count(), 7, "{answers:?}");
    }
}
