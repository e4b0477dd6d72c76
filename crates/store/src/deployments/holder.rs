//! The authority to act on a deployment.

use model::{Action, LicenseId, Permit, Refused};
use sea_orm::{ColumnTrait, Condition, DbErr};

use crate::Db;
use crate::db::entity::license;
use crate::db::licenses_named::of_key;
use crate::db::scope;
use crate::events::{Event, Kind};

/// The one who acts: a person with a permit, or a product that has a license's key and nothing else.
#[derive(Clone, Debug)]
pub enum Holder {
    /// Reaches whatever the permit reaches.
    Person(Permit),
    /// Reaches only the license with that key.
    Key(HeldLicense),
}

/// A license whose key somebody has. Only [`of_key`](Self::of_key) creates one: the key is the proof.
#[derive(Clone, Debug)]
pub struct HeldLicense {
    license: LicenseId,
    by: Option<Permit>,
}

impl HeldLicense {
    /// Returns the license with that key, held by a product or by the person with the permit; None if no license has it. The
    /// key's spelling does not matter ([`folded_key`](crate::text::folded_key)).
    pub async fn of_key(db: &Db, key: &str, by: Option<&Permit>) -> Result<Option<Self>, DbErr> {
        let found = of_key(db.connection(), key.trim()).await?;
        Ok(found.map(|license| Self { license, by: by.cloned() }))
    }

    /// Number of the license's row.
    pub fn license(&self) -> LicenseId {
        self.license
    }
}

impl Holder {
    /// Refuses a person's permit for anything but `action`; see [`Permit::only`]. With a license's key a product may do
    /// everything that operations on deployments offer.
    pub(crate) fn only(&self, action: Action) -> Result<(), Refused> {
        self.any_of(&[action])
    }

    /// Refuses a person's permit for anything but one of `actions`.
    pub(crate) fn any_of(&self, actions: &[Action]) -> Result<(), Refused> {
        match self {
            Self::Person(permit) => permit.any_of(actions),
            Self::Key(_) => Ok(()),
        }
    }

    /// On the row of one license: whether it is within reach.
    pub(crate) fn reaches(&self, license: LicenseId) -> Condition {
        match self {
            Self::Person(permit) => scope::license_in_reach(permit, license),
            Self::Key(held) => Condition::all().add(license::Column::Id.eq(held.license)), // tenant: the held key's license
        }
    }

    /// On rows of licenses: those of `ids` within reach.
    pub(crate) fn among(&self, ids: &[LicenseId]) -> Condition {
        match self {
            Self::Person(permit) => scope::licenses_among(permit, ids),
            Self::Key(held) => {
                let own = Condition::all().add(license::Column::Id.eq(held.license)); // tenant: licenses of a held key, by ID
                own.add(license::Column::Id.is_in(ids.iter().copied()))
            }
        }
    }

    /// On rows of licenses: all within reach.
    pub(crate) fn licenses(&self) -> Condition {
        match self {
            Self::Person(permit) => scope::licenses_in_reach(permit),
            Self::Key(held) => Condition::all().add(license::Column::Id.eq(held.license)), // tenant: licenses of a held key
        }
    }

    /// An event of something the holder did to a license.
    pub(crate) fn event(&self, at: i64, kind: Kind, license: LicenseId) -> Event<'static> {
        let permit = match self {
            Self::Person(permit) => Some(permit),
            Self::Key(held) => held.by.as_ref(),
        };
        let event = match permit {
            Some(permit) => Event::by(permit, at, kind),
            None => Event::of_installation(at, kind).of_product(),
        };
        event.on(license)
    }
}
