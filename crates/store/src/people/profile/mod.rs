//! What a person says of itself, and deleting oneself.

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

/// What a person says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Its name, as others see it.
    pub name: String,
    /// Its e-mail address, with which it signs in.
    pub email: String,
    /// The time zone that times are shown in, as IANA has it; none: UTC.
    pub time_zone: Option<String>,
}

/// Why nothing came of it.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// The person is no more.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The name can't be one.
    #[error(transparent)]
    Name(#[from] NameError),
    /// There is no such time zone.
    #[error("There is no time zone “{}”; one looks like Europe/Berlin.", spreadsheet::shortened(.0))]
    TimeZone(String),
    /// The e-mail address was not typed.
    #[error("Type your e-mail address, {0}, to delete your account.")]
    Unconfirmed(String),
    /// An organisation would be left without its Super Admin.
    #[error("You are the Super Admin of {0}. Transfer that role first, under Users.")]
    SuperAdmin(String),
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

/// What the person says of itself.
pub async fn see(db: &Db, user: model::UserId) -> Result<Profile, ProfileError> {
    let found = user::Entity::find_by_id(user).one(db.connection()).await?.ok_or(Refused)?;
    Ok(Profile { name: found.name, email: found.email, time_zone: found.time_zone })
}
