//! Deletes events that need not be kept any longer.

use futures::FutureExt as _;
use store::events::prune;

use super::Job;

/// Every ten minutes.
pub const JOB: Job = Job { name: "prune-events", period: 10 * 60_000, act: |db, now| prune(db, now).boxed() };
