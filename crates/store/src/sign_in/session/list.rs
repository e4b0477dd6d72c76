//! Lists and ends a person's own sessions.

use model::UserId;
use model::sign_in::Session;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::{Factor, Token, idle_limit, is_over};
use crate::Db;
use crate::db::entity::session;
use crate::events::{Event, Kind};
use crate::people::sessions::{close_all, close_rows};

/// Returns the person's open sessions, the last used first. `own` is that of the request; `now` in milliseconds since the Unix
/// epoch.
pub async fn list(db: &Db, user: UserId, own: Token, now: i64) -> Result<Vec<Session>, DbErr> {
    let idle_limit = idle_limit(db.connection(), user).await?;
    let rows = session::Entity::find()
        .filter(session::Column::UserId.eq(user)) // tenant: own sessions, listed
        .order_by_desc(session::Column::LastSeenAt)
        .order_by_asc(session::Column::Handle)
        .all(db.connection())
        .await?;
    let own = own.hash();
    let listed = |row: session::Model| Session {
        is_own: row.token_hash == own,
        handle: row.handle,
        user_agent: row.user_agent,
        network_address: row.network_address,
        factor: Factor::from_name(&row.factor),
        created_at: row.created_at,
        last_seen_at: row.last_seen_at,
    };
    Ok(rows.into_iter().filter(|row| !is_over(row, idle_limit, now)).map(listed).collect())
}

/// Ends a session of that person, from its next request on. Returns `false` if they have no such session (R3). `now` in
/// milliseconds since the Unix epoch.
pub async fn end(db: &Db, user: UserId, handle: &str, now: i64) -> Result<bool, DbErr> {
    let transaction = db.begin_write().await?;
    let found = session::Entity::find()
        .filter(session::Column::UserId.eq(user)) // tenant: own sessions
        .filter(session::Column::Handle.eq(handle))
        .one(&transaction)
        .await?;
    let Some(found) = found else { return Ok(false) };
    close_rows(&transaction, vec![found], &of_person(user, now)).await?;
    transaction.commit().await?;
    Ok(true)
}

/// Ends all of the person's sessions except `own`, and returns how many. `now` in milliseconds since the Unix epoch.
pub async fn end_others(db: &Db, user: UserId, own: Token, now: i64) -> Result<usize, DbErr> {
    let transaction = db.begin_write().await?;
    let count = close_all(&transaction, user, Some(own), &of_person(user, now)).await?;
    transaction.commit().await?;
    Ok(count)
}

fn of_person(user: UserId, now: i64) -> Event<'static> {
    Event { user: Some(user), ..Event::of_installation(now, Kind::SessionEnded) }
}

#[cfg(test)]
mod tests {
    use model::Levels;

    use super::*;
    use crate::sign_in::session::{ABSOLUTE_LIMIT, IDLE_LIMIT, Opening, find, open};
    use crate::testing::{NOW, TestDb, World, actor, both_databases, open_session};

    #[both_databases]
    async fn one_sees_and_ends_ones_own_sessions_alone(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let ada = actor(db, "ada", Some(world.customer), Levels::default()).await.user;
        let eve = actor(db, "eve", Some(world.customer), Levels::default()).await.user;
        let [phone, laptop, other] = [1, 2, 3].map(|byte| Token([byte; 32]));
        let opening = Opening {
            user: ada,
            token: phone,
            network_address: "192.0.2.1",
            user_agent: "Browser\0 on a phone",
            factor: Factor::Totp,
            home: None,
            proof_home: None,
            is_proof: true,
            now: NOW,
        };
        open(db, opening).await.unwrap();
        open_session(db, ada, laptop, NOW + 1).await;
        open_session(db, eve, other, NOW).await;

        let listed = list(db, ada, laptop, NOW + 1).await.unwrap();
        let own: Vec<_> = listed.iter().map(|one| one.is_own).collect();
        assert_eq!(own, [true, false]);
        assert_eq!(listed[1].user_agent, "Browser on a phone");
        assert_eq!(listed[1].factor, Some(Factor::Totp));
        // Sessions that have ended are not listed.
        assert_eq!(list(db, ada, laptop, NOW + IDLE_LIMIT + 1).await.unwrap().len(), 1);
        assert!(list(db, ada, laptop, NOW + ABSOLUTE_LIMIT + 2).await.unwrap().is_empty());

        assert!(!end(db, eve, &listed[1].handle, NOW).await.unwrap());
        assert!(!end(db, ada, "nonsense", NOW).await.unwrap());
        assert!(find(db, phone, NOW).await.unwrap().is_some());
        assert!(end(db, ada, &listed[1].handle, NOW).await.unwrap());
        assert!(find(db, phone, NOW).await.unwrap().is_none());
        assert!(!end(db, ada, &listed[1].handle, NOW).await.unwrap());

        open_session(db, ada, phone, NOW).await;
        assert_eq!(end_others(db, ada, phone, NOW).await.unwrap(), 1);
        assert!(find(db, laptop, NOW).await.unwrap().is_none());
        assert!(find(db, phone, NOW).await.unwrap().is_some());
        assert!(find(db, other, NOW).await.unwrap().is_some());
    }
}
