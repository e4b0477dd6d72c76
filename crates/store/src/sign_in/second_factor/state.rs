//! Which people have a second factor, and which need one.

use model::{OrganizationId, UserId};
use sea_orm::sea_query::{Expr, ExprTrait as _, SelectStatement, UnionType};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, JoinType, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait,
};

use super::{Beginning, recovery};
use crate::Db;
use crate::db::entity::{membership, organization, passkey, totp_factor, user};
use crate::sign_in::proof::counts_for;

/// The ways in which a person can sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// Whether they have a password.
    pub has_password: bool,
    /// When they set up their authenticator app, in milliseconds since the Unix epoch; None without one.
    pub app_since: Option<i64>,
    /// Number and name of the only organization where that app counts; None: everywhere.
    pub app_home: Option<(OrganizationId, String)>,
    /// Number of recovery codes left.
    pub recovery_codes: u64,
    /// The first of their organizations that requires a second factor.
    pub required_by: Option<String>,
}

/// Returns the ways in which that person can sign in.
pub async fn state(db: &Db, user: UserId) -> Result<State, DbErr> {
    let connection = db.connection();
    let found = user::Entity::find_by_id(user).one(connection).await?;
    let app = totp_factor::Entity::find_by_id((user, true)).one(connection).await?;
    let app_home = match app.as_ref().and_then(|app| app.home_id) {
        Some(home) => organization::Entity::find_by_id(home).one(connection).await?,
        None => None,
    };
    Ok(State {
        has_password: found.is_some_and(|found| found.password_hash.is_some()),
        app_since: app.map(|app| app.created_at),
        app_home: app_home.map(|home| (home.id, home.name)),
        recovery_codes: recovery::count(connection, user).await?,
        required_by: required_by(connection, user, None).await?,
    })
}

/// Whether that person must give or set up a second factor after that first step: people with an authenticator app, and
/// everybody whose organization requires one. `is_proved` means that a provider asked for two factors, which is enough for its
/// organization and the sub-organizations, but for no other.
pub async fn is_needed(db: &Db, user: UserId, first: Beginning, is_proved: bool) -> Result<bool, DbErr> {
    let proved_at = first.home().filter(|_| is_proved);
    Ok((!is_proved && has_app(db.connection(), user, first.home()).await?)
        || required_by(db.connection(), user, proved_at).await?.is_some())
}

/// Whether that person has an authenticator app that counts for a session of that home.
pub(super) async fn has_app(
    connection: &impl ConnectionTrait,
    user: UserId,
    home: Option<OrganizationId>,
) -> Result<bool, DbErr> {
    let app = totp_factor::Entity::find_by_id((user, true))
        .filter(counts_for(totp_factor::Column::HomeId, home)) // tenant: apps, by whose provider they were set up
        .one(connection);
    Ok(app.await?.is_some())
}

/// Whether that person has their own proof of who they are: a password, or an authenticator app or a passkey that counts
/// everywhere.
pub async fn has_own(connection: &impl ConnectionTrait, user: UserId) -> Result<bool, DbErr> {
    Ok(has_password(connection, user).await?
        || has_app(connection, user, None).await?
        || has_passkey(connection, user, None).await?)
}

/// Whether that person has any factor besides single sign-on, even one that counts for one organization only.
pub async fn has_any(db: &Db, user: UserId) -> Result<bool, DbErr> {
    let connection = db.connection();
    let passkeys = passkey::Entity::find().filter(passkey::Column::UserId.eq(user)); // tenant: own passkeys, of any home
    Ok(has_own(connection, user).await?
        || totp_factor::Entity::find_by_id((user, true)).one(connection).await?.is_some()
        || passkeys.count(connection).await? > 0)
}

/// Whether that person has a password.
pub(super) async fn has_password(connection: &impl ConnectionTrait, user: UserId) -> Result<bool, DbErr> {
    let found = user::Entity::find_by_id(user).one(connection).await?;
    Ok(found.is_some_and(|found| found.password_hash.is_some()))
}

/// Whether that person has a passkey that counts for a session of that home.
pub(super) async fn has_passkey(
    connection: &impl ConnectionTrait,
    user: UserId,
    home: Option<OrganizationId>,
) -> Result<bool, DbErr> {
    let own = passkey::Entity::find().filter(passkey::Column::UserId.eq(user)); // tenant: own passkeys, as a factor
    let own = own.filter(counts_for(passkey::Column::HomeId, home)); // tenant: passkeys, by whose provider they were added
    Ok(own.count(connection).await? > 0)
}

/// Numbers of the people who have a second factor that counts for that organization: an authenticator app or a passkey.
/// `parent` is its main organization, if any.
pub(crate) fn of_people(organization: OrganizationId, parent: Option<OrganizationId>) -> SelectStatement {
    let counts = |column: Expr| {
        let homes = [Some(organization), parent].into_iter().flatten();
        column.clone().is_null().or(column.is_in(homes))
    };
    let with_passkey = passkey::Entity::find()
        .filter(counts(Expr::col((passkey::Entity, passkey::Column::HomeId))))
        .select_only()
        .column(passkey::Column::UserId)
        .into_query();
    totp_factor::Entity::find()
        .filter(totp_factor::Column::Confirmed.eq(true))
        .filter(counts(Expr::col((totp_factor::Entity, totp_factor::Column::HomeId))))
        .select_only()
        .column(totp_factor::Column::UserId)
        .into_query()
        .union(UnionType::Distinct, with_passkey)
        .to_owned()
}

/// The first by name of the person's organizations that require a second factor, except the one whose provider asked for it.
pub(super) async fn required_by(
    connection: &impl ConnectionTrait,
    user: UserId,
    proved_at: Option<OrganizationId>,
) -> Result<Option<String>, DbErr> {
    let of_member = organization::Entity::belongs_to(membership::Entity)
        .from(organization::Column::Id)
        .to(membership::Column::OrganizationId);
    let mut others = Condition::all();
    if let Some(home) = proved_at {
        let is_sub = organization::Column::ParentId.eq(home);
        others = others.add(organization::Column::Id.ne(home));
        others = others.add(Condition::any().add(organization::Column::ParentId.is_null()).add(is_sub.not()));
    }
    organization::Entity::find()
        .join(JoinType::InnerJoin, of_member.into())
        .filter(others)
        .filter(membership::Column::UserId.eq(user)) // tenant: own memberships, that ask for a second factor
        .filter(organization::Column::FactorRequired.eq(true))
        .order_by_asc(organization::Column::NameFolded)
        .select_only()
        .column(organization::Column::Name)
        .into_tuple()
        .one(connection)
        .await
}
