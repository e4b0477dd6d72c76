//! The people of an organisation, as those who manage users see and change them.

mod change_role;
mod changing;
mod end_sessions;
mod givable;
mod leave;
mod list;
mod listed;
mod remove;
mod transfer;
mod undelivered;
mod unlink;

use model::Refused;
use model::access::Forbidden;
use sea_orm::DbErr;

pub use change_role::change_role;
pub use end_sessions::end_sessions;
pub use givable::{Givable, givable};
pub use leave::leave;
pub use list::{PAGE, People, Wanted, list};
pub use listed::{Listed, Undelivered, Who};
pub use remove::remove;
pub(crate) use remove::take_out;
pub use transfer::{TransferError, transfer_super_admin};
pub use unlink::unlink;

/// Why nothing was done with a member.
#[derive(Debug, thiserror::Error)]
pub enum MemberError {
    /// The permit is for something else or does not reach the organisation, or it has no such member or role (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// Who asks does not stand high enough.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// It is one's own role.
    #[error("Nobody changes its own role. Ask somebody else who manages users.")]
    OwnRole,
    /// It is oneself who would be removed.
    #[error("Nobody is removed by itself. Leave the organization instead.")]
    Oneself,
    /// They are one's own sessions.
    #[error("Your own sessions end under Sign-in & Security.")]
    OwnSessions,
    /// It is one's own link to single sign-on.
    #[error("Nobody unlinks itself. Ask somebody else who manages users.")]
    OwnLink,
    /// The organisation has its Super Admin already.
    #[error("There is a Super Admin already, and exactly one. Who has the role transfers it.")]
    HasSuperAdmin,
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

#[cfg(test)]
mod tests;
