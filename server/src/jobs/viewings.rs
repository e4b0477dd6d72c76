//! Records the end of viewings whose time is over.

use futures::FutureExt as _;
use store::sign_in::viewing::end_expired;

use super::Job;

/// Every minute: an organization learns at most about that late that nobody views it anymore.
pub const JOB: Job =
    Job { name: "end-viewings", period: 60_000, act: |db, now| end_expired(db, now).boxed() };
