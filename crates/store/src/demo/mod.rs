//! Demo data: a vendor, its sales chain, customers and their licenses. Only the dates differ from run to run.
//!
//! Everything is invented, by a generator with a constant seed.

mod critical_alerts;
mod draft;
mod entitlements;
mod groups;
mod installers;
mod licenses;
mod organizations;
mod people;
#[cfg(test)]
mod tests;
mod words;

use model::{Day, Hidden};
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, PaginatorTrait};

use crate::Db;
use crate::db::entity::{license, organization, user};
use crate::db::statistics;

pub use installers::create as create_installers;
pub use people::EMAILS;

/// The number of licenses unless another is given.
pub const LICENSES: usize = 400;
/// The password of everybody in the demo.
pub const PASSWORD: &str = "grantry-demo";
/// The generator's seed.
const SEED: u64 = 0x6772_616e_7472_7931;

/// What to make.
#[derive(Clone, Debug)]
pub struct Options {
    /// The number of licenses; a few dozen that show every feature are always made.
    pub licenses: usize,
    /// The day that all dates are relative to, in UTC.
    pub today: Day,
    /// The time of creation, in milliseconds since the Unix epoch; on `today`.
    pub now: i64,
    /// Hash of the password that everybody in the demo has, made by [`crate::sign_in::hash_password`].
    pub password_hash: Hidden,
}

/// The result of [`create`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The demo was made.
    Created(Summary),
    /// Nothing was done: the database already has organizations, people or licenses.
    NotEmpty,
}

/// How much was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Number of organizations.
    pub organizations: usize,
    /// Number of people.
    pub people: usize,
    /// Number of licenses.
    pub licenses: usize,
    /// Number of deployments.
    pub deployments: usize,
}

/// Creates the demo in an empty database, in one transaction.
pub async fn create(db: &Db, options: &Options) -> Result<Outcome, DbErr> {
    let transaction = db.begin_write().await?;
    if !is_empty(&transaction).await? {
        return Ok(Outcome::NotEmpty);
    }
    let mut rng = StdRng::seed_from_u64(SEED);
    let organizations = organizations::create(&transaction, options.now).await?;
    let people = people::create(&transaction, &organizations, options).await?;
    let made = licenses::create(&transaction, &organizations, &people, options, &mut rng).await?;
    groups::create(&transaction, &organizations, options).await?;
    entitlements::create(&transaction, options).await?;
    critical_alerts::create(&transaction, &organizations, &people, options).await?;
    transaction.commit().await?;
    statistics::renew_after(db, "the demo").await;
    Ok(Outcome::Created(Summary {
        organizations: organizations.count(),
        people: people.count,
        licenses: made.licenses,
        deployments: made.deployments,
    }))
}

async fn is_empty(connection: &impl ConnectionTrait) -> Result<bool, DbErr> {
    let organizations = organization::Entity::find().count(connection).await?;
    let users = user::Entity::find().count(connection).await?;
    Ok(organizations + users + license::Entity::find().count(connection).await? == 0)
}
