//! Between the first proof and the second factor: a step of its own, which is no session and lets its person do nothing
//! but give a code, or set up a factor where it needs one and has none.

use model::UserId;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::state::{has_app, has_passkey, has_password};
use super::{Account, Beginning, first_organization};
use crate::Db;
use crate::db::ahead;
use crate::db::entity::sign_in_step;
use crate::sign_in::session::{Factor, Token};

/// A step is over after so long, in milliseconds.
pub const STEP_LIFETIME: i64 = 10 * 60_000;
/// At most this many codes are looked at in one step; then it is begun again.
const TRIES: i32 = 5;

/// What the person of a step has to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Give a code, or sign in by its passkey instead where it has one.
    Code,
    /// Sign in by its passkey: it has no other factor, and whoever knows its password must not add one.
    Passkey,
    /// Sign in by its password: a provider alone must not add a factor to an account that it did not make.
    Password,
    /// Set up a second factor.
    Enrollment,
}

/// A step that is not over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Whose.
    pub account: Account,
    /// What it has to do.
    pub needs: Needs,
    /// What it has begun with.
    pub beginning: Beginning,
    /// Whether it has a passkey, by which it could sign in instead.
    pub has_passkey: bool,
}

impl Step {
    /// How its person has proved who it is, once it has given that code besides.
    pub fn with_code(&self, code: Factor) -> Factor {
        match (self.beginning, code) {
            (Beginning::OpenId(_), Factor::RecoveryCode) => Factor::OpenIdAndRecoveryCode,
            (Beginning::OpenId(_), _) => Factor::OpenIdAndTotp,
            (Beginning::Password, code) => code,
        }
    }
}

/// Begins the step of a person whose first proof was right. `now` in milliseconds since the Unix epoch.
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

/// The step of that token; none when it is unknown or over.
pub async fn step(db: &Db, token: Token, now: i64) -> Result<Option<Step>, DbErr> {
    let found = sign_in_step::Entity::find_by_id(token.hash())
        .filter(ahead::to_come(sign_in_step::Column::ExpiresAt, STEP_LIFETIME, now))
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

/// Counts a code that is given in a step; `false` when there is no such step, or none is looked at any more.
pub async fn count_try(db: &Db, token: Token, now: i64) -> Result<bool, DbErr> {
    let counted = sign_in_step::Entity::update_many()
        .col_expr(sign_in_step::Column::Tries, Expr::col(sign_in_step::Column::Tries).add(1))
        .filter(sign_in_step::Column::TokenHash.eq(token.hash()))
        .filter(ahead::to_come(sign_in_step::Column::ExpiresAt, STEP_LIFETIME, now))
        .filter(sign_in_step::Column::Tries.lt(TRIES))
        .exec(db.connection())
        .await?;
    Ok(counted.rows_affected == 1)
}

/// Ends a step: it has led to a session, or is given up. `false` when it was over already, so that it leads to one session.
pub async fn close_step(db: &Db, token: Token) -> Result<bool, DbErr> {
    let closed = sign_in_step::Entity::delete_by_id(token.hash()).exec(db.connection()).await?;
    Ok(closed.rows_affected == 1)
}
