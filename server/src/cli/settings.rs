//! Settings that several commands have: flags first, then the environment, then the defaults.

use std::env;
use std::fs;
use std::io::ErrorKind;
use std::path::{self, Path, PathBuf};

use clap::Args;
use model::Hidden;
use percent_encoding::percent_decode_str;
use store::licenses::files::Files;
use store::{Db, Opening};
use tracing_subscriber::EnvFilter;

use super::Error;
use super::say::note;
use crate::dice;
use crate::log::{self, Logging};
use crate::portal::{INSTALLER_LIMIT, MAIL_FOLDER};

/// The database's setting, as errors name it.
pub const DATABASE: &str = "--database (GRANTRY_DATABASE, DATABASE_URL)";
/// The setting for where installers are kept, as errors name it.
pub const INSTALLERS: &str = "--installers (GRANTRY_INSTALLERS)";
/// The log's setting, as errors name it.
pub const LOG: &str = "--log (GRANTRY_LOG)";

/// Which database.
#[derive(Debug, Args)]
pub struct Database {
    /// The database: `sqlite:PATH` or `postgres://USER:PASSWORD@HOST/NAME`.
    ///
    /// Without this setting `DATABASE_URL` applies, and without that `sqlite:data/grantry.db`. Put a PostgreSQL password into
    /// the environment: others can see the command line.
    #[arg(long = "database", env = "GRANTRY_DATABASE", value_name = "URL", hide_env_values = true)]
    url: Option<Hidden>,
}

/// The database, for commands that may start an installation.
#[derive(Debug, Args)]
pub struct NewDatabase {
    #[command(flatten)]
    database: Database,
    /// Create the SQLite file that `--database` names if it does not exist.
    ///
    /// Without `--database`, `data/grantry.db` is created in any case.
    #[arg(long)]
    create: bool,
}

impl Database {
    /// Opens an existing database, and brings its schema up to date.
    pub async fn open(&self) -> Result<Db, Error> {
        open(&self.url(), Opening::Existing).await
    }

    /// Opens an existing database for a command that only reads. Changes nothing.
    pub async fn open_to_read(&self) -> Result<Db, Error> {
        open(&self.url(), Opening::AsItIs).await
    }

    /// Its URL, or the default. Fails if that names a SQLite file that does not exist.
    pub fn existing(&self) -> Result<String, Error> {
        let url = self.url();
        match sqlite_file(&url) {
            Some(file) if !file.exists() => Err(missing(&file)),
            _ => Ok(url),
        }
    }

    /// Its URL, or the default.
    pub fn url(&self) -> String {
        self.given().unwrap_or_else(|| "sqlite:data/grantry.db".to_owned())
    }

    fn given(&self) -> Option<String> {
        self.url
            .clone()
            .map(Hidden::into_inner)
            .or_else(|| env::var("DATABASE_URL").ok().filter(|url| !url.is_empty()))
    }
}

impl NewDatabase {
    /// Opens the database and brings its schema up to date. Creates the SQLite file if that is allowed.
    pub async fn open(&self) -> Result<Db, Error> {
        let is_made = self.create || self.database.given().is_none();
        let opening = if is_made { Opening::Create } else { Opening::Existing };
        match open(&self.url(), opening).await {
            Err(Error::NoDatabase { file, .. }) => {
                Err(Error::NoDatabase { file, help: "check the path, or create it with --create" })
            }
            opened => opened,
        }
    }

    /// Opens an existing database for a dry run. Changes nothing.
    pub async fn open_to_read(&self) -> Result<Db, Error> {
        match self.database.open_to_read().await {
            Err(Error::NoDatabase { file, .. }) => Err(Error::NoDatabase {
                file,
                help: "a dry run needs an existing database: check the path, or create it with `grantry serve`",
            }),
            opened => opened,
        }
    }

    /// Its URL, or the default.
    pub fn url(&self) -> String {
        self.database.url()
    }
}

/// The folder for e-mails that become files: beside a SQLite file.
pub fn mail_folder(database: &str) -> PathBuf {
    let file = sqlite_file(database);
    let folder = file.as_deref().and_then(Path::parent).filter(|folder| !folder.as_os_str().is_empty());
    folder.map_or_else(|| MAIL_FOLDER.into(), |folder| folder.join("mail"))
}

/// Opens the database at that URL. Creates a missing SQLite file and its folder if `opening` allows it, for the owner alone,
/// and says so.
pub async fn open(url: &str, opening: Opening) -> Result<Db, Error> {
    let Some(file) = sqlite_file(url) else { return Ok(Db::open_with(url, opening).await?) };
    match fs::metadata(&file) {
        Ok(found) if private::mode(&found) & 0o077 != 0 && opening != Opening::AsItIs => {
            let mode = format!("{:04o}", private::mode(&found));
            tracing::warn!(file = %file.display(), mode, "other users of this machine can read the database; chmod 600 prevents \
                that");
        }
        Err(error) if error.kind() == ErrorKind::NotFound && opening == Opening::Create => make(&file)?,
        Err(error) if error.kind() == ErrorKind::NotFound => return Err(missing(&file)),
        // SQLite itself reports what else may be wrong.
        Ok(_) | Err(_) => {}
    }
    Ok(Db::open_with(url, opening).await?)
}

fn make(file: &Path) -> Result<(), Error> {
    let problem = |what: &Path, error| {
        Error::setting(DATABASE, format!("{} can't be created: {error}", what.display()))
    };
    if let Some(folder) = file.parent() {
        private::make_folder(folder).map_err(|error| problem(folder, error))?;
    }
    match private::make_file(file) {
        // Another process was faster.
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(problem(file, error)),
        _ => {
            note(format_args!("Created the database {}.", full(file).display()));
            Ok(())
        }
    }
}

fn missing(file: &Path) -> Error {
    Error::NoDatabase { file: full(file), help: "`grantry serve` creates one" }
}

/// The absolute path, which shows in what folder a command was typed.
pub fn full(file: &Path) -> PathBuf {
    path::absolute(file).unwrap_or_else(|_| file.to_owned())
}

/// The file that a SQLite URL names, if any.
fn sqlite_file(url: &str) -> Option<PathBuf> {
    let path = url.strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    let (path, parameters) = path.split_once('?').unwrap_or((path, ""));
    let is_file = !path.starts_with(':') && !parameters.split('&').any(|pair| pair == "mode=memory");
    let path = percent_decode_str(path).decode_utf8().ok()?;
    (is_file && !path.is_empty()).then(|| PathBuf::from(&*path))
}

/// Where installers are kept, and how large they may be.
#[derive(Debug, Args)]
pub struct Installers {
    /// Where the products' installers are kept: a folder, or `s3://BUCKET/PREFIX`.
    ///
    /// A missing folder is created; without this setting it is `data/installers`, and for the demo `data/demo-installers`.
    /// For S3 and compatible stores, the usual variables are read: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_REGION`,
    /// `AWS_ENDPOINT` and so on. Several servers share one place.
    #[arg(long = "installers", env = "GRANTRY_INSTALLERS", value_name = "FOLDER|URL")]
    place: Option<String>,
    /// The largest installer that may be uploaded, in GiB.
    #[arg(
        long = "installer-limit",
        env = "GRANTRY_INSTALLER_LIMIT",
        value_name = "GIB",
        default_value_t = INSTALLER_LIMIT >> 30,
        value_parser = clap::value_parser!(u64).range(1..=5_000)
    )]
    limit: u64,
}

impl Installers {
    /// Opens the place, and checks that it can be written to.
    pub async fn open(&self, otherwise: &str) -> Result<Files, Error> {
        let place = self.place.as_deref().unwrap_or(otherwise);
        Files::open(place, dice::roll())
            .await
            .map_err(|error| Error::setting(INSTALLERS, format!("{place} can't be used: {error}")))
    }

    /// The largest installer, in bytes.
    pub fn limit(&self) -> u64 {
        self.limit << 30
    }
}

/// The log's level.
#[derive(Debug, Args)]
pub struct Log {
    /// What to log to standard error: `error`, `warn`, `info`, `debug`, or levels by part of the program as in
    /// `info,sqlx=debug`.
    #[arg(
        long,
        env = "GRANTRY_LOG",
        value_name = "FILTER",
        default_value = "info,memory_serve=warn,sea_orm_migration=warn"
    )]
    log: String,
}

impl Log {
    /// Starts the log, which runs for as long as the returned value lives.
    pub fn start(&self) -> Result<Logging, Error> {
        let filter = EnvFilter::builder().parse(&self.log).map_err(|error| {
            Error::setting(
                LOG,
                format!("“{}” is not a log filter ({error}); specify one such as info,sqlx=debug", self.log),
            )
        })?;
        Ok(log::start(filter))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_a_sqlite_url_is_found() {
        for (url, file, mails) in [
            ("sqlite:data/grantry.db", Some("data/grantry.db"), "data/mail"),
            (
                "sqlite:///var/lib/grantry/a.db?mode=rw",
                Some("/var/lib/grantry/a.db"),
                "/var/lib/grantry/mail",
            ),
            ("sqlite:/var/a%20b.db", Some("/var/a b.db"), "/var/mail"),
            ("sqlite:a.db", Some("a.db"), MAIL_FOLDER),
            ("sqlite:a.db?mode=memory", None, MAIL_FOLDER),
            ("sqlite::memory:", None, MAIL_FOLDER),
            ("postgres://host/data/grantry", None, MAIL_FOLDER),
        ] {
            assert_eq!(sqlite_file(url).as_deref(), file.map(Path::new), "{url}");
            assert_eq!(mail_folder(url), Path::new(mails), "{url}");
        }
    }
}
