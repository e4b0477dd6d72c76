//! Telling of the end of viewings whose time is over.

use futures::FutureExt as _;
use store::sign_in::viewing::end_expired;

use super::Job;

/// Every minute: about so late does an organization read that nobody looks in any more.
pub const JOB: Job =
    Job { name: "end-viewings", period: 60_000, act: |db, now| end_expired(db, now).boxed() };
