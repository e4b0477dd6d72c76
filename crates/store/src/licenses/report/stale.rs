//! Finds out whether a report is stale (R10).

use model::{Action, Day, LicenseId, OrganizationId, Permit};
use sea_orm::sea_query::{Condition, Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::Of;
use crate::Db;
use crate::db::entity::{event, license, license_assignment};
use crate::db::{scope, tuples};
use crate::events::Kind;
use crate::licenses::LicenseError;

/// Kinds that change no count, status or text of a report.
const HARMLESS: [Kind; 5] =
    [Kind::Pinned, Kind::Unpinned, Kind::SignedIn, Kind::SignedOut, Kind::KeyRevealed];
/// Kinds that the editor's own page shows immediately.
const SHOWN_AT_ONCE: [Kind; 2] = [Kind::NoteEdited, Kind::PartnerNoteEdited];
/// Events read in one query.
const CHUNK: u64 = 1_000;
/// One call reads at most this many chunks. After a large import elsewhere, the next call continues where this one stopped.
const CHUNKS: usize = 20;
/// After this long, in milliseconds, no event with a lower number is expected to be committed anymore.
const SETTLED: i64 = 10 * 60_000;

/// When a report was generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Generated {
    /// Number of the latest event then, or of the event up to which a later look found no change.
    pub last_event: i64,
    /// The day in UTC that decided its standings.
    pub day: Day,
    /// The pools that its reader reached ([`model::report::Dictionaries::reach`]).
    pub reach: u32,
}

/// The result of a look for changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changes {
    /// The report is stale.
    Stale,
    /// Nothing in the report changed up to the event with this number, where the next look begins.
    NoneUpTo(i64),
}

/// Reports whether a report `of` the permit's reach is stale: a new day has begun in UTC, or anything in it has changed, except
/// by the reader's own notes. `now` in milliseconds since the Unix epoch.
///
/// Reads the events after the report's last one, not the licenses: the cost depends on what happened since, not on the size of
/// the reach.
///
/// Events count whichever organization may read them, except another partner's notes, of which nobody may learn (R4). Events
/// get their numbers when written: on PostgreSQL one with a lower number may be committed after a higher one, and is missed if
/// the report was generated in between. Imports write their events last, so that this is a short time; for the same reason the
/// next look begins at events that are [`SETTLED`].
pub async fn changed_since(
    db: &Db,
    permit: &Permit,
    of: Of<'_>,
    generated: Generated,
    now: i64,
) -> Result<Changes, LicenseError> {
    permit.only(Action::ListLicenses)?;
    if Day::of_instant(now) != generated.day {
        return Ok(Changes::Stale);
    }
    // What left the reach has no event that they may know of.
    if reach_of(db.connection(), permit).await? != generated.reach {
        return Ok(Changes::Stale);
    }
    let asked = of.asked();
    let (mut after, mut settled) = (generated.last_event, generated.last_event);
    for _ in 0..CHUNKS {
        let events = events(db, permit, after).await?;
        let mut licenses: Vec<LicenseId> = events.iter().filter_map(|event| event.license).collect();
        licenses.sort_unstable();
        licenses.dedup();
        if !licenses.is_empty() && is_any_in_reach(db, permit, asked.as_deref(), &licenses).await? {
            return Ok(Changes::Stale);
        }
        let is_settled = |event: &&Told| event.at < now.saturating_sub(SETTLED);
        settled = events.iter().take_while(is_settled).last().map_or(settled, |event| event.id);
        let Some(last) = events.last() else { return Ok(Changes::NoneUpTo(settled)) };
        after = last.id;
        if (events.len() as u64) < CHUNK {
            return Ok(Changes::NoneUpTo(settled));
        }
    }
    Ok(Changes::NoneUpTo(after))
}

/// A number that stands for the pools that the permit reaches, by FNV-1a; 0 if access groups don't limit it.
pub(super) async fn reach_of(connection: &impl ConnectionTrait, permit: &Permit) -> Result<u32, DbErr> {
    let pools = scope::pools(connection, permit).await?;
    if pools.is_empty() {
        return Ok(0);
    }
    let numbers = pools.iter().flat_map(|(_, pools)| pools.iter().copied().chain([-1]));
    let bytes = numbers.flat_map(i64::to_le_bytes);
    let hash = bytes.fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    Ok(std::cmp::max(hash, 1))
}

/// Number of the latest event; 0 before the first.
pub(super) async fn last_event(connection: &impl ConnectionTrait) -> Result<i64, DbErr> {
    let last = event::Entity::find()
        .select_only()
        .column(event::Column::Id)
        .order_by_desc(event::Column::Id)
        .into_tuple()
        .one(connection)
        .await?;
    Ok(last.unwrap_or(0))
}

/// On rows of events: those that can make this reader's report stale.
fn telling(permit: &Permit) -> Condition {
    let column = |column| Expr::col((event::Entity, column));
    let names = |kinds: &[Kind]| kinds.iter().map(|kind| kind.name()).collect::<Vec<_>>();
    let shown_at_once = column(event::Column::Kind).is_in(names(&SHOWN_AT_ONCE));
    let mine =
        column(event::Column::UserId).is_not_null().and(column(event::Column::UserId).eq(permit.user()));
    let is_partner_note = column(event::Column::Kind).eq(Kind::PartnerNoteEdited.name());
    let own = column(event::Column::VisibleTo).eq(permit.confidant_of());
    let mut all = Condition::all();
    all = all.add(column(event::Column::Kind).is_not_in(names(&HARMLESS)));
    all = all.add(is_partner_note.not().or(own)); // tenant: own partner notes, in changes
    all.add(shown_at_once.and(mine).not())
}

/// An event that makes a report stale if the report contains its license.
struct Told {
    id: i64,
    at: i64,
    license: Option<LicenseId>,
}

/// The first [`CHUNK`] events after number `after`, by number.
fn told_after(permit: &Permit, after: i64) -> Select<event::Entity> {
    event::Entity::find()
        .filter(event::Column::Id.gt(after))
        .filter(telling(permit))
        .select_only()
        .columns([event::Column::Id, event::Column::At, event::Column::LicenseId])
        .order_by_asc(event::Column::Id)
        .limit(CHUNK)
}

async fn events(db: &Db, permit: &Permit, after: i64) -> Result<Vec<Told>, DbErr> {
    let rows: Vec<(i64, i64, Option<LicenseId>)> =
        told_after(permit, after).into_tuple().all(db.connection()).await?;
    Ok(rows.into_iter().map(|(id, at, license)| Told { id, at, license }).collect())
}

/// Whether the report, of the permit's reach or of the organizations in `asked` (sorted), contains any of these licenses.
async fn is_any_in_reach(
    db: &Db,
    permit: &Permit,
    asked: Option<&[OrganizationId]>,
    licenses: &[LicenseId],
) -> Result<bool, DbErr> {
    let Some(asked) = asked else {
        let found: Option<LicenseId> = license::Entity::find()
            .filter(scope::licenses_among(permit, licenses)) // tenant: licenses that have changed
            .select_only()
            .column(license::Column::Id)
            .into_tuple()
            .one(db.connection())
            .await?;
        return Ok(found.is_some());
    };
    let mut select = scope::assignments_among(permit, licenses);
    select.distinct().column((license_assignment::Entity, license_assignment::Column::OrganizationId));
    let rows: Vec<(OrganizationId,)> = tuples(db.connection(), &select).await?;
    Ok(rows.iter().any(|(id,)| asked.binary_search(id).is_ok()))
}

#[cfg(test)]
mod tests {
    use model::access::RoleObject;
    use model::{Level, LicenseId, Target};
    use sea_orm::QueryTrait as _;

    use super::*;
    use crate::db::scope::tests::plan;
    use crate::events::Event;
    use crate::licenses::edit_note;
    use crate::licenses::report::open;
    use crate::testing::{NOW, TODAY, TestDb, World, actor, both_databases, level};

    /// Records an event of an import about a license, visible to one organization alone.
    async fn imported(db: &Db, permit: &Permit, license: LicenseId, visible_to: OrganizationId) {
        let event = Event { visible_to: Some(visible_to), ..Event::by(permit, NOW, Kind::LicenseChanged) };
        event.on(license).record(db.connection()).await.unwrap();
    }

    #[both_databases]
    async fn a_report_is_stale_by_its_own_organizations_whoever_changed_them_and_by_the_day(
        database: TestDb,
    ) {
        let db = &database.db;
        let world = World::make(db).await;
        let license = world.license(db, "KEY", &[world.customer]).await;
        let direct = world.license(db, "DIRECT", &[world.direct_customer]).await;
        let levels = level(RoleObject::LicenseManagementCustomerOrganizations, Level::FullAccess);
        let partner = actor(db, "partner", Some(world.distributor), levels).await;
        let permit = partner.permit(Action::ListLicenses, Target::Customers).unwrap();
        let chosen = [world.other_customer, world.customer];
        let of = Of::Organizations(&chosen);
        let generate = async || {
            let names = open(db, &permit, of, NOW).await.unwrap().dictionaries;
            Generated { last_event: names.last_event, day: names.today, reach: names.reach }
        };
        let changed = async |of, generated, now| {
            changed_since(db, &permit, of, generated, now).await.unwrap() == Changes::Stale
        };
        let first = generate().await;
        assert!(!changed(of, first, NOW).await);
        assert!(changed(of, first, NOW + 86_400_000).await);

        imported(db, &permit, direct, world.direct_customer).await;
        assert!(!changed(of, first, NOW).await);
        assert!(changed(Of::Everything, first, NOW).await);

        // The reader's own import, in an event for another organization.
        imported(db, &permit, license, world.customer).await;
        assert!(changed(of, first, NOW).await);
        assert!(!changed(of, generate().await, NOW).await);
    }

    #[both_databases]
    async fn own_notes_make_no_list_stale_and_a_colleague_s_do(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let license = world.license(db, "KEY", &[world.customer]).await;
        let levels = level(RoleObject::LicenseManagement, Level::FullAccess);
        let writer = actor(db, "writer", Some(world.customer), levels).await;
        let reader = actor(db, "reader", Some(world.customer), levels).await;
        let permit = writer.permit(Action::EditNote, Target::Anything).unwrap();
        edit_note(db, &permit, license, 0, "renew", NOW).await.unwrap();
        for (person, stale) in [(&writer, false), (&reader, true)] {
            let permit = person.permit(Action::ListLicenses, Target::MyOrganization).unwrap();
            let generated = Generated { last_event: 0, day: TODAY, reach: 0 };
            for of in [Of::Everything, Of::Organizations(&[world.customer])] {
                let found = changed_since(db, &permit, of, generated, NOW).await.unwrap();
                assert_eq!(found == Changes::Stale, stale);
            }
        }
    }

    #[both_databases]
    async fn a_look_begins_at_the_last_event_and_reads_none_before_it(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let levels = level(RoleObject::LicenseManagement, Level::FullAccess);
        let reader = actor(db, "reader", Some(world.customer), levels).await;
        let permit = reader.permit(Action::ListLicenses, Target::MyOrganization).unwrap();
        let snapshot = db.begin_snapshot().await.unwrap();
        if database.name == "PostgreSQL" {
            // With so few rows the planner would rather sort.
            snapshot.execute_unprepared("SET LOCAL enable_bitmapscan = off").await.unwrap();
        }
        let steps = plan(&snapshot, &told_after(&permit, 7).into_query()).await;
        // As SQLite and PostgreSQL put it.
        let is_by_number = |step: &String| {
            step.contains("INTEGER PRIMARY KEY (rowid>?)") || step.contains("Index Cond: (id > ")
        };
        let sorts = |step: &String| step.contains("TEMP B-TREE") || step.contains("Sort");
        assert!(steps.iter().any(is_by_number), "{steps:#?}");
        assert!(!steps.iter().any(sorts), "{steps:#?}");
    }

    #[both_databases]
    async fn the_next_look_begins_at_what_is_settled_and_a_flood_of_foreign_events_is_read_in_parts(
        database: TestDb,
    ) {
        let db = &database.db;
        let world = World::make(db).await;
        let license = world.license(db, "KEY", &[world.customer]).await;
        let foreign = world.license(db, "FOREIGN", &[world.other_customer]).await;
        let levels = level(RoleObject::LicenseManagement, Level::FullAccess);
        let reader = actor(db, "reader", Some(world.customer), levels).await;
        let permit = reader.permit(Action::ListLicenses, Target::MyOrganization).unwrap();
        let look = async |last_event, now| {
            let generated = Generated { last_event, day: Day::of_instant(now), reach: 0 };
            changed_since(db, &permit, Of::Everything, generated, now).await.unwrap()
        };
        let first = last_event(db.connection()).await.unwrap();
        let flood = usize::try_from(CHUNK).unwrap() * CHUNKS + 1;
        let events = (0..flood).map(|_| {
            let happened = Event::of_installation(NOW, Kind::LicenseChanged);
            Event { visible_to: Some(world.other_customer), ..happened }.on(foreign).into_row()
        });
        crate::events::record_all(db.connection(), events.collect()).await.unwrap();
        let Changes::NoneUpTo(part) = look(first, NOW).await else { panic!() };
        assert!(part > first && part < last_event(db.connection()).await.unwrap());
        // The other events are too recent to count as settled.
        assert_eq!(look(part, NOW).await, Changes::NoneUpTo(part));
        let later = NOW + SETTLED + 1;
        let last = last_event(db.connection()).await.unwrap();
        assert_eq!(look(part, later).await, Changes::NoneUpTo(last));
        imported(db, &permit, license, world.customer).await;
        assert_eq!(look(last, later).await, Changes::Stale);
    }
}
