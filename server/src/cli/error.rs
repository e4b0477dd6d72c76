//! Why a command failed, in sentences for the person who typed it.

use std::io;
use std::path::PathBuf;

use store::people::AddError;
use store::sign_in::SignInError;

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A setting has a value that is not allowed. Names it and says what is.
    #[error("{name}: {problem}")]
    Setting {
        /// The setting, as flag and environment variable.
        name: &'static str,
        /// The problem, and what is allowed.
        problem: String,
    },
    /// The database could not be opened.
    #[error("{name}: {source}", name = super::settings::DATABASE)]
    Open {
        /// The cause.
        #[from]
        source: store::OpenError,
    },
    /// The database is a SQLite file that does not exist, and the command must not create it.
    #[error("{name}: there is no file {file}; {help}", name = super::settings::DATABASE, file = .file.display())]
    NoDatabase {
        /// The file's full path.
        file: PathBuf,
        /// How to continue.
        help: &'static str,
    },
    /// A file, a socket or the terminal failed.
    #[error("{what}: {source}")]
    Io {
        /// The step that failed.
        what: &'static str,
        /// The system's error.
        source: io::Error,
    },
    /// A file that can't be read, or whose content is refused.
    #[error("{file}: {problem}", file = .file.display())]
    File {
        /// The file's path.
        file: PathBuf,
        /// The problem, and what is allowed.
        problem: String,
    },
    /// The database could not be backed up.
    #[error(transparent)]
    Backup(#[from] store::db::backup::BackupError),
    /// An organization or a person could not be created.
    #[error(transparent)]
    Add(#[from] AddError),
    /// The demo's installers could not be made.
    #[error(transparent)]
    Installer(#[from] store::licenses::installer::AddError),
    /// The signing key could not be rotated.
    #[error(transparent)]
    Keys(#[from] license_file::KeyringError),
    /// A mail domain could not be verified.
    #[error(transparent)]
    Domain(#[from] store::organizations::mail_domains::MailDomainError),
    /// An entitlement could not be created.
    #[error(transparent)]
    Entitlement(#[from] store::licenses::entitlement::AddError),
    /// A license's entitlements could not be changed.
    #[error(transparent)]
    Grant(#[from] store::licenses::entitlement::GrantError),
    /// A password was refused, or could not be hashed.
    #[error("{0}")]
    Password(String),
    /// Nobody has that address.
    #[error("Nobody has the e-mail address “{0}”. `grantry user add` adds a person.")]
    NoUser(String),
    /// Nobody has that address, or that person has no second factor.
    #[error("Nobody has the e-mail address “{0}”, or that person has no second factor.")]
    NoFactor(String),
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] store::DbErr),
}

impl Error {
    /// A setting with a value that is not allowed.
    pub fn setting(name: &'static str, problem: impl Into<String>) -> Self {
        Self::Setting { name, problem: problem.into() }
    }

    /// An error of the system while the command was doing `what`.
    pub fn io(what: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { what, source }
    }
}

impl From<SignInError> for Error {
    fn from(error: SignInError) -> Self {
        Self::Password(error.to_string())
    }
}
