//! Turns: limits how much expensive work runs at once, for one person, for one organization, and in all.
//!
//! A request waits for the same person's earlier requests first, then for their organization's, then for everybody's. So one
//! person holds up nobody else, and one organization no other, however many requests they send. Requests that would wait
//! too long get a response that says when to try again.

mod sending;

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use model::{OrganizationId, UserId};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

pub use sending::{deadline, send};

/// The kinds of work that take turns, each for itself.
#[derive(Debug)]
pub struct AllTurns {
    /// Lists that the server generates, searches or sorts.
    pub lists: Turns,
    /// Large responses that are being sent.
    pub answers: Turns,
    /// Exports, for as long as they are being sent.
    pub exports: Turns,
    /// Imports and their dry runs.
    pub imports: Turns,
}

impl Default for AllTurns {
    fn default() -> Self {
        Self {
            lists: Turns::new("lists", LISTS),
            answers: Turns::new("lists", ANSWERS),
            exports: Turns::new("exports", EXPORTS),
            imports: Turns::new("imports", IMPORTS),
        }
    }
}

/// How many turns there are at once, and how long others wait.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// In all.
    pub all: usize,
    /// For one organization.
    pub organization: usize,
    /// For one person.
    pub person: usize,
    /// How many more requests of one person may wait.
    pub waiting: usize,
    /// How long to wait for a turn.
    pub wait: Duration,
    /// After how many seconds to try again.
    pub retry_after: u32,
}

const LISTS: Limits =
    Limits { all: 4, organization: 3, person: 2, waiting: 8, wait: Duration::from_secs(15), retry_after: 5 };
/// A response holds up to some megabytes until its reader has taken it. A person has a few more turns than lists that are
/// computed or wait.
const ANSWERS: Limits =
    Limits { all: 96, organization: 24, person: 12, waiting: 0, wait: Duration::ZERO, retry_after: 10 };
/// An export holds a thread and its rows.
const EXPORTS: Limits = Limits {
    all: 12,
    organization: 4,
    person: 2,
    waiting: 2,
    wait: Duration::from_secs(10),
    retry_after: 30,
};
/// An import holds a file and everything it refers to.
const IMPORTS: Limits =
    Limits { all: 2, organization: 2, person: 1, waiting: 1, wait: Duration::from_secs(20), retry_after: 20 };

/// Why no turn is free, and what to do: a sentence for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{whose} {what} come first. Try again in {retry_after} seconds.")]
pub struct Busy {
    whose: Whose,
    what: &'static str,
    /// After how many seconds to try again.
    pub retry_after: u32,
}

impl Busy {
    /// The sentence for a page that tries again by itself.
    pub fn on_patient_page(self) -> String {
        let Self { whose, what, retry_after } = self;
        format!("{whose} {what} come first. This page tries again by itself in {retry_after} seconds.")
    }
}

/// Whose requests hold the turns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whose {
    Oneself,
    Organization,
    Others,
}

impl fmt::Display for Whose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Oneself => "Your other",
            Self::Organization => "Your organization's other",
            Self::Others => "The server is busy: other",
        })
    }
}

/// Turns of one kind.
#[derive(Debug)]
pub struct Turns {
    what: &'static str,
    limits: Limits,
    people: Shares<UserId>,
    organizations: Shares<OrganizationId>,
    all: Arc<Semaphore>,
}

/// A turn, given back when dropped.
#[derive(Debug)]
#[must_use = "a turn that is dropped is given back"]
pub struct Turn {
    _all: OwnedSemaphorePermit,
    _organization: Option<Share<OrganizationId>>,
    _person: Share<UserId>,
}

impl Turns {
    /// Turns within these limits. `what` is their plural name in sentences.
    pub fn new(what: &'static str, limits: Limits) -> Self {
        Self {
            what,
            limits,
            people: Shares::new(limits.person),
            organizations: Shares::new(limits.organization),
            all: Arc::new(Semaphore::new(limits.all)),
        }
    }

    /// Waits for a turn of that person, who acts for that organization.
    pub async fn take(&self, user: UserId, organization: Option<OrganizationId>) -> Result<Turn, Busy> {
        let busy = |whose| Busy { whose, what: self.what, retry_after: self.limits.retry_after };
        let until = Instant::now() + self.limits.wait;
        let at_most = self.limits.person + self.limits.waiting;
        let person = self.people.claim(user, at_most).ok_or(busy(Whose::Oneself))?;
        let person = person.granted(until).await.ok_or(busy(Whose::Oneself))?;
        let organization = match organization {
            None => None,
            Some(organization) => {
                let claim = self.organizations.claim(organization, usize::MAX);
                let claim = claim.ok_or(busy(Whose::Organization))?;
                Some(claim.granted(until).await.ok_or(busy(Whose::Organization))?)
            }
        };
        let all = acquire(&self.all, until).await.ok_or(busy(Whose::Others))?;
        Ok(Turn { _all: all, _organization: organization, _person: person })
    }
}

/// Waits until then for a place in the semaphore. Takes a free one even if no time is left.
async fn acquire(semaphore: &Arc<Semaphore>, until: Instant) -> Option<OwnedSemaphorePermit> {
    timeout_at(until, Arc::clone(semaphore).acquire_owned()).await.ok()?.ok()
}

/// The shares of all owners: each has a semaphore of its own, for as long as it has a request.
#[derive(Debug)]
struct Shares<K: Copy + Eq + Hash> {
    each: usize,
    of: Arc<Mutex<Owners<K>>>,
}

/// The semaphore of each owner, and how many requests hold or wait for a place in it.
type Owners<K> = HashMap<K, (Arc<Semaphore>, usize)>;

impl<K: Copy + Eq + Hash> Shares<K> {
    fn new(each: usize) -> Self {
        Self { each, of: Arc::default() }
    }

    /// Counts a request of that owner; None if it has `at_most` already.
    fn claim(&self, owner: K, at_most: usize) -> Option<Claim<K>> {
        let mut owners = lock(&self.of);
        let (semaphore, requests) =
            owners.entry(owner).or_insert_with(|| (Arc::new(Semaphore::new(self.each)), 0));
        if *requests >= at_most {
            return None;
        }
        *requests += 1;
        Some(Claim { owner, semaphore: Arc::clone(semaphore), of: Arc::clone(&self.of) })
    }
}

/// A counted request.
#[derive(Debug)]
struct Claim<K: Copy + Eq + Hash> {
    owner: K,
    semaphore: Arc<Semaphore>,
    of: Arc<Mutex<Owners<K>>>,
}

impl<K: Copy + Eq + Hash> Claim<K> {
    /// Waits until then for a place.
    async fn granted(self, until: Instant) -> Option<Share<K>> {
        let place = acquire(&self.semaphore, until).await?;
        Some(Share { _place: place, _claim: self })
    }
}

impl<K: Copy + Eq + Hash> Drop for Claim<K> {
    fn drop(&mut self) {
        let mut owners = lock(&self.of);
        if let Some((_, requests)) = owners.get_mut(&self.owner) {
            *requests -= 1;
            if *requests == 0 {
                owners.remove(&self.owner);
            }
        }
    }
}

/// An owner's place.
#[derive(Debug)]
struct Share<K: Copy + Eq + Hash> {
    _place: OwnedSemaphorePermit,
    _claim: Claim<K>,
}

/// Locks a mutex. Its content is consistent after each step, even if a thread panics.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits {
        all: 4,
        organization: 3,
        person: 2,
        waiting: 1,
        wait: Duration::from_millis(100),
        retry_after: 5,
    };
    const ADA: UserId = 1;
    const BOB: UserId = 2;
    const EVE: UserId = 3;

    #[tokio::test]
    async fn a_person_an_organization_and_all_have_so_many_and_get_them_back() {
        let turns = Turns::new("lists", LIMITS);
        let take = |user, organization| turns.take(user, Some(organization));
        let first = take(ADA, 7).await.unwrap();
        let _second = take(ADA, 7).await.unwrap();
        let own = take(ADA, 7).await.unwrap_err().to_string();
        assert_eq!(own, "Your other lists come first. Try again in 5 seconds.");
        let _third = take(BOB, 7).await.unwrap();
        let organization = take(BOB, 7).await.unwrap_err().to_string();
        assert_eq!(organization, "Your organization's other lists come first. Try again in 5 seconds.");
        let _fourth = take(EVE, 8).await.unwrap();
        let all = take(EVE, 8).await.unwrap_err().to_string();
        assert_eq!(all, "The server is busy: other lists come first. Try again in 5 seconds.");
        drop(first);
        let _fifth = take(EVE, 8).await.unwrap();
    }

    #[tokio::test]
    async fn a_turn_is_waited_for_and_what_would_wait_behind_too_many_is_refused_at_once() {
        let turns = Turns::new("lists", Limits { wait: Duration::from_mins(1), ..LIMITS });
        let held = [turns.take(ADA, None).await.unwrap(), turns.take(ADA, None).await.unwrap()];
        let (waiting, refused) = tokio::join!(
            async {
                let turn = turns.take(ADA, None).await;
                turn.is_ok()
            },
            async {
                // By now the other one is waiting.
                let refused = turns.take(ADA, None).await;
                drop(held);
                refused.is_err()
            }
        );
        assert!(waiting && refused);
    }

    #[tokio::test]
    async fn who_asks_for_nothing_is_not_remembered() {
        let turns = Turns::new("lists", LIMITS);
        let held = [turns.take(ADA, Some(7)).await.unwrap(), turns.take(ADA, Some(7)).await.unwrap()];
        assert!(turns.take(ADA, Some(7)).await.is_err());
        drop(held);
        assert!(lock(&turns.people.of).is_empty() && lock(&turns.organizations.of).is_empty());
    }
}
