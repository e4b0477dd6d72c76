//! Sessions: who is signed in, and which organization they act for. Removing a member or ending a session takes effect on the
//! very next request, because every request asks here.

mod found;
mod list;
mod organizations_within;
#[cfg(test)]
mod tests;

use model::text::is_unseen;
use model::{Actor, OrganizationId, UserId};
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait as _};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait,
    FromQueryResult, JoinType, QueryFilter, QuerySelect,
};

use crate::Db;
use crate::db::actor_query::{join_organization, organizations_of, within};
use crate::db::clock_skew;
use crate::db::entity::{membership, organization, session, user};
use crate::events::{Event, Kind};
use crate::sign_in::proof::Proof;
use crate::sign_in::viewing;

pub use crate::db::actor_query::actor;
pub use crate::db::session_token::{Token, derived};
use found::Found;
pub use list::{end, end_others, list};
pub use model::sign_in::Factor;
pub use organizations_within::is_within;

/// A session ends after this long without use, in milliseconds, unless one of the person's organizations sets less.
pub const IDLE_LIMIT: i64 = model::security::IDLE_MINUTES_MOST as i64 * MINUTE;
/// A session ends after this long in any case, in milliseconds.
pub const ABSOLUTE_LIMIT: i64 = 7 * 24 * 3_600_000;
/// How long after a proof dangerous actions need no other, in milliseconds.
const PROVED_FOR: i64 = 15 * MINUTE;
/// The precision of "last seen", in milliseconds. It is coarse so that requests that only read rarely write.
const SEEN_STEP: i64 = 5 * MINUTE;
/// Characters kept of the name that a browser gives itself.
const USER_AGENT_LIMIT: usize = 300;
const MINUTE: i64 = 60_000;

/// A session to open, for a person who has proved who they are.
#[derive(Clone, Copy, Debug)]
pub struct Opening<'a> {
    /// The person who signs in.
    pub user: UserId,
    /// The random bytes of its cookie.
    pub token: Token,
    /// The address that the request comes from.
    pub network_address: &'a str,
    /// The name that the browser gives itself.
    pub user_agent: &'a str,
    /// How the person has proved who they are.
    pub factor: Factor,
    /// The organization whose provider has admitted them, if one has: the session is limited to it and its sub-organizations.
    pub home: Option<OrganizationId>,
    /// The only place where that proof counts; None: everywhere.
    pub proof_home: Option<OrganizationId>,
    /// Whether that is proof enough for dangerous actions in the 15 minutes that follow.
    pub is_proof: bool,
    /// Milliseconds since the Unix epoch.
    pub now: i64,
}

/// Opens a session, in the first by name of the person's organizations that it may act for.
pub async fn open(db: &Db, opening: Opening<'_>) -> Result<(), DbErr> {
    let Opening { user, token, network_address, user_agent, factor, home, proof_home, is_proof, now } =
        opening;
    let first = within(db.connection(), home, user).await?.into_iter().next().map(|(id, _)| id);
    let transaction = db.begin_write().await?;
    let row = session::ActiveModel {
        token_hash: Set(token.hash()),
        handle: Set(token.handle()),
        user_id: Set(user),
        organization_id: Set(first),
        created_at: Set(now),
        last_seen_at: Set(now),
        proved_at: Set(if is_proof { now } else { 0 }),
        home_id: Set(home),
        proof_home_id: Set(proof_home),
        factor: Set(factor.name().to_owned()),
        network_address: Set(network_address.to_owned()),
        // PostgreSQL takes no NUL in a string.
        user_agent: Set(user_agent.chars().filter(|sign| !is_unseen(*sign)).take(USER_AGENT_LIMIT).collect()),
    };
    row.insert(&transaction).await?;
    // Each sign-in deletes the sessions that have ended.
    let over = Condition::any()
        .add(session::Column::LastSeenAt.lt(now - IDLE_LIMIT))
        .add(session::Column::CreatedAt.lt(now - ABSOLUTE_LIMIT));
    viewing::end_with(&transaction, over.clone(), now).await?;
    session::Entity::delete_many().filter(over).exec(&transaction).await?;
    let event = Event::of_installation(now, Kind::SignedIn).change("", factor.label());
    let event = Event { user: Some(user), organization: first, ..event };
    event.record(&transaction).await?;
    transaction.commit().await
}

/// The session of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The person, and the organization they act for.
    pub actor: Actor,
    /// The organization that it is limited to, with its sub-organizations; None: all of the person's.
    pub home: Option<OrganizationId>,
    /// The last proof of who the person is.
    pub proof: Proof,
    /// Whether it was opened by a password alone, and an organization of the person now requires a second factor. The
    /// password then proves nothing in it.
    pub is_behind: bool,
}

/// Returns the session of that token; None if it is unknown or over. Counts as use.
///
/// The use is recorded if possible: a long import that holds SQLite's writer must not keep people out.
pub async fn find(db: &Db, token: Token, now: i64) -> Result<Option<Session>, DbErr> {
    let Some(found) = Found::of(db, token, now).await? else { return Ok(None) };
    // Finely enough for the shortest timeout.
    let is_noted = clock_skew::is_believed(found.row.last_seen_at, now);
    if !is_noted || now - found.row.last_seen_at > Ord::min(SEEN_STEP, found.idle_limit / 12) {
        let connection = db.connection().clone();
        let seen = session::Entity::update_many()
            .col_expr(session::Column::LastSeenAt, Expr::value(now))
            .filter(session::Column::TokenHash.eq(&found.row.token_hash));
        db.note(async move { seen.exec(&connection).await }).await;
    }
    found.session(db, now).await
}

/// Returns the session of that token for a request that a page makes by itself, which does not count as use.
pub async fn peek(db: &Db, token: Token, now: i64) -> Result<Option<Session>, DbErr> {
    match Found::of(db, token, now).await? {
        Some(found) => found.session(db, now).await,
        None => Ok(None),
    }
}

/// How long a person's session lasts without a request, in milliseconds: the least that any of their organizations allows,
/// whichever they act for.
async fn idle_limit(connection: &impl ConnectionTrait, user: UserId) -> Result<i64, DbErr> {
    let minutes: Option<Option<i32>> = membership::Entity::find()
        .filter(membership::Column::UserId.eq(user)) // tenant: own memberships, for how long a session lasts
        .join(JoinType::InnerJoin, join_organization())
        .select_only()
        .column_as(organization::Column::IdleMinutes.min(), "minutes")
        .into_tuple()
        .one(connection)
        .await?;
    Ok(minutes.flatten().map_or(IDLE_LIMIT, |minutes| i64::from(minutes) * MINUTE))
}

fn is_over(session: &session::Model, idle_limit: i64, now: i64) -> bool {
    let session::Model { created_at, last_seen_at, .. } = *session;
    // A use in the future was recorded while the clock was wrong: the beginning counts instead.
    let seen_at = if clock_skew::is_believed(last_seen_at, now) { last_seen_at } else { created_at };
    now - seen_at > idle_limit
        || now - created_at > ABSOLUTE_LIMIT
        || !clock_skew::is_believed(created_at, now)
}

/// Whether a person who proved who they are at `proved_at` need not do so again before a dangerous action.
pub fn is_proved(proved_at: i64, now: i64) -> bool {
    now - proved_at <= PROVED_FOR && clock_skew::is_believed(proved_at, now)
}

/// Records another proof of who the session's person is. With a code, the session also counts as opened by that factor from now
/// on.
pub async fn prove(db: &Db, token: Token, proof: Proof, code: Option<Factor>) -> Result<(), DbErr> {
    let mut proved = session::Entity::update_many()
        .col_expr(session::Column::ProvedAt, Expr::value(proof.at))
        .col_expr(session::Column::ProofHomeId, Expr::value(proof.home))
        .filter(session::Column::TokenHash.eq(token.hash()));
    if let Some(code) = code {
        proved = proved.col_expr(session::Column::Factor, with_code(code));
    }
    proved.exec(db.connection()).await?;
    Ok(())
}

/// The stored factor, to which that code is added. Decided in the database: two codes at once must not undo each other.
fn with_code(code: Factor) -> Expr {
    let stored = || Expr::col(session::Column::Factor);
    let add = |cases: CaseStatement, factor: Factor| {
        cases.case(stored().eq(factor.name()), factor.with_code(code).name())
    };
    Factor::ALL.into_iter().fold(CaseStatement::new(), add).finally(stored()).into()
}

/// Ends the session. It is not an error if it has already ended.
pub async fn close(db: &Db, token: Token, now: i64) -> Result<(), DbErr> {
    let transaction = db.begin_write().await?;
    if let Some(found) = session::Entity::find_by_id(token.hash()).one(&transaction).await? {
        viewing::end_with(&transaction, session::Column::TokenHash.eq(&found.token_hash), now).await?;
        session::Entity::delete_by_id(found.token_hash).exec(&transaction).await?;
        let event = Event::of_installation(now, Kind::SignedOut);
        let event = Event { user: Some(found.user_id), organization: found.organization_id, ..event };
        event.record(&transaction).await?;
    }
    transaction.commit().await
}

/// Lets the session act for another organization of the person. Returns `false` if they are not in it (R3), or the session is
/// not for it.
pub async fn switch(db: &Db, actor: &Actor, token: Token, to: OrganizationId) -> Result<bool, DbErr> {
    let offered = offered(db, actor.user, token).await?;
    if !offered.iter().any(|(id, _)| *id == to) {
        return Ok(false);
    }
    let done = session::Entity::update_many()
        .col_expr(session::Column::OrganizationId, Expr::value(to))
        .filter(session::Column::TokenHash.eq(token.hash()))
        .filter(session::Column::UserId.eq(actor.user))
        .exec(db.connection())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Number and name of the organizations that a person is in, by name.
pub async fn organizations(db: &Db, user: UserId) -> Result<Vec<(OrganizationId, String)>, DbErr> {
    organizations_of(db.connection(), user).await
}

/// Those of them that the session with that token may act for.
pub async fn offered(db: &Db, user: UserId, token: Token) -> Result<Vec<(OrganizationId, String)>, DbErr> {
    let own = session::Entity::find_by_id(token.hash()).filter(session::Column::UserId.eq(user)); // tenant: own session
    let Some(own) = own.one(db.connection()).await? else { return Ok(Vec::new()) };
    within(db.connection(), own.home_id, user).await
}

/// Information about themselves that people see.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Person {
    /// Their name, as others see it.
    pub name: String,
    /// The e-mail address that they sign in with.
    pub email: String,
    /// The time zone that times are shown in; None: UTC.
    pub time_zone: Option<String>,
}

/// Returns the person who acts; None if the account no longer exists.
pub async fn person(db: &Db, actor: &Actor) -> Result<Option<Person>, DbErr> {
    user::Entity::find_by_id(actor.user)
        .select_only()
        .column(user::Column::Name)
        .column(user::Column::Email)
        .column(user::Column::TimeZone)
        .into_model()
        .one(db.connection())
        .await
}
