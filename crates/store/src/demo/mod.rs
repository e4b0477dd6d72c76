//! Demo data: a vendor, its sales chain, customers and their licenses, the same at every run but for the day.
//!
//! Everything is invented, and made from a generator with a constant seed.

mod alerts;
mod draft;
mod entitlements;
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

pub use installers::create as create_installers;
pub use people::EMAILS;

/// How many licenses there are unless said otherwise.
pub const LICENSES: usize = 400;
/// The password of the demo's people.
pub const PASSWORD: &str = "grantry-demo";
/// The dice of the demo.
const SEED: u64 = 0x6772_616e_7472_7931;

/// What to make.
#[derive(Clone, Debug)]
pub struct Options {
    /// How many licenses; a few dozen that show everything are made in any case.
    pub licenses: usize,
    /// The day that everything is relative to, UTC.
    pub today: Day,
    /// The moment of making, in milliseconds since the Unix epoch; on `today`.
    pub now: i64,
    /// Hash of the password of all people, made by [`crate::sign_in::hash_password`].
    pub password_hash: Hidden,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The demo was made.
    Created(Summary),
    /// The database has organizations, people or licenses already: nothing was done.
    NotEmpty,
}

/// How much was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Organizations.
    pub organizations: usize,
    /// People.
    pub people: usize,
    /// Licenses.
    pub licenses: usize,
    /// Deployments.
    pub deployments: usize,
}

/// Makes the demo in an empty database, in one transaction.
pub async fn create(db: &Db, options: &Options) -> Result<Outcome, DbErr> {
    let transaction = db.begin_write().await?;
    if !is_empty(&transaction).await? {
        return Ok(Outcome::NotEmpty);
    }
    let mut rng = StdRng::seed_from_u64(SEED);
    let organizations = organizations::create(&transaction, options.now).await?;
    let people = people::create(&transaction, &organizations, options).await?;
    let made = licenses::create(&transaction, &organizations, &people, options, &mut rng).await?;
    entitlements::create(&transaction, options).await?;
    alerts::create(&transaction, &organizations, &people, options).await?;
    transaction.commit().await?;
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
