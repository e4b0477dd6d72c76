//! The roles that every organization has.

use model::access::{Rank, RoleObject};
use model::{Level, Levels, OrganizationId, OrganizationKind};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use crate::Db;
use crate::db::entity::role;

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
    role::Entity::find()
        .filter(role::Column::OrganizationId.eq(organization))
        .filter(role::Column::Predefined.eq(predefined.name()))
        .select_only()
        .column(role::Column::Id)
        .into_tuple()
        .one(connection)
        .await?
        .ok_or_else(|| {
            DbErr::RecordNotFound(format!("role {} of organization {organization}", predefined.name()))
        })
}
