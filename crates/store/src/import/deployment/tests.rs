use model::ProductKind;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::Db;
use crate::db::entity::{deployment, event, organization};
use crate::import::testing::{File, changes, counts, refusals, totals};
use crate::import::{Field, Kind, PlanError, plan};
use crate::testing::{NOW, NewLicense, TestDb, World, add_license, add_product, both_databases};

fn file(text: &str) -> File {
    File::new(Kind::Deployments, text)
}

async fn stored(db: &Db, id: &str) -> deployment::Model {
    let found = deployment::Entity::find().filter(deployment::Column::DeploymentId.eq(id));
    found.one(db.connection()).await.unwrap().unwrap()
}

const INVENTORY: &str = "device_id,software,company,version,install_date,last_used_date,qty\n\
    PC-1,scanner,CUSTOMER,1.2,2026-01-02,2026-11-01,\n\
    PC-2,Scanner,Customer,1.3,2026-01-02,,4\n";

#[both_databases]
async fn deployments_are_found_their_license_and_added_once(database: TestDb) {
    let world = World::make(&database.db).await;
    let license = world.license(&database.db, "K1", &[world.customer]).await;
    let plan = file(INVENTORY).apply(&database.db).await;
    assert_eq!(totals(&plan), [2, 0, 0, 0], "{:?}", refusals(&plan));
    let first = stored(&database.db, "PC-1").await;
    assert_eq!((first.license_id, first.quantity, first.mode.as_str()), (license, 1, "online"));
    assert_eq!(first.last_seen_at - first.activated_at, 303 * super::DAY);
    let second = stored(&database.db, "PC-2").await;
    assert_eq!((second.quantity, second.last_seen_at), (4, second.activated_at));
    let after = counts(&database.db).await;
    assert_eq!(totals(&file(INVENTORY).apply(&database.db).await), [0, 0, 2, 0]);
    assert_eq!(counts(&database.db).await, after, "the same file again changes nothing");
}

#[both_databases]
async fn a_deployment_is_updated_and_never_seen_earlier(database: TestDb) {
    let world = World::make(&database.db).await;
    let new = NewLicense {
        key: "K1",
        product: world.scanner,
        organizations: &[world.customer],
        user: None,
        deployed: 1,
    };
    let license = add_license(&database.db, &new).await;
    let older = "license key,machine id,last seen,activated,host,mode,group\n\
        K1,K1-0,2026-11-22,2026-11-22,host-0,Off-line,Lab\n";
    let plan = file(older).apply(&database.db).await;
    assert_eq!(changes(&plan.rows[0]), ["Mode: online -> offline", "Group:  -> Lab"]);
    let changed = stored(&database.db, "K1-0").await;
    assert_eq!(
        (changed.activated_at, changed.mode.as_str()),
        (NOW, "offline"),
        "the moment of the day stays"
    );
    assert_eq!((changed.platform.as_str(), changed.group_name.as_deref()), ("linux", Some("Lab")));
    let told = event::Entity::find().filter(event::Column::Kind.eq("deployment-changed"));
    let told = told.one(database.db.connection()).await.unwrap().unwrap();
    assert_eq!(
        (told.license_id, told.new.as_str()),
        (Some(license), "Deployment ID: K1-0; Mode: offline; Group: Lab")
    );
}

#[both_databases]
async fn a_license_that_is_not_found_is_explained(database: TestDb) {
    let world = World::make(&database.db).await;
    world.license(&database.db, "K1", &[world.customer, world.sub]).await;
    world.license(&database.db, "K2", &[world.customer]).await;
    add_product(&database.db, "Unbought", ProductKind::OnPremises, true).await;
    let bad = "key,product,organization,device,installed,last seen,units\n\
        ,Scanner,Customer,D1,,,\n\
        ,Scanner,Customer North,D2,,,\n\
        ,Unbought,Customer,D3,,,\n\
        ,Scanner,Nobody,D4,,,\n\
        K9,,,D5,,,\n\
        ,,Customer,D6,,,\n\
        K1,,,D2,,,\n\
        K1,,,,2026-11-24,2026-01-01,0\n\
        K2,,,D2,,,\n";
    let plan = file(bad).plan(&database.db).await;
    assert_eq!(
        refusals(&plan),
        [
            "2: Product (column “product”): “Customer” has 2 licenses for “Scanner”. Specify the license key.",
            "4: Product (column “product”): “Customer” has no license for “Unbought”. Import the license first.",
            "5: Organization (column “organization”): There is no organization named “Nobody”.",
            "6: License Key (column “key”): There is no license with the key “K9”. Import the licenses first.",
            "7: Product (column “product”): is empty; a row needs a license key, or a product and its \
             organization.",
            "8: Deployment ID (column “device”): “D2” is already on line 3 for the same license.",
            "9: Deployment ID (column “device”): is empty; a value is needed here.",
            "9: Quantity (column “units”): is 0; a deployment takes 1 unit or more.",
            "9: Activated (column “installed”): 2026-11-24 is in the future; specify today or an earlier day.",
            "9: Last Seen (column “last seen”): 2026-01-01 is before its activation, 2026-11-24. Give that day or \
             a later one."
        ]
    );
    assert_eq!(totals(&plan), [2, 0, 0, 7]);
}

#[both_databases]
async fn a_file_needs_a_way_to_the_license(database: TestDb) {
    let file = file("device,product\nD1,Scanner\n");
    let error =
        plan(&database.db, crate::import::Importer::CommandLine, file.request(), NOW).await.unwrap_err();
    assert!(
        matches!(&error, PlanError::Missing { fields, .. } if fields == &[Field::LicenseKey, Field::Organization]),
        "{error}"
    );
}

/// The format of the portal's export of deployments.
const OWN: &str = "\u{feff}Deployment ID,Host Name,Platform,Product Version,Mode,Units,Group,Activated (UTC),Last Seen (UTC),Name,\
    IP Address,License Key\r\nO-1,desk,Linux,2.10,Offline,3,West,2026-02-03 04:05:06,2026-10-11 12:13:14,,10.0.0.1,K1\r\n";

#[both_databases]
async fn an_own_export_brings_moments_to_the_second(database: TestDb) {
    let world = World::make(&database.db).await;
    world.license(&database.db, "K1", &[world.customer]).await;
    assert_eq!(totals(&file(OWN).apply(&database.db).await), [1, 0, 0, 0]);
    let added = stored(&database.db, "O-1").await;
    assert_eq!((added.activated_at, added.last_seen_at), (1_770_091_506_000, 1_791_720_794_000));
    assert_eq!(
        (added.mode.as_str(), added.quantity, added.group_name.as_deref()),
        ("offline", 3, Some("West"))
    );
    let after = counts(&database.db).await;
    assert_eq!(totals(&file(OWN).apply(&database.db).await), [0, 0, 1, 0]);
    assert_eq!(counts(&database.db).await, after);
    let later = OWN.replace("12:13:14", "12:13:15");
    let plan = file(&later).apply(&database.db).await;
    assert_eq!(changes(&plan.rows[0]), ["Last Seen: 2026-10-11 12:13:14 -> 2026-10-11 12:13:15"]);
    assert_eq!(stored(&database.db, "O-1").await.last_seen_at, 1_791_720_795_000);
    // A day alone keeps the stored moment of that day, and so does a midnight that stands for the day.
    let day = "key,device,last seen,activated\nK1,O-1,2026-10-11 00:00:00,2026-02-03\n";
    assert_eq!(totals(&file(day).apply(&database.db).await), [0, 0, 1, 0]);
    // A time without an offset is in UTC.
    let time = "key,device,last seen\nK1,O-1,2026-10-11 23:00\n";
    let plan = file(time).apply(&database.db).await;
    assert_eq!(changes(&plan.rows[0]), ["Last Seen: 2026-10-11 12:13:15 -> 2026-10-11 23:00:00"]);
}

/// `2026-10-05 07:15:00` in UTC.
const MORNING: i64 = 20_731 * super::DAY + 26_100_000;

#[both_databases]
async fn the_time_of_day_is_kept_in_every_way_it_is_written(database: TestDb) {
    let world = World::make(&database.db).await;
    world.license(&database.db, "K1", &[world.customer]).await;
    for (device, activated, expected) in [
        ("T-1", "2026-10-05T07:15:00Z", MORNING),
        ("T-2", "2026-10-05T00:15:00-07:00", MORNING),
        ("T-3", "2026-10-05 16:15+0900", MORNING),
        ("T-4", "2026-10-05 07:15:00 UTC", MORNING),
        ("T-5", "20261005T071500Z", MORNING),
        ("T-6", "2026-10-05 07:15:00.250", MORNING + 250),
        ("T-7", "10/31/2026 7:15:00 AM", MORNING + 26 * super::DAY),
        ("T-8", "2026-10-06T01:15:00+18:00", MORNING),
        ("T-9", "2026-10-05T07:15:00+00", MORNING),
    ] {
        let text = format!("key,device,activated\nK1,{device},{activated}\n");
        assert_eq!(totals(&file(&text).apply(&database.db).await), [1, 0, 0, 0], "{activated}");
        assert_eq!(stored(&database.db, device).await.activated_at, expected, "{activated}");
        assert_eq!(totals(&file(&text).apply(&database.db).await), [0, 0, 1, 0], "{activated}");
    }
    let unknown = "key,device,activated\nK1,T-10,2026-10-05 07:15 CEST\n";
    assert_eq!(totals(&file(unknown).plan(&database.db).await), [0, 0, 0, 1]);
}

#[both_databases]
async fn a_deployment_is_never_seen_before_it_was_activated(database: TestDb) {
    let world = World::make(&database.db).await;
    world.license(&database.db, "K1", &[world.customer]).await;
    // The day alone, then the moment of the activation.
    let days = "key,device,activated,last seen\nK1,S-1,2026-10-05,2026-10-05\n";
    assert_eq!(totals(&file(days).apply(&database.db).await), [1, 0, 0, 0]);
    let moment = "key,device,activated,last seen\n\
        K1,S-1,2026-10-05T07:15:00Z,2026-10-05\nK1,S-2,2026-10-05T07:15:00Z,2026-10-05\n";
    let plan = file(moment).apply(&database.db).await;
    assert_eq!(totals(&plan), [1, 1, 0, 0], "{:?}", refusals(&plan));
    for device in ["S-1", "S-2"] {
        let seen = stored(&database.db, device).await;
        assert_eq!((seen.activated_at, seen.last_seen_at), (MORNING, MORNING), "{device}");
    }
    assert_eq!(totals(&file(moment).apply(&database.db).await), [0, 0, 2, 0]);
    let before = "key,device,activated,last seen\n\
        K1,S-3,2026-10-05T07:15:00Z,2026-10-05T07:14:00Z\nK1,S-2,2026-10-06,\n";
    assert_eq!(
        refusals(&file(before).plan(&database.db).await),
        [
            "2: Last Seen (column “last seen”): 2026-10-05 07:14:00 UTC is before its activation, 2026-10-05 07:15:00 \
             UTC. Give that moment or a later one.",
            "3: Activated (column “activated”): 2026-10-06 is after it was last seen, 2026-10-05 07:15:00 UTC. Give an \
             earlier one, or the time it was last seen since."
        ]
    );
}

#[both_databases]
async fn no_license_is_found_by_a_name_that_an_organization_gave_itself(database: TestDb) {
    let world = World::make(&database.db).await;
    world.license(&database.db, "K1", &[world.customer]).await;
    let row = organization::ActiveModel {
        id: Set(world.customer),
        named_by_itself: Set(true),
        ..Default::default()
    };
    row.update(database.db.connection()).await.unwrap();
    let refused = refusals(&file(INVENTORY).plan(&database.db).await);
    assert_eq!(refused.len(), 2, "{refused:?}");
    let why = "“Customer” is a name that an organization gave itself.";
    assert!(refused[1].contains(why), "{refused:?}");
}

#[both_databases]
async fn an_id_is_never_the_number_of_another_deployment(database: TestDb) {
    let world = World::make(&database.db).await;
    world.license(&database.db, "K1", &[world.customer]).await;
    file("key,device\nK1,PC-1\n").apply(&database.db).await;
    let number = stored(&database.db, "PC-1").await.id;
    let plan = file(&format!("key,device\nK1,{number}\n")).plan(&database.db).await;
    assert!(refusals(&plan)[0].contains("is the number of another deployment"));
    // The next numbers are IDs in the same file.
    let next: Vec<String> = (1..=3).rev().map(|more| format!("K1,{}\n", number + more)).collect();
    file(&format!("key,device\n{}", next.concat())).apply(&database.db).await;
    let rows = deployment::Entity::find().all(database.db.connection()).await.unwrap();
    for row in &rows {
        let other = rows.iter().find(|other| other.deployment_id == row.id.to_string());
        assert!(other.is_none_or(|other| other.id == row.id), "{rows:?}");
    }
}

#[both_databases]
async fn a_key_and_names_that_contradict_each_other_refuse_the_row(database: TestDb) {
    let world = World::make(&database.db).await;
    world.license(&database.db, "KN-1", &[world.customer, world.sub]).await;
    let text = "key,software,company,device id\nKN-1,SCANNER,customer,N-1\nKN-1,Ferry,Customer,N-2\n\
        KN-1,Scanner,Direct Customer,N-3\nKN-1,,,N-4\n";
    let plan = file(text).plan(&database.db).await;
    assert_eq!(totals(&plan), [2, 0, 0, 2], "{:?}", refusals(&plan));
    let told = refusals(&plan);
    let product =
        "3: Product (column “software”): the license “KN-1” is for “Scanner”, but this row says “Ferry”.";
    assert!(told[0].starts_with(product), "{told:?}");
    let organization = "4: Organization (column “company”): the license “KN-1” belongs to “Customer”, ";
    assert!(told[1].starts_with(organization) && told[1].contains("says “Direct Customer”"), "{told:?}");
    // Without the columns that contradict it, the key is enough.
    let mut alone = file(text);
    alone.mapping.map("software", "").unwrap();
    alone.mapping.map("company", "").unwrap();
    assert_eq!(totals(&alone.plan(&database.db).await), [4, 0, 0, 0]);
}
