//! Gives a member another home group.

use model::access::{GroupId, RoleObject};
use model::{Action, Level, OrganizationId, Permit, Refused, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QuerySelect as _};

use super::UserError;
use super::changing::{Changing, begin};
use crate::Db;
use crate::db::WriteTransaction;
use crate::db::entity::{access_group, membership, role_level, user};
use crate::events::{Event, Kind};
use crate::groups::{is_within, path};
use crate::people::invitation::withdraw_unfounded;

/// Makes a group the home of a member of `organization`, from their next request on. It is no group beside or above the home of
/// the person who asks, and the Super Admin's stays All (R22). `now` in milliseconds since the Unix epoch.
pub async fn set_home(
    db: &Db,
    permit: &Permit,
    organization: OrganizationId,
    member: UserId,
    home: GroupId,
    now: i64,
) -> Result<(), UserError> {
    permit.any_of(&[Action::ManageUsers, Action::ManageGroups])?;
    let Changing { transaction, held, .. } =
        begin(db, permit, organization, member, UserError::OwnHome).await?;
    let found = access_group::Entity::find_by_id(home)
        .filter(access_group::Column::OrganizationId.eq(organization)) // tenant: groups of the organization, as homes
        .one(&transaction)
        .await?;
    let is_root = found.ok_or(Refused)?.parent_id.is_none();
    if let Some(own) = permit.home()
        && !is_within(&transaction, home, own).await?
    {
        return Err(Refused.into());
    }
    let before = membership::Entity::find_by_id((member, organization)).one(&transaction).await?;
    let before = before.ok_or(Refused)?.home_group_id;
    if before == home {
        return Ok(());
    }
    let is_full = held.height.levels.get(RoleObject::LicenseManagement) == Level::FullAccess;
    if is_full && !is_root && is_last_at(&transaction, organization, member, before).await? {
        return Err(UserError::LastAtAll);
    }
    membership::Entity::update_many()
        .col_expr(membership::Column::HomeGroupId, Expr::value(home))
        .filter(membership::Column::UserId.eq(member))
        .filter(membership::Column::OrganizationId.eq(organization)) // tenant: members, who get another home
        .exec(&transaction)
        .await?;
    let email =
        user::Entity::find_by_id(member).one(&transaction).await?.map_or_else(String::new, |it| it.email);
    let old = format!("{email}: {}", path(&transaction, before).await?);
    let new = format!("{email}: {}", path(&transaction, home).await?);
    let event = Event::by(permit, now, Kind::HomeChanged).change(&old, &new).named(&email);
    Event { organization: Some(organization), ..event }.record(&transaction).await?;
    let changed = Event::by(permit, now, Kind::HomeChanged);
    withdraw_unfounded(&transaction, member, organization, &changed).await?;
    Ok(transaction.commit().await?)
}

/// Whether `home` is the root, and nobody else with Full Access on License Management has it as their home.
async fn is_last_at(
    transaction: &WriteTransaction,
    organization: OrganizationId,
    member: UserId,
    home: GroupId,
) -> Result<bool, DbErr> {
    let found = access_group::Entity::find_by_id(home).one(transaction).await?;
    if found.is_none_or(|group| group.parent_id.is_some()) {
        return Ok(false);
    }
    let levels = membership::Entity::belongs_to(role_level::Entity)
        .from(membership::Column::RoleId)
        .to(role_level::Column::RoleId);
    let others = membership::Entity::find()
        .join(JoinType::InnerJoin, levels.into())
        .filter(membership::Column::OrganizationId.eq(organization)) // tenant: others with everything
        .filter(membership::Column::HomeGroupId.eq(home))
        .filter(membership::Column::UserId.ne(member))
        .filter(role_level::Column::Object.eq(RoleObject::LicenseManagement.name()))
        .filter(role_level::Column::Level.eq(Level::FullAccess.name()));
    Ok(others.count(transaction).await? == 0)
}

#[cfg(test)]
mod tests {
    use model::access::Forbidden;
    use model::{Actor, Levels, Permit, Target};

    use super::*;
    use crate::people::PredefinedRole;
    use crate::sign_in::session;
    use crate::testing::groups::{self, add_group, root_group};
    use crate::testing::{NOW, TestDb, World, actor, both_databases, level, predefined};

    fn permit(person: &Actor, action: Action) -> Permit {
        person.permit(action, Target::MyOrganization).unwrap()
    }

    async fn home(db: &Db, user: UserId, organization: OrganizationId) -> GroupId {
        session::actor(db, user, Some(organization)).await.unwrap().membership.unwrap().position.home
    }

    #[both_databases]
    async fn a_home_lies_within_that_of_the_person_who_gives_it(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let customer = world.customer;
        let root = root_group(db, customer).await;
        let japan = add_group(db, customer, root, "Japan").await;
        let tokyo = add_group(db, customer, japan, "Tokyo").await;
        let sydney = add_group(db, customer, root, "Sydney").await;
        let foreign = root_group(db, world.other_customer).await;
        let users = level(RoleObject::UserManagement, Level::FullAccess);
        let manager = actor(db, "manager", Some(customer), users).await.user;
        groups::set_home(db, manager, customer, japan).await;
        let manager = session::actor(db, manager, Some(customer)).await.unwrap();
        let branch = permit(&manager, Action::ManageUsers);
        let member = actor(db, "member", Some(customer), Levels::default()).await.user;
        groups::set_home(db, member, customer, japan).await;
        let give = async |permit: &Permit, to| set_home(db, permit, customer, member, to, NOW).await;
        give(&branch, tokyo).await.unwrap();
        assert_eq!(home(db, member, customer).await, tokyo);
        for hidden in [root, sydney, foreign, -1] {
            assert!(matches!(give(&branch, hidden).await.unwrap_err(), UserError::Refused(_)));
        }
        let own = set_home(db, &branch, customer, manager.user, tokyo, NOW).await.unwrap_err();
        assert!(matches!(own, UserError::OwnHome));
        let admin = predefined(db, "admin", customer, PredefinedRole::Admin).await;
        give(&permit(&admin, Action::ManageGroups), sydney).await.unwrap();
        let gone = give(&branch, tokyo).await.unwrap_err();
        assert!(matches!(gone, UserError::Forbidden(Forbidden::Home)));
        let told = crate::db::entity::event::Entity::find()
            .filter(crate::db::entity::event::Column::Kind.eq(Kind::HomeChanged.name()))
            .all(db.connection())
            .await
            .unwrap();
        let told: Vec<_> = told.into_iter().map(|row| (row.old, row.new)).collect();
        let text = |path: &str| format!("member@example.org: All / {path}");
        let expected = [(text("Japan"), text("Japan / Tokyo")), (text("Japan / Tokyo"), text("Sydney"))];
        assert_eq!(told, expected);
    }

    #[both_databases]
    async fn somebody_with_everything_keeps_the_home_all(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let (customer, sub) = (world.customer, world.sub);
        let branch = add_group(db, customer, root_group(db, customer).await, "Branch").await;
        let owner = predefined(db, "owner", customer, PredefinedRole::SuperAdmin).await;
        let admin = predefined(db, "admin", customer, PredefinedRole::Admin).await;
        let by_admin = permit(&admin, Action::ManageUsers);
        let stays = set_home(db, &by_admin, customer, owner.user, branch, NOW).await.unwrap_err();
        assert!(matches!(stays, UserError::Forbidden(Forbidden::SuperAdmin)));
        // In a sub-organization, the person who asks is not one of those who remain.
        let mut main = predefined(db, "main", customer, PredefinedRole::Admin).await;
        main.membership.as_mut().unwrap().has_subs = true;
        let levels = level(RoleObject::LicenseManagement, Level::FullAccess);
        let last = actor(db, "last", Some(sub), levels).await.user;
        let below = add_group(db, sub, root_group(db, sub).await, "Below").await;
        let by_main = permit(&main, Action::ManageUsers);
        let kept = set_home(db, &by_main, sub, last, below, NOW).await.unwrap_err();
        assert!(matches!(kept, UserError::LastAtAll));
        actor(db, "another", Some(sub), levels).await;
        set_home(db, &by_main, sub, last, below, NOW).await.unwrap();
        assert_eq!(home(db, last, sub).await, below);
    }
}
