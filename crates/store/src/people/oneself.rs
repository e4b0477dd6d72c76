//! Whose account it is, and how its events are told.

use model::{Actor, OrganizationId, UserId};
use sea_orm::{ConnectionTrait, DbErr};

use crate::db::acting::organizations_of;
use crate::events::{Event, Kind};

/// A person's account, the organization whose Event History tells what happens to it, and for where it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    /// The person.
    pub user: UserId,
    /// The organization that it acts for.
    pub organization: Option<OrganizationId>,
    /// The home ([`crate::sign_in::proof`]) of the sign-in or the session that asks, or of the proof by which something is added.
    pub home: Option<OrganizationId>,
}

impl Account {
    /// The same account, for a home.
    #[must_use]
    pub fn within(self, home: Option<OrganizationId>) -> Self {
        Self { home, ..self }
    }
}

impl From<&Actor> for Account {
    fn from(actor: &Actor) -> Self {
        let organization = actor.membership.as_ref().map(|membership| membership.organization);
        Self { user: actor.user, organization, home: None }
    }
}

/// Something that a person did to its own account.
pub(crate) fn event(account: Account, kind: Kind, now: i64) -> Event<'static> {
    let Account { user, organization, .. } = account;
    Event { user: Some(user), organization, ..Event::of_installation(now, kind) }
}

/// The account of a person that is not signed in: its events are told where it would sign in to.
pub(crate) async fn first_organization(
    connection: &impl ConnectionTrait,
    user: UserId,
) -> Result<Account, DbErr> {
    let first = organizations_of(connection, user).await?.into_iter().next();
    Ok(Account { user, organization: first.map(|(id, _)| id), home: None })
}
