//! Names and keys in other spellings, and licenses that already have an owner.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::Db;
use crate::db::entity::{event, license, license_assignment, organization, product};
use crate::import::testing::{File, SEED, changes, counts, refusals, totals};
use crate::import::{ApplyError, Importer, Kind, Owners, apply};
use crate::testing::{NOW, NewLicense, TestDb, World, actor, add_license, both_databases};

const HEAD: &str = "key,product,organization,start,units\n";

fn file(rows: &str) -> File {
    File::new(Kind::Licenses, &format!("{HEAD}{rows}"))
}

async fn keys(db: &Db) -> Vec<String> {
    let rows = license::Entity::find().order_by_asc(license::Column::Id).all(db.connection()).await.unwrap();
    rows.iter().map(|row| row.license_key.to_compare().to_owned()).collect()
}

/// The numbers of the organizations that have the license with that key.
async fn owners(db: &Db, key: &str) -> Vec<i64> {
    let found = license::Entity::find().filter(license::Column::LicenseKey.eq(key));
    let id = found.one(db.connection()).await.unwrap().unwrap().id;
    let rows = license_assignment::Entity::find()
        .filter(license_assignment::Column::LicenseId.eq(id))
        .order_by_asc(license_assignment::Column::OrganizationId);
    rows.all(db.connection()).await.unwrap().into_iter().map(|row| row.organization_id).collect()
}

#[both_databases]
async fn a_name_is_known_however_other_programs_write_it(database: TestDb) {
    let first = "N-1,Prüf  Straße,Böttcher\u{a0}& Ægir AS,2026-01-01,5\n";
    File { create_missing: true, ..file(first) }.apply(&database.db).await;
    let rows = "N-2,Pru\u{308}f Straße,Bo\u{308}ttcher & Ægir AS,2026-01-01,5\n\
        N-3,Prüf\u{202f}Straße,BÖTTCHER  &\u{2003}ÆGIR as,2026-01-01,5\n\
        N-4,\u{a0}PRÜF STRAẞE ,Böt\u{ad}tcher &\u{200b} Ægir AS\u{feff},2026-01-01,5\n";
    let file = file(rows);
    assert_eq!(totals(&file.apply(&database.db).await), [3, 0, 0, 0]);
    // Stored as people write it.
    let names = organization::Entity::find().all(database.db.connection()).await.unwrap();
    let names: Vec<_> = names.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["Böttcher & Ægir AS"]);
    let products = product::Entity::find().all(database.db.connection()).await.unwrap();
    let products: Vec<_> = products.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(products, ["Prüf Straße"]);
    let after = counts(&database.db).await;
    assert_eq!(totals(&file.apply(&database.db).await), [0, 0, 3, 0]);
    assert_eq!(counts(&database.db).await, after, "the same file again changes nothing");
}

#[both_databases]
async fn a_key_in_another_spelling_is_no_second_license(database: TestDb) {
    let world = World::make(&database.db).await;
    world.license(&database.db, "WT3K-91XD", &[world.customer]).await;
    for spelled in [
        "wt3k-91xd",
        "WT3K91XD",
        "WT3K\u{2013}91XD",
        "WT3K\u{2212}91XD",
        "\u{feff}WT3K-91XD\u{a0}",
        "WT3K-\u{200b}91\u{ad}XD",
        "wt3k 91xd",
    ] {
        let same = file(&format!("{spelled},Scanner,Customer,2026-01-01,10\n"));
        let plan = same.apply(&database.db).await;
        assert_eq!(totals(&plan)[0], 0, "{spelled:?}");
        assert_eq!(keys(&database.db).await, ["WT3K-91XD"], "{spelled:?}");
    }
    // A new key is stored without invisible characters.
    let new = file("\u{feff}zz\u{200b}4\u{2013}Q\u{a0},Scanner,Customer,2026-01-01,10\n");
    assert_eq!(totals(&new.apply(&database.db).await), [1, 0, 0, 0]);
    assert_eq!(keys(&database.db).await, ["WT3K-91XD", "zz4\u{2013}Q"]);
    // Deployments find their license, too.
    let text = "key,deployment id\nwt3k\u{2013}91xd,PC-1\n";
    assert_eq!(totals(&File::new(Kind::Deployments, text).apply(&database.db).await), [1, 0, 0, 0]);
}

#[both_databases]
async fn two_rows_of_one_key_are_told_whatever_their_spelling(database: TestDb) {
    World::make(&database.db).await;
    let twice = "P4-QQ,Scanner,Customer,2026-01-01,5\np4qq,Scanner,Customer North,2026-01-01,5\n\
        --,Scanner,Customer,2026-01-01,5\n";
    let plan = file(twice).plan(&database.db).await;
    assert_eq!(
        refusals(&plan),
        [
            "2: License Key (column “key”): Line 2, “P4-QQ”, and line 3, “p4qq”, are about one license, and line 3 is \
             refused. Rows about one license are imported together or not at all: correct line 3, or remove one of the two.",
            "3: License Key (column “key”): “p4qq” is “P4-QQ” of line 2 in another spelling: case, dashes and spaces don't \
             make a different key. Spell it as on that line, or leave the row out.",
            "4: License Key (column “key”): has neither a letter nor a digit; specify the full key."
        ]
    );
    let refused = apply(&database.db, Importer::CommandLine, file(twice).request(), false, SEED, NOW).await;
    assert!(matches!(refused, Err(ApplyError::Refused(_))));
    assert!(keys(&database.db).await.is_empty());
}

#[both_databases]
async fn nobody_gets_a_license_of_somebody_else_unless_a_person_says_so(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    world.license(db, "OWN-1", &[world.customer]).await;
    let row = "own1,Scanner,Direct Customer,2026-01-01,12\n";
    let with = |owners| File { owners, ..file(row) };

    let asked = with(Owners::Ask).plan(db).await;
    assert_eq!((totals(&asked), asked.conflicts), ([0, 0, 0, 1], 1));
    assert_eq!(
        refusals(&asked),
        [
            "2: Organization (column “organization”): “Direct Customer” does not have the license “own1”; it belongs to \
             “Customer”."
        ]
    );
    let request = file(row);
    let refused = apply(db, Importer::CommandLine, request.request(), false, SEED, NOW).await;
    assert!(matches!(refused, Err(ApplyError::Refused(_))));
    assert_eq!(owners(db, "OWN-1").await, [world.customer]);

    let kept = with(Owners::Keep).apply(db).await;
    assert_eq!((totals(&kept), kept.conflicts), ([0, 1, 0, 0], 1));
    assert!(changes(&kept.rows[0]).contains(&"Purchased: 10 -> 12".to_owned()));
    assert_eq!(owners(db, "OWN-1").await, [world.customer]);

    let moved = with(Owners::Move).apply(db).await;
    assert_eq!(changes(&moved.rows[0]), ["Organization: Customer -> Direct Customer"]);
    assert_eq!(owners(db, "OWN-1").await, [world.direct_customer]);
    // Each of the two sees only its own change.
    let told = event::Entity::find()
        .filter(event::Column::VisibleTo.is_not_null())
        .order_by_asc(event::Column::Id)
        .all(db.connection())
        .await
        .unwrap();
    let mut told: Vec<_> =
        told.iter().map(|one| (one.visible_to, one.old.as_str(), one.new.as_str())).collect();
    told.sort_unstable();
    let mut expected = [
        (Some(world.customer), "Organization: Customer", ""),
        (Some(world.direct_customer), "", "Organization: Direct Customer"),
    ];
    expected.sort_unstable();
    assert_eq!(told, expected);
    let again = with(Owners::Move).apply(db).await;
    assert_eq!((totals(&again), again.conflicts), ([0, 0, 1, 0], 0));
}

#[both_databases]
async fn a_license_moves_to_all_that_the_file_names(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    world.license(db, "ALL-1", &[world.customer, world.other_customer]).await;
    let rows = "ALL-1,Scanner,Other Customer,2026-01-01,10\nALL-1,Scanner,Direct Customer,2026-01-01,10\n";
    let moving = File { owners: Owners::Move, ..file(rows) };
    assert_eq!(totals(&moving.apply(db).await)[3], 0);
    let mut both = vec![world.direct_customer, world.other_customer];
    both.sort_unstable();
    assert_eq!(owners(db, "ALL-1").await, both);
    assert_eq!(totals(&moving.apply(db).await), [0, 0, 2, 0]);
}

#[both_databases]
async fn what_is_kept_adds_no_organization_and_a_persons_license_is_not_taken(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    world.license(db, "KEEP-1", &[world.customer]).await;
    let file = File::new(Kind::Licenses, &format!("{HEAD}KEEP-1,Scanner,Nobody Yet,2026-01-01,10\n"));
    let keeping = File { owners: Owners::Keep, create_missing: true, ..file };
    let plan = keeping.apply(db).await;
    assert!(plan.new_organizations.is_empty());
    assert_eq!(owners(db, "KEEP-1").await, [world.customer]);

    let person = actor(db, "person", None, model::Levels::default()).await.user;
    let new = NewLicense {
        key: "MINE-1",
        product: world.scanner,
        organizations: &[],
        user: Some(person),
        deployed: 0,
    };
    add_license(db, &new).await;
    let row = format!("{HEAD}MINE-1,Scanner,Customer,2026-01-01,10\n");
    for owners in [Owners::Ask, Owners::Move] {
        let plan = File { owners, ..File::new(Kind::Licenses, &row) }.plan(db).await;
        assert_eq!((totals(&plan)[3], plan.conflicts), (1, 1), "{}", owners.name());
    }
    let keeping = File { owners: Owners::Keep, ..File::new(Kind::Licenses, &row) };
    assert_eq!(totals(&keeping.apply(db).await)[3], 0);
    assert!(owners(db, "MINE-1").await.is_empty());
}

#[both_databases]
async fn only_rows_that_can_be_taken_ask_for_an_owner_and_each_once(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    world.license(db, "ONE-1", &[world.customer]).await;
    world.license(db, "TWO-2", &[world.customer]).await;
    // The last two are always refused: one goes below the units purchased, and takes the valid one with it.
    let rows = "ONE-1,Scanner,Direct Customer,2026-01-01,10\nONE-1,Scanner,Direct Customer,2026-01-01,10\n\
        TWO-2,Scanner,Direct Customer,2026-01-01,10\nTWO-2,Scanner,Other Customer,2026-01-01,1\n";
    let plan = file(rows).plan(db).await;
    assert_eq!((totals(&plan)[3], plan.conflicts), (4, 1), "{:?}", refusals(&plan));
}

#[both_databases]
async fn a_maker_is_checked_as_the_console_checks_it(database: TestDb) {
    World::make(&database.db).await;
    let rows = "key,product,maker,organization,start,units\n\
        M-1,Sieve,Evil\u{2800}Maker,Customer,2026-01-01,5\n\
        M-2,Strainer,see www.evil.example/x,Customer,2026-01-01,5\n";
    let refused = refusals(&File::new(Kind::Licenses, rows).plan(&database.db).await);
    assert_eq!(refused.len(), 2, "{refused:?}");
    assert!(refused.iter().all(|why| why.contains("Maker (column “maker”)")), "{refused:?}");
    let good = File::new(Kind::Licenses, &rows.replace("Evil\u{2800}Maker", "Good  Maker"));
    apply(&database.db, Importer::CommandLine, good.request(), true, SEED, NOW).await.unwrap();
    let sieve = product::Entity::find().filter(product::Column::Name.eq("Sieve"));
    let sieve = sieve.one(database.db.connection()).await.unwrap().unwrap();
    assert_eq!(sieve.maker, "Good Maker");
}

#[both_databases]
async fn a_product_of_other_signs_is_not_merged_and_other_spellings_are_told(database: TestDb) {
    World::make(&database.db).await;
    let first = "S-1,Gru\u{df}karte,Depot 4,2026-01-01,5\nS-2,Kit 7,Depot 4,2026-01-01,5\n";
    File { create_missing: true, ..file(first) }.apply(&database.db).await;
    let second = "S-3,Grusskarte,Depot 4,2026-01-01,5\nS-4,Kit \u{2466},Depot 4,2026-01-01,5\n\
        S-5,GRU\u{df}KARTE,DEPOT  4,2026-01-01,5\nS-6,Kit  7,Depot 4,2026-01-01,5\n";
    let plan = file(second).plan(&database.db).await;
    assert_eq!(totals(&plan), [2, 0, 0, 2], "{:?}", refusals(&plan));
    assert_eq!(
        refusals(&plan)[0],
        "2: Product (column “product”): “Grusskarte” looks like “Gru\u{df}karte”, which exists. Use that spelling if you \
         mean it, or another name."
    );
    assert_eq!(
        plan.readings,
        [
            "Names accepted in another spelling: “DEPOT  4” as “Depot 4”, “GRU\u{df}KARTE” as “Gru\u{df}karte”.",
            "2 new licenses never expire, because their rows give no expiration date.",
        ]
    );
    // The other name may be in the file alone.
    let third = "S-7,Kit 8,Depot 4,2026-01-01,5\nS-8,Kit \u{2467},Depot 4,2026-01-01,5\n";
    let told = refusals(&file(third).plan(&database.db).await);
    assert!(told[0].contains("looks like “Kit 8”, which is also in this file."), "{told:?}");
    // Such a name finds nothing in other files either.
    let row = |product: &str, organization: &str| {
        let text = format!("product,organization,device\n{product},{organization},PC-1\n");
        File::new(Kind::Deployments, &text)
    };
    assert_eq!(totals(&row("kit 7", "Depot 4").plan(&database.db).await), [1, 0, 0, 0]);
    for file in [row("Kit \u{2466}", "Depot 4"), row("Kit 7", "Depot \u{2463}")] {
        let plan = file.plan(&database.db).await;
        assert!(refusals(&plan)[0].contains("which exists. Use that spelling"), "{:?}", refusals(&plan));
    }
    let parent =
        File::new(Kind::Organizations, "name,parent\nDepot 5,Depot \u{2463}\n").plan(&database.db).await;
    assert!(refusals(&parent)[0].contains("looks like “Depot 4”"), "{:?}", refusals(&parent));
}

#[both_databases]
async fn of_keys_from_before_that_are_only_parted_otherwise_the_oldest_is_meant(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let oldest = world.license(db, "PK-10-2", &[world.customer]).await;
    let youngest = world.license(db, "PK-3", &[world.customer]).await;
    let row = license::ActiveModel {
        id: Set(youngest),
        key_folded: Set("parted otherwise".into()),
        ..license::ActiveModel::keyed("PK-1-02")
    };
    row.update(db.connection()).await.unwrap();
    let units = async |id: i64| {
        let found = license::Entity::find_by_id(id).one(db.connection()).await.unwrap();
        found.unwrap().purchased
    };
    for (spelled, expected) in
        [("pk102", (11, 10)), ("PK1-02", (12, 10)), ("PK-1-02", (12, 13)), ("PK-10-2", (14, 13))]
    {
        let most = expected.0.max(expected.1);
        let text = format!("{spelled},Scanner,Customer,2026-01-01,{most}\n");
        assert_eq!(totals(&file(&text).apply(db).await), [0, 1, 0, 0], "{spelled}");
        assert_eq!((units(oldest).await, units(youngest).await), expected, "{spelled}");
    }
    // As spelled they are two licenses: one is imported while the other is refused.
    let text = "PK-1-02,Scanner,Customer,2026-01-01,20\nPK-10-2,Scanner,Customer,2026-02-30,20\n";
    assert_eq!(totals(&file(text).plan(db).await), [0, 1, 0, 1]);
}
