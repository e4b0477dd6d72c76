//! The people of an organization, as seen and changed by those who manage users.

mod change_role;
mod changing;
mod end_sessions;
mod givable;
mod leave;
mod list;
mod remove;
mod set_home;
mod transfer;
mod undelivered;
mod unlink;

use model::Refused;
use model::access::Forbidden;
use sea_orm::DbErr;

pub use change_role::change_role;
pub use end_sessions::end_sessions;
pub use givable::givable;
pub use leave::leave;
pub use list::list;
pub use remove::remove;
pub(crate) use remove::take_out;
pub use set_home::set_home;
pub use transfer::{TransferError, transfer_super_admin};
pub use unlink::unlink;

/// Why an operation on a member failed.
#[derive(Debug, thiserror::Error)]
pub enum UserError {
    /// The permit is for something else, does not reach the organization, or there is no such member or role (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The person who asks does not rank high enough.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// It is the person's own role.
    #[error("You can't change your own role. Ask somebody else who manages users.")]
    OwnRole,
    /// It is the person's own home group.
    #[error("You can't change your own home group. Ask somebody else who manages users or access groups.")]
    OwnHome,
    /// Nobody else has Full Access on License Management and the home All (R22).
    #[error(
        "Nobody else has Full Access on License Management and the home group All. Give somebody else both first."
    )]
    LastAtAll,
    /// People can't remove themselves here.
    #[error("You can't remove yourself. Leave the organization instead.")]
    Oneself,
    /// They are the person's own sessions.
    #[error("End your own sessions under Sign-in & Security.")]
    OwnSessions,
    /// It is the person's own link to single sign-on.
    #[error("You can't unlink yourself. Ask somebody else who manages users.")]
    OwnLink,
    /// The organization already has its Super Admin.
    #[error("There is exactly one Super Admin. Only they can transfer the role.")]
    HasSuperAdmin,
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

#[cfg(test)]
mod tests;
