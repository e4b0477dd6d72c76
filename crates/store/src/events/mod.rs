//! Events: one for each change, written in the transaction of the change.
//!
//! Any number of writers write events at once, without a hash. [`seal`] then links the events into the chain that [`verify`]
//! checks, and puts each into the Event History of the organizations it concerns (docs/DECISIONS.md).

mod actor;
mod list;
mod prune;
mod record;
pub(crate) mod repeated;
mod retention;
mod seal;
mod verify;

use model::{LicenseId, OrganizationId, Permit, UserId};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr};

use crate::db::entity::event;
use crate::db::request_origin;

pub use actor::Actor;
pub use list::{EventError, PAGE_LIMIT, page, people};
pub use model::event::{Kind, Object};
pub use prune::prune;
pub(crate) use record::{NewEvent, record_all};
pub use retention::{RetentionError, retention, set_retention};
pub use seal::seal;
pub use verify::{Finding, Head, HeadError, Verified, verify, verify_since};

/// Stands for an actor's organization that the reader may not know of (R3).
pub(crate) const ANOTHER: &str = "Another organization";

/// An event to be written.
#[derive(Clone, Debug)]
pub(crate) struct Event<'a> {
    /// The time, in milliseconds since the Unix epoch.
    pub at: i64,
    /// The person who did it; None for the installation itself.
    pub user: Option<UserId>,
    /// The organization it concerns.
    pub organization: Option<OrganizationId>,
    /// The organization the person acted for; None if it is the one concerned.
    pub acting_for: Option<OrganizationId>,
    /// The license it happened to.
    pub license: Option<LicenseId>,
    /// The only organization that may read it; None if everybody who sees the license may.
    pub visible_to: Option<OrganizationId>,
    /// The kind of event.
    pub kind: Kind,
    /// The value before.
    pub old: &'a str,
    /// The value after.
    pub new: &'a str,
    /// The actor, where `user` does not say it.
    pub actor: Actor,
    /// The name of the thing it happened to. None: the current name of the license, organization or person in the event, or
    /// else the value itself.
    pub object_name: Option<&'a str>,
}

impl<'a> Event<'a> {
    /// An event of something the holder of a permit did.
    pub fn by(permit: &Permit, at: i64, kind: Kind) -> Self {
        Self {
            user: Some(permit.user()),
            actor: Actor::Person,
            organization: permit.organization(),
            acting_for: permit.organization(),
            ..Self::of_installation(at, kind)
        }
    }

    /// An event of something a person did to what is their own, which needs no permit.
    pub fn of_person(actor: &model::Actor, at: i64, kind: Kind) -> Self {
        let organization = actor.membership.as_ref().map(|membership| membership.organization);
        Self { user: Some(actor.user), organization, ..Self::of_installation(at, kind) }
    }

    /// An event of something the installation itself did.
    pub fn of_installation(at: i64, kind: Kind) -> Self {
        Self {
            at,
            user: None,
            organization: None,
            acting_for: None,
            license: None,
            visible_to: None,
            kind,
            old: "",
            new: "",
            actor: Actor::Installation,
            object_name: None,
        }
    }

    pub fn on(mut self, license: LicenseId) -> Self {
        self.license = Some(license);
        self
    }

    pub fn change(mut self, old: &'a str, new: &'a str) -> Self {
        (self.old, self.new) = (old, new);
        self
    }

    /// Sets the name, at the time, of the thing it happened to.
    pub fn named(mut self, name: &'a str) -> Self {
        self.object_name = Some(name);
        self
    }

    /// Marks it as done by a product, which has a license's key.
    pub fn of_product(mut self) -> Self {
        self.actor = Actor::Product;
        self
    }

    pub async fn record(self, connection: &impl ConnectionTrait) -> Result<(), DbErr> {
        record_all(connection, vec![self.into_row()]).await
    }

    fn object(&self) -> Object {
        if self.license.is_some() { Object::License } else { self.kind.object() }
    }

    /// The row to be written by [`record_all`].
    pub fn into_row(self) -> NewEvent {
        NewEvent(event::ActiveModel {
            at: Set(self.at),
            user_id: Set(self.user),
            organization_id: Set(self.organization),
            license_id: Set(self.license),
            visible_to: Set(self.visible_to),
            kind: Set(self.kind.name().to_owned()),
            old: Set(without_nul(self.old)),
            new: Set(without_nul(self.new)),
            acting_organization_id: Set(self.user.and(self.acting_for.or(self.organization))),
            network_address: Set(request_origin::network_address()),
            actor: Set(if self.user.is_some() { Actor::Person } else { self.actor }.name().to_owned()),
            object: Set(self.object().name().to_owned()),
            object_name: self.object_name.map_or_else(Default::default, |name| Set(without_nul(name))),
            ..Default::default()
        })
    }
}

/// The text without NUL characters, which PostgreSQL does not store: an event may quote what somebody outside said.
fn without_nul(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{NOW, TestDb, World, both_databases, events};

    #[both_databases]
    async fn an_event_quotes_any_text(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let license = world.license(db, "KEY", &[world.customer]).await;
        let event = Event::of_installation(NOW, Kind::NoteEdited).on(license).change("\0", "a\0b");
        event.named("\0").record(db.connection()).await.unwrap();
        assert_eq!(events(db, license).await, [("note-edited".to_owned(), "a\u{fffd}b".to_owned())]);
    }
}
