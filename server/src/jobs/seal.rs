//! Sealing what has happened since (docs/DECISIONS.md).

use futures::FutureExt as _;
use store::events::seal;

use super::Job;

/// At each look: what was written can be changed unseen for about so long. That there was something to seal is no news
/// for the log.
pub const JOB: Job = Job {
    name: "seal-events",
    period: 4_000,
    act: |db, now| async move { seal(db, now).await.map(|_| 0) }.boxed(),
};
