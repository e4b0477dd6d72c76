//! A person's own profile, and deleting their own account.

mod delete;
mod save;
#[cfg(test)]
mod tests;

use model::Refused;
use sea_orm::{DbErr, EntityTrait};

use crate::Db;
use crate::db::entity::user;
use crate::text::NameError;

pub use delete::delete;
pub use save::save;

/// Information that people enter about themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Their name, as others see it.
    pub name: String,
    /// The e-mail address that they sign in with.
    pub email: String,
    /// The IANA time zone that times are shown in; None: UTC.
    pub time_zone: Option<String>,
}

/// Why a profile was not read, saved or deleted.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// The account no longer exists.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The name is invalid.
    #[error(transparent)]
    Name(#[from] NameError),
    /// There is no such time zone.
    #[error("There is no time zone “{}”. Enter one such as Europe/Berlin.", spreadsheet::shortened(.0))]
    TimeZone(String),
    /// The e-mail address was not typed to confirm.
    #[error("Type your e-mail address, {0}, to delete your account.")]
    Unconfirmed(String),
    /// An organization would be left without its Super Admin.
    #[error("You are the Super Admin of {0}. Transfer that role first, under Users.")]
    SuperAdmin(String),
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

/// Returns a person's profile.
pub async fn see(db: &Db, user: model::UserId) -> Result<Profile, ProfileError> {
    let found = user::Entity::find_by_id(user).one(db.connection()).await?.ok_or(Refused)?;
    Ok(Profile { name: found.name, email: found.email, time_zone: found.time_zone })
}
