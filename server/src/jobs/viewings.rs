//! Records the end of viewings whose time is up.

use futures::FutureExt as _;
use store::sign_in::viewing::end_expired;

use super::Job;

/// Every minute: an organization learns at most that late that nobody views it any longer.
pub const JOB: Job =
    Job { name: "end-viewings", period: 60_000, act: |db, now| end_expired(db, now).boxed() };
