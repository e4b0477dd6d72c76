//! Who sees which licenses, in every relation and on both databases, and the report compared with plain SQL.

use model::access::RoleObject;
use model::report::{Report, Section};
use model::{Action, Actor, Level, Levels, Query as Filter, Target};

use super::*;
use crate::testing::{NOW, NewLicense, TestDb, World, actor, add_license, both_databases, level};

/// Keys of the licenses that the person sees, with the organizations they are shown under.
async fn sees(db: &Db, person: &Actor, target: Target) -> Vec<String> {
    let Ok(permit) = person.permit(Action::ListLicenses, target) else { return vec!["refused".into()] };
    let reading = person.permit(Action::ReadKeys, target).unwrap();
    let report = Report::new(open(db, &permit, Of::Everything, NOW).await.unwrap()).unwrap();
    let names = report.dictionaries();
    let all = Filter { history: true, ..Filter::default() };
    let mut seen = Vec::new();
    for section in Section::ALL {
        for position in report.rows(&all, section, usize::MAX) {
            let row = report.row(position);
            let key = crate::licenses::reveal_key(db, &reading, row.license, NOW).await.unwrap();
            let place = names.places[row.place as usize]
                .iter()
                .map(|at| names.organizations[*at as usize].name.as_str());
            seen.push(format!("{key} @ {}", place.collect::<Vec<_>>().join(" + ")));
        }
    }
    seen.sort();
    seen
}

fn full(object: RoleObject) -> Levels {
    level(object, Level::FullAccess)
}

#[both_databases]
async fn each_relation_sees_its_own_and_nothing_else(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let customers = full(RoleObject::LicenseManagementCustomerOrganizations);
    let own = full(RoleObject::LicenseManagement);
    let with_subs = own.with(RoleObject::LicenseManagementSubOrganizations, Level::FullAccess);
    let solo = actor(db, "solo", None, Levels::default()).await;
    for (key, product, organizations, user) in [
        ("CUST", world.scanner, vec![world.customer], None),
        ("CLOUD", world.cloud, vec![world.customer], None),
        ("ACCESS", world.identity, vec![world.customer], None),
        ("SUB", world.scanner, vec![world.sub], None),
        ("BOTH", world.scanner, vec![world.customer, world.sub], None),
        ("SUBS", world.scanner, vec![world.sub, world.second_sub, world.customer], None),
        ("DIRECT", world.scanner, vec![world.direct_customer], None),
        ("OTHER", world.scanner, vec![world.other_customer], None),
        ("DIST", world.scanner, vec![world.distributor], None),
        ("SOLO", world.cloud, vec![], Some(solo.user)),
    ] {
        add_license(db, &NewLicense { key, product, organizations: &organizations, user, deployed: 2 }).await;
    }
    let mine = Target::MyOrganization;
    let viewer = level(RoleObject::LicenseManagement, Level::ViewOnly);
    let under_customer =
        ["ACCESS @ Customer", "BOTH @ Customer", "CLOUD @ Customer", "CUST @ Customer", "SUBS @ Customer"];
    let without_cloud = ["ACCESS @ Customer", "BOTH @ Customer", "CUST @ Customer", "SUBS @ Customer"];
    let with_sub_rows = [
        "ACCESS @ Customer",
        "BOTH @ Customer North",
        "CLOUD @ Customer",
        "CUST @ Customer",
        "SUB @ Customer North",
        "SUBS @ Customer North + Customer South",
    ];
    let of_partner = ["BOTH @ Customer", "CLOUD @ Customer", "CUST @ Customer", "SUBS @ Customer"];
    let of_distributor = [
        "BOTH @ Customer",
        "CLOUD @ Customer",
        "CUST @ Customer",
        "DIRECT @ Direct Customer",
        "SUBS @ Customer",
    ];
    for (name, organization, levels, target, expected) in [
        ("admin", Some(world.customer), with_subs, mine, &with_sub_rows[..]),
        ("no-subs", Some(world.customer), own, mine, &under_customer),
        ("viewer", Some(world.customer), viewer, mine, &without_cloud),
        ("none", Some(world.customer), Levels::default(), mine, &[]),
        ("none-customers", Some(world.distributor), Levels::default(), Target::Customers, &["refused"]),
        (
            "branch",
            Some(world.sub),
            with_subs,
            mine,
            &["BOTH @ Customer North", "SUB @ Customer North", "SUBS @ Customer North"],
        ),
        ("other-branch", Some(world.second_sub), with_subs, mine, &["SUBS @ Customer South"]),
        ("distributor", Some(world.distributor), customers, Target::Customers, &of_distributor),
        ("distributor-own", Some(world.distributor), with_subs, mine, &["DIST @ Distributor"]),
        ("reseller", Some(world.reseller), customers, Target::Customers, &of_partner),
        ("other", Some(world.other_distributor), customers, Target::Customers, &["OTHER @ Other Customer"]),
        ("customer-as-partner", Some(world.customer), customers, Target::Customers, &["refused"]),
    ] {
        let person = actor(db, name, organization, levels).await;
        assert_eq!(sees(db, &person, target).await, expected, "{name}");
    }
    assert_eq!(sees(db, &solo, mine).await, ["SOLO @ "]);
}

#[both_databases]
async fn only_distributors_are_told_of_resellers_and_choices_are_kept_to_what_is_in_reach(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    world.license(db, "CUST", &[world.customer]).await;
    world.license(db, "OTHER", &[world.other_customer]).await;
    let levels = full(RoleObject::LicenseManagementCustomerOrganizations);
    for (name, organization, resellers, customers) in [
        ("distributor", world.distributor, 1, vec!["Customer", "Direct Customer"]),
        ("reseller", world.reseller, 0, vec!["Customer"]),
        ("other", world.other_distributor, 0, vec!["Other Customer"]),
    ] {
        let person = actor(db, name, Some(organization), levels).await;
        let permit = person.permit(Action::GenerateReport, Target::Customers).unwrap();
        let found = crate::licenses::report::customers(db, &permit).await.unwrap();
        assert_eq!(found.iter().map(|entry| entry.name.as_str()).collect::<Vec<_>>(), customers, "{name}");
        assert_eq!(found.iter().filter(|entry| entry.reseller.is_some()).count(), resellers, "{name}");
        let permit = person.permit(Action::ListLicenses, Target::Customers).unwrap();
        let all = [world.customer, world.direct_customer, world.other_customer, world.distributor, 999];
        let columns = open(db, &permit, Of::Organizations(&all), NOW).await.unwrap();
        let names: Vec<_> =
            columns.dictionaries.organizations.iter().map(|entry| entry.name.as_str()).collect();
        assert_eq!(names, customers, "{name}");
        assert_eq!(columns.dictionaries.resellers.len(), resellers, "{name}");
        assert_eq!(
            columns.rows.license.len(),
            if name == "other" { 1 } else { customers.len().min(1) },
            "{name}"
        );
    }
}

#[both_databases]
async fn deployed_is_counted_from_deployments_and_hidden_is_as_missing(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let new = NewLicense {
        key: "K",
        product: world.scanner,
        organizations: &[world.customer],
        user: None,
        deployed: 3,
    };
    let license = add_license(db, &new).await;
    let foreign = world.license(db, "F", &[world.other_customer]).await;
    let member = actor(db, "member", Some(world.customer), full(RoleObject::LicenseManagement)).await;
    let permit = member.permit(Action::ListLicenses, Target::MyOrganization).unwrap();
    let columns = open(db, &permit, Of::Everything, NOW).await.unwrap();
    assert_eq!((columns.rows.deployed, columns.rows.purchased), (vec![3], vec![10]));
    let texts = crate::licenses::report::texts(db, &permit, &[license, foreign, 999]).await.unwrap();
    assert_eq!(texts.len(), 1);
    assert_eq!(texts[0].partner_note, None);
    let reading = member.permit(Action::ReadKeys, Target::MyOrganization).unwrap();
    for hidden in [foreign, 999] {
        let refused = crate::licenses::reveal_key(db, &reading, hidden, NOW).await;
        assert_eq!(refused.unwrap_err().to_string(), model::Refused.to_string());
    }
}

/// Each query of a report keeps to the reach by itself, even if another one would drop the rows anyway.
#[both_databases]
async fn no_query_of_a_report_reads_what_is_out_of_reach(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let (product, user) = (world.scanner, None);
    let organizations = &[world.customer];
    let own = add_license(db, &NewLicense { key: "OWN", product, organizations, user, deployed: 1 }).await;
    let organizations = &[world.other_customer];
    add_license(db, &NewLicense { key: "FOREIGN", product, organizations, user, deployed: 1 }).await;
    let levels = full(RoleObject::LicenseManagement);
    let member = actor(db, "member", Some(world.customer), levels).await;
    let colleague = actor(db, "colleague", Some(world.customer), levels).await;
    let pin = colleague.permit(Action::PinLicense, Target::MyOrganization).unwrap();
    crate::licenses::set_pin(db, &pin, own, true, NOW).await.unwrap();
    let permit = member.permit(Action::ListLicenses, Target::MyOrganization).unwrap();

    let snapshot = db.begin_snapshot().await.unwrap();
    let mut gathered = Gathered::default();
    gathered.read_deployed(&snapshot, &permit).await.unwrap();
    assert_eq!(gathered.deployed, [(own, 1)]);
    assert!(pinned(db.connection(), &permit).await.unwrap().is_empty());
    let all = [world.customer, world.other_customer];
    let gathered = Gathered::read(&snapshot, &permit).await.unwrap();
    let read: Vec<_> = gathered.rows.iter().map(|row| row.license).collect();
    assert_eq!(read, [own]);
    let (named, ..) = super::organizations(db.connection(), &permit, Some(&all)).await.unwrap();
    let named: Vec<_> = named.iter().map(|entry| entry.id).collect();
    assert_eq!(named, [world.customer]);
}
