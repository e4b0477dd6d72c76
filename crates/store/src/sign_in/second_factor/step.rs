//! The step between the first proof and the second factor. It is not a session: the person can only give a code, or set up a
//! factor if they need one and have none.

use model::UserId;
use model::sign_in::Needs;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::state::{has_app, has_passkey, has_password};
use super::{Account, Beginning, first_organization};
use crate::Db;
use crate::db::clock_skew;
use crate::db::entity::sign_in_step;
use crate::sign_in::session::{Factor, Token};

/// How long a step lasts, in milliseconds.
pub const STEP_LIFETIME: i64 = 10 * 60_000;
/// One step checks at most this many codes; then sign-in starts again.
const TRIES: i32 = 5;

/// A step that has not expired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The account signing in.
    pub account: Account,
    /// What the person must do.
    pub needs: Needs,
    /// How the sign-in began.
    pub beginning: Beginning,
    /// Whether they have a passkey to sign in with instead.
    pub has_passkey: bool,
}

impl Step {
    /// The proof of the session once that code is given.
    pub fn with_code(&self, code: Factor) -> Factor {
        match (self.beginning, code) {
            (Beginning::OpenId(_), Factor::RecoveryCode) => Factor::OpenIdAndRecoveryCode,
            (Beginning::OpenId(_), _) => Factor::OpenIdAndTotp,
            (Beginning::Password, code) => code,
        }
    }
}

/// Begins the step after a correct first proof. `now` in milliseconds since the Unix epoch.
pub async fn open_step(
    db: &Db,
    user: UserId,
    beginning: Beginning,
    token: Token,
    now: i64,
) -> Result<(), DbErr> {
    let over = sign_in_step::Column::ExpiresAt.lte(now);
    sign_in_step::Entity::delete_many().filter(over).exec(db.connection()).await?;
    let row = sign_in_step::ActiveModel {
        token_hash: Set(token.hash()),
        user_id: Set(user),
        home_id: Set(beginning.home()),
        expires_at: Set(now + STEP_LIFETIME),
        tries: Set(0),
    };
    row.insert(db.connection()).await.map(|_| ())
}

/// Returns the step of that token; None if it is unknown or has expired.
pub async fn step(db: &Db, token: Token, now: i64) -> Result<Option<Step>, DbErr> {
    let found = sign_in_step::Entity::find_by_id(token.hash())
        .filter(clock_skew::to_come(sign_in_step::Column::ExpiresAt, STEP_LIFETIME, now))
        .filter(sign_in_step::Column::Tries.lt(TRIES))
        .one(db.connection())
        .await?;
    let Some(found) = found else { return Ok(None) };
    let user = found.user_id;
    let (connection, home) = (db.connection(), found.home_id);
    let has_app = has_app(connection, user, home).await?;
    let has_passkey = has_passkey(connection, user, home).await?;
    let has_password = has_password(connection, user).await?;
    let beginning = home.map_or(Beginning::Password, Beginning::OpenId);
    let needs = match (has_app, has_passkey) {
        (true, _) => Needs::Code,
        (false, true) => Needs::Passkey,
        (false, false) if beginning != Beginning::Password && has_password => Needs::Password,
        (false, false) => Needs::Enrollment,
    };
    Ok(Some(Step {
        account: first_organization(connection, user).await?.within(home),
        needs,
        beginning,
        has_passkey,
    }))
}

/// Counts a code given in a step. Returns `false` if there is no such step, or it has had its tries.
pub async fn count_try(db: &Db, token: Token, now: i64) -> Result<bool, DbErr> {
    let counted = sign_in_step::Entity::update_many()
        .col_expr(sign_in_step::Column::Tries, Expr::col(sign_in_step::Column::Tries).add(1))
        .filter(sign_in_step::Column::TokenHash.eq(token.hash()))
        .filter(clock_skew::to_come(sign_in_step::Column::ExpiresAt, STEP_LIFETIME, now))
        .filter(sign_in_step::Column::Tries.lt(TRIES))
        .exec(db.connection())
        .await?;
    Ok(counted.rows_affected == 1)
}

/// Ends a step. Returns `false` if it had already ended, so that it leads to at most one session.
pub async fn close_step(db: &Db, token: Token) -> Result<bool, DbErr> {
    let closed = sign_in_step::Entity::delete_by_id(token.hash()).exec(db.connection()).await?;
    Ok(closed.rows_affected == 1)
}
