//! `grantry verify-events`: checks that the events are those that were written.

use std::process::ExitCode;

use clap::Args;
use store::events::{Head, verify, verify_since};

use super::Error;
use super::say::say;
use super::settings::Database;
use crate::clock;

/// Options of `verify-events`.
#[derive(Debug, Args)]
pub struct VerifyEvents {
    /// A head that an earlier run printed: checks that the chain still contains it.
    #[arg(long, value_name = "COUNT:HASH")]
    expect_head: Option<Head>,
    /// A head that an earlier run printed: checks only events sealed since then, and that the chain still contains it.
    ///
    /// Quick enough for every hour. Changes of older events are found by a run without it.
    #[arg(long, value_name = "COUNT:HASH", conflicts_with = "expect_head")]
    since: Option<Head>,
    #[command(flatten)]
    database: Database,
}

impl VerifyEvents {
    /// Runs the command. Fails if anything is not as it was written.
    pub async fn run(self) -> Result<ExitCode, Error> {
        let db = self.database.open_to_read().await?;
        let (now, since) = (clock::now(), self.since.as_ref());
        let verified = match since {
            Some(since) => verify_since(&db, since, now).await?,
            None => verify(&db, self.expect_head.as_ref(), now).await?,
        };
        for finding in &verified.findings {
            say(finding)?;
        }
        let sealed = verified.head.count;
        let of_them = if since.is_some() { "checked" } else { "kept" };
        say(format_args!(
            "{sealed} sealed, {} {of_them}, {} not sealed yet.",
            verified.kept, verified.waiting
        ))?;
        say(format_args!("Head: {}", verified.head))?;
        if verified.findings.is_empty() {
            let older = if since.is_some() { " since that head" } else { "" };
            say(format_args!("All events{older} are unchanged."))?;
            return Ok(ExitCode::SUCCESS);
        }
        let findings = verified.findings.len();
        let noun = if findings == 1 { "finding" } else { "findings" };
        say(format_args!("{findings} {noun}: events were changed."))?;
        Ok(ExitCode::FAILURE)
    }
}
