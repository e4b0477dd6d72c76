//! The chain: each event is sealed once, within seconds, by the server whose turn it is (docs/DECISIONS.md).
//!
//! Writers don't wait for each other, because no event carries the hash of the previous one. The chain follows behind them, in
//! the order of the events' numbers as they become visible. On PostgreSQL an event with a lower number may be committed after a
//! higher one; it is sealed when it is seen. An event not seen within [`LATE`] is never sealed, so that one inserted between
//! old ones stays outside of the chain.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use model::event::Category;
use model::{LicenseId, OrganizationId, OrganizationKind};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseBackend, DbErr, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect, Select,
};
use sha2::{Digest as _, Sha256};
use tokio::time::sleep;

use super::{Actor, Kind};
use crate::Db;
use crate::db::WriteTransaction;
use crate::db::batch::insert;
use crate::db::entity::{event, event_organization, event_seal, license_assignment, organization};
use crate::text::fold;

/// One transaction seals at most this many events, so that other writers don't wait long.
const AT_ONCE: u64 = 1_000;
/// The pause between two such transactions, for other writers.
const PAUSE: Duration = Duration::from_millis(50);
/// How long an event's transaction may take from its number to its commit, in milliseconds. Transactions write their events
/// last.
pub(super) const LATE: i64 = 3_600_000;
/// PostgreSQL's advisory lock held while the chain grows: "seals" in ASCII.
const SEALING_LOCK: i64 = 0x73_6561_6c73;
/// How many days events that concern no organization are kept.
const RETENTION: i32 = 365;
const DAY: i64 = 86_400_000;

/// Seals all events, puts them into the Event History of their organizations, and returns how many. Calling it twice, or
/// several times at once, does no harm. `now` in milliseconds since the Unix epoch.
pub async fn seal(db: &Db, now: i64) -> Result<u64, DbErr> {
    let mut sealed = 0;
    let mut after = begin(db.connection(), now).await?;
    loop {
        // Without new events nobody waits for the writer.
        if pending(after).one(db.connection()).await?.is_none() {
            return Ok(sealed);
        }
        let transaction = db.begin_write().await?;
        let some = seal_some(&transaction, after, now).await?;
        transaction.commit().await?;
        sealed += some.count;
        if some.count < AT_ONCE {
            return Ok(sealed);
        }
        after = some.last;
        // SQLite has no queue for its one writer: the pause lets others in.
        sleep(PAUSE).await;
    }
}

/// [`seal`] within a transaction.
pub(super) async fn seal_all(transaction: &WriteTransaction, now: i64) -> Result<(), DbErr> {
    let mut after = begin(transaction, now).await?;
    loop {
        let some = seal_some(transaction, after, now).await?;
        if some.count < AT_ONCE {
            return Ok(());
        }
        after = some.last;
    }
}

/// The number above which events are looked for. SQLite has one writer, so numbers become visible in order.
async fn begin(connection: &impl ConnectionTrait, now: i64) -> Result<i64, DbErr> {
    match connection.get_database_backend() {
        DatabaseBackend::Postgres => passed_before(connection, now - LATE).await,
        _ => passed_before(connection, i64::MAX).await,
    }
}

/// The events above that number that are not sealed.
fn pending(after: i64) -> Select<event::Entity> {
    event::Entity::find()
        .filter(event::Column::Id.gt(after))
        .filter(unsealed())
        .order_by_asc(event::Column::Id)
}

/// The events sealed in one transaction.
struct Sealed {
    /// Number of them.
    count: u64,
    /// The highest of their numbers.
    last: i64,
}

async fn seal_some(transaction: &WriteTransaction, after: i64, now: i64) -> Result<Sealed, DbErr> {
    if transaction.get_database_backend() == DatabaseBackend::Postgres {
        let lock = format!("SELECT pg_advisory_xact_lock({SEALING_LOCK})");
        transaction.execute_unprepared(&lock).await?;
    }
    let events = pending(after).limit(AT_ONCE).all(transaction).await?;
    let Some(last) = events.last().map(|event| event.id) else {
        return Ok(Sealed { count: 0, last: after });
    };
    let histories = Histories::of(transaction, &events).await?;
    let head = event_seal::Entity::find().order_by_desc(event_seal::Column::Seq).one(transaction).await?;
    let (mut seq, mut passed, mut hash) =
        head.map_or((0, 0, String::new()), |head| (head.seq, head.passed, head.hash));
    let (mut seals, mut listed) = (Vec::with_capacity(events.len()), Vec::new());
    for event in &events {
        let (organizations, keep_until) = histories.of_event(event);
        seq += 1;
        passed = Ord::max(passed, event.id);
        let mut seal = event_seal::Model {
            seq,
            event_id: event.id,
            at: event.at,
            keep_until,
            sealed_at: now,
            passed,
            content_hash: content_hash(event),
            hash: String::new(),
            pruned: false,
        };
        seal.hash = link(&hash, &seal);
        hash.clone_from(&seal.hash);
        let category = Kind::from_name(&event.kind).map_or(Category::Personal, Kind::category);
        if category != Category::Personal {
            listed.extend(organizations.into_iter().map(|(organization, keep_until)| {
                event_organization::ActiveModel {
                    event_id: Set(event.id),
                    organization_id: Set(organization),
                    keep_until: Set(keep_until),
                    at: Set(event.at),
                    category: Set(category.name().to_owned()),
                    user_id: Set(event.user_id),
                    text_folded: Set(searched(event, organization)),
                }
            }));
        }
        seals.push(event_seal::ActiveModel::from(seal).reset_all());
    }
    insert(transaction, seals).await?;
    insert(transaction, listed).await?;
    Ok(Sealed { count: events.len() as u64, last })
}

/// The folded text by which an organization finds an event. The actor counts only in the history of the organization they acted
/// for: others don't see it, and could guess it letter by letter (R3).
fn searched(event: &event::Model, organization: OrganizationId) -> String {
    let is_own = event.acting_organization_id == Some(organization) && event.actor == Actor::Person.name();
    let who = if is_own { &*event.actor_name } else { "" };
    // No name contains a line break, so nothing is found across two of them.
    fold(&[who, &event.object_name, &event.old, &event.new].join("\n"))
}

/// The highest number of an event in the chain at that moment: no lower one is sealed anymore.
pub(super) async fn passed_before(connection: &impl ConnectionTrait, moment: i64) -> Result<i64, DbErr> {
    let passed: Option<i64> = event_seal::Entity::find()
        .filter(event_seal::Column::SealedAt.lte(moment))
        .order_by_desc(event_seal::Column::SealedAt)
        .order_by_desc(event_seal::Column::Seq)
        .select_only()
        .column(event_seal::Column::Passed)
        .into_tuple()
        .one(connection)
        .await?;
    // Numbers begin at 1.
    Ok(passed.unwrap_or(i64::MIN))
}

/// On rows of events: those without a seal.
pub(super) fn unsealed() -> Expr {
    let mut sealed = Query::select();
    sealed.expr(Expr::val(1)).from(event_seal::Entity).and_where(
        Expr::col((event_seal::Entity, event_seal::Column::EventId))
            .equals((event::Entity, event::Column::Id)),
    );
    Expr::exists(sealed).not()
}

/// The organizations that events concern, and their retention periods.
struct Histories {
    assigned: HashMap<LicenseId, Vec<OrganizationId>>,
    vendor: Option<OrganizationId>,
    retention: HashMap<OrganizationId, i32>,
}

impl Histories {
    async fn of(connection: &impl ConnectionTrait, events: &[event::Model]) -> Result<Self, DbErr> {
        let licenses: BTreeSet<i64> = events.iter().filter_map(|event| event.license_id).collect();
        let mut assigned: HashMap<LicenseId, Vec<OrganizationId>> = HashMap::new();
        if !licenses.is_empty() {
            let rows = license_assignment::Entity::find()
                .filter(license_assignment::Column::LicenseId.is_in(licenses))
                .all(connection);
            for row in rows.await? {
                assigned.entry(row.license_id).or_default().push(row.organization_id);
            }
        }
        let vendor: Option<i64> = organization::Entity::find()
            .filter(organization::Column::Kind.eq(OrganizationKind::Vendor.name()))
            .select_only()
            .column(organization::Column::Id)
            .into_tuple()
            .one(connection)
            .await?;
        let named =
            |event: &event::Model| [event.organization_id, event.acting_organization_id, event.visible_to];
        let named = events.iter().flat_map(named).flatten();
        let concerned: BTreeSet<i64> =
            named.chain(assigned.values().flatten().copied()).chain(vendor).collect();
        let retention: Vec<(i64, i32)> = organization::Entity::find()
            .filter(organization::Column::Id.is_in(concerned))
            .select_only()
            .columns([organization::Column::Id, organization::Column::RetentionDays])
            .into_tuple()
            .all(connection)
            .await?;
        Ok(Self { assigned, vendor, retention: retention.into_iter().collect() })
    }

    /// The organizations whose history has the event, each with the end of its retention period; and the latest of these, until
    /// which the event is kept. An event that only one organization may read is in that one's history (R4). Any other is in
    /// those of the organization that acted, the one it concerns, and those that have the license. An event without an
    /// organization is the vendor's.
    fn of_event(&self, event: &event::Model) -> (Vec<(OrganizationId, i64)>, i64) {
        let mut concerned = BTreeSet::new();
        if let Some(reader) = event.visible_to {
            concerned.insert(reader);
        } else {
            concerned.extend(event.organization_id);
            concerned.extend(event.acting_organization_id);
            let assigned = event.license_id.and_then(|id| self.assigned.get(&id));
            concerned.extend(assigned.into_iter().flatten());
            if concerned.is_empty() {
                concerned.extend(self.vendor);
            }
        }
        let days = concerned.iter().filter_map(|id| self.retention.get(id)).max().copied();
        let until = |days: Option<i32>| event.at.saturating_add(i64::from(days.unwrap_or(RETENTION)) * DAY);
        let histories = concerned.iter().map(|id| (*id, until(self.retention.get(id).copied())));
        (histories.collect(), until(days))
    }
}

/// SHA-256 of an event's content, without its number, in hexadecimal.
pub(super) fn content_hash(event: &event::Model) -> String {
    let event::Model {
        id: _,
        at,
        user_id,
        organization_id,
        license_id,
        visible_to,
        acting_organization_id,
        kind,
        old,
        new,
        network_address,
        actor,
        actor_name,
        object,
        object_name,
    } = event;
    let mut hash = Sha256::new();
    for number in [Some(*at), *user_id, *organization_id, *license_id, *visible_to, *acting_organization_id] {
        hash_text(&mut hash, number.map(|number| number.to_string()).as_deref());
    }
    for text in [Some(kind), Some(old), Some(new), network_address.as_ref()] {
        hash_text(&mut hash, text.map(String::as_str));
    }
    for text in [actor, actor_name, object, object_name] {
        hash_text(&mut hash, Some(text));
    }
    hex::encode(hash.finalize())
}

/// SHA-256 of the link that follows the one with the hash `previous`, in hexadecimal.
pub(super) fn link(previous: &str, seal: &event_seal::Model) -> String {
    let event_seal::Model {
        seq,
        event_id,
        at,
        keep_until,
        sealed_at,
        passed,
        content_hash,
        hash: _,
        pruned: _,
    } = seal;
    let mut hash = Sha256::new();
    hash_text(&mut hash, Some(previous));
    for number in [seq, event_id, at, keep_until, sealed_at, passed] {
        hash_text(&mut hash, Some(&number.to_string()));
    }
    hash_text(&mut hash, Some(content_hash));
    hex::encode(hash.finalize())
}

/// Each string is preceded by its length, so that different lists of strings have different hashes.
fn hash_text(hash: &mut Sha256, text: Option<&str>) {
    match text {
        None => hash.update([0]),
        Some(text) => {
            hash.update([1]);
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text);
        }
    }
}
