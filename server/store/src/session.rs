//! Sessions: who is signed in, and for which organisation it acts. A removed member or an ended session takes
//! effect on the very next request, for every request asks here.

use model::access::Membership;
use model::{Actor, Level, Levels, OrganizationId, OrganizationKind, RoleObject, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait,
    JoinType, QueryFilter, QuerySelect,
};
use sha2::{Digest, Sha256};

use crate::entity::{membership, organization, role_level, session, user};
use crate::event::{Event, Kind};
use crate::{Db, scope, viewing};

/// A session that nobody used for so long is over, in milliseconds.
pub const IDLE_LIMIT: i64 = 12 * 3_600_000;
/// A session is over after so long in any case, in milliseconds.
pub const ABSOLUTE_LIMIT: i64 = 7 * 24 * 3_600_000;
/// How exactly "last seen" is kept, in milliseconds: a request that only reads rarely writes.
const SEEN_STEP: i64 = 5 * 60_000;

/// 32 random bytes that a browser keeps in its cookie; the database has their hash.
#[derive(Clone, Copy)]
pub struct Token(pub [u8; 32]);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

impl Token {
    /// What the database keeps.
    pub(crate) fn hash(&self) -> String {
        hexadecimal(&Sha256::digest(self.0))
    }

    /// As it stands in the cookie.
    pub fn to_cookie(&self) -> String {
        hexadecimal(&self.0)
    }

    /// From the cookie; none when it can't be one.
    pub fn from_cookie(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        let digits = text.as_bytes();
        if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            let pair = std::str::from_utf8(pair).ok()?;
            *byte = u8::from_str_radix(pair, 16).ok()?;
        }
        Some(Self(bytes))
    }
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a String can't fail.
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// Opens a session for a person who has proved who it is, in the first of its organisations by name.
pub async fn open(db: &Db, user: UserId, token: Token, now: i64) -> Result<(), DbErr> {
    let first = organizations(db, user).await?.into_iter().next().map(|(id, _)| id);
    let transaction = db.begin_write().await?;
    let row = session::ActiveModel {
        token_hash: Set(token.hash()),
        user_id: Set(user),
        organization_id: Set(first),
        created_at: Set(now),
        last_seen_at: Set(now),
    };
    row.insert(&transaction).await?;
    // Those that are over go at the next sign-in.
    let over = Condition::any()
        .add(session::Column::LastSeenAt.lt(now - IDLE_LIMIT))
        .add(session::Column::CreatedAt.lt(now - ABSOLUTE_LIMIT));
    session::Entity::delete_many().filter(over).exec(&transaction).await?;
    let event =
        Event { user: Some(user), organization: first, ..Event::of_installation(now, Kind::SignedIn) };
    event.record(&transaction).await?;
    transaction.commit().await
}

/// Who asks with that token; none when the session is unknown or over.
///
/// That it was used is noted as well as can be: a long import that holds SQLite's writer must not keep people out.
pub async fn find(db: &Db, token: Token, now: i64) -> Result<Option<Actor>, DbErr> {
    let Some(found) = session::Entity::find_by_id(token.hash()).one(db.connection()).await? else {
        return Ok(None);
    };
    if now - found.last_seen_at > IDLE_LIMIT || now - found.created_at > ABSOLUTE_LIMIT {
        return Ok(None);
    }
    if now - found.last_seen_at > SEEN_STEP {
        let connection = db.connection().clone();
        let seen = session::Entity::update_many()
            .col_expr(session::Column::LastSeenAt, Expr::value(now))
            .filter(session::Column::TokenHash.eq(&found.token_hash));
        db.note(async move { seen.exec(&connection).await }).await;
    }
    let actor = actor(db, found.user_id, found.organization_id).await?;
    viewing::acting(db, &found.token_hash, actor, now).await.map(Some)
}

/// Ends the session. Ending one that is no more is no error.
pub async fn close(db: &Db, token: Token, now: i64) -> Result<(), DbErr> {
    let transaction = db.begin_write().await?;
    if let Some(found) = session::Entity::find_by_id(token.hash()).one(&transaction).await? {
        session::Entity::delete_by_id(found.token_hash).exec(&transaction).await?;
        let event = Event::of_installation(now, Kind::SignedOut);
        let event = Event { user: Some(found.user_id), organization: found.organization_id, ..event };
        event.record(&transaction).await?;
    }
    transaction.commit().await
}

/// Lets the session act for another organisation of the person; `false` when it is not in that one (R3).
pub async fn switch(db: &Db, actor: &Actor, token: Token, to: OrganizationId) -> Result<bool, DbErr> {
    if membership::Entity::find_by_id((actor.user, to)).one(db.connection()).await?.is_none() {
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

/// The person as it may act for that organisation; without it when it is no member (any more).
pub async fn actor(db: &Db, user: UserId, organization: Option<OrganizationId>) -> Result<Actor, DbErr> {
    let membership = match organization {
        Some(organization) => membership_of(db, user, organization).await?,
        None => None,
    };
    Ok(Actor { user, membership })
}

async fn membership_of(db: &Db, user: UserId, id: OrganizationId) -> Result<Option<Membership>, DbErr> {
    let connection = db.connection();
    let levels: Vec<(String, Option<String>, Option<String>)> = membership::Entity::find_by_id((user, id))
        .select_only()
        .column(organization::Column::Kind)
        .column(role_level::Column::Object)
        .column(role_level::Column::Level)
        .join(JoinType::InnerJoin, join_organization())
        .join(JoinType::LeftJoin, join_levels())
        .into_tuple()
        .all(connection)
        .await?;
    let Some(kind) = levels.first().and_then(|(kind, ..)| OrganizationKind::from_name(kind)) else {
        return Ok(None);
    };
    let levels = levels.iter().fold(Levels::default(), |levels, (_, object, level)| {
        let object = object.as_deref().and_then(RoleObject::from_name);
        match (object, level.as_deref().and_then(Level::from_name)) {
            (Some(object), Some(level)) => levels.with(object, level),
            _ => levels,
        }
    });
    membership(db, id, kind, levels).await.map(Some)
}

/// What acting for an organisation of that kind with these levels is.
pub(crate) async fn membership(
    db: &Db,
    id: OrganizationId,
    kind: OrganizationKind,
    levels: Levels,
) -> Result<Membership, DbErr> {
    let connection = db.connection();
    let subs = organization::Entity::find().filter(organization::Column::ParentId.eq(id)); // tenant: subs, offered
    let has_subs = exists(connection, subs).await?;
    let customers = organization::Column::Id.in_subquery(scope::customers_of(id));
    let is_partner = matches!(kind, OrganizationKind::Distributor | OrganizationKind::Reseller);
    let customers = organization::Entity::find().filter(customers); // tenant: customers, offered
    let has_customers = is_partner && exists(connection, customers).await?;
    Ok(Membership { organization: id, kind, levels, has_customers, has_subs, viewed: false })
}

async fn exists(
    connection: &impl ConnectionTrait,
    select: sea_orm::Select<organization::Entity>,
) -> Result<bool, DbErr> {
    let first: Option<i64> =
        select.select_only().column(organization::Column::Id).into_tuple().one(connection).await?;
    Ok(first.is_some())
}

fn join_organization() -> sea_orm::RelationDef {
    membership::Entity::belongs_to(organization::Entity)
        .from(membership::Column::OrganizationId)
        .to(organization::Column::Id)
        .into()
}

fn join_levels() -> sea_orm::RelationDef {
    membership::Entity::belongs_to(role_level::Entity)
        .from(membership::Column::RoleId)
        .to(role_level::Column::RoleId)
        .into()
}

/// The organisations that a person is in, number and name, by name.
pub async fn organizations(db: &Db, user: UserId) -> Result<Vec<(OrganizationId, String)>, DbErr> {
    let mut organizations: Vec<(OrganizationId, String)> = membership::Entity::find()
        .filter(membership::Column::UserId.eq(user)) // tenant: own memberships
        .join(JoinType::InnerJoin, join_organization())
        .select_only()
        .column(organization::Column::Id)
        .column(organization::Column::Name)
        .into_tuple()
        .all(db.connection())
        .await?;
    // Databases differ in how they order names.
    organizations.sort_by_cached_key(|(id, name)| (name.to_lowercase(), *id));
    Ok(organizations)
}

/// Name and e-mail address of the person itself.
pub async fn person(db: &Db, actor: &Actor) -> Result<Option<(String, String)>, DbErr> {
    user::Entity::find_by_id(actor.user)
        .select_only()
        .column(user::Column::Name)
        .column(user::Column::Email)
        .into_tuple()
        .one(db.connection())
        .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people;
    use crate::testing::{NOW, World, databases, level};

    #[tokio::test]
    async fn a_session_lasts_until_it_ends() {
        for database in databases().await {
            let db = &database.db;
            let world = World::make(db).await;
            let levels = level(RoleObject::LicenseManagement, Level::ViewOnly);
            let member = crate::testing::actor(db, "member", Some(world.customer), levels).await;
            let token = Token([7; 32]);
            open(db, member.user, token, NOW).await.unwrap();
            assert_eq!(find(db, token, NOW).await.unwrap(), Some(member.clone()), "{}", database.name);
            assert_eq!(find(db, Token([8; 32]), NOW).await.unwrap(), None);
            assert_eq!(find(db, token, NOW + IDLE_LIMIT + 1).await.unwrap(), None);

            // Use keeps it alive, but not for ever.
            for hours in 1..=7 * 24 {
                assert!(find(db, token, NOW + hours * 3_600_000).await.unwrap().is_some());
            }
            assert_eq!(find(db, token, NOW + ABSOLUTE_LIMIT + 1).await.unwrap(), None);

            close(db, token, NOW).await.unwrap();
            assert_eq!(find(db, token, NOW).await.unwrap(), None);
        }
    }

    #[tokio::test]
    async fn organizations_are_by_name_in_any_case() {
        for database in databases().await {
            let db = &database.db;
            let person = crate::testing::actor(db, "person", None, Levels::default()).await;
            for name in ["b", "C", "a", "B"] {
                let kind = OrganizationKind::Customer;
                // Names that differ in case alone are two names.
                let id = people::add_organization(db, name, kind, None, NOW).await.unwrap();
                let role = people::predefined_role(db, id, people::PredefinedRole::User).await.unwrap();
                people::join(db, person.user, id, role, NOW).await.unwrap();
            }
            let found = organizations(db, person.user).await.unwrap();
            let names: Vec<_> = found.iter().map(|(_, name)| name.as_str()).collect();
            assert_eq!(names, ["a", "b", "B", "C"], "{}", database.name);
        }
    }

    #[tokio::test]
    async fn a_writer_that_takes_long_keeps_nobody_out() {
        for database in databases().await {
            let db = &database.db;
            let world = World::make(db).await;
            let levels = level(RoleObject::LicenseManagement, Level::ViewOnly);
            let member = crate::testing::actor(db, "member", Some(world.customer), levels).await;
            let token = Token([5; 32]);
            open(db, member.user, token, NOW).await.unwrap();
            let import = db.begin_write().await.unwrap();
            let lock = "UPDATE sessions SET created_at = created_at";
            import.execute_unprepared(lock).await.unwrap();
            let requests = (0..40).map(|_| find(db, token, NOW + 2 * SEEN_STEP));
            let all =
                tokio::time::timeout(std::time::Duration::from_secs(5), futures::future::join_all(requests));
            for found in all.await.unwrap() {
                assert_eq!(found.unwrap(), Some(member.clone()), "{}", database.name);
            }
            import.rollback().await.unwrap();
        }
    }

    #[tokio::test]
    async fn a_removed_member_is_out_at_once_and_nobody_switches_into_foreign_organizations() {
        for database in databases().await {
            let db = &database.db;
            let world = World::make(db).await;
            let levels = level(RoleObject::LicenseManagement, Level::ViewOnly);
            let member = crate::testing::actor(db, "member", Some(world.customer), levels).await;
            let token = Token([9; 32]);
            open(db, member.user, token, NOW).await.unwrap();
            assert!(!switch(db, &member, token, world.other_customer).await.unwrap());
            assert!(!switch(db, &member, token, 999_999).await.unwrap());
            membership::Entity::delete_by_id((member.user, world.customer))
                .exec(db.connection())
                .await
                .unwrap();
            let after = find(db, token, NOW).await.unwrap().unwrap();
            assert_eq!(after.membership, None);
        }
    }

    #[tokio::test]
    async fn subs_customers_and_organizations_that_are_anothers_are_not_offered() {
        for database in databases().await {
            let db = &database.db;
            let world = World::make(db).await;
            let add = |name, kind| people::add_organization(db, name, kind, None, NOW);
            let idle = add("Idle Distributor", OrganizationKind::Distributor).await.unwrap();
            let levels = level(RoleObject::LicenseManagement, Level::ViewOnly);
            for (name, organization, has_subs, has_customers) in [
                ("Customer", world.customer, true, false),
                ("Other Customer", world.other_customer, false, false),
                ("Distributor", world.distributor, false, true),
                ("Idle Distributor", idle, false, false),
            ] {
                let email = name.replace(' ', "-");
                let person = crate::testing::actor(db, &email, Some(organization), levels).await;
                let offered = person.membership.map(|own| (own.has_subs, own.has_customers));
                assert_eq!(offered, Some((has_subs, has_customers)), "{name} on {}", database.name);
                let own = vec![(organization, name.to_owned())];
                assert_eq!(organizations(db, person.user).await.unwrap(), own, "{}", database.name);
            }
        }
    }

    #[test]
    fn a_cookie_leads_back_to_its_token() {
        let token = Token([0xA7; 32]);
        assert_eq!(Token::from_cookie(&token.to_cookie()).unwrap().0, token.0);
        for odd in ["", "00", "zz", &"g".repeat(64), &"ä".repeat(32)] {
            assert!(Token::from_cookie(odd).is_none(), "{odd}");
        }
        assert_eq!(format!("{token:?}"), "Token(…)");
    }
}
