//! Making an entitlement: the command line's.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, DbErr};

use crate::Db;
use crate::db::OrTaken as _;
use crate::db::entity::entitlement;

/// The most characters of a code or a name.
const LIMIT: usize = 100;

/// Why no entitlement was made.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// The code can't be one.
    #[error(
        "“{0}” is no code: it has 1 to {LIMIT} letters of A to Z, digits, points, hyphens and underscores, as in \
         SIMULATION or export.pdf"
    )]
    Code(String),
    /// The name can't be one.
    #[error("A name has 1 to {LIMIT} characters and no line breaks.")]
    Name,
    /// Another entitlement has the code.
    #[error("There is an entitlement with the code “{0}” already.")]
    Taken(String),
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

/// Makes an entitlement of that code and name; gives its number. `now` in milliseconds since the Unix epoch.
pub async fn add(db: &Db, code: &str, name: &str, now: i64) -> Result<i64, AddError> {
    let (code, name) = (code.trim(), name.trim());
    let is_code = |sign: u8| sign.is_ascii_alphanumeric() || b"._-".contains(&sign);
    if code.is_empty() || code.len() > LIMIT || !code.bytes().all(is_code) {
        return Err(AddError::Code(code.to_owned()));
    }
    if !(1..=LIMIT).contains(&name.chars().count()) || name.chars().any(char::is_control) {
        return Err(AddError::Name);
    }
    let transaction = db.begin_write().await?;
    let row = entitlement::ActiveModel {
        code: Set(code.to_owned()),
        name: Set(name.to_owned()),
        created_at: Set(now),
        ..Default::default()
    };
    let added = row.insert(&transaction).await.or_taken(|| AddError::Taken(code.to_owned()))?;
    transaction.commit().await?;
    Ok(added.id)
}
