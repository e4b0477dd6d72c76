//! Whether a report is stale (R10).

use model::{Day, OrganizationId, Permit};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::Of;
use super::open::tuples;
use crate::entity::{event, license, license_assignment};
use crate::event::Kind;
use crate::{Db, scope};

/// Kinds that change no count, no status and no text of a report.
const HARMLESS: [Kind; 4] = [Kind::Pinned, Kind::Unpinned, Kind::SignedIn, Kind::SignedOut];
/// Kinds that a person's own page shows at once.
const SHOWN_AT_ONCE: [Kind; 2] = [Kind::NoteEdited, Kind::PartnerNoteEdited];

/// What a report tells of the moment it was generated at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Generated {
    /// Number of the latest event then.
    pub last_event: i64,
    /// The day on which its standings were decided.
    pub day: Day,
}

/// Whether a report `of` what the permit reaches is stale: another day has begun in UTC, or anything in it has
/// changed, other than by the reader's own notes. `now` in milliseconds since the Unix epoch.
///
/// Which organisation may read an event does not matter to the yes or no, but that nobody learns of another
/// partner's notes (R4). Events are numbered when they are written: on PostgreSQL one with a lower number may be
/// committed after a higher one, and goes unnoticed when the report was generated in between. Imports write their
/// events last, so that this is a moment.
pub async fn changed_since(
    db: &Db,
    permit: &Permit,
    of: Of<'_>,
    generated: Generated,
    now: i64,
) -> Result<bool, DbErr> {
    if Day::of_instant(now) != generated.day {
        return Ok(true);
    }
    match of {
        Of::Everything => anything(db, permit, generated.last_event).await,
        Of::Organizations(asked) => {
            let changed = organizations(db, permit, generated.last_event).await?;
            Ok(asked.iter().any(|id| changed.binary_search(id).is_ok()))
        }
    }
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

/// On rows of events: those after `last` that make a report of this reader stale.
fn telling(permit: &Permit, last: i64) -> Condition {
    let column = |column| Expr::col((event::Entity, column));
    let names = |kinds: &[Kind]| kinds.iter().map(|kind| kind.name()).collect::<Vec<_>>();
    let shown_at_once = column(event::Column::Kind).is_in(names(&SHOWN_AT_ONCE));
    let mine =
        column(event::Column::UserId).is_not_null().and(column(event::Column::UserId).eq(permit.user()));
    let is_partner_note = column(event::Column::Kind).eq(Kind::PartnerNoteEdited.name());
    let own = column(event::Column::VisibleTo).eq(permit.confidant_of());
    let mut all = Condition::all().add(column(event::Column::Id).gt(last));
    all = all.add(column(event::Column::Kind).is_not_in(names(&HARMLESS)));
    all = all.add(is_partner_note.not().or(own)); // tenant: own partner notes, in changes
    all.add(shown_at_once.and(mine).not())
}

async fn anything(db: &Db, permit: &Permit, last: i64) -> Result<bool, DbErr> {
    let mut visible = Query::select();
    visible
        .column((license::Entity, license::Column::Id))
        .from(license::Entity)
        .cond_where(scope::licenses_in_reach(permit));
    let first: Option<i64> = event::Entity::find()
        .filter(telling(permit, last))
        .filter(event::Column::LicenseId.in_subquery(visible))
        .select_only()
        .column(event::Column::Id)
        .into_tuple()
        .one(db.connection())
        .await?;
    Ok(first.is_some())
}

/// The organisations within reach whose licenses have changed, sorted.
async fn organizations(db: &Db, permit: &Permit, last: i64) -> Result<Vec<OrganizationId>, DbErr> {
    let mut select = scope::assignments(permit);
    select
        .distinct()
        .column((license_assignment::Entity, license_assignment::Column::OrganizationId))
        .inner_join(
            event::Entity,
            Expr::col((event::Entity, event::Column::LicenseId))
                .equals((license_assignment::Entity, license_assignment::Column::LicenseId)),
        )
        .cond_where(telling(permit, last));
    let rows: Vec<(OrganizationId,)> = tuples(db.connection(), &select).await?;
    let mut ids: Vec<_> = rows.into_iter().map(|(id,)| id).collect();
    ids.sort_unstable();
    Ok(ids)
}

#[cfg(test)]
mod tests {
    use model::access::RoleObject;
    use model::{Action, Level, LicenseId, Target};

    use super::*;
    use crate::event::Event;
    use crate::license::edit_note;
    use crate::report::open;
    use crate::testing::{NOW, TODAY, World, actor, databases, level};

    /// What an import tells of a license, to one organisation alone.
    async fn imported(db: &Db, permit: &Permit, license: LicenseId, visible_to: OrganizationId) {
        let event = Event { visible_to: Some(visible_to), ..Event::by(permit, NOW, Kind::LicenseChanged) };
        event.on(license).record(db.connection()).await.unwrap();
    }

    #[tokio::test]
    async fn a_report_is_stale_by_its_own_organizations_whoever_changed_them_and_by_the_day() {
        for database in databases().await {
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
                Generated { last_event: names.last_event, day: names.today }
            };
            let changed =
                async |of, generated, now| changed_since(db, &permit, of, generated, now).await.unwrap();
            let first = generate().await;
            assert!(!changed(of, first, NOW).await, "{}", database.name);
            assert!(changed(of, first, NOW + 86_400_000).await, "{}", database.name);

            imported(db, &permit, direct, world.direct_customer).await;
            assert!(!changed(of, first, NOW).await, "{}", database.name);
            assert!(changed(Of::Everything, first, NOW).await, "{}", database.name);

            // The reader's own import, of which another organisation is told.
            imported(db, &permit, license, world.customer).await;
            assert!(changed(of, first, NOW).await, "{}", database.name);
            assert!(!changed(of, generate().await, NOW).await, "{}", database.name);
        }
    }

    #[tokio::test]
    async fn own_notes_make_no_list_stale_and_a_colleague_s_do() {
        for database in databases().await {
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
                let generated = Generated { last_event: 0, day: TODAY };
                for of in [Of::Everything, Of::Organizations(&[world.customer])] {
                    let found = changed_since(db, &permit, of, generated, NOW).await.unwrap();
                    assert_eq!(found, stale, "{}", database.name);
                }
            }
        }
    }
}
