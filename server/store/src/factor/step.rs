//! Between the right password and the second factor: a step of its own, which is no session and lets its person do nothing
//! but give a code, or set up a factor where it needs one and has none.

use model::UserId;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::{Account, first_organization, has};
use crate::Db;
use crate::entity::sign_in_step;
use crate::session::Token;

/// A step is over after so long, in milliseconds.
pub const STEP_LIFETIME: i64 = 10 * 60_000;
/// So many codes are looked at in one step; then the password is asked for again.
const TRIES: i32 = 5;

/// What the person of a step has to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Give a code.
    Code,
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
}

/// Begins the step of a person whose password was right. `now` in milliseconds since the Unix epoch.
pub async fn open_step(db: &Db, user: UserId, token: Token, now: i64) -> Result<(), DbErr> {
    let over = sign_in_step::Column::ExpiresAt.lte(now);
    sign_in_step::Entity::delete_many().filter(over).exec(db.connection()).await?;
    let row = sign_in_step::ActiveModel {
        token_hash: Set(token.hash()),
        user_id: Set(user),
        expires_at: Set(now + STEP_LIFETIME),
        tries: Set(0),
    };
    row.insert(db.connection()).await.map(|_| ())
}

/// The step of that token; none when it is unknown or over.
pub async fn step(db: &Db, token: Token, now: i64) -> Result<Option<Step>, DbErr> {
    let found = sign_in_step::Entity::find_by_id(token.hash())
        .filter(sign_in_step::Column::ExpiresAt.gt(now))
        .filter(sign_in_step::Column::Tries.lt(TRIES))
        .one(db.connection())
        .await?;
    let Some(found) = found else { return Ok(None) };
    let needs = if has(db, found.user_id).await? { Needs::Code } else { Needs::Enrollment };
    let account = first_organization(db.connection(), found.user_id).await?;
    Ok(Some(Step { account, needs }))
}

/// Counts a code that is given in a step; `false` when there is no such step, or none is looked at any more.
pub async fn count_try(db: &Db, token: Token, now: i64) -> Result<bool, DbErr> {
    let counted = sign_in_step::Entity::update_many()
        .col_expr(sign_in_step::Column::Tries, Expr::col(sign_in_step::Column::Tries).add(1))
        .filter(sign_in_step::Column::TokenHash.eq(token.hash()))
        .filter(sign_in_step::Column::ExpiresAt.gt(now))
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
