//! Checks that events are as they were written: `grantry verify-events`.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use sea_orm::{ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::seal::{LATE, content_hash, link, passed_before, unsealed};
use crate::Db;
use crate::db::entity::{event, event_seal};

/// At most this many seals are read at a time.
const AT_ONCE: u64 = 5_000;

/// The end of the chain. An operator who keeps it elsewhere can later tell whether the chain was cut or rebuilt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// How many events were ever sealed.
    pub count: i64,
    /// The last link, 64 hexadecimal digits; empty before the first event.
    pub hash: String,
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.count, self.hash)
    }
}

/// The text is no [`Head`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a head is a count and 64 hexadecimal digits, as in 1200:9f86d0…")]
pub struct HeadError;

impl FromStr for Head {
    type Err = HeadError;

    fn from_str(text: &str) -> Result<Self, HeadError> {
        let (count, hash) = text.trim().split_once(':').ok_or(HeadError)?;
        let count = count.parse().ok().filter(|count| *count >= 0).ok_or(HeadError)?;
        let is_hash = hash.len() == 64 && hash.bytes().all(|digit| digit.is_ascii_hexdigit());
        if !is_hash && (count, hash) != (0, "") {
            return Err(HeadError);
        }
        Ok(Self { count, hash: hash.to_ascii_lowercase() })
    }
}

/// A difference from what was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// An event's content differs from its seal.
    #[error("Event {0} was altered.")]
    Altered(i64),
    /// Two events have exchanged numbers.
    #[error("Events {0} and {1} were swapped.")]
    Swapped(i64, i64),
    /// An event is missing, though its retention period is not over.
    #[error("Event {0} was deleted.")]
    Deleted(i64),
    /// An event was never sealed, though later ones were.
    #[error("Event {0} was added, or its seal was deleted.")]
    Added(i64),
    /// A seal does not follow from the one before.
    #[error(
        "Seal {seq}, of event {event}, does not follow from the one before: it was altered, or that one was."
    )]
    SealAltered {
        /// The seal's place in the chain.
        seq: i64,
        /// The event it seals.
        event: i64,
    },
    /// Seals are missing.
    #[error("Seals {first} to {last} were deleted.")]
    SealsDeleted {
        /// The first place without a seal.
        first: i64,
        /// The last one.
        last: i64,
    },
    /// The chain never had the expected head.
    #[error("The chain does not contain the expected head: its end was cut off, or it was rebuilt.")]
    OtherChain,
}

impl Finding {
    /// The event a finding is about; None if it is about seals.
    pub fn event(&self) -> Option<i64> {
        match self {
            Self::Altered(event)
            | Self::Swapped(event, _)
            | Self::Deleted(event)
            | Self::Added(event)
            | Self::SealAltered { event, .. } => Some(*event),
            Self::SealsDeleted { .. } | Self::OtherChain => None,
        }
    }
}

/// The result of [`verify`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The end of the chain.
    pub head: Head,
    /// How many of the events that were checked remain; the others were removed after their retention period.
    pub kept: u64,
    /// How many are not sealed yet.
    pub waiting: u64,
    /// All differences by number, those of events first, then those of seals.
    pub findings: Vec<Finding>,
}

/// Compares all events with the chain, and the chain with the head it once had, if that is known. `now` in milliseconds since
/// the Unix epoch.
///
/// Somebody who can write to the database can add an event at the end unnoticed. A chain rebuilt as a whole is noticed only with
/// an expected head.
pub async fn verify(db: &Db, expected: Option<&Head>, now: i64) -> Result<Verified, DbErr> {
    check(db, Walk::new(expected, now), i64::MIN).await
}

/// Compares the events sealed since that head with the chain: a daily check takes as long as a day's events do. Changes of
/// older events are found only by [`verify`]. If the chain does not contain the head, everything is checked.
pub async fn verify_since(db: &Db, since: &Head, now: i64) -> Result<Verified, DbErr> {
    let seals = event_seal::Entity::find()
        .filter(event_seal::Column::Seq.between(since.count - 1, since.count))
        .order_by_asc(event_seal::Column::Seq)
        .all(db.connection())
        .await?;
    let (before, sealed) = match seals.as_slice() {
        [sealed] if sealed.seq == 1 => (String::new(), sealed),
        [before, sealed] => (before.hash.clone(), sealed),
        _ => return verify(db, Some(since), now).await,
    };
    if sealed.hash != since.hash {
        return verify(db, Some(since), now).await;
    }
    // The walk begins with the head's own seal: only its link proves which events were passed by then.
    let mut walk = Walk::new(Some(since), now);
    walk.head = Head { count: since.count - 1, hash: before };
    check(db, walk, sealed.passed).await
}

/// Walks from the walk's head to the end of the chain. Looks for unsealed events with numbers above `above`.
async fn check(db: &Db, mut walk: Walk<'_>, above: i64) -> Result<Verified, DbErr> {
    loop {
        let seals = event_seal::Entity::find()
            .filter(event_seal::Column::Seq.gt(walk.head.count))
            .order_by_asc(event_seal::Column::Seq)
            .limit(AT_ONCE)
            .all(db.connection())
            .await?;
        if seals.is_empty() {
            break;
        }
        let events = event::Entity::find()
            .filter(event::Column::Id.is_in(seals.iter().map(|seal| seal.event_id)))
            .all(db.connection())
            .await?;
        let events: HashMap<i64, event::Model> = events.into_iter().map(|event| (event.id, event)).collect();
        for seal in seals {
            let event = events.get(&seal.event_id);
            walk.step(seal, event);
        }
    }
    let passed = passed_before(db.connection(), walk.now - LATE).await?;
    let outside = event::Entity::find().filter(unsealed());
    let added: Vec<i64> = outside
        .clone()
        .filter(event::Column::Id.gt(above))
        .filter(event::Column::Id.lte(passed))
        .order_by_asc(event::Column::Id)
        .select_only()
        .column(event::Column::Id)
        .into_tuple()
        .all(db.connection())
        .await?;
    let waiting = outside.filter(event::Column::Id.gt(passed)).count(db.connection()).await?;
    Ok(walk.end(added, waiting))
}

/// The state of the walk along the chain.
struct Walk<'a> {
    expected: Option<&'a Head>,
    now: i64,
    /// The last link checked.
    head: Head,
    kept: u64,
    /// Whether the expected head was met; true if there is none.
    is_met: bool,
    /// Events whose content differs from the seal: the sealed digest and the current one.
    altered: Vec<(i64, String, String)>,
    findings: Vec<Finding>,
    of_seals: Vec<Finding>,
}

impl<'a> Walk<'a> {
    fn new(expected: Option<&'a Head>, now: i64) -> Self {
        Self {
            expected,
            now,
            head: Head { count: 0, hash: String::new() },
            kept: 0,
            is_met: expected.is_none_or(|expected| expected.count == 0),
            altered: Vec::new(),
            findings: Vec::new(),
            of_seals: Vec::new(),
        }
    }

    fn step(&mut self, seal: event_seal::Model, event: Option<&event::Model>) {
        let follows = seal.seq == self.head.count + 1;
        if !follows {
            self.of_seals.push(Finding::SealsDeleted { first: self.head.count + 1, last: seal.seq - 1 });
        }
        // After a gap the previous link is unknown.
        let is_true = !follows || link(&self.head.hash, &seal) == seal.hash;
        if !is_true {
            self.of_seals.push(Finding::SealAltered { seq: seal.seq, event: seal.event_id });
        }
        match event {
            Some(event) => {
                self.kept += 1;
                let content = content_hash(event);
                // An altered seal proves nothing about its event.
                if is_true && content != seal.content_hash {
                    self.altered.push((event.id, seal.content_hash.clone(), content));
                }
            }
            None if is_true && seal.keep_until > self.now => {
                self.findings.push(Finding::Deleted(seal.event_id));
            }
            None => {}
        }
        self.head = Head { count: seal.seq, hash: seal.hash };
        self.is_met |= self.expected.is_some_and(|expected| *expected == self.head);
    }

    fn end(mut self, added: Vec<i64>, waiting: u64) -> Verified {
        let mut sealed: HashMap<&str, i64> = HashMap::new();
        for (id, of_seal, _) in &self.altered {
            sealed.insert(of_seal, *id);
        }
        let there: HashMap<i64, &str> =
            self.altered.iter().map(|(id, _, there)| (*id, there.as_str())).collect();
        for (id, of_seal, content) in &self.altered {
            let other = sealed
                .get(content.as_str())
                .copied()
                .filter(|other| there.get(other) == Some(&of_seal.as_str()));
            match other {
                Some(other) if other < *id => {}
                Some(other) if other > *id => self.findings.push(Finding::Swapped(*id, other)),
                _ => self.findings.push(Finding::Altered(*id)),
            }
        }
        self.findings.extend(added.iter().copied().map(Finding::Added));
        self.findings.sort_by_key(Finding::event);
        self.findings.append(&mut self.of_seals);
        if !self.is_met {
            self.findings.push(Finding::OtherChain);
        }
        let kept = self.kept + added.len() as u64 + waiting;
        Verified { head: self.head, kept, waiting, findings: self.findings }
    }
}

#[cfg(test)]
mod tests;
