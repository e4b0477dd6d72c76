use std::collections::BTreeSet;

use model::license::Facts;
use model::{LicenseType, OrganizationId, Status, Warning};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};

use super::*;
use crate::db::entity::{
    access_group, access_group_path, deployment, invitation, license_assignment, license_entitlement,
    license_limit, membership, partner_assignment, partner_note, pin, pool_tag, product,
};
use crate::db::scope;
use crate::people::organization_named;
use crate::sign_in::session;
use crate::testing::{NOW, TODAY, TestDb, both_databases, databases, known_rows};

fn options(licenses: usize) -> Options {
    Options { licenses, today: TODAY, now: NOW, password_hash: "hash".into() }
}

/// Every license with its organizations, and the values that decide its standing.
async fn licenses(db: &Db) -> Vec<(license::Model, Vec<OrganizationId>, Facts)> {
    let assignments = license_assignment::Entity::find().all(db.connection()).await.unwrap();
    let deployments = deployment::Entity::find().all(db.connection()).await.unwrap();
    assert!(deployments.iter().all(|one| one.activated_at <= one.last_seen_at && one.last_seen_at <= NOW));
    let mut all = Vec::new();
    for license in license::Entity::find().all(db.connection()).await.unwrap() {
        let mine = assignments.iter().filter(|one| one.license_id == license.id);
        let owners = mine.map(|one| one.organization_id).collect();
        let deployed = deployments
            .iter()
            .filter(|one| one.license_id == license.id)
            .map(|one| one.quantity)
            .sum::<i64>();
        let facts = Facts {
            start: license.start_date.into(),
            expiration: license.expiration_date.map(Day::from),
            deployed: u32::try_from(deployed).unwrap(),
            purchased: u32::try_from(license.purchased).unwrap(),
            suspended: license.suspended,
            registered: license.registered,
        };
        all.push((license, owners, facts));
    }
    all
}

#[both_databases]
async fn the_demo_shows_everything(database: TestDb) {
    let connection = database.db.connection();
    let Outcome::Created(summary) = create(&database.db, &options(LICENSES)).await.unwrap() else { panic!() };
    // Twelve people with special roles or homes, and two colleagues in each customer and sub-organization.
    assert_eq!((summary.licenses, summary.people), (LICENSES, 12 + 2 * 43));
    let all = i64::try_from(LICENSES).unwrap();
    assert!(known_rows(&database.db, "licenses").await.is_none_or(|known| known == all));
    assert_eq!(user::Entity::find().count(connection).await.unwrap(), summary.people as u64);
    assert_eq!(invitation::Entity::find().count(connection).await.unwrap(), 1);
    assert_eq!(organization::Entity::find().count(connection).await.unwrap(), summary.organizations as u64);
    let deployments = deployment::Entity::find().count(connection).await.unwrap();
    assert_eq!(deployments, summary.deployments as u64);
    assert!((200..1_000).contains(&deployments), "{deployments}");

    let all = licenses(&database.db).await;
    assert_eq!(all.len(), LICENSES);
    assert_eq!(license_entitlement::Entity::find().count(connection).await.unwrap(), 6);
    assert_eq!(all.iter().filter(|(license, ..)| license.heartbeat_period.is_some()).count(), 1);
    assert_eq!(crate::deployments::release_silent(&database.db, NOW).await.unwrap(), 0);
    let writing = crate::critical_alerts::Writing { address: "http://localhost", dice: || [9; 32], now: NOW };
    // To the mailing list and to the admin.
    assert_eq!(crate::critical_alerts::write_due(&database.db, writing).await.unwrap(), 2);
    let main = organization_named(connection, words::MAIN).await.unwrap().unwrap();
    let distributor = organization_named(connection, words::DISTRIBUTOR).await.unwrap().unwrap();
    let customers: Vec<OrganizationId> = partner_assignment::Entity::find()
        .filter(partner_assignment::Column::PartnerId.eq(distributor.id))
        .select_only()
        .column(partner_assignment::Column::CustomerId)
        .into_tuple()
        .all(connection)
        .await
        .unwrap();
    let main_subs: Vec<_> = organization::Entity::find()
        .filter(organization::Column::ParentId.eq(main.id))
        .all(connection)
        .await
        .unwrap();
    for reach in [&customers, &vec![main.id]] {
        let reached: Vec<_> =
            all.iter().filter(|(_, owners, _)| owners.iter().any(|one| reach.contains(one))).collect();
        let statuses: BTreeSet<_> =
            reached.iter().map(|(_, _, facts)| facts.standing(TODAY).status()).collect();
        assert_eq!(statuses.len(), Status::ALL.len(), "{statuses:?}");
        let warnings: BTreeSet<_> =
            reached.iter().flat_map(|(_, _, facts)| facts.standing(TODAY).warnings()).collect();
        assert_eq!(warnings.len(), 5, "{warnings:?}");
        assert!(warnings.contains(&Warning::NearlyDepleted));
        let types: BTreeSet<_> = reached.iter().map(|(license, ..)| license.license_type.as_str()).collect();
        assert_eq!(types.len(), LicenseType::ALL.len());
    }
    let is_sub = |id: &OrganizationId| main_subs.iter().any(|sub| sub.id == *id);
    let shared = |with: &dyn Fn(&[OrganizationId]) -> bool| all.iter().any(|(_, owners, _)| with(owners));
    assert!(shared(&|owners| owners.contains(&main.id) && owners.iter().any(is_sub)));
    assert!(shared(&|owners| owners.iter().filter(|id| is_sub(id)).count() == 2));
    assert!(all.iter().any(|(license, ..)| license.expiration_date.is_none()));
    assert!(all.iter().any(|(license, ..)| Day::from(license.start_date) > TODAY));
    assert!(all.iter().all(|(license, ..)| license.created_at <= NOW));
    assert!(all.iter().any(|(license, ..)| license.contract_number.is_some()));

    let notes = partner_note::Entity::find().all(connection).await.unwrap();
    let twice = |one: &partner_note::Model| {
        notes
            .iter()
            .any(|other| other.license_id == one.license_id && other.organization_id != one.organization_id)
    };
    assert!(notes.iter().any(twice));
    assert!(pin::Entity::find().count(connection).await.unwrap() >= 3);
    assert!(license_limit::Entity::find().count(connection).await.unwrap() >= 10);
    let hidden = product::Entity::find().filter(product::Column::ShownToPartners.eq(false));
    assert_eq!(hidden.count(connection).await.unwrap(), 1);
}

#[both_databases]
async fn each_person_has_the_levels_it_shows(database: TestDb) {
    use model::access::RoleObject::{
        LicenseManagement, LicenseManagementCustomerOrganizations as Customers, VendorConsole,
    };
    use model::{Action, Level, Target};
    create(&database.db, &options(0)).await.unwrap();
    let user = async |email: &str| {
        let found = user::Entity::find().filter(user::Column::Email.eq(email)).one(database.db.connection());
        found.await.unwrap().unwrap().id
    };
    let actor = async |email: &str| {
        let user = user(email).await;
        let of = membership::Entity::find().filter(membership::Column::UserId.eq(user));
        let of = of.one(database.db.connection()).await.unwrap();
        session::actor(&database.db, user, of.map(|one| one.organization_id)).await.unwrap()
    };
    let level = async |email: &str, object| actor(email).await.membership.map(|one| one.levels.get(object));
    let (full, view, none) = (Some(Level::FullAccess), Some(Level::ViewOnly), Some(Level::None));
    assert_eq!(level("vendor@grantry.example", VendorConsole).await, full);
    for email in ["distributor@grantry.example", "reseller@grantry.example"] {
        assert_eq!(level(email, Customers).await, full);
        assert_eq!(level(email, LicenseManagement).await, view);
        let permit = actor(email).await.permit(Action::GenerateReport, Target::Customers).unwrap();
        assert!(permit.organization().is_some());
    }
    assert_eq!(level("partner-viewer@grantry.example", Customers).await, view);
    assert_eq!(level("partner-viewer@grantry.example", LicenseManagement).await, none);
    assert_eq!(level("admin@customer.example", LicenseManagement).await, full);
    assert_eq!(level("admin@customer.example", VendorConsole).await, none);
    assert_eq!(level("viewer@customer.example", LicenseManagement).await, view);
    for object in model::RoleObject::ALL {
        assert_eq!(level("none@customer.example", object).await, none);
    }
    let both =
        membership::Entity::find().filter(membership::Column::UserId.eq(user("both@customer.example").await));
    assert_eq!(both.count(database.db.connection()).await.unwrap(), 2);

    let solo = actor("solo@personal.example").await;
    assert_eq!(solo.membership, None);
    let permit = solo.permit(Action::ListLicenses, Target::MyOrganization).unwrap();
    let mine = license::Entity::find().filter(scope::licenses_in_reach(&permit));
    assert_eq!(mine.count(database.db.connection()).await.unwrap(), 1);

    // The reseller is one of the distributor's.
    let resellers = partner_assignment::Entity::find().all(database.db.connection()).await.unwrap();
    let reseller = actor("reseller@grantry.example").await.membership.unwrap().organization;
    let distributor = actor("distributor@grantry.example").await.membership.unwrap().organization;
    assert!(resellers.iter().any(|row| row.partner_id == distributor && row.reseller_id == Some(reseller)));
}

#[both_databases]
async fn branches_reach_only_their_own_pools(database: TestDb) {
    use model::pools::PoolQuery;
    use model::{Action, Target};
    create(&database.db, &options(0)).await.unwrap();
    let connection = database.db.connection();
    let main = organization_named(connection, words::MAIN).await.unwrap().unwrap().id;
    let products = async |email: &str| -> BTreeSet<String> {
        let user = user::Entity::find().filter(user::Column::Email.eq(email)).one(connection).await;
        let actor = session::actor(&database.db, user.unwrap().unwrap().id, Some(main)).await.unwrap();
        let permit = actor.permit(Action::ListLicenses, Target::MyOrganization).unwrap();
        let reached = license::Entity::find().filter(scope::licenses_in_reach(&permit)).all(connection).await;
        let reached: BTreeSet<i64> = reached.unwrap().into_iter().map(|license| license.product_id).collect();
        let named = product::Entity::find().filter(product::Column::Id.is_in(reached)).all(connection).await;
        let named: BTreeSet<String> = named.unwrap().into_iter().map(|product| product.name).collect();
        // The page shows the same, cloud services among them.
        let permit = actor.permit(Action::SeePools, Target::MyOrganization).unwrap();
        let listed =
            crate::pools::list(&database.db, &permit, None, &PoolQuery::default(), TODAY).await.unwrap();
        assert_eq!(listed.pools.into_iter().map(|pool| pool.name).collect::<BTreeSet<_>>(), named);
        named
    };
    let (john, larry, makio) = (
        products("john@customer.example").await,
        products("larry@customer.example").await,
        products("makio@customer.example").await,
    );
    assert_eq!(Vec::from_iter(john), ["Beacon Sandbox", "Drydock Kiosk"]);
    assert_eq!(Vec::from_iter(larry), ["Keel Archive"]);
    assert_eq!(Vec::from_iter(makio), ["Keel Patch Manager"]);
    assert_eq!(products("admin@customer.example").await.len(), words::PRODUCTS.len());

    // Each group lies below itself and All, and offices also below their regions.
    let groups = access_group::Entity::find().filter(access_group::Column::OrganizationId.eq(main));
    let groups: Vec<i64> = groups.all(connection).await.unwrap().into_iter().map(|group| group.id).collect();
    assert_eq!(groups.len(), 1 + 3 + 23);
    let lines =
        access_group_path::Entity::find().filter(access_group_path::Column::DescendantId.is_in(groups));
    assert_eq!(lines.count(connection).await.unwrap(), 1 + 2 * 3 + 3 * 23);
    let tagged = pool_tag::Entity::find().filter(pool_tag::Column::OrganizationId.eq(main));
    assert_eq!(tagged.count(connection).await.unwrap(), words::TAGGED.len() as u64);
}

#[tokio::test]
async fn the_demo_is_the_same_every_time_and_made_once() {
    let mut keys = Vec::new();
    for database in databases().await {
        assert!(matches!(create(&database.db, &options(1_200)).await, Ok(Outcome::Created(_))));
        assert_eq!(create(&database.db, &options(1_200)).await.unwrap(), Outcome::NotEmpty);
        let all = license::Entity::find().all(database.db.connection()).await.unwrap();
        assert_eq!(all.len(), 1_200);
        let mut mine: Vec<_> = all
            .into_iter()
            .map(|license| (license.license_key.to_compare().to_owned(), license.public_id))
            .collect();
        mine.sort();
        assert_eq!(mine[0].0.split('-').map(str::len).collect::<Vec<_>>(), [5; 5]);
        keys.push(mine);
    }
    assert!(keys.windows(2).all(|pair| pair[0] == pair[1]));
}
