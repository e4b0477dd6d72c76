//! The demo's people.

use model::access::RoleObject;
use model::{Level, Levels, OrganizationId, UserId};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait};

use super::Options;
use super::organizations::Organizations;
use crate::entity::{membership, user};
use crate::event::{Event, Kind};
use crate::people::{PredefinedRole, insert_role, predefined_role_in};

/// Their e-mail addresses.
pub const EMAILS: [&str; 9] = [
    "vendor@grantry.example",
    "distributor@grantry.example",
    "reseller@grantry.example",
    "partner-viewer@grantry.example",
    "admin@customer.example",
    "viewer@customer.example",
    "none@customer.example",
    "solo@personal.example",
    "both@customer.example",
];

/// Those of them that own or pin licenses.
pub(super) struct People {
    /// distributor@grantry.example.
    pub distributor: UserId,
    /// admin@customer.example.
    pub admin: UserId,
    /// solo@personal.example.
    pub solo: UserId,
}

/// Makes them with their roles.
pub(super) async fn create(
    connection: &impl ConnectionTrait,
    organizations: &Organizations,
    options: &Options,
) -> Result<People, DbErr> {
    let [vendor, distributor, reseller, partner_viewer, admin, viewer, none, solo, both] = EMAILS;
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
    Ok(People { distributor, admin, solo })
}

async fn add(
    connection: &impl ConnectionTrait,
    email: &str,
    name: &str,
    options: &Options,
) -> Result<UserId, DbErr> {
    let row = user::ActiveModel {
        email: Set(email.to_owned()),
        name: Set(name.to_owned()),
        password_hash: Set(Some(options.password_hash.clone())),
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
    let row = membership::ActiveModel {
        user_id: Set(person),
        organization_id: Set(organization),
        role_id: Set(role),
        created_at: Set(now),
    };
    membership::Entity::insert(row).exec_without_returning(connection).await.map(|_| ())
}
