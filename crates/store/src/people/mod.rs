//! Organizations, people and roles, as the command line, the import and the demo create them.

mod email;
pub mod invitation;
mod inviters;
pub mod joining;
pub mod member;
pub(crate) mod oneself;
mod organizations;
mod password;
pub(crate) mod place;
pub mod profile;
pub mod role;
pub(crate) mod sessions;
pub(crate) mod viewings;
pub(crate) mod write_password;

use model::access::{Rank, RoleObject};
use model::{Hidden, Level, Levels, OrganizationId, OrganizationKind, UserId};
use sea_orm::sea_query::{ExprTrait as _, LockType};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter,
    QuerySelect,
};

use crate::Db;
use crate::db::OrTaken as _;
use crate::db::batch;
use crate::db::entity::hidden::HiddenText;
use crate::db::entity::{self, join_request, membership, organization, role_level, user};
use crate::events::{Event, Kind};
use crate::text::{NameError, NameKeys, checked, is_name_taken, same};

pub(crate) use email::account;
pub(crate) use inviters::with_inviters;
pub(crate) use organizations::{NewOrganization, insert_organizations};

pub use crate::text::{sendable_email, spelled_email};
pub use email::checked_email;
pub use password::set_password;

/// The roles that every organization has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PredefinedRole {
    /// Full access; at most one person per organization.
    SuperAdmin,
    /// Full access; any number of people per organization.
    Admin,
    /// Looks at licenses.
    User,
}

impl PredefinedRole {
    /// All predefined roles.
    pub const ALL: [Self; 3] = [Self::SuperAdmin, Self::Admin, Self::User];

    /// The word in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::SuperAdmin => "super-admin",
            Self::Admin => "admin",
            Self::User => "user",
        }
    }

    /// The words on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::SuperAdmin => "Super Admin",
            Self::Admin => "Admin",
            Self::User => "User",
        }
    }

    /// The role of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// Its rank, which counts besides its levels.
    pub fn rank(self) -> Rank {
        match self {
            Self::SuperAdmin => Rank::SuperAdmin,
            Self::Admin => Rank::Admin,
            Self::User => Rank::Member,
        }
    }

    /// Its levels in an organization of that kind.
    pub fn levels(self, kind: OrganizationKind) -> Levels {
        let all = match self {
            Self::SuperAdmin | Self::Admin => Levels::all(Level::FullAccess),
            Self::User => Levels::default()
                .with(RoleObject::LicenseManagement, Level::ViewOnly)
                .with(RoleObject::LicenseManagementSubOrganizations, Level::ViewOnly)
                .with(RoleObject::LicenseManagementCustomerOrganizations, Level::ViewOnly),
        };
        if kind == OrganizationKind::Vendor { all } else { all.with(RoleObject::VendorConsole, Level::None) }
    }
}

/// Why an organization or a person could not be added.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// The e-mail address is invalid.
    #[error("“{}” is not an e-mail address. Enter one such as name@example.org.", spreadsheet::shortened(.0))]
    Email(String),
    /// A name is invalid.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The name or address is already taken.
    #[error("The name “{0}” is already taken.")]
    Exists(String),
    /// There is no organization of that name.
    #[error("There is no organization named “{}”.", spreadsheet::shortened(.0))]
    NoOrganization(String),
    /// The organization has no such role.
    #[error("The organization has no role of number {0}.")]
    NoRole(i64),
    /// The organization already has its Super Admin.
    #[error("“{0}” already has its Super Admin; there is exactly one. Give the role Admin or User.")]
    HasSuperAdmin(String),
    /// The person is already a member.
    #[error("This person is already in the organization.")]
    IsMember,
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

/// Checks and trims a name of a person, an organization or a product.
pub fn checked_name(typed: &str) -> Result<String, AddError> {
    Ok(checked(typed)?)
}

/// Adds an organization with its predefined roles.
pub async fn add_organization(
    db: &Db,
    name: &str,
    kind: OrganizationKind,
    parent: Option<OrganizationId>,
    now: i64,
) -> Result<OrganizationId, AddError> {
    let name = checked_name(name)?;
    let transaction = db.begin_write().await?;
    if organization_alike(&transaction, &name).await?.is_some() {
        return Err(AddError::Exists(name));
    }
    let event = |id| Event { organization: Some(id), ..Event::of_installation(now, Kind::OrganizationAdded) };
    let new = NewOrganization { name: name.clone(), kind, parent, named_by_itself: false };
    let taken = |error| if is_name_taken(&error) { AddError::Exists(name) } else { error.into() };
    let ids = insert_organizations(&transaction, &[new], event).await.map_err(taken)?;
    transaction.commit().await?;
    Ok(ids.first().copied().ok_or(DbErr::RecordNotInserted)?)
}

/// Returns the organization with that name in any spelling (see [`same`]), but never one that only looks like it.
pub(crate) async fn organization_named(
    connection: &impl ConnectionTrait,
    name: &str,
) -> Result<Option<organization::Model>, DbErr> {
    // PostgreSQL takes no NUL in a text, and no name has one.
    if name.contains('\0') {
        return Ok(None);
    }
    let written = same(name);
    // An old name that is spelled like an earlier one has a key that no name has; it is found only by its exact spelling.
    let by_key = organization::Column::NameAlike.eq(NameKeys::of(name).alike);
    let can_be = organization::Column::Name.eq(name).or(by_key);
    let mut found = organization::Entity::find().filter(can_be).all(connection).await?;
    found.retain(|one| same(&one.name) == written);
    found.sort_by_key(|one| (one.name != name, one.id));
    Ok(found.into_iter().next())
}

/// Returns an organization with this name, or else one that people would confuse with it (see [`NameKeys`]).
pub(crate) async fn organization_alike(
    connection: &impl ConnectionTrait,
    name: &str,
) -> Result<Option<organization::Model>, DbErr> {
    use organization::Column::{NameAlike, NameShape};
    let keys = NameKeys::of(name);
    let is_alike = NameAlike.eq(keys.alike).or(NameShape.eq(keys.shape));
    let mut alike = organization::Entity::find().filter(is_alike).all(connection).await?;
    alike.sort_by_key(|other| (other.name != name, other.id));
    Ok(alike.into_iter().next())
}

/// Adds a custom role.
pub async fn add_role(
    db: &Db,
    organization: OrganizationId,
    name: &str,
    levels: Levels,
) -> Result<i64, AddError> {
    let name = checked_name(name)?;
    let transaction = db.begin_write().await?;
    let id = insert_role(&transaction, organization, &name, levels).await?;
    transaction.commit().await?;
    Ok(id)
}

/// [`add_role`] within a transaction. The caller checks the name.
pub(crate) async fn insert_role(
    connection: &impl ConnectionTrait,
    organization: OrganizationId,
    name: &str,
    levels: Levels,
) -> Result<i64, DbErr> {
    let row = entity::role::ActiveModel {
        organization_id: Set(organization),
        description: Set(String::new()),
        predefined: Set(None),
        ..entity::role::ActiveModel::named(name)
    };
    let role = row.insert(connection).await?.id;
    batch::insert(connection, level_rows(role, levels).collect()).await?;
    Ok(role)
}

/// The rows for a role's levels.
pub(crate) fn level_rows(role: i64, levels: Levels) -> impl Iterator<Item = role_level::ActiveModel> {
    let given = RoleObject::ALL.into_iter().filter(move |object| levels.get(*object) > Level::None);
    given.map(move |object| role_level::ActiveModel {
        role_id: Set(role),
        object: Set(object.name().to_owned()),
        level: Set(levels.get(object).name().to_owned()),
    })
}

/// A person to add.
#[derive(Clone, Debug)]
pub struct NewUser<'a> {
    /// E-mail address, unchecked.
    pub email: &'a str,
    /// Name as others see it, unchecked.
    pub name: &'a str,
    /// Hash made by [`crate::sign_in::hash_password`]; None if the person can't sign in by password.
    pub password_hash: Option<Hidden>,
}

/// Adds a person who is in no organization yet.
pub async fn add_user(db: &Db, new: NewUser<'_>, now: i64) -> Result<UserId, AddError> {
    let email = checked_email(new.email)?;
    let name = checked_name(new.name)?;
    let transaction = db.begin_write().await?;
    if user::Entity::find().filter(user::Column::Email.eq(&email)).one(&transaction).await?.is_some() {
        return Err(AddError::Exists(email));
    }
    let added = insert_user(&transaction, &email, name, new.password_hash, now).await;
    let id = added.or_taken(|| AddError::Exists(email))?;
    transaction.commit().await?;
    Ok(id)
}

/// [`add_user`] within a transaction. The caller checks address and name.
pub(crate) async fn insert_user(
    connection: &impl ConnectionTrait,
    email: &str,
    name: String,
    password_hash: Option<Hidden>,
    now: i64,
) -> Result<UserId, DbErr> {
    let row = user::ActiveModel {
        email: Set(email.to_owned()),
        name: Set(name),
        password_hash: Set(password_hash.map(HiddenText::from)),
        created_at: Set(now),
        ..Default::default()
    };
    let id = row.insert(connection).await?.id;
    Event::of_installation(now, Kind::UserAdded).change("", email).named(email).record(connection).await?;
    Ok(id)
}

/// Adds a person to an organization, in the role with that number. Fails if it would be a second Super Admin.
pub async fn join(
    db: &Db,
    user: UserId,
    organization: OrganizationId,
    role: i64,
    now: i64,
) -> Result<(), AddError> {
    let transaction = db.begin_write().await?;
    // Whoever adds people to an organization locks it first, so that nobody joins twice at the same moment.
    organization::Entity::find_by_id(organization).lock(LockType::NoKeyUpdate).one(&transaction).await?;
    let found = entity::role::Entity::find_by_id(role)
        .filter(entity::role::Column::OrganizationId.eq(organization))
        // Of two people who become Super Admin at the same moment, the second waits and finds the first.
        .lock_exclusive()
        .one(&transaction)
        .await?
        .ok_or(AddError::NoRole(role))?;
    check_vacant(&transaction, &found).await?;
    let joined =
        insert_member(&transaction, user, &found, Event::of_installation(now, Kind::MemberAdded)).await;
    joined.or_taken(|| AddError::IsMember)?;
    transaction.commit().await?;
    Ok(())
}

/// Adds a person to a role's organization, in that role, and records `event`.
pub(crate) async fn insert_member(
    connection: &impl ConnectionTrait,
    user: UserId,
    role: &entity::role::Model,
    event: Event<'_>,
) -> Result<(), DbErr> {
    let row = membership::ActiveModel {
        user_id: Set(user),
        organization_id: Set(role.organization_id),
        role_id: Set(role.id),
        created_at: Set(event.at),
    };
    membership::Entity::insert(row).exec_without_returning(connection).await?;
    // However they joined, their request to join needs no decision any more.
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
pub(crate) async fn is_vacant(
    connection: &impl ConnectionTrait,
    role: &entity::role::Model,
) -> Result<bool, DbErr> {
    if role.predefined.as_deref() != Some(PredefinedRole::SuperAdmin.name()) {
        return Ok(true);
    }
    let holder = membership::Entity::find().filter(membership::Column::RoleId.eq(role.id)).one(connection);
    Ok(holder.await?.is_none())
}

/// Fails for the role of Super Admin if somebody has it.
async fn check_vacant(connection: &impl ConnectionTrait, role: &entity::role::Model) -> Result<(), AddError> {
    if is_vacant(connection, role).await? {
        return Ok(());
    }
    let organization = organization::Entity::find_by_id(role.organization_id).one(connection).await?;
    Err(AddError::HasSuperAdmin(organization.map(|found| found.name).unwrap_or_default()))
}

/// Whether there is a person with that e-mail address.
pub async fn has_user(db: &Db, email: &str) -> Result<bool, DbErr> {
    Ok(account(db.connection(), email).await?.is_some())
}

/// The ID of the organization with that name, in any spelling.
pub async fn find_organization(db: &Db, name: &str) -> Result<Option<OrganizationId>, DbErr> {
    Ok(organization_named(db.connection(), name.trim()).await?.map(|found| found.id))
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
    let role =
        entity::role::Entity::find_by_id(id).one(db.connection()).await?.ok_or(AddError::NoRole(id))?;
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

/// Number of an organization's predefined role. Fails if it is missing.
pub async fn predefined_role(
    db: &Db,
    organization: OrganizationId,
    predefined: PredefinedRole,
) -> Result<i64, DbErr> {
    predefined_role_in(db.connection(), organization, predefined).await
}

/// [`predefined_role`] within a transaction.
pub(crate) async fn predefined_role_in(
    connection: &impl ConnectionTrait,
    organization: OrganizationId,
    predefined: PredefinedRole,
) -> Result<i64, DbErr> {
    entity::role::Entity::find()
        .filter(entity::role::Column::OrganizationId.eq(organization))
        .filter(entity::role::Column::Predefined.eq(predefined.name()))
        .select_only()
        .column(entity::role::Column::Id)
        .into_tuple()
        .one(connection)
        .await?
        .ok_or_else(|| {
            DbErr::RecordNotFound(format!("role {} of organization {organization}", predefined.name()))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::entity::event;
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
    async fn an_organization_is_found_by_its_name_in_any_spelling_and_by_no_name_that_only_looks_like_it(
        database: TestDb,
    ) {
        let db = &database.db;
        let kind = OrganizationKind::Customer;
        let own = add_organization(db, "Øster\u{a0} Værft", kind, None, NOW).await.unwrap();
        for typed in [
            "Øster Værft",
            "ØSTER  VÆRFT",
            "\u{3000}øster\u{2009}værft\u{a0}",
            "Øs\u{ad}ter Væ\u{200b}rft\u{feff}",
        ] {
            let found = find_organization(db, typed).await.unwrap();
            assert_eq!(found, Some(own), "{typed:?}");
            let twice = add_organization(db, typed, kind, None, NOW).await;
            assert!(twice.is_err(), "{typed:?}");
        }
        // A Cyrillic е, and no accent.
        for other in ["Øst\u{435}r Værft", "Oster Vaerft", "Øster\0Værft", ""] {
            let found = find_organization(db, other).await.unwrap();
            assert_eq!(found, None, "{other:?}");
        }
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
