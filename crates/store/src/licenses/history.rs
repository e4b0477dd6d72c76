//! License History: the events of a license.

use std::collections::HashMap;

use model::event::HistoryEntry;
use model::{Action, LicenseId, OrganizationKind, Permit, Refused};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};

use super::LicenseError;
use crate::Db;
use crate::db::entity::{event, membership, organization, user};
use crate::db::scope;
use crate::events::{ANOTHER, Kind};

/// At most this many events are returned.
const HISTORY_LIMIT: u64 = 500;

/// Returns the latest events of a license, newest first: those open to everybody who sees it, and those of the reader's
/// organization (R4). Pins are private: readers see only their own. Events of deployments need `deployments`, a permit for the
/// license's deployments.
pub async fn history(
    db: &Db,
    permit: &Permit,
    deployments: Option<&Permit>,
    license: LicenseId,
) -> Result<Vec<HistoryEntry>, LicenseError> {
    permit.only(Action::SeeHistory)?;
    if let Some(deployments) = deployments {
        deployments.only(Action::DownloadDeploymentReport)?;
    }
    latest(db, permit, deployments, license, HISTORY_LIMIT).await
}

/// [`history`], at most that many events.
pub(super) async fn latest(
    db: &Db,
    permit: &Permit,
    deployments: Option<&Permit>,
    license: LicenseId,
    limit: u64,
) -> Result<Vec<HistoryEntry>, LicenseError> {
    if !scope::reaches(db.connection(), permit, license).await? {
        return Err(Refused.into());
    }
    let mut hidden: Vec<&str> = Vec::new();
    let of_deployments = match deployments {
        Some(deployments) => scope::reaches(db.connection(), deployments, license).await?,
        None => false,
    };
    if !of_deployments {
        hidden.extend(Kind::OF_DEPLOYMENTS.map(Kind::name)); // tenant: deployments' events
    }
    let own = event::Column::VisibleTo.eq(permit.confidant_of());
    let not_a_pin = event::Column::Kind.is_not_in([Kind::Pinned.name(), Kind::Unpinned.name()]);
    let rows = event::Entity::find()
        .filter(event::Column::LicenseId.eq(license))
        .filter(event::Column::VisibleTo.is_null().or(own)) // tenant: own partner notes, in events
        .filter(not_a_pin.or(event::Column::UserId.eq(permit.user()))) // tenant: own pins
        .filter(event::Column::Kind.is_not_in(hidden))
        .order_by_desc(event::Column::Id)
        .limit(limit)
        .all(db.connection())
        .await?;
    let colleagues = colleagues(db, permit, &rows).await?;
    let organizations = organizations(db, permit, &rows).await?;
    let entry = |row: event::Model| {
        let kind = Kind::from_name(&row.kind)?;
        let colleague = row.user_id.and_then(|user| colleagues.get(&user).cloned());
        let organization = |id| organizations.get(&id).cloned().unwrap_or_else(|| ANOTHER.to_owned());
        let who = colleague.or_else(|| row.organization_id.map(organization));
        Some(HistoryEntry { at: row.at, who, kind, old: row.old, new: row.new })
    };
    Ok(rows.into_iter().filter_map(entry).collect())
}

/// Names of the actors who are in the reader's organization, and of the reader.
async fn colleagues(db: &Db, permit: &Permit, rows: &[event::Model]) -> Result<HashMap<i64, String>, DbErr> {
    let users: Vec<_> = rows.iter().filter_map(|row| row.user_id).collect();
    let join =
        user::Entity::belongs_to(membership::Entity).from(user::Column::Id).to(membership::Column::UserId);
    let colleague = membership::Column::OrganizationId.eq(permit.organization());
    let names: Vec<(i64, String)> = user::Entity::find()
        .join(JoinType::LeftJoin, join.into())
        .filter(user::Column::Id.is_in(users))
        .filter(colleague.or(user::Column::Id.eq(permit.user())))
        .select_only()
        .columns([user::Column::Id, user::Column::Name])
        .into_tuple()
        .all(db.connection())
        .await?;
    Ok(names.into_iter().collect())
}

/// Names of the acting organizations that the reader may know: their own, those within the permit's reach, and the vendor.
async fn organizations(
    db: &Db,
    permit: &Permit,
    rows: &[event::Model],
) -> Result<HashMap<i64, String>, DbErr> {
    let known = Condition::any()
        .add(organization::Column::Id.eq(permit.organization()))
        .add(organization::Column::Kind.eq(OrganizationKind::Vendor.name()))
        .add(scope::organizations(permit));
    let ids: Vec<_> = rows.iter().filter_map(|row| row.organization_id).collect();
    let names: Vec<(i64, String)> = organization::Entity::find()
        .filter(organization::Column::Id.is_in(ids))
        .filter(known) // tenant: organizations in the history, named
        .select_only()
        .columns([organization::Column::Id, organization::Column::Name])
        .into_tuple()
        .all(db.connection())
        .await?;
    Ok(names.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use model::access::RoleObject;
    use model::{Actor, Level, Target};

    use super::*;
    use crate::events::Event;
    use crate::licenses::edit_note;
    use crate::people;
    use crate::testing::{NOW, TestDb, World, actor, both_databases, level};

    async fn who(db: &Db, reader: &Actor, license: LicenseId) -> Vec<Option<String>> {
        let permit = reader.permit(Action::SeeHistory, Target::Anything).unwrap();
        history(db, &permit, None, license).await.unwrap().into_iter().map(|entry| entry.who).collect()
    }

    #[both_databases]
    async fn organizations_that_the_reader_may_not_know_are_not_named(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let vendor = people::add_organization(db, "Maker", OrganizationKind::Vendor, None, NOW);
        let vendor = vendor.await.unwrap();
        // Assigned to a customer and to a stranger: neither must learn of the other.
        let license = world.license(db, "KEY", &[world.customer, world.other_customer]).await;
        let levels = level(RoleObject::LicenseManagement, Level::FullAccess);
        let stranger = actor(db, "stranger", Some(world.other_customer), levels).await;
        let permit = stranger.permit(Action::EditNote, Target::Anything).unwrap();
        edit_note(db, &permit, license, 0, "mine", NOW).await.unwrap();
        let renewed = Event {
            organization: Some(vendor),
            ..Event::of_installation(NOW, Kind::LicenseChanged).on(license)
        };
        renewed.record(db.connection()).await.unwrap();
        let customers = level(RoleObject::LicenseManagementCustomerOrganizations, Level::ViewOnly);
        let colleague = actor(db, "colleague", Some(world.other_customer), levels).await;
        let customer = actor(db, "customer", Some(world.customer), levels).await;
        let partner = actor(db, "partner", Some(world.distributor), customers).await;
        let other_partner = actor(db, "other-partner", Some(world.other_distributor), customers).await;
        for (reader, name) in [
            (&colleague, "stranger"),
            (&customer, ANOTHER),
            (&partner, ANOTHER),
            (&other_partner, "Other Customer"),
        ] {
            let expected = [Some("Maker".to_owned()), Some(name.to_owned())];
            assert_eq!(who(db, reader, license).await, expected);
        }
    }

    #[both_databases]
    async fn deployments_are_told_to_those_who_may_have_their_report(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let license = world.license(db, "KEY", &[world.customer]).await;
        for kind in [Kind::LicenseAdded].into_iter().chain(Kind::OF_DEPLOYMENTS) {
            Event::of_installation(NOW, kind).on(license).record(db.connection()).await.unwrap();
        }
        let own = RoleObject::LicenseManagement;
        let customers = RoleObject::LicenseManagementCustomerOrganizations;
        for (name, organization, levels, events) in [
            ("viewer", world.customer, level(own, Level::ViewOnly), 1),
            ("admin", world.customer, level(own, Level::FullAccess), 9),
            ("partner-viewer", world.distributor, level(customers, Level::ViewOnly), 1),
            ("partner", world.distributor, level(customers, Level::FullAccess), 9),
            // Full Access on their own licenses, View Only on customers'.
            ("mixed", world.distributor, level(customers, Level::ViewOnly).with(own, Level::FullAccess), 1),
        ] {
            let reader = actor(db, name, Some(organization), levels).await;
            let permit = reader.permit(Action::SeeHistory, Target::Anything).unwrap();
            let deployments = reader.permit(Action::DownloadDeploymentReport, Target::Anything).ok();
            let seen = history(db, &permit, deployments.as_ref(), license).await.unwrap();
            assert_eq!(seen.len(), events, "{name}");
        }
    }
}
