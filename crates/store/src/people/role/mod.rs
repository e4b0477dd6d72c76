//! Custom roles of an organization.

mod add;
mod edit;
mod list;
mod remove;

use model::access::{Forbidden, may_set};
use model::{Level, Levels, OrganizationKind, Refused, RoleId, RoleObject};
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use crate::db::entity::role;
use crate::people::managed_organization::{self, Place};
use crate::text::{NameError, NameKeys, checked, is_name_taken};

pub use add::add;
pub use edit::edit;
pub use list::list;
pub use remove::remove;

/// An organization has at most this many roles, the predefined ones included.
pub const MOST: u64 = 200;
/// A role's description has at most this many characters.
pub const DESCRIPTION_LIMIT: usize = 500;

/// A role as it should become.
#[derive(Clone, Copy, Debug)]
pub struct Draft<'a> {
    /// Its name as typed; no other role of the organization has it, in any case.
    pub name: &'a str,
    /// Its purpose, as typed; may be empty.
    pub description: &'a str,
    /// Its level on each role object.
    pub levels: Levels,
}

/// Why an operation on a role failed.
#[derive(Debug, thiserror::Error)]
pub enum RoleError {
    /// The permit is for something else, or the organization has no such role (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The role ranks above the person who asks, or would.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The role is predefined.
    #[error("The roles Super Admin, Admin and User are the same in every organization and can't be changed.")]
    Predefined,
    /// The person who asks has the role.
    #[error("You can't change your own role. Ask somebody else who manages roles.")]
    OwnRole,
    /// The name is invalid.
    #[error(transparent)]
    Name(#[from] NameError),
    /// Another role has that name, or one that looks like it.
    #[error("A role named “{0}” already exists, or one that looks like it.")]
    Exists(String),
    /// The description is too long, or has a control character.
    #[error("A description can have up to {DESCRIPTION_LIMIT} characters on one line.")]
    Description,
    /// Somebody else saved the role in the meantime (R19).
    #[error("Somebody else has changed this role since you opened it. Yours is not saved yet.")]
    Changed,
    /// That role object does not offer the level.
    #[error("{} does not exist on {}.", .level.label(), .object.label())]
    Level {
        /// The role object.
        object: RoleObject,
        /// The level.
        level: Level,
    },
    /// The organization has [`MOST`] already.
    #[error("An organization can have up to {MOST} roles. Remove one first.")]
    TooMany,
    /// Single sign-on gives the role.
    #[error("Single sign-on gives this role. Choose another role there first.")]
    SingleSignOn,
    /// People have the role, or are invited in it.
    #[error(
        "{people} {} this role. Assign them another one first.",
        if *.people == 1 { "person has or is invited in" } else { "people have or are invited in" }
    )]
    InUse {
        /// The number of people and invitations.
        people: u64,
    },
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

/// Whether an organization of that kind offers the level on that object. No role offers `Use`; only the vendor's offer the
/// Vendor Console.
pub fn is_offered(object: RoleObject, level: Level, kind: OrganizationKind) -> bool {
    match level {
        Level::None => true,
        Level::Use => false,
        Level::ViewOnly | Level::FullAccess => {
            object != RoleObject::VendorConsole || kind == OrganizationKind::Vendor
        }
    }
}

impl Draft<'_> {
    /// Whether the role is already like this.
    fn holds(self, role: &managed_organization::Role) -> bool {
        (self.name.trim(), self.description.trim(), self.levels)
            == (&*role.row.name, &*role.row.description, role.height.levels)
    }

    /// Returns name and description as they are stored, if the person who entered `place` may make such a role; `but` is the
    /// role being edited.
    async fn checked(
        self,
        connection: &impl ConnectionTrait,
        place: &Place,
        but: Option<RoleId>,
    ) -> Result<(String, String), RoleError> {
        let name = checked(self.name)?;
        let description = self.description.trim().to_owned();
        if description.chars().count() > DESCRIPTION_LIMIT || description.chars().any(char::is_control) {
            return Err(RoleError::Description);
        }
        let kind = OrganizationKind::from_name(&place.organization.kind).ok_or(Refused)?;
        for object in RoleObject::ALL {
            let level = self.levels.get(object);
            if !is_offered(object, level, kind) {
                return Err(RoleError::Level { object, level });
            }
        }
        may_set(&place.own, &self.levels)?;
        let keys = NameKeys::of(&name);
        let is_alike = role::Column::NameAlike.eq(keys.alike).or(role::Column::NameShape.eq(keys.shape));
        let others = role::Entity::find()
            .filter(role::Column::OrganizationId.eq(place.organization.id)) // tenant: names of the organization's roles
            .filter(is_alike.or(role::Column::Name.eq(&name)))
            .all(connection)
            .await?;
        // An old name that looks like another is kept until somebody changes it.
        let stays = others.iter().any(|other| Some(other.id) == but && other.name == name);
        if !stays && others.iter().any(|other| Some(other.id) != but) {
            return Err(RoleError::Exists(name));
        }
        Ok((name, description))
    }
}

/// If two people take a name at the same moment, one gets it.
fn taken(error: DbErr, name: &str) -> RoleError {
    if is_name_taken(&error) { RoleError::Exists(name.to_owned()) } else { error.into() }
}

/// A role as events show it: its name and the levels it gives.
fn told(name: &str, levels: Levels) -> String {
    let given = RoleObject::ALL.into_iter().filter(|object| levels.get(*object) > Level::None);
    let given: Vec<_> =
        given.map(|object| format!("{}: {}", object.label(), levels.get(object).label())).collect();
    format!("{name} ({})", given.join(", "))
}

#[cfg(test)]
mod tests;
