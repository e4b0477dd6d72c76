//! Setting up an authenticator app, second step: its first code.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::account::lock;
use super::guess::{Asked, Sort, count};
use super::{Account, FactorError, event, plain, recovery, totp};
use crate::Db;
use crate::critical_alerts::sign_in_notice::{self, SignInChange};
use crate::db::entity::totp_factor;
use crate::db::sealed::{Sealer, app_purpose};
use crate::events::Kind;

/// Checks the first code of the offered app, which counts from now on and replaces an earlier one. Returns new recovery codes,
/// which can't be read again. Both count for the account's home. `asked` says where the code is given, for counting wrong ones;
/// `now` in milliseconds since the Unix epoch.
pub async fn confirm(
    db: &Db,
    account: Account,
    sealer: &Sealer,
    code: &str,
    asked: impl Into<Asked>,
    random: &[u8; 32],
    now: i64,
) -> Result<Vec<String>, FactorError> {
    let user = account.user;
    let counted = count(db, user, &asked.into(), Sort::NewApp, now).await?;
    let transaction = db.begin_write().await?;
    let person = lock(&transaction, user).await?.ok_or(FactorError::Nothing)?;
    let offered = totp_factor::Entity::find_by_id((user, false)).one(&transaction).await?;
    let offered = offered.ok_or(FactorError::Nothing)?;
    let secret = sealer.open(&offered.sealed, &app_purpose(user)).ok_or(FactorError::Sealed)?;
    let step = totp::step_of(&totp::of(&secret, &person.email)?, &plain(code), now);
    let step = step.ok_or(FactorError::Wrong)?;
    totp_factor::Entity::delete_by_id((user, true)).exec(&transaction).await?;
    let taken = totp_factor::Entity::update_many()
        .col_expr(totp_factor::Column::Confirmed, Expr::value(true))
        .col_expr(totp_factor::Column::LastStep, Expr::value(step))
        .col_expr(totp_factor::Column::HomeId, Expr::value(account.home))
        .col_expr(totp_factor::Column::CreatedAt, Expr::value(now))
        .filter(totp_factor::Column::UserId.eq(user))
        .filter(totp_factor::Column::Confirmed.eq(false))
        // Another secret, which this code is not for, may have been offered in the meantime.
        .filter(totp_factor::Column::Sealed.eq(&*offered.sealed))
        .exec(&transaction)
        .await?;
    if taken.rows_affected == 0 {
        return Err(FactorError::Nothing);
    }
    event(account, Kind::FactorAdded, now).change("", "Authenticator app").record(&transaction).await?;
    sign_in_notice::tell(&transaction, user, SignInChange::AppSetUp, now).await?;
    let codes = recovery::write(&transaction, account, random, now).await?;
    transaction.commit().await?;
    counted.right(db).await?;
    Ok(codes)
}
