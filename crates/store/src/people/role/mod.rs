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
use crate::people::place::{self, Place};
use crate::text::{NameError, NameKeys, checked, is_name_taken};

pub use add::add;
pub use edit::edit;
pub use list::{Listed, list};
pub use remove::remove;

/// The most characters of a role's description.
pub const DESCRIPTION_LIMIT: usize = 500;

/// A role as it is to be.
#[derive(Clone, Copy, Debug)]
pub struct Draft<'a> {
    /// Its name as typed; no other role of the organization has it, in whatever case.
    pub name: &'a str,
    /// What it is for, as typed; may be empty.
    pub description: &'a str,
    /// What it gives.
    pub levels: Levels,
}

/// Why nothing was done with a role.
#[derive(Debug, thiserror::Error)]
pub enum RoleError {
    /// The permit is for something else, or the organization has no such role (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// It would stand, or stands, above who asks.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// It is predefined.
    #[error("The roles Super Admin, Admin and User are the same in every organization and stay as they are.")]
    Predefined,
    /// Who asks has it.
    #[error("Nobody changes its own role. Ask somebody else who manages roles.")]
    OwnRole,
    /// The name can't be one.
    #[error(transparent)]
    Name(#[from] NameError),
    /// There is another role of that name, or one that looks like it.
    #[error("There is a role named “{0}” already, or one that looks like it.")]
    Exists(String),
    /// The description is too long, or has a control character.
    #[error("A description has up to {DESCRIPTION_LIMIT} characters and is one line.")]
    Description,
    /// Somebody else saved it in between (R19).
    #[error("Somebody else has changed this role since you opened it. Yours is not saved yet.")]
    Changed,
    /// Such a level is not given on that role object.
    #[error("{} is not given on {}.", .level.label(), .object.label())]
    Level {
        /// On what.
        object: RoleObject,
        /// The level.
        level: Level,
    },
    /// Single sign-on gives it.
    #[error("Single sign-on gives this role. Let it give another first.")]
    SingleSignOn,
    /// People have it, or are invited in it.
    #[error(
        "{people} {} this role. Give them another first.",
        if *.people == 1 { "person has or is invited in" } else { "people have or are invited in" }
    )]
    InUse {
        /// How many.
        people: u64,
    },
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

/// Whether that level can be given on that object in an organization of that kind: `Use` is for license pools, and the
/// Vendor Console for the vendor.
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
    /// Whether the role is so already.
    fn holds(self, role: &place::Role) -> bool {
        (self.name.trim(), self.description.trim(), self.levels)
            == (&*role.row.name, &*role.row.description, role.height.levels)
    }

    /// Name and description as they are stored, if who entered `place` may make such a role; `but` is the one that is
    /// edited.
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
        // A name that looks like another from long ago stays until somebody changes it.
        let stays = others.iter().any(|other| Some(other.id) == but && other.name == name);
        if !stays && others.iter().any(|other| Some(other.id) != but) {
            return Err(RoleError::Exists(name));
        }
        Ok((name, description))
    }
}

/// Of two who take a name at the same moment, one has it.
fn taken(error: DbErr, name: &str) -> RoleError {
    if is_name_taken(&error) { RoleError::Exists(name.to_owned()) } else { error.into() }
}

/// A role's levels as events tell them: those that are given.
fn told(name: &str, levels: Levels) -> String {
    let given = RoleObject::ALL.into_iter().filter(|object| levels.get(*object) > Level::None);
    let given: Vec<_> =
        given.map(|object| format!("{}: {}", object.label(), levels.get(object).label())).collect();
    format!("{name} ({})", given.join(", "))
}

#[cfg(test)]
mod tests;
