//! `grantry backup`: copies a SQLite database while servers use it.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use store::db::backup::{Copied, check, copy};

use super::Error;
use super::say::say;
use super::settings::{Database, full};

/// Options of `backup`.
#[derive(Debug, Args)]
pub struct Backup {
    /// The file to make, in an existing folder. A file that exists is never replaced.
    file: PathBuf,
    #[command(flatten)]
    database: Database,
}

impl Backup {
    /// Runs the command. The file gets its name only when it is complete and checked.
    pub async fn run(self) -> Result<ExitCode, Error> {
        let url = self.database.existing()?;
        let file = full(&self.file);
        refuse_taken(&file)?;
        let mut part = file.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        let made = private::make_file(&part).map_err(|error| not_made(&part, &error))?;
        let copied = write(&url, &part, &file, made).await;
        if copied.is_err() {
            // Why it failed says more than why it can't be removed.
            let _ = fs::remove_file(&part);
        }
        let Copied { schema, counts } = copied?;
        let counts: Vec<String> = counts.iter().map(|(table, count)| format!("{count} {table}")).collect();
        say(format_args!("Backed up {} to {}.", counts.join(", "), file.display()))?;
        say(format_args!("The copy is intact. Its schema is {schema}."))?;
        say(
            "Also back up the folder of the signing keys (--signing-keys) and the installers (--installers): the database does \
             not contain them.",
        )?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Fills `part`, which was just made, and renames it to `file`.
async fn write(url: &str, part: &Path, file: &Path, made: File) -> Result<Copied, Error> {
    copy(url, part).await?;
    let copied = check(part).await?;
    made.sync_all().map_err(Error::io("saving the copy"))?;
    // Windows renames no open file.
    drop(made);
    refuse_taken(file)?;
    fs::rename(part, file).map_err(Error::io("renaming the copy"))?;
    sync_folder(file).map_err(Error::io("saving the copy's name"))?;
    Ok(copied)
}

fn refuse_taken(file: &Path) -> Result<(), Error> {
    let problem = match fs::symlink_metadata(file) {
        Ok(_) => "it exists, and a backup does not replace a file: specify another name".to_owned(),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => error.to_string(),
    };
    Err(Error::File { file: file.to_owned(), problem })
}

fn not_made(part: &Path, error: &io::Error) -> Error {
    let problem = match error.kind() {
        ErrorKind::AlreadyExists => {
            "it exists: another backup is being made, or one was broken off. If none is running, delete it"
                .to_owned()
        }
        _ => format!("it can't be created: {error}"),
    };
    Error::File { file: part.to_owned(), problem }
}

/// Makes a renamed file survive a power failure.
fn sync_folder(file: &Path) -> io::Result<()> {
    #[cfg(unix)]
    if let Some(folder) = file.parent() {
        File::open(folder)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = file;
    Ok(())
}
