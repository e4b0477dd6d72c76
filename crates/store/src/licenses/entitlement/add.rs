//! Adds an entitlement, for the command line.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, DbErr};

use crate::Db;
use crate::db::OrTaken as _;
use crate::db::entity::entitlement;

/// A code or a name has at most this many characters.
const LIMIT: usize = 100;

/// Why no entitlement was added.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// The code is invalid.
    #[error(
        "“{0}” is not a code: a code has 1 to {LIMIT} letters A to Z, digits, periods, hyphens and underscores, as in \
         SIMULATION or export.pdf"
    )]
    Code(String),
    /// The name is invalid.
    #[error("A name has 1 to {LIMIT} characters and no line breaks.")]
    Name,
    /// Another entitlement has the code.
    #[error("An entitlement with the code “{0}” already exists.")]
    Taken(String),
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

/// Adds an entitlement, and returns its number. `now` in milliseconds since the Unix epoch.
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
