//! The proof of who a person is, and where it counts.
//!
//! A proof is the person's own, or it rests on the word of an organization's single sign-on. Their own are a password, which
//! the holder of their mailbox sets, and an authenticator app or a passkey that they added after a proof of their own: it
//! counts everywhere. A provider's word counts for its organization and that one's sub-organizations, its *home*; whatever
//! somebody adds on that word alone has the same home. So whoever runs a provider can impersonate nobody outside the home,
//! however many passkeys they add along the way.
//!
//! For dangerous actions the word is proof only of people who have nothing of their own and are in no other place.

mod enough;

use model::{OrganizationId, UserId};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use crate::db::entity::{membership, openid_identity, organization};

pub(crate) use enough::is_enough;

/// The last proof that a session's person gave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// When it was given, in milliseconds since the Unix epoch; long ago if it does not count.
    pub at: i64,
    /// The only place where it counts, and everything added on it; None: everywhere.
    pub home: Option<OrganizationId>,
}

/// Whether a person is in an organization other than `home` and its sub-organizations.
pub(crate) async fn is_beyond(
    connection: &impl ConnectionTrait,
    user: UserId,
    home: OrganizationId,
) -> Result<bool, DbErr> {
    Ok(memberships(connection, user).await?.iter().any(|place| !place.is_within(home)))
}

/// Whether a person who signs in by providers is in an organization that none of them speaks for.
pub(crate) async fn is_beyond_providers(
    connection: &impl ConnectionTrait,
    user: UserId,
) -> Result<bool, DbErr> {
    let homes: Vec<OrganizationId> = openid_identity::Entity::find()
        .filter(openid_identity::Column::UserId.eq(user)) // tenant: own identities, for where they count
        .select_only()
        .column(openid_identity::Column::OrganizationId)
        .into_tuple()
        .all(connection)
        .await?;
    let places = memberships(connection, user).await?;
    Ok(!homes.is_empty() && places.iter().any(|place| !homes.iter().any(|home| place.is_within(*home))))
}

/// An organization that a person is in.
struct Place {
    id: OrganizationId,
    parent: Option<OrganizationId>,
}

impl Place {
    fn is_within(&self, home: OrganizationId) -> bool {
        self.id == home || self.parent == Some(home)
    }
}

async fn memberships(connection: &impl ConnectionTrait, user: UserId) -> Result<Vec<Place>, DbErr> {
    let there: Vec<OrganizationId> = membership::Entity::find()
        .filter(membership::Column::UserId.eq(user)) // tenant: own memberships, for where a proof counts
        .select_only()
        .column(membership::Column::OrganizationId)
        .into_tuple()
        .all(connection)
        .await?;
    let found =
        organization::Entity::find().filter(organization::Column::Id.is_in(there)).all(connection).await?;
    Ok(found.into_iter().map(|row| Place { id: row.id, parent: row.parent_id }).collect())
}

/// Whether that organization is `home`, or a sub-organization of it.
pub(crate) async fn is_within(
    connection: &impl ConnectionTrait,
    home: OrganizationId,
    organization: OrganizationId,
) -> Result<bool, DbErr> {
    if home == organization {
        return Ok(true);
    }
    let found = organization::Entity::find_by_id(organization)
        .filter(organization::Column::ParentId.eq(home)) // tenant: subs of whose provider vouches for a person
        .one(connection);
    Ok(found.await?.is_some())
}

/// A condition on factors that count in a session of that home: the person's own, and those with the same home.
pub(crate) fn counts_for(column: impl ColumnTrait, home: Option<OrganizationId>) -> Condition {
    let own = Condition::any().add(column.is_null());
    match home {
        Some(home) => own.add(column.eq(home)),
        None => own,
    }
}

#[cfg(test)]
mod tests;
