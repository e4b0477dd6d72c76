//! `grantry verify-events`: checks that the events are those that were written.

use std::process::ExitCode;

use clap::Args;
use store::events::{Head, verify};

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
    #[command(flatten)]
    database: Database,
}

impl VerifyEvents {
    /// Runs the command. Fails if anything is not as it was written.
    pub async fn run(self) -> Result<ExitCode, Error> {
        let db = self.database.open_to_read().await?;
        let verified = verify(&db, self.expect_head.as_ref(), clock::now()).await?;
        for finding in &verified.findings {
            say(finding)?;
        }
        let sealed = verified.head.count;
        say(format_args!("{sealed} sealed, {} kept, {} not sealed yet.", verified.kept, verified.waiting))?;
        say(format_args!("Head: {}", verified.head))?;
        if verified.findings.is_empty() {
            say("All events are unchanged.")?;
            return Ok(ExitCode::SUCCESS);
        }
        let findings = verified.findings.len();
        let noun = if findings == 1 { "finding" } else { "findings" };
        say(format_args!("{findings} {noun}: events were changed."))?;
        Ok(ExitCode::FAILURE)
    }
}
