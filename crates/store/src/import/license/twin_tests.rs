//! Rows about one thing are all imported or none, even if refused rows are skipped.

use sea_orm::EntityTrait;

use crate::Db;
use crate::db::entity::{deployment, license, organization};
use crate::import::testing::{File, SEED, refusals, totals};
use crate::import::{Importer, Kind, apply};
use crate::testing::{NOW, TestDb, World, both_databases};

/// Imports the valid rows, and returns how many rows were added and refused.
async fn skipping(db: &Db, file: &File) -> (usize, usize) {
    let plan = apply(db, Importer::CommandLine, file.request(), true, SEED, NOW).await.unwrap();
    let [added, _, _, refused] = totals(&plan);
    (added, refused)
}

#[both_databases]
async fn the_twin_of_a_refused_license_is_refused_wherever_it_stands(database: TestDb) {
    World::make(&database.db).await;
    let head = "key,product,organization,start,expires,units";
    let good = "TW-1,Scanner,Customer,2026-01-01,2026-12-31,5";
    for bad in [
        "TW-1,Scanner,Customer North,2026-01-01,2026-02-30,5",
        "tw1,Scanner,Customer North,2026-01-01,2026-12-31,5",
        "TW\u{2013}1,Scanner,Customer,2026-01-01,2026-12-31,five",
        "TW-1,Scanner,Nobody,2026-01-01,2026-12-31,5",
        "TW-1,Scanner,Customer, North,2026-01-01,2026-12-31,5",
        "TW-1,Scanner,Customer North,2026-01-01,2026-12-31,6",
    ] {
        for rows in
            [[good, "TW-2,Saw,Customer,2026-01-01,,1", bad], [bad, "TW-2,Saw,Customer,2026-01-01,,1", good]]
        {
            let file = File::new(Kind::Licenses, &format!("{head}\n{}\n", rows.join("\n")));
            let plan = file.plan(&database.db).await;
            assert_eq!(totals(&plan), [1, 0, 0, 2], "{bad}: {:?}", refusals(&plan));
            let told = refusals(&plan).join("\n");
            assert!(told.contains(" is refused. "), "{told}");
        }
    }
    let rows = format!("{head}\n{good}\nTW-1,Scanner,Nobody,2026-01-01,2026-12-31,5\n");
    let file = File::new(Kind::Licenses, &rows);
    assert_eq!(
        refusals(&file.plan(&database.db).await)[0],
        "2: License Key (column “key”): Lines 2 and 3 are both about “TW-1”, and line 3 is refused. Rows about one license \
         are imported together or not at all: correct line 3, or remove one of the two."
    );
    assert_eq!(skipping(&database.db, &file).await, (0, 2));
    assert!(license::Entity::find().all(database.db.connection()).await.unwrap().is_empty());
    // A mere repetition does not refuse the other row.
    let file = File::new(Kind::Licenses, &format!("{head}\n{good}\n{good}\n"));
    assert_eq!(skipping(&database.db, &file).await, (1, 1));
}

#[both_databases]
async fn the_names_of_a_refused_license_are_not_added(database: TestDb) {
    World::make(&database.db).await;
    let rows = "key,product,organization,start,units\nTN-1,Plane,New & Co,2026-01-01,5\nTN-1,Plane,Other & Co,2026-01-01,6\n";
    let file = File { create_missing: true, ..File::new(Kind::Licenses, rows) };
    let plan = file.plan(&database.db).await;
    assert_eq!((totals(&plan), plan.new_products.len(), plan.new_organizations.len()), ([0, 0, 0, 2], 0, 0));
    // Two similar-looking names are told apart in one license as well.
    let rows = rows.replace("Other", "N\u{435}w").replace(",6", ",5");
    let file = File { create_missing: true, ..File::new(Kind::Licenses, &rows) };
    assert_eq!(totals(&file.plan(&database.db).await), [0, 0, 0, 2]);
}

#[both_databases]
async fn the_twin_of_a_refused_deployment_is_refused(database: TestDb) {
    let world = World::make(&database.db).await;
    world.license(&database.db, "TD-1", &[world.customer]).await;
    let good = "TD-1,PC-7,2026-10-05,2";
    // One with invalid units, and one that spells the license's key as e-mails do.
    for bad in [
        "TD-1,PC-7,2026-10-05,0",
        "td\u{2013}1,PC-7,2026-10-05,3",
        "TD-1,PC-7,soon,2",
        "TD-1,PC-7,2026-10-05,2,x",
    ] {
        for rows in [[good, bad], [bad, good]] {
            let text = format!("key,device,activated,units\n{}\nTD-1,PC-8,2026-10-05,1\n", rows.join("\n"));
            let plan = File::new(Kind::Deployments, &text).plan(&database.db).await;
            assert_eq!(totals(&plan), [1, 0, 0, 2], "{bad}: {:?}", refusals(&plan));
        }
    }
    let text = format!("key,device,activated,units\n{good}\nTD-1,PC-7,soon,2\n");
    let file = File::new(Kind::Deployments, &text);
    assert!(
        refusals(&file.plan(&database.db).await)[0]
            .contains("Lines 2 and 3 are both about “PC-7”, and line 3 is refused.")
    );
    assert_eq!(skipping(&database.db, &file).await, (0, 2));
    assert!(deployment::Entity::find().all(database.db.connection()).await.unwrap().is_empty());
    let file = File::new(Kind::Deployments, &format!("key,device,activated,units\n{good}\n{good}\n"));
    assert_eq!(skipping(&database.db, &file).await, (1, 1));
}

#[both_databases]
async fn the_twin_of_a_refused_organization_is_refused(database: TestDb) {
    World::make(&database.db).await;
    let before = organization::Entity::find().all(database.db.connection()).await.unwrap().len();
    for (one, other) in [
        ("Twin Ltd,customer", "Twin Ltd,reseller"),
        ("Twin Ltd,customer", "TWIN ltd,customer"),
        ("Twin Ltd,customer", "Tw\u{456}n Ltd,customer"),
        ("Twin Ltd,", "Twin Ltd,resller"),
        ("Twin Ltd,resller", "Twin Ltd,"),
        ("Twin Ltd,customer", "Twin Ltd,customer,x"),
    ] {
        let file = File::new(Kind::Organizations, &format!("name,kind\n{one}\n{other}\n"));
        assert_eq!(skipping(&database.db, &file).await, (0, 2), "{other}");
    }
    let after = organization::Entity::find().all(database.db.connection()).await.unwrap().len();
    assert_eq!(after, before);
    let file = File::new(Kind::Organizations, "name,kind\nTwin Ltd,customer\nTwin Ltd,customer\n");
    assert_eq!(skipping(&database.db, &file).await, (1, 1));
}
