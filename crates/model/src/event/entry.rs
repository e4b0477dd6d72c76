//! Events as people read them: in Event History, and in the history of a license.

use serde::{Deserialize, Serialize};

use super::{Kind, Object};

/// An event as its organization sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The number of its row, which orders events of the same moment.
    pub number: i64,
    /// When it happened, in milliseconds since the Unix epoch.
    pub at: i64,
    /// Who did it: a person who acted for this organization by their e-mail address at the time, another organization by its
    /// name or as another one, or the kind of actor in words.
    pub who: String,
    /// The network address that it was done from; None for acts of other organizations.
    pub network_address: Option<String>,
    /// What happened.
    pub kind: Kind,
    /// The kind of thing that it happened to.
    pub object: Option<Object>,
    /// That thing's name at the time.
    pub object_name: String,
    /// The value before; may be empty.
    pub old: String,
    /// The value after; may be empty.
    pub new: String,
}

/// An event in a license's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// When it happened, in milliseconds since the Unix epoch.
    pub at: i64,
    /// The person's name within the reader's organization; otherwise the organization's name if the reader knows of it, or
    /// another one; None for the installation itself.
    pub who: Option<String>,
    /// What happened.
    pub kind: Kind,
    /// The value before; may be empty.
    pub old: String,
    /// The value after; may be empty.
    pub new: String,
}

/// The last event of a page, from which the next page continues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// When it happened, in milliseconds since the Unix epoch.
    pub at: i64,
    /// Its number, which orders events of the same moment.
    pub event: i64,
}

/// A page of events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// The page's events.
    pub events: Vec<Entry>,
    /// Where the next page begins; None on the last page.
    pub next: Option<Cursor>,
}
