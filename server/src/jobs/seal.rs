//! Seals new events (docs/DECISIONS.md).

use futures::FutureExt as _;
use store::events::seal;

use super::Job;

/// At every check: a new event can be changed unnoticed only until then. The log leaves out how many were sealed.
pub const JOB: Job = Job {
    name: "seal-events",
    period: 4_000,
    act: |db, now| async move { seal(db, now).await.map(|_| 0) }.boxed(),
};
