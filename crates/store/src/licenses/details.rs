//! The details of one license, for the side panel of the lists.

use model::access::Relation;
use model::details::{Details, LATEST_EVENTS};
use model::event::HistoryEntry;
use model::report::ProductEntry;
use model::{Action, Day, LicenseId, OrganizationId, Permit, ProductKind, Refused};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};

use super::history::latest;
use super::report::texts;
use super::{LicenseError, describe};
use crate::Db;
use crate::db::entity::{organization, partner_assignment, pin};
use crate::db::scope;
use crate::text::order_key;

/// Returns the details of the license with that public ID, in any case. Its latest events need `history`, a permit for the
/// license's history; its deployments, and their events, need `deployments`, one for its deployments.
pub async fn details(
    db: &Db,
    permit: &Permit,
    history: Option<&Permit>,
    deployments: Option<&Permit>,
    public_id: &str,
    now: i64,
) -> Result<Details, LicenseError> {
    permit.only(Action::ListLicenses)?;
    if let Some(history) = history {
        history.only(Action::SeeHistory)?;
    }
    if let Some(deployments) = deployments {
        deployments.only(Action::DownloadDeploymentReport)?;
    }
    let license = describe(db, permit, public_id).await?;
    let texts = texts(db, permit, &[license.id]).await?.pop().ok_or(Refused)?;
    let today = Day::of_instant(now);
    let sees_deployments = match deployments {
        Some(deployments) => scope::reaches(db.connection(), deployments, license.id).await?,
        None => false,
    };
    Ok(Details {
        texts,
        product: ProductEntry {
            id: license.product_id,
            name: license.product,
            kind: license.kind,
            page: license.page,
        },
        relation: relation(permit, &license.organization_ids),
        license_type: license.license_type,
        start: license.facts.start,
        expiration: license.facts.expiration,
        today,
        standing: license.facts.standing(today),
        pinned: is_pinned(db, permit, license.id).await?,
        units: license.units,
        deployments: sees_deployments.then_some(license.deployments),
        organizations: license.organizations,
        resellers: resellers(db, permit, &license.organization_ids).await?,
        history: events(db, history, deployments, license.id).await?,
    })
}

/// Returns how a license with these organizations relates to the reader. A license of the main organization and of a
/// sub-organization is the sub-organization's (R1).
fn relation(permit: &Permit, organizations: &[OrganizationId]) -> Relation {
    if permit.reach(ProductKind::OnPremises).has(Relation::Customer) {
        return Relation::Customer;
    }
    match organizations {
        [] => Relation::Personal,
        all if all.iter().all(|one| Some(*one) == permit.organization()) => Relation::Own,
        _ => Relation::Sub,
    }
}

async fn is_pinned(db: &Db, permit: &Permit, license: LicenseId) -> Result<bool, DbErr> {
    let own = pin::Entity::find_by_id((permit.user(), license)); // tenant: own pins
    Ok(own.count(db.connection()).await? > 0)
}

/// Returns the latest events. None without a permit that reaches the license.
async fn events(
    db: &Db,
    history: Option<&Permit>,
    deployments: Option<&Permit>,
    license: LicenseId,
) -> Result<Option<Vec<HistoryEntry>>, LicenseError> {
    let Some(history) = history else { return Ok(None) };
    match latest(db, history, deployments, license, LATEST_EVENTS).await {
        Ok(events) => Ok(Some(events)),
        Err(LicenseError::Refused(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Returns the names of the resellers that sold to these customers of the permit's organization.
async fn resellers(db: &Db, permit: &Permit, customers: &[OrganizationId]) -> Result<Vec<String>, DbErr> {
    if !permit.reach(ProductKind::OnPremises).has(Relation::Customer) {
        return Ok(Vec::new());
    }
    let reseller = partner_assignment::Entity::belongs_to(organization::Entity)
        .from(partner_assignment::Column::ResellerId)
        .to(organization::Column::Id);
    let mut names: Vec<String> = partner_assignment::Entity::find()
        .filter(partner_assignment::Column::PartnerId.eq(permit.organization())) // tenant: resellers of own customers
        .filter(partner_assignment::Column::CustomerId.is_in(customers.iter().copied()))
        .join(sea_orm::JoinType::InnerJoin, reseller.into())
        .select_only()
        .column(organization::Column::Name)
        .distinct()
        .into_tuple()
        .all(db.connection())
        .await?;
    names.sort_by_cached_key(|name| order_key(name));
    Ok(names)
}

#[cfg(test)]
mod tests {
    use model::access::RoleObject;
    use model::details::Deployments;
    use model::{Actor, Level, Levels, Target};

    use super::*;
    use crate::licenses::{edit_note, set_pin};
    use crate::testing::{NOW, NewLicense, TODAY, TestDb, World, actor, add_license, both_databases, level};

    const OWN: RoleObject = RoleObject::LicenseManagement;
    const CUSTOMERS: RoleObject = RoleObject::LicenseManagementCustomerOrganizations;

    async fn read(db: &Db, reader: &Actor, target: Target, id: &str) -> Result<Details, LicenseError> {
        let permit = reader.permit(Action::ListLicenses, target).map_err(LicenseError::Refused)?;
        let history = reader.permit(Action::SeeHistory, target).ok();
        let deployments = reader.permit(Action::DownloadDeploymentReport, target).ok();
        details(db, &permit, history.as_ref(), deployments.as_ref(), id, NOW).await
    }

    async fn licensed(db: &Db, world: &World, organizations: &[OrganizationId]) -> LicenseId {
        let new = NewLicense { key: "KEY", product: world.scanner, organizations, user: None, deployed: 3 };
        add_license(db, &new).await
    }

    #[both_databases]
    async fn readers_get_what_their_level_shows(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        licensed(db, &world, &[world.customer]).await;
        let sees = Some(Deployments { count: 3, online: 3, offline: 0 });
        for (name, organization, levels, target, relation, deployments) in [
            (
                "viewer",
                world.customer,
                level(OWN, Level::ViewOnly),
                Target::MyOrganization,
                Relation::Own,
                None,
            ),
            (
                "admin",
                world.customer,
                level(OWN, Level::FullAccess),
                Target::MyOrganization,
                Relation::Own,
                sees,
            ),
            (
                "seller",
                world.distributor,
                level(CUSTOMERS, Level::ViewOnly),
                Target::Customers,
                Relation::Customer,
                None,
            ),
            (
                "partner",
                world.distributor,
                level(CUSTOMERS, Level::FullAccess),
                Target::Customers,
                Relation::Customer,
                sees,
            ),
        ] {
            let reader = actor(db, name, Some(organization), levels).await;
            let details = read(db, &reader, target, "l-key").await.unwrap();
            assert_eq!((details.relation, details.deployments), (relation, deployments), "{name}");
            assert_eq!(details.units.deployed, 3, "{name}: as the list shows it");
            assert_eq!(
                (details.product.name.as_str(), details.organizations),
                ("Scanner", vec!["Customer".into()])
            );
            assert_eq!((details.today, details.expiration), (TODAY, Some(TODAY.plus(365))));
            assert!(!details.texts.masked_key.contains("KEY") && details.history.is_some(), "{name}");
            let is_partner = relation == Relation::Customer;
            assert_eq!(details.texts.partner_note.is_some(), is_partner, "{name}");
            assert_eq!(details.resellers, if is_partner { vec!["Reseller"] } else { vec![] }, "{name}");
        }
    }

    #[both_databases]
    async fn hidden_and_missing_licenses_are_one_answer(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        licensed(db, &world, &[world.customer]).await;
        let levels = level(OWN, Level::FullAccess).with(CUSTOMERS, Level::FullAccess);
        for (name, organization) in [
            ("stranger", world.direct_customer),
            ("branch", world.sub),
            ("other", world.other_distributor),
            // The distributor's own licenses are others than its customers'.
            ("distributor", world.distributor),
        ] {
            let reader = actor(db, name, Some(organization), levels).await;
            for id in ["L-KEY", "L-NONE", ""] {
                let seen = read(db, &reader, Target::MyOrganization, id).await;
                assert!(matches!(seen, Err(LicenseError::Refused(_))), "{name} {id}");
            }
        }
    }

    #[both_databases]
    async fn pins_and_partner_notes_are_the_reader_s_own(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let license = licensed(db, &world, &[world.customer, world.other_customer]).await;
        let levels = level(CUSTOMERS, Level::FullAccess);
        let partner = actor(db, "partner", Some(world.distributor), levels).await;
        let other = actor(db, "other", Some(world.other_distributor), levels).await;
        let permit = |action| partner.permit(action, Target::Customers).unwrap();
        set_pin(db, &permit(Action::PinLicense), license, true, NOW).await.unwrap();
        edit_note(db, &permit(Action::EditPartnerNote), license, 0, "margin 40 %", NOW).await.unwrap();
        for (reader, pinned, note, resellers, events) in
            [(&partner, true, "margin 40 %", vec!["Reseller"], 2), (&other, false, "", vec![], 0)]
        {
            let seen = read(db, reader, Target::Customers, "L-KEY").await.unwrap();
            assert_eq!(
                (seen.pinned, seen.resellers),
                (pinned, resellers.into_iter().map(String::from).collect())
            );
            assert_eq!(seen.texts.partner_note.unwrap().text, note);
            assert_eq!(seen.history.map(|events| events.len()), Some(events));
        }
    }

    #[both_databases]
    async fn a_license_of_a_main_and_a_sub_organization_is_the_sub_organization_s(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        licensed(db, &world, &[world.customer, world.sub]).await;
        let levels: Levels = level(OWN, Level::FullAccess)
            .with(RoleObject::LicenseManagementSubOrganizations, Level::ViewOnly);
        let mut reader = actor(db, "reader", Some(world.customer), levels).await;
        if let Some(membership) = &mut reader.membership {
            membership.has_subs = true;
        }
        let seen = read(db, &reader, Target::MyOrganization, "L-KEY").await.unwrap();
        assert_eq!(seen.relation, Relation::Sub);
        assert_eq!(seen.organizations, ["Customer", "Customer North"]);
    }
}
