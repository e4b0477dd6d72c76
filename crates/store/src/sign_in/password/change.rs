//! Changes a person's own password.

use model::Actor;

use super::check::check_another;
use super::{ChangeError, Ended, write};
use crate::Db;
use crate::db::throttle::Caller;
use crate::events::Kind;
use crate::sign_in::second_factor::event;
use crate::sign_in::session::Token;
use crate::sign_in::{confirm, hash_password};

/// The values for a change.
pub struct Change {
    /// The current password.
    pub current: String,
    /// The new password.
    pub new: String,
    /// Random bytes for its hash.
    pub salt: [u8; 16],
    /// The session to keep; all others end.
    pub session: Token,
    /// Where the request comes from, for throttling.
    pub caller: Caller,
}

impl std::fmt::Debug for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Change(…)")
    }
}

/// Changes the person's password, if they give the current one. All other sessions end; API tokens are kept, because they are
/// listed and revoked separately. `now` in milliseconds since the Unix epoch.
pub async fn change(db: &Db, actor: &Actor, change: Change, now: i64) -> Result<(), ChangeError> {
    check_another(db.connection(), actor.user, &change.new).await?;
    confirm(db, actor.user, change.current, change.caller, now).await?;
    let hash = hash_password(change.new, change.salt).await?;
    let transaction = db.begin_write().await?;
    let event = event(actor.into(), Kind::PasswordSet, now);
    write(&transaction, actor.user, hash, Ended::OtherSessions(change.session), event).await?;
    Ok(transaction.commit().await?)
}
