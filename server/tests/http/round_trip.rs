//! Another installation imports the portal's exports: the same licenses and deployments, without a changed word.

use app::deployments::{Asked, ListDeployments, ListedDeployments, RemoveDeployments};
use http::StatusCode;
use model::deployment::SortBy;
use model::{OrganizationKind, ProductKind};
use store::import::{CellReading, FileReading, Importer, Kind, Mapping, Owners, Plan, Request, apply, read};
use store::testing::{
    LicenseChange, NOW, NewLicense, TestDb, add_license, add_product, both_databases, change_license,
};
use store::{Db, people};

use crate::browser::{Answer, Browser};
use crate::world::{World, alone};

/// The customer's license, with a deployment.
const LICENSE: &str = "L-KEY-CUSTOMER";

async fn import(db: &Db, kind: Kind, bytes: &[u8]) -> Plan {
    let table = read(kind, bytes, "export", FileReading::default()).unwrap();
    let mapping = Mapping::of(kind, &table);
    let (reading, owners) = (CellReading::default(), Owners::Ask);
    let request = Request { table: &table, mapping: &mapping, reading, create_missing: true, owners };
    apply(db, Importer::CommandLine, request, false, [5; 32], NOW).await.unwrap()
}

fn body(answer: Answer) -> Vec<u8> {
    assert_eq!(answer.status, StatusCode::OK, "{}", String::from_utf8_lossy(&answer.body));
    answer.body
}

/// The cells of an export of licenses by their headings, without the number of deployments.
fn cells(bytes: &[u8]) -> Vec<Vec<(String, String)>> {
    let table = spreadsheet::read(bytes, "export").unwrap();
    let row = |row: &spreadsheet::Row| {
        let cells = table.header.iter().cloned().zip(row.cells.iter().map(str::to_owned));
        cells.filter(|(heading, _)| heading != "Deployed").collect()
    };
    table.rows.iter().map(row).collect()
}

/// The numbers of the customer's deployments.
async fn listed(browser: &Browser) -> Vec<i64> {
    let asked = Asked {
        license: LICENSE.into(),
        search: String::new(),
        sort: SortBy::Activated,
        descending: false,
        page: 0,
    };
    let listed: ListedDeployments =
        browser.call("list-deployments", &ListDeployments { asked }).await.value();
    listed.deployments.iter().map(|deployment| deployment.id).collect()
}

/// The customer's deployments as CSV.
async fn deployments(browser: &Browser) -> Vec<u8> {
    let ids: Vec<_> = listed(browser).await.iter().map(ToString::to_string).collect();
    let form = format!("license={LICENSE}&deployments={}", ids.join(","));
    body(browser.submit("/export/deployments.csv", &form).await)
}

#[both_databases]
async fn an_export_is_imported_elsewhere_and_exported_again_as_it_was(from: TestDb, to: TestDb) {
    let world = World::make(&from).await;
    let kind = OrganizationKind::Customer;
    let comma = people::add_organization(&from.db, "Customer, West", kind, Some(world.base.customer), NOW)
        .await
        .unwrap();
    let hosted = add_product(&from.db, "Hosted", ProductKind::Cloud, true).await;
    for (key, product, organizations) in [
        ("TRIP-BOTH", world.base.scanner, [world.base.sub, comma].as_slice()),
        ("TRIP-HELD", hosted, &[world.base.customer]),
    ] {
        add_license(&from.db, &NewLicense { key, product, organizations, user: None, deployed: 2 }).await;
    }
    let held = NewLicense {
        key: "TRIP-NEW",
        product: world.base.scanner,
        organizations: &[world.base.second_sub],
        user: None,
        deployed: 0,
    };
    let held = add_license(&from.db, &held).await;
    let change = LicenseChange { suspended: Some(true), registered: Some(false), ..LicenseChange::default() };
    change_license(&from.db, held, change).await;

    let parent = world.browser("parent");
    for format in ["csv", "xlsx"] {
        let path = format!("/export/licenses.{format}");
        let exported = body(parent.get(&path).await);
        let to = &to.db;
        if format == "csv" {
            people::add_organization(to, "Customer", kind, None, NOW).await.unwrap();
            let organizations = "name,parent\nCustomer North,Customer\nCustomer South,Customer\n\"Customer, West\",Customer\n";
            import(to, Kind::Organizations, organizations.as_bytes()).await;
            let plan = import(to, Kind::Licenses, &exported).await;
            assert_eq!(plan.totals().refused, 0, "{:?}", plan.rows);
            assert_eq!(plan.new_organizations, [] as [&str; 0]);
        }
        // Both formats say the same, so that the other one changes nothing.
        let plan = import(to, Kind::Licenses, &exported).await;
        assert_eq!(plan.totals().unchanged, plan.rows.len(), "{format} {:?}", plan.rows);
    }

    let customer = people::find_organization(&to.db, "Customer").await.unwrap().unwrap();
    let there = alone(&to.db, "parent", customer).await;
    for path in ["/export/licenses.csv?history=1", "/export/licenses.xlsx?history=1"] {
        let (ours, theirs) = (body(parent.get(path).await), body(there.get(path).await));
        assert_eq!(cells(&theirs), cells(&ours), "{path}");
    }
}

#[both_databases]
async fn deployments_are_exported_and_imported_as_they_are(from: TestDb, to: TestDb) {
    let (world, elsewhere) = (World::make(&from).await, World::make(&to).await);
    let (admin, there) = (world.browser("admin"), elsewhere.browser("admin"));
    let exported = deployments(&admin).await;
    let plan = import(&to.db, Kind::Deployments, &exported).await;
    assert_eq!(plan.totals().unchanged, 1, "{:?}", plan.rows);
    // The deployment does not exist there anymore.
    let removal = RemoveDeployments { license: LICENSE.into(), deployments: listed(&there).await };
    let removed = there.call("remove-deployments", &removal).await;
    assert_eq!(removed.value::<(u64, u64)>().0, 1);
    let plan = import(&to.db, Kind::Deployments, &exported).await;
    assert_eq!(plan.totals().added, 1, "{:?}", plan.rows);
    let again = deployments(&there).await;
    assert_eq!(String::from_utf8_lossy(&again), String::from_utf8_lossy(&exported));
    let plan = import(&to.db, Kind::Deployments, &exported).await;
    assert_eq!(plan.totals().unchanged, 1, "{:?}", plan.rows);

    // The report is found by its deployments, although its first sheet is the license.
    let report = admin.get(&format!("/export/active-deployments.xlsx?license={LICENSE}")).await;
    let plan = import(&to.db, Kind::Deployments, &body(report)).await;
    assert_eq!(plan.totals().unchanged, 1, "{:?}", plan.rows);
    assert_eq!(plan.rows.len(), 1);
}
