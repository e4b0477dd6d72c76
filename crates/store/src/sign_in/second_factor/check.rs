//! Checks codes.

use model::OrganizationId;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::guess::{Asked, Sort, count};
use super::{Account, FactorError, event, plain, recovery, totp};
use crate::Db;
use crate::critical_alerts::sign_in_notice::{self, SignInChange};
use crate::db::clock_skew;
use crate::db::entity::{totp_factor, user};
use crate::db::sealed::{Sealer, app_purpose};
use crate::events::Kind;
use crate::sign_in::note_failed_sign_in;
use crate::sign_in::proof::counts_for;
use crate::sign_in::session::Factor;

/// Servers' clocks may differ by this many steps of 30 seconds.
const SKEWED_STEPS: i64 = clock_skew::SKEW / 30_000;

/// A code that was correct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Given {
    /// An app's code or a recovery code, with the password.
    pub factor: Factor,
    /// The only place where it counts; None: everywhere.
    pub home: Option<OrganizationId>,
}

/// Checks a code of the person's authenticator app, or a recovery code, and returns which it was. Each works once. An app with
/// a different home than the account's does not count. `asked` says where it is given, for counting wrong ones; `now` in
/// milliseconds since the Unix epoch.
pub async fn check(
    db: &Db,
    account: Account,
    sealer: &Sealer,
    code: &str,
    asked: impl Into<Asked>,
    now: i64,
) -> Result<Given, FactorError> {
    let checked = check_now(db, account, sealer, code, &asked.into(), now).await;
    let why = match &checked {
        Err(FactorError::Wrong) => "Wrong code",
        Err(FactorError::Throttled(_)) => "Too many attempts",
        _ => return checked,
    };
    let found = user::Entity::find_by_id(account.user).one(db.connection()).await?;
    // It remains a refusal even if it can't be recorded.
    if let Some(found) = found
        && let Err(error) = note_failed_sign_in(db, &found.email, why, now).await
    {
        tracing::warn!(%error, "a wrong code could not be recorded");
    }
    checked
}

async fn check_now(
    db: &Db,
    account: Account,
    sealer: &Sealer,
    code: &str,
    asked: &Asked,
    now: i64,
) -> Result<Given, FactorError> {
    let code = plain(code);
    let is_of_app = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
    let sort = if is_of_app { Sort::App } else { Sort::Recovery };
    let counted = count(db, account.user, asked, sort, now).await?;
    let app = totp_factor::Entity::find_by_id((account.user, true))
        .filter(counts_for(totp_factor::Column::HomeId, account.home)) // tenant: apps, by whose provider they were set up
        .one(db.connection())
        .await?
        .ok_or(FactorError::Wrong)?;
    let home = app.home_id;
    let factor = if is_of_app {
        take_step(db, &app, sealer, &code, now).await?;
        Factor::Totp
    } else {
        take_recovery_code(db, account, &code, now).await?;
        Factor::RecoveryCode
    };
    counted.right(db).await?;
    Ok(Given { factor, home })
}

async fn take_step(
    db: &Db,
    app: &totp_factor::Model,
    sealer: &Sealer,
    code: &str,
    now: i64,
) -> Result<(), FactorError> {
    let user = app.user_id;
    let secret = sealer.open(&app.sealed, &app_purpose(user)).ok_or(FactorError::Sealed)?;
    let step = totp::step_of(&totp::of(&secret, "")?, code, now).ok_or(FactorError::Wrong)?;
    // If two people give the same code at once, one succeeds.
    let taken = totp_factor::Entity::update_many()
        .col_expr(totp_factor::Column::LastStep, Expr::value(step))
        .filter(totp_factor::Column::UserId.eq(user))
        .filter(totp_factor::Column::Confirmed.eq(true))
        .filter(totp_factor::Column::Sealed.eq(&*app.sealed))
        // A step far ahead was stored while the clock was wrong.
        .filter(
            totp_factor::Column::LastStep.lt(step).or(totp_factor::Column::LastStep.gt(step + SKEWED_STEPS)),
        )
        .exec(db.connection())
        .await?;
    if taken.rows_affected == 1 { Ok(()) } else { Err(FactorError::Wrong) }
}

async fn take_recovery_code(db: &Db, account: Account, code: &str, now: i64) -> Result<(), FactorError> {
    let transaction = db.begin_write().await?;
    if !recovery::take(&transaction, account.user, code).await? {
        return Err(FactorError::Wrong);
    }
    let left = recovery::count(&transaction, account.user).await?;
    let told = format!("{left} left");
    event(account, Kind::RecoveryCodeUsed, now).change("", &told).record(&transaction).await?;
    sign_in_notice::tell(&transaction, account.user, SignInChange::RecoveryCodeUsed(left), now).await?;
    Ok(transaction.commit().await?)
}
