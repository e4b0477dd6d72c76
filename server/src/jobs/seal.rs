//! Sealing what has happened since (docs/ARCHITECTURE.md).

use futures::FutureExt as _;
use store::event::seal;

use super::Job;

/// At each look: about so late can't be changed any more what was written without that being seen.
pub const JOB: Job = Job { name: "seal-events", period: 4_000, act: |db, now| seal(db, now).boxed() };
