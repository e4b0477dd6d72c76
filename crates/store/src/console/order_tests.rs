//! The lists of the console in each order, page by page.

use std::cmp::Ordering;
use std::collections::HashMap;

use model::console::{
    ConsoleQuery, LicenseColumn, ListedOrganization, OrganizationColumn, OrganizationQuery,
};
use model::list::{PAGE, Sort, SortColumn as _};
use model::{
    Action, Level, Levels, LicenseId, LicenseType, OrganizationId, OrganizationKind, ProductId, ProductKind,
};
use sea_orm::ActiveValue::Set;
use sea_orm::{EntityTrait as _, QueryOrder as _};

use super::tests::{permit, staff};
use super::{licenses, organizations};
use crate::Db;
use crate::db::batch::insert;
use crate::db::entity::{deployment, license};
use crate::groups::placed;
use crate::people::add_organization;
use crate::testing::{NOW, TODAY, TestDb, World, actor, add_product, both_databases};
use crate::text::{fold, order_key};

/// Three pages; the last is not full.
const LICENSES: i32 = 2 * 100 + 30;

/// Licenses of which many agree in each column but the ID and the key. Returns the names of their products.
async fn add_licenses(db: &Db, world: &World) -> HashMap<ProductId, &'static str> {
    let mut products = HashMap::new();
    for name in ["Zebra", "Äpfel", "Rack 10", "Rack 9", "apple"] {
        products.insert(add_product(db, name, ProductKind::OnPremises, true).await, name);
    }
    let mut of_row: Vec<ProductId> = products.keys().copied().collect();
    of_row.sort_unstable();
    let row = |number: i32| license::ActiveModel {
        public_id: Set(format!("L-{:03}", number * 331 % 1_000)),
        product_id: Set(of_row[usize::try_from(number % 5).unwrap()]),
        user_id: Set(None),
        license_type: Set(LicenseType::ALL[usize::try_from(number % 4).unwrap()].name().to_owned()),
        start_date: Set(TODAY.plus(number % 3).date()),
        expiration_date: Set((number % 7 > 0).then(|| TODAY.plus(3 + number % 7).date())),
        purchased: Set(i64::from(number % 6)),
        offline_units: Set(0),
        contract_number: Set(None),
        note: Set(String::new()),
        note_version: Set(0),
        suspended: Set(false),
        registered: Set(true),
        created_at: Set(NOW),
        ..license::ActiveModel::keyed(&format!("KEY-{:03}", number * 919 % 1_000))
    };
    insert(db.connection(), (0..LICENSES).map(row).collect()).await.unwrap();
    let rows = license::Entity::find().order_by_asc(license::Column::Id).all(db.connection()).await.unwrap();
    let units = |license: LicenseId| license % 4;
    let machine = |license: LicenseId| deployment::ActiveModel {
        license_id: Set(license),
        deployment_id: Set("machine".to_owned()),
        host_name: Set("host".to_owned()),
        platform: Set("linux".to_owned()),
        product_version: Set("1.0".to_owned()),
        mode: Set("online".to_owned()),
        quantity: Set(units(license)),
        group_name: Set(None),
        activated_at: Set(NOW),
        last_seen_at: Set(NOW),
        text_folded: Set("machine\nhost\nlinux\n1.0\n".to_owned()),
        ..Default::default()
    };
    let machines = rows.iter().map(|row| row.id).filter(|id| units(*id) > 0).map(machine);
    insert(db.connection(), machines.collect()).await.unwrap();
    let assigned = rows.iter().filter(|row| row.id % 2 == 0).map(|row| (row.id, world.customer));
    let assigned = placed(db.connection(), &assigned.collect::<Vec<_>>()).await.unwrap();
    insert(db.connection(), assigned).await.unwrap();
    products
}

fn compare(
    products: &HashMap<ProductId, &str>,
    by: LicenseColumn,
    a: &license::Model,
    b: &license::Model,
) -> Ordering {
    // A license has as many deployed units as its number says, up to three.
    let share = |row: &license::Model| {
        let units = f64::from(i32::try_from(row.id % 4).unwrap());
        if row.purchased == 0 {
            units * 1e12
        } else {
            units / f64::from(i32::try_from(row.purchased).unwrap())
        }
    };
    let kind = |row: &license::Model| LicenseType::from_name(&row.license_type);
    let product = |row: &license::Model| order_key(products[&row.product_id]);
    let end = |row: &license::Model| (row.expiration_date.is_none(), row.expiration_date);
    let order = match by {
        LicenseColumn::Added => Ordering::Equal,
        LicenseColumn::License => a.public_id.cmp(&b.public_id),
        LicenseColumn::Key => a.key_folded.cmp(&b.key_folded),
        LicenseColumn::Product => product(a).cmp(&product(b)),
        LicenseColumn::Start => a.start_date.cmp(&b.start_date),
        LicenseColumn::Expiration => end(a).cmp(&end(b)),
        LicenseColumn::Deployed => share(a).total_cmp(&share(b)),
        LicenseColumn::Type => kind(a).cmp(&kind(b)),
    };
    order.then(a.id.cmp(&b.id))
}

#[both_databases]
async fn licenses_are_sorted_by_each_column_and_no_page_repeats_or_misses_one(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let staff = staff(db, Level::ViewOnly).await;
    let seeing = &permit(&staff, Action::SeeConsole);
    let products = add_licenses(db, &world).await;
    let mut rows = license::Entity::find().all(db.connection()).await.unwrap();
    for by in LicenseColumn::ALL {
        rows.sort_by(|a, b| compare(&products, *by, a, b));
        for descending in [false, true] {
            let mut listed = Vec::new();
            for page in 0..4 {
                let sort = Sort { column: *by, descending };
                let query = ConsoleQuery { sort, page, ..ConsoleQuery::default() };
                let list = licenses(db, seeing, &query, TODAY).await.unwrap();
                assert_eq!(list.found, u64::from(LICENSES.unsigned_abs()));
                assert!(list.licenses.len() <= PAGE as usize);
                assert_eq!(list.licenses.is_empty(), page == 3);
                listed.extend(list.licenses.into_iter().map(|one| one.id));
            }
            let expected: Vec<_> = rows.iter().map(|row| row.id).collect();
            assert_eq!(listed, expected, "{by:?}, descending: {descending}");
            rows.reverse();
        }
    }
    let found = async |query: ConsoleQuery| licenses(db, seeing, &query, TODAY).await.unwrap();
    // More than a database takes in one query, but the same.
    let types = [vec![LicenseType::Evaluation; 70_000], vec![LicenseType::Nfr]].concat();
    let sort = Sort::ascending(LicenseColumn::Product);
    let some = found(ConsoleQuery { types, sort, page: 1, ..ConsoleQuery::default() }).await;
    let expected =
        rows.iter().filter(|row| ["evaluation", "nfr"].contains(&row.license_type.as_str())).count();
    assert_eq!((some.found, some.licenses.len()), (expected as u64, expected - PAGE as usize));
    let of_customer = ConsoleQuery { organization: Some(world.customer), ..ConsoleQuery::default() };
    let some = found(of_customer).await;
    assert_eq!(some.found, rows.iter().filter(|row| row.id % 2 == 0).count() as u64);
    assert!(some.licenses.iter().all(|one| one.organizations == ["Customer"]));
    assert_eq!(some.of_organization.as_deref(), Some("Customer"));
    let of_other = ConsoleQuery { organization: Some(world.sub), ..ConsoleQuery::default() };
    assert_eq!(found(of_other).await.found, 0);
    let (product, name) = products.iter().next().unwrap();
    let of_product = found(ConsoleQuery { product: Some(*product), ..ConsoleQuery::default() }).await;
    assert_eq!(of_product.of_product.as_deref(), Some(*name));
    // What a preset names may be lost.
    let (product, organization) = (Some(i64::MAX), Some(i64::MAX));
    let lost = found(ConsoleQuery { product, organization, ..ConsoleQuery::default() }).await;
    assert_eq!((lost.of_product, lost.of_organization, lost.found), (None, None, 0));
}

fn compare_organizations(by: OrganizationColumn, a: &ListedOrganization, b: &ListedOrganization) -> Ordering {
    let parent = |one: &ListedOrganization| one.parent.as_deref().map(order_key);
    let order = match by {
        OrganizationColumn::Name => order_key(&a.name).cmp(&order_key(&b.name)),
        OrganizationColumn::Kind => a.kind.cmp(&b.kind),
        OrganizationColumn::Parent => parent(a).cmp(&parent(b)),
        OrganizationColumn::Users => a.users.cmp(&b.users),
        OrganizationColumn::Licenses => a.licenses.cmp(&b.licenses),
    };
    order.then(a.id.cmp(&b.id))
}

#[both_databases]
async fn organizations_are_sorted_by_each_column_and_counted_by_users_and_licenses(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let staff = staff(db, Level::ViewOnly).await;
    let seeing = &permit(&staff, Action::SeeConsole);
    for (number, name) in (0..120).zip(["Öst", "Ost 10", "ost 9", "Zug"].into_iter().cycle()) {
        let kinds = [OrganizationKind::Customer, OrganizationKind::Reseller];
        let parent = [None, Some(world.customer), Some(world.distributor)][number % 3];
        // Told apart by more than signs that look alike.
        let name = format!("{name} {}", "x".repeat(number + 1));
        add_organization(db, &name, kinds[number % 2], parent, NOW).await.unwrap();
    }
    for (name, organization) in [("ada", world.customer), ("bob", world.customer), ("eve", world.sub)] {
        actor(db, name, Some(organization), Levels::all(Level::ViewOnly)).await;
    }
    for (key, owners) in [("K-1", &[world.sub][..]), ("K-2", &[world.sub, world.customer]), ("K-3", &[])] {
        world.license(db, key, owners).await;
    }
    let found = async |query: OrganizationQuery| organizations(db, seeing, &query).await.unwrap();
    let listed = async |sort| {
        let mut listed = Vec::new();
        for page in 0..3 {
            let list = found(OrganizationQuery { sort, page, ..OrganizationQuery::default() }).await;
            assert_eq!((list.found, list.organizations.is_empty()), (129, page == 2));
            listed.extend(list.organizations);
        }
        listed
    };
    let mut rows = listed(Sort::default()).await;
    let of = |rows: &[ListedOrganization], id: OrganizationId| {
        let one = rows.iter().find(|one| one.id == id).unwrap();
        (one.users, one.licenses)
    };
    let places = [world.customer, world.sub, world.reseller];
    assert_eq!(places.map(|id| of(&rows, id)), [(2, 1), (1, 2), (0, 0)]);
    for by in OrganizationColumn::ALL {
        rows.sort_by(|a, b| compare_organizations(*by, a, b));
        for descending in [false, true] {
            assert_eq!(listed(Sort { column: *by, descending }).await, rows, "{by:?}, {descending}");
            rows.reverse();
        }
    }
    // More than are sorted in people's order: the database sorts them, by what is left of a name without case and marks.
    for by in OrganizationColumn::ALL {
        let folded = |one: &ListedOrganization| (fold(&one.name), one.parent.as_deref().map(fold));
        rows.sort_by(|a, b| {
            let order = match by {
                OrganizationColumn::Name => folded(a).0.cmp(&folded(b).0),
                OrganizationColumn::Parent => folded(a).1.cmp(&folded(b).1),
                _ => return compare_organizations(*by, a, b),
            };
            order.then(a.id.cmp(&b.id))
        });
        for descending in [false, true] {
            let mut listed = Vec::new();
            for page in 0..2 {
                let sort = Sort { column: *by, descending };
                let query = OrganizationQuery { sort, page, ..OrganizationQuery::default() };
                let list = super::organizations::page(db, &query, 128).await.unwrap();
                assert_eq!(list.found, 129);
                assert!(list.organizations.len() <= PAGE as usize);
                listed.extend(list.organizations);
            }
            assert_eq!(listed, rows, "{by:?}, {descending}");
            rows.reverse();
        }
    }
    let sellers = [vec![OrganizationKind::Distributor; 70_000], vec![OrganizationKind::Vendor]].concat();
    let names = async |query: OrganizationQuery| {
        found(query).await.organizations.into_iter().map(|one| one.name).collect::<Vec<_>>()
    };
    let query = OrganizationQuery { kinds: sellers, ..OrganizationQuery::default() };
    assert_eq!(names(query).await, ["Distributor", "Maker", "Other Distributor"]);
    let customers = OrganizationQuery { partner: Some(world.distributor), ..OrganizationQuery::default() };
    assert_eq!(names(customers).await, ["Customer", "Direct Customer"]);
    let partner = async |partner| {
        found(OrganizationQuery { partner: Some(partner), ..OrganizationQuery::default() }).await.partner
    };
    assert_eq!(partner(world.distributor).await.as_deref(), Some("Distributor"));
    assert_eq!((partner(i64::MAX).await, found(OrganizationQuery::default()).await.partner), (None, None));
    let sold = OrganizationQuery { partner: Some(world.reseller), ..OrganizationQuery::default() };
    assert_eq!(names(sold).await, ["Customer"]);
}
