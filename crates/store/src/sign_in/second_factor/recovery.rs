//! Recovery codes, for people who have lost their second factor. Each works once.

use model::UserId;
use model::security::RECOVERY_CODES;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
};
use sha2::{Digest as _, Sha256};

use super::account::lock;
use super::{Account, FactorError, event, plain};
use crate::Db;
use crate::critical_alerts::sign_in_notice::{self, SignInChange};
use crate::db::entity::{recovery_code, totp_factor};
use crate::events::Kind;
use crate::sign_in::session::derived;

/// Crockford's base 32: 32 characters that can't be mistaken for each other.
const SIGNS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Characters in a code: 80 bits, so that its hash can't be reversed.
const LENGTH: usize = 16;

/// Replaces the recovery codes with new ones and returns these, which can't be read again. `random` is fresh; `now` in
/// milliseconds since the Unix epoch.
pub async fn renew(
    db: &Db,
    account: Account,
    random: &[u8; 32],
    now: i64,
) -> Result<Vec<String>, FactorError> {
    let transaction = db.begin_write().await?;
    lock(&transaction, account.user).await?;
    if totp_factor::Entity::find_by_id((account.user, true)).one(&transaction).await?.is_none() {
        return Err(FactorError::Nothing);
    }
    let codes = write(&transaction, account, random, now).await?;
    sign_in_notice::tell(&transaction, account.user, SignInChange::RecoveryCodes, now).await?;
    transaction.commit().await?;
    Ok(codes)
}

/// [`renew`] within a transaction.
pub(super) async fn write(
    transaction: &impl ConnectionTrait,
    account: Account,
    random: &[u8; 32],
    now: i64,
) -> Result<Vec<String>, DbErr> {
    let user = account.user;
    recovery_code::Entity::delete_many()
        .filter(recovery_code::Column::UserId.eq(user))
        .exec(transaction)
        .await?;
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|number| code(random, number)).collect();
    let rows = codes.iter().map(|code| recovery_code::ActiveModel {
        user_id: Set(user),
        code_hash: Set(hash(user, &plain(code))),
    });
    recovery_code::Entity::insert_many(rows).exec_without_returning(transaction).await?;
    let many = format!("{RECOVERY_CODES} codes");
    event(account, Kind::RecoveryCodesMade, now).change("", &many).record(transaction).await?;
    Ok(codes)
}

/// Uses up a code. Returns `false` if it is not valid.
pub(super) async fn take(
    transaction: &impl ConnectionTrait,
    user: UserId,
    code: &str,
) -> Result<bool, DbErr> {
    // Letters that people may confuse with digits when they read a code aloud or copy it by hand.
    let code = code.to_ascii_lowercase().replace('o', "0").replace(['i', 'l'], "1");
    let taken = recovery_code::Entity::delete_by_id((user, hash(user, &code))).exec(transaction).await?;
    Ok(taken.rows_affected == 1)
}

/// The number of codes left.
pub(super) async fn count(connection: &impl ConnectionTrait, user: UserId) -> Result<u64, DbErr> {
    recovery_code::Entity::find().filter(recovery_code::Column::UserId.eq(user)).count(connection).await
}

/// `xxxx-xxxx-xxxx-xxxx`.
fn code(random: &[u8; 32], number: usize) -> String {
    let bytes = derived(random, &format!("recovery code {number}"));
    let signs: Vec<char> =
        bytes.iter().take(LENGTH).map(|byte| char::from(SIGNS[usize::from(byte & 31)])).collect();
    signs.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

fn hash(user: UserId, code: &str) -> String {
    hex::encode(Sha256::digest(format!("recovery code\0{user}\0{code}")))
}
