//! The demo's people.

use model::access::{GroupId, RoleObject};
use model::{Level, Levels, OrganizationId, UserId};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait};

use super::organizations::Organizations;
use super::{Options, words};
use crate::db::entity::{invitation, membership, user};
use crate::events::{self, Event, Kind, record_all};
use crate::groups::roots;
use crate::people::invitation::LIFETIME;
use crate::people::{PredefinedRole, insert_role, predefined_role_in};

/// The e-mail addresses of the people that each demonstrate something.
pub const EMAILS: [&str; 12] = [
    "vendor@grantry.example",
    "distributor@grantry.example",
    "reseller@grantry.example",
    "partner-viewer@grantry.example",
    "admin@customer.example",
    "viewer@customer.example",
    "none@customer.example",
    "solo@personal.example",
    "both@customer.example",
    "john@customer.example",
    "larry@customer.example",
    "makio@customer.example",
];

/// The e-mail addresses of those whose home is a branch.
pub(super) fn branch_admins() -> [&'static str; 3] {
    let [.., john, larry, makio] = EMAILS;
    [john, larry, makio]
}

/// Those who own or pin licenses.
pub(super) struct People {
    /// distributor@grantry.example.
    pub distributor: UserId,
    /// admin@customer.example.
    pub admin: UserId,
    /// solo@personal.example.
    pub solo: UserId,
    /// Number of people, including these and those of branches, who are added after the licenses.
    pub count: usize,
}

/// Adds them with their roles.
pub(super) async fn create(
    connection: &impl ConnectionTrait,
    organizations: &Organizations,
    options: &Options,
) -> Result<People, DbErr> {
    let [vendor, distributor, reseller, partner_viewer, admin, viewer, none, solo, both, ..] = EMAILS;
    let add = async |email, name| add(connection, email, name, options).await;
    let vendor = add(vendor, "Vera Vendor").await?;
    let distributor = add(distributor, "Dana Distributor").await?;
    let reseller = add(reseller, "Rui Reseller").await?;
    let partner_viewer = add(partner_viewer, "Petra Partner").await?;
    let admin = add(admin, "Ada Admin").await?;
    let viewer = add(viewer, "Viktor Viewer").await?;
    let none = add(none, "Nora None").await?;
    let solo = add(solo, "Sol Solo").await?;
    let both = add(both, "Bela Both").await?;

    let customers = RoleObject::LicenseManagementCustomerOrganizations;
    let view_only = Levels::default().with(RoleObject::LicenseManagement, Level::ViewOnly);
    let channel_manager = view_only.with(customers, Level::FullAccess);
    let channel_viewer = Levels::default().with(customers, Level::ViewOnly);
    let custom = [
        (distributor, organizations.distributor, "Channel Manager", channel_manager),
        (partner_viewer, organizations.distributor, "Channel Viewer", channel_viewer),
        (viewer, organizations.main.id, "License Viewer", view_only),
        (none, organizations.main.id, "Without Access", Levels::default()),
    ];
    for (person, organization, name, levels) in custom {
        let role = insert_role(connection, organization, name, levels).await?;
        join(connection, person, organization, role, options.now).await?;
    }
    if let Some(first) = organizations.resellers.first() {
        let role = insert_role(connection, *first, "Channel Manager", channel_manager).await?;
        join(connection, reseller, *first, role, options.now).await?;
    }
    let predefined = [
        (vendor, organizations.vendor, PredefinedRole::SuperAdmin),
        (admin, organizations.main.id, PredefinedRole::SuperAdmin),
        (both, organizations.main.id, PredefinedRole::User),
        (both, organizations.second, PredefinedRole::Admin),
    ];
    for (person, organization, predefined) in predefined {
        let role = predefined_role_in(connection, organization, predefined).await?;
        join(connection, person, organization, role, options.now).await?;
    }
    let colleagues = colleagues(connection, organizations, options).await?;
    invite(connection, organizations.main.id, admin, options.now).await?;
    sign_ins(connection, organizations.main.id, admin, options.now).await?;
    Ok(People { distributor, admin, solo, count: EMAILS.len() + colleagues })
}

/// Adds an Admin and a User to each customer and to the main customer's sub-organizations. Returns how many.
async fn colleagues(
    connection: &impl ConnectionTrait,
    organizations: &Organizations,
    options: &Options,
) -> Result<usize, DbErr> {
    let main = [&organizations.main].into_iter().chain(&organizations.subs);
    let all: Vec<OrganizationId> = main.chain(&organizations.customers).map(|customer| customer.id).collect();
    let mut count = 0;
    for organization in all {
        for role in [PredefinedRole::Admin, PredefinedRole::User] {
            let first = words::FIRST_NAMES[count % words::FIRST_NAMES.len()];
            let last = words::LAST_NAMES[count / 2 % words::LAST_NAMES.len()];
            let email = format!("{}-{organization}@customer.example", role.name());
            let person = add(connection, &email, &format!("{first} {last}"), options).await?;
            let role = predefined_role_in(connection, organization, role).await?;
            join(connection, person, organization, role, options.now).await?;
            count += 1;
        }
    }
    Ok(count)
}

/// Sign-ins of a person every other day: a year of Event History to page through.
async fn sign_ins(
    connection: &impl ConnectionTrait,
    organization: OrganizationId,
    user: UserId,
    now: i64,
) -> Result<(), DbErr> {
    let event = |days: i64| {
        let at = now - days * 86_400_000;
        Event {
            user: Some(user),
            actor: events::Actor::Person,
            organization: Some(organization),
            ..Event::of_installation(at, Kind::SignedIn)
        }
        .into_row()
    };
    record_all(connection, (1..=150).rev().map(|visit| event(visit * 2)).collect()).await
}

/// A pending invitation. Nobody has its link: no token has that hash.
async fn invite(
    connection: &impl ConnectionTrait,
    organization: OrganizationId,
    by: UserId,
    now: i64,
) -> Result<(), DbErr> {
    let row = invitation::ActiveModel {
        organization_id: Set(organization),
        email: Set("pending@customer.example".to_owned()),
        role_id: Set(predefined_role_in(connection, organization, PredefinedRole::User).await?),
        token_hash: Set("demo".to_owned()),
        invited_by: Set(Some(by)),
        created_at: Set(now),
        expires_at: Set(now + LIFETIME),
        ..Default::default()
    };
    invitation::Entity::insert(row).exec_without_returning(connection).await.map(|_| ())
}

/// Adds a person, with an event.
pub(super) async fn add(
    connection: &impl ConnectionTrait,
    email: &str,
    name: &str,
    options: &Options,
) -> Result<UserId, DbErr> {
    let row = user::ActiveModel {
        email: Set(email.to_owned()),
        name: Set(name.to_owned()),
        password_hash: Set(Some(options.password_hash.clone().into())),
        created_at: Set(options.now),
        ..Default::default()
    };
    let id = row.insert(connection).await?.id;
    Event::of_installation(options.now, Kind::UserAdded)
        .change("", email)
        .named(email)
        .record(connection)
        .await?;
    Ok(id)
}

async fn join(
    connection: &impl ConnectionTrait,
    person: UserId,
    organization: OrganizationId,
    role: i64,
    now: i64,
) -> Result<(), DbErr> {
    let root = roots(connection, &[organization]).await?.remove(&organization);
    let home = root.ok_or(DbErr::RecordNotInserted)?;
    join_at(connection, person, (organization, home), role, now).await
}

/// Makes somebody a member whose home is that group of the organization.
pub(super) async fn join_at(
    connection: &impl ConnectionTrait,
    person: UserId,
    (organization, home): (OrganizationId, GroupId),
    role: i64,
    now: i64,
) -> Result<(), DbErr> {
    let row = membership::ActiveModel {
        user_id: Set(person),
        organization_id: Set(organization),
        role_id: Set(role),
        created_at: Set(now),
        home_group_id: Set(home),
    };
    membership::Entity::insert(row).exec_without_returning(connection).await.map(|_| ())
}
