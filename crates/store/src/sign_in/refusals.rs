//! Records refusals once an hour: repeated attempts must not push everything else out of the history.

use model::{Actor, OrganizationId, UserId};
use sea_orm::DbErr;

use super::{session, viewing};
use crate::Db;
use crate::db::request_origin;
use crate::db::throttle::subject;
use crate::events::repeated::is_news;
use crate::events::{self, Event, Kind};
use crate::people::account;

/// Records that a person called `function` for something hidden from them or missing (R3), once an hour for each person and
/// function. `now` in milliseconds since the Unix epoch.
pub async fn note_refusal(db: &Db, actor: &Actor, function: &str, now: i64) -> Result<(), DbErr> {
    if !is_news(db, &subject("refused", &format!("{}\0{function}", actor.user)), now).await? {
        return Ok(());
    }
    let organization = actor.membership.as_ref().map(|membership| membership.organization);
    // A viewer acts for the vendor: the organization must learn neither who they are nor their address.
    let acting_for = if actor.is_viewing() { viewing::vendor(db.connection()).await? } else { organization };
    let event = Event::of_installation(now, Kind::Refused).named(function);
    Event { user: Some(actor.user), organization, acting_for, ..event }.record(db.connection()).await
}

/// Records a failed sign-in with that e-mail address, and why in a word or two, once an hour for each person and network
/// address. The typed text is kept only if it is a person's address: it may be a password typed into the wrong field. `now` in
/// milliseconds since the Unix epoch.
pub async fn note_failed_sign_in(db: &Db, email: &str, why: &str, now: i64) -> Result<(), DbErr> {
    let person = person(db, email).await?;
    let whose = person.as_ref().map_or(0, |(user, ..)| *user);
    let from = request_origin::network_address().unwrap_or_default();
    if !is_news(db, &subject("sign-in failed", &format!("{whose}\0{from}\0{why}")), now).await? {
        return Ok(());
    }
    let event = Event { actor: events::Actor::Unknown, ..Event::of_installation(now, Kind::SignInFailed) };
    let event = event.change("", why);
    let event = match &person {
        // It is unknown who tried; the person is the event's object.
        Some((_, organization, email)) => Event { organization: *organization, ..event.named(email) },
        None => event.named("Unknown e-mail address"),
    };
    event.record(db.connection()).await
}

/// The person with that e-mail address, the organization they would sign in to, and the address as stored.
async fn person(db: &Db, email: &str) -> Result<Option<(UserId, Option<OrganizationId>, String)>, DbErr> {
    let Some(found) = account(db.connection(), email).await? else { return Ok(None) };
    let first = session::organizations(db, found.id).await?.into_iter().next();
    Ok(Some((found.id, first.map(|(id, _)| id), found.email)))
}

#[cfg(test)]
mod tests {
    use futures::future::join_all;
    use model::Levels;
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

    use super::*;
    use crate::db::entity::{event, event_echo};
    use crate::events::repeated::{QUIET, forget};
    use crate::testing::{NOW, TestDb, World, actor, both_databases};

    async fn told(db: &Db, kind: Kind) -> Vec<event::Model> {
        let of_kind = event::Entity::find().filter(event::Column::Kind.eq(kind.name()));
        of_kind.order_by_asc(event::Column::Id).all(db.connection()).await.unwrap()
    }

    #[both_databases]
    async fn a_refusal_is_told_once_an_hour_for_each_person_and_function(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let ada = actor(db, "ada", Some(world.customer), Levels::default()).await;
        let bob = actor(db, "bob", None, Levels::default()).await;
        let other = database.again().await;
        let at_once = (0..10)
            .map(|number| note_refusal(if number % 2 == 0 { db } else { &other }, &ada, "edit-note", NOW));
        for noted in join_all(at_once).await {
            noted.unwrap();
        }
        note_refusal(db, &ada, "edit-note", NOW + QUIET - 1).await.unwrap();
        note_refusal(db, &ada, "set-pin", NOW).await.unwrap();
        note_refusal(db, &bob, "edit-note", NOW).await.unwrap();
        note_refusal(db, &ada, "edit-note", NOW + QUIET).await.unwrap();
        let told: Vec<_> = told(db, Kind::Refused)
            .await
            .into_iter()
            .map(|row| (row.actor_name, row.organization_id, row.object_name))
            .collect();
        let row = |name: &str, organization, function: &str| {
            (format!("{name}@example.org"), organization, function.to_owned())
        };
        let expected = [
            row("ada", Some(world.customer), "edit-note"),
            row("ada", Some(world.customer), "set-pin"),
            row("bob", None, "edit-note"),
            row("ada", Some(world.customer), "edit-note"),
        ];
        assert_eq!(told, expected);
        forget(db, NOW + 2 * QUIET).await.unwrap();
        assert!(event_echo::Entity::find().one(db.connection()).await.unwrap().is_none());
    }

    #[both_databases]
    async fn a_failed_sign_in_tells_from_where_and_keeps_no_unknown_address(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        actor(db, "ada", Some(world.customer), Levels::default()).await;
        for from in ["192.0.2.1", "192.0.2.1", "192.0.2.2"] {
            for email in ["ada@example.org", "my secret password", "a\0"] {
                let noted = note_failed_sign_in(db, email, "Wrong password", NOW);
                request_origin::from(from.to_owned(), noted).await.unwrap();
            }
        }
        let told: Vec<_> = told(db, Kind::SignInFailed)
            .await
            .into_iter()
            .map(|row| (row.object_name, row.organization_id, row.network_address.unwrap()))
            .collect();
        let expected = ["192.0.2.1", "192.0.2.2"].into_iter().flat_map(|from| {
            [
                ("ada@example.org".to_owned(), Some(world.customer), from.to_owned()),
                ("Unknown e-mail address".to_owned(), None, from.to_owned()),
            ]
        });
        assert_eq!(told, expected.collect::<Vec<_>>());
    }
}
