//! Who has a second factor, and who needs one.

use model::UserId;
use sea_orm::sea_query::SelectStatement;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};

use super::recovery;
use crate::Db;
use crate::entity::{membership, organization, totp_factor, user};

/// How a person signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// Whether it has a password.
    pub has_password: bool,
    /// Since when it has an authenticator app, in milliseconds since the Unix epoch.
    pub app_since: Option<i64>,
    /// How many recovery codes it has left.
    pub recovery_codes: u64,
    /// The first of its organisations that asks for a second factor.
    pub required_by: Option<String>,
}

/// How that person signs in.
pub async fn state(db: &Db, user: UserId) -> Result<State, DbErr> {
    let connection = db.connection();
    let found = user::Entity::find_by_id(user).one(connection).await?;
    let app = totp_factor::Entity::find_by_id((user, true)).one(connection).await?;
    Ok(State {
        has_password: found.is_some_and(|found| found.password_hash.is_some()),
        app_since: app.map(|app| app.created_at),
        recovery_codes: recovery::count(connection, user).await?,
        required_by: required_by(connection, user).await?,
    })
}

/// Whether that person has a second factor, and so has to give a code of it when it signs in by its password.
pub async fn has(db: &Db, user: UserId) -> Result<bool, DbErr> {
    Ok(totp_factor::Entity::find_by_id((user, true)).one(db.connection()).await?.is_some())
}

/// Whether one of that person's organisations asks for a second factor.
pub async fn is_required(db: &Db, user: UserId) -> Result<bool, DbErr> {
    Ok(required_by(db.connection(), user).await?.is_some())
}

/// The people who have a second factor: their numbers.
pub(crate) fn of_people() -> SelectStatement {
    totp_factor::Entity::find()
        .filter(totp_factor::Column::Confirmed.eq(true))
        .select_only()
        .column(totp_factor::Column::UserId)
        .into_query()
}

/// The first by name of a person's organisations that ask for a second factor.
pub(super) async fn required_by(
    connection: &impl ConnectionTrait,
    user: UserId,
) -> Result<Option<String>, DbErr> {
    let of_member = organization::Entity::belongs_to(membership::Entity)
        .from(organization::Column::Id)
        .to(membership::Column::OrganizationId);
    organization::Entity::find()
        .join(JoinType::InnerJoin, of_member.into())
        .filter(membership::Column::UserId.eq(user)) // tenant: own memberships, that ask for a second factor
        .filter(organization::Column::FactorRequired.eq(true))
        .order_by_asc(organization::Column::Name)
        .select_only()
        .column(organization::Column::Name)
        .into_tuple()
        .one(connection)
        .await
}
