//! License pools: the licenses of an organization that lie in one access group together.

mod query;
mod tag;

use serde::{Deserialize, Serialize};

use crate::access::GroupId;
use crate::{Day, LicenseId, LicenseType, Status, Warning};

pub use crate::license::PoolStatus;
pub use query::{PoolColumn, PoolQuery};
pub use tag::{TAG_LIMIT, TAGS_OF_ORGANIZATION, TAGS_OF_THING, TagError, checked_tag, checked_tags};

/// Number of a pool in the database.
pub type PoolId = i64;

/// How long a move can be undone, in seconds.
pub const UNDO_SECONDS: i64 = 60;
/// At most this many pools are moved, merged or tagged at once.
pub const POOLS_AT_ONCE: usize = 1_000;
/// At most this many licenses are split off at once.
pub const SPLIT_AT_ONCE: usize = 2_000;

/// Units of licenses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Units {
    /// Purchased.
    pub total: u64,
    /// Taken by deployments.
    pub online: u64,
    /// Reserved for offline use.
    pub offline: u64,
    /// Neither taken nor reserved.
    pub free: u64,
}

impl Units {
    /// Those of one license.
    pub fn of(total: u64, online: u64, offline: u64) -> Self {
        Self { total, online, offline, free: total.saturating_sub(online).saturating_sub(offline) }
    }

    /// Adds those of another license. What one has too many of does not lessen what is free of another.
    pub fn add(&mut self, other: Self) {
        self.total += other.total;
        self.online += other.online;
        self.offline += other.offline;
        self.free += other.free;
    }
}

/// What licenses include beside units; None for what they are not sold by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Subunits {
    /// Mailboxes.
    pub mailboxes: Option<u64>,
    /// Gateway users.
    pub gateway_users: Option<u64>,
    /// Connections.
    pub connections: Option<u64>,
}

impl Subunits {
    /// Each number with its word, as the screen shows them.
    pub fn named(self) -> impl Iterator<Item = (u64, &'static str)> {
        let named = [
            (self.mailboxes, "mailboxes"),
            (self.gateway_users, "gateway users"),
            (self.connections, "connections"),
        ];
        named.into_iter().filter_map(|(number, word)| Some((number?, word)))
    }

    /// Adds those of another license.
    pub fn add(&mut self, other: Self) {
        let sum = |sum: &mut Option<u64>, other: Option<u64>| {
            if let Some(other) = other {
                *sum = Some(sum.unwrap_or(0) + other);
            }
        };
        sum(&mut self.mailboxes, other.mailboxes);
        sum(&mut self.gateway_users, other.gateway_users);
        sum(&mut self.connections, other.connections);
    }
}

/// The warnings among licenses, gravest first.
pub fn warnings(bits: u8) -> Vec<Warning> {
    Warning::ALL.into_iter().filter(|warning| bits & warning.bit() != 0).collect()
}

/// A pool, with what the query selects of its licenses. Numbers are sums over these, so that they equal the rows that it opens
/// to (R7).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Pool {
    /// Names it in requests.
    pub id: PoolId,
    /// Its name.
    pub name: String,
    /// The access group it lies in.
    pub group: GroupId,
    /// The names that lead to that group, from the topmost one within the reader's reach; without the root, unless it lies there.
    pub path: Vec<String>,
    /// How often it was renamed or moved. A change is refused if this is not its version anymore.
    pub version: i32,
    /// Licenses.
    pub licenses: u64,
    /// The gravest status of its licenses; None if there are none.
    pub status: Option<Status>,
    /// All warnings of its licenses, gravest first.
    pub warnings: Vec<Warning>,
    /// Units of its licenses.
    pub units: Units,
    /// What its licenses include beside units.
    pub subunits: Subunits,
    /// The earliest last day of its licenses; None if none has one.
    pub expiration: Option<Day>,
    /// Its tags, by name.
    pub tags: Vec<String>,
    /// Whether the reader may change its tags and those of its licenses.
    pub may_tag: bool,
}

/// How a license came to its organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Origin {
    /// Issued or imported here.
    Own,
}

impl Origin {
    /// The words on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Own => "Issued here",
        }
    }
}

/// A license of a pool.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PoolLicense {
    /// Names it in requests.
    pub id: LicenseId,
    /// Its public ID.
    pub public_id: String,
    /// How the owner got it.
    pub license_type: LicenseType,
    /// Name of its product.
    pub product: String,
    /// Its status.
    pub status: Status,
    /// Its warnings, gravest first.
    pub warnings: Vec<Warning>,
    /// Its units.
    pub units: Units,
    /// What it includes beside units.
    pub subunits: Subunits,
    /// First day, UTC.
    pub start: Day,
    /// Last day, UTC; None for a subscription without an end.
    pub expiration: Option<Day>,
    /// Who bought it, as the seller names them; may be empty.
    pub owner: String,
    /// How it came here.
    pub origin: Origin,
    /// Whom to ask about it; may be empty.
    pub contact: String,
    /// Its tags, by name.
    pub tags: Vec<String>,
}

/// A page of pools.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolList {
    /// The page's pools.
    pub pools: Vec<Pool>,
    /// How many pools match.
    pub found: u64,
    /// How many licenses match, for each of [`PoolStatus::ALL`], whichever of these are chosen.
    pub counts: [u64; 5],
    /// The path of the group that the query names; None if it names none within reach.
    pub of_group: Option<Vec<String>>,
}

/// A page of a pool's licenses.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolLicenses {
    /// The page's licenses, by public ID.
    pub licenses: Vec<PoolLicense>,
    /// How many match.
    pub found: u64,
}

/// A pool and the version that a person saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Seen {
    /// The pool.
    pub id: PoolId,
    /// Its version then.
    pub version: i32,
}

/// What a move did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// The moved pools with the groups where they were, for the way back.
    pub back: Vec<(Seen, GroupId)>,
    /// The path of the group where they are.
    pub to: Vec<String>,
    /// When it was, in milliseconds since the Unix epoch.
    pub at: i64,
}

/// Who would see the licenses of pools that were moved into a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Onlookers {
    /// People who see them there.
    pub see: u64,
    /// Those of them who may use them: reveal keys, and activate.
    pub may_use: u64,
}
