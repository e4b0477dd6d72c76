//! Settings that several commands have: flags first, then the environment, then what is built in.

use std::env;
use std::path::{Path, PathBuf};

use clap::Args;
use store::Db;
use store::files::Files;
use tracing_subscriber::EnvFilter;

use super::Error;
use crate::dice;
use crate::log::{self, Logging};
use crate::portal::{INSTALLER_LIMIT, MAIL_FOLDER};

/// The database's setting, as errors name it.
pub const DATABASE: &str = "--database (GRANTRY_DATABASE, DATABASE_URL)";
/// The setting of where installers are, as errors name it.
pub const INSTALLERS: &str = "--installers (GRANTRY_INSTALLERS)";
/// The log's setting, as errors name it.
pub const LOG: &str = "--log (GRANTRY_LOG)";

/// Which database.
#[derive(Debug, Args)]
pub struct Database {
    /// The database: `sqlite:PATH` or `postgres://USER:PASSWORD@HOST/NAME`.
    ///
    /// A SQLite file is made with its folder if it is not there. Without this setting `DATABASE_URL` is taken, and
    /// without that `sqlite:data/grantry.db`. Give a PostgreSQL password by the environment: others can see the command
    /// line.
    #[arg(long = "database", env = "GRANTRY_DATABASE", value_name = "URL", hide_env_values = true)]
    url: Option<String>,
}

impl Database {
    /// Opens it with the current schema.
    pub async fn open(&self) -> Result<Db, Error> {
        open(&self.url()).await
    }

    /// Its URL.
    pub fn url(&self) -> String {
        let url = self.url.clone();
        let url = url.or_else(|| env::var("DATABASE_URL").ok().filter(|url| !url.is_empty()));
        url.unwrap_or_else(|| "sqlite:data/grantry.db".to_owned())
    }
}

/// The folder of mails that become files: beside a SQLite file.
pub fn mail_folder(database: &str) -> PathBuf {
    sqlite_folder(database).map_or_else(|| MAIL_FOLDER.into(), |folder| folder.join("mail"))
}

/// Opens the database of that URL; makes the folder that a SQLite file is in.
pub async fn open(url: &str) -> Result<Db, Error> {
    if let Some(folder) = sqlite_folder(url) {
        std::fs::create_dir_all(folder).map_err(|error| {
            Error::setting(DATABASE, format!("the folder {} can't be made: {error}", folder.display()))
        })?;
    }
    Ok(Db::open(url).await?)
}

/// The folder of the file that a SQLite URL names; none when it names no file in a folder.
fn sqlite_folder(url: &str) -> Option<&Path> {
    let path = url.strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    let path = path.split('?').next().unwrap_or_default();
    let folder = Path::new(path).parent()?;
    (!path.starts_with(':') && !folder.as_os_str().is_empty()).then_some(folder)
}

/// Where installers are, and how large they may be.
#[derive(Debug, Args)]
pub struct Installers {
    /// Where the products' installers are kept: a folder, or `s3://BUCKET/PREFIX`.
    ///
    /// A folder is made if it is not there; without this setting it is `data/installers`, and for the demo
    /// `data/demo-installers`. For S3 and what speaks it, the usual variables are read: `AWS_ACCESS_KEY_ID`,
    /// `AWS_SECRET_ACCESS_KEY`, `AWS_REGION`, `AWS_ENDPOINT` and so on. Several servers share one place.
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
    /// Opens the place, and makes sure that it can be written to.
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

/// What is logged.
#[derive(Debug, Args)]
pub struct Log {
    /// What is logged to standard error: `error`, `warn`, `info`, `debug`, or by part of the program as in
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
    /// Starts the log, which runs as long as what this returns.
    pub fn start(&self) -> Result<Logging, Error> {
        let filter = EnvFilter::builder().parse(&self.log).map_err(|error| {
            Error::setting(
                LOG,
                format!("“{}” is no log filter ({error}); one looks like info,sqlx=debug", self.log),
            )
        })?;
        Ok(log::start(filter))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_of_a_sqlite_file_is_found() {
        for (url, folder) in [
            ("sqlite:data/grantry.db", Some("data")),
            ("sqlite:///var/lib/grantry/a.db?mode=rw", Some("/var/lib/grantry")),
            ("sqlite:/var/a.db", Some("/var")),
            ("sqlite:a.db", None),
            ("sqlite::memory:", None),
            ("postgres://host/data/grantry", None),
        ] {
            assert_eq!(sqlite_folder(url), folder.map(Path::new), "{url}");
        }
    }
}
