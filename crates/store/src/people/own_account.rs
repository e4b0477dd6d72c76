//! People's own accounts, and the events of changing them.

use model::{Actor, OrganizationId, UserId};
use sea_orm::{ConnectionTrait, DbErr};

use crate::db::actor_query::organizations_of;
use crate::events::{Event, Kind};

/// A person's account, the organization whose Event History records its changes, and the home it is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    /// The person it belongs to.
    pub user: UserId,
    /// The organization they act for.
    pub organization: Option<OrganizationId>,
    /// The home ([`crate::sign_in::proof`]) of the sign-in or session, or of the proof by which something is added.
    pub home: Option<OrganizationId>,
}

impl Account {
    /// The same account for another home.
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

/// An event of something a person did to their own account.
pub(crate) fn event(account: Account, kind: Kind, now: i64) -> Event<'static> {
    let Account { user, organization, .. } = account;
    Event { user: Some(user), organization, ..Event::of_installation(now, kind) }
}

/// The account of a person who is not signed in: its events go to the organization they would sign in to.
pub(crate) async fn first_organization(
    connection: &impl ConnectionTrait,
    user: UserId,
) -> Result<Account, DbErr> {
    let first = organizations_of(connection, user).await?.into_iter().next();
    Ok(Account { user, organization: first.map(|(id, _)| id), home: None })
}
