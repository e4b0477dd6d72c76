//! The keys that a person may read, of licenses that they see (R8).

use std::collections::HashSet;

use model::{LicenseId, Permit};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use super::entity::license;
use super::entity::license_key::Key;
use super::scope;

/// Which keys of some licenses within a permit's reach its holder may read. Most may read all or none; who sees licenses by a
/// permission set that gives View Only may read some.
pub(crate) struct Readable<'a> {
    permit: &'a Permit,
    /// The permit narrowed to the keys that may be read, and the licenses that it reaches.
    some: Option<(Permit, HashSet<LicenseId>)>,
}

impl<'a> Readable<'a> {
    /// Asks the database only if the person may read some keys and not others.
    pub(crate) async fn among(
        connection: &impl ConnectionTrait,
        permit: &'a Permit,
        licenses: &[LicenseId],
    ) -> Result<Self, DbErr> {
        let reading = permit.reading_keys().filter(|_| !permit.may_read_keys());
        let Some(reading) = reading else { return Ok(Self { permit, some: None }) };
        let found: Vec<LicenseId> = license::Entity::find()
            .filter(scope::licenses_among(&reading, licenses)) // tenant: licenses whose keys may be read
            .select_only()
            .column(license::Column::Id)
            .into_tuple()
            .all(connection)
            .await?;
        Ok(Self { permit, some: Some((reading, found.into_iter().collect())) })
    }

    /// The key of one of those licenses, in full or masked.
    pub(crate) fn shown(&self, license: LicenseId, key: &Key) -> String {
        match &self.some {
            Some((reading, licenses)) if licenses.contains(&license) => key.shown_to(reading),
            _ => key.shown_to(self.permit),
        }
    }
}
