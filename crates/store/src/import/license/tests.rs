use model::{Level, RoleObject, Target};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::Db;
use crate::db::entity::{event, license, product};
use crate::import::testing::{File, SEED, changes, counts, permit, refusals, staff, totals};
use crate::import::{
    ApplyError, CellReading, DateOrder, Field, Importer, Kind, Outcome, PlanError, apply, notes, plan,
};
use crate::testing::{NOW, TestDb, World, actor, both_databases, known_rows, level};

const TWO: &str = "software;vendor;license_type;seats;contract start;contract end;key;customer\r\n\
    Scanner;;perpetual;1.200,0;2026-01-01;31.12.2026;AAAA-1;Customer\r\n\
    Sieve;Sieve Works;trial;5;2026-02-01;;AAAA-2;customer\r\n";

fn file(text: &str) -> File {
    File::new(Kind::Licenses, text)
}

async fn stored(db: &Db, key: &str) -> license::Model {
    let found = license::Entity::find().filter(license::Column::LicenseKey.eq(key));
    found.one(db.connection()).await.unwrap().unwrap()
}

#[both_databases]
async fn the_database_has_counted_the_rows_after_an_import(database: TestDb) {
    let db = &database.db;
    World::make(db).await;
    file(TWO).plan(db).await;
    assert!(
        known_rows(db, "organizations").await.is_none_or(|known| known == -1),
        "nothing was imported yet"
    );
    file(TWO).apply(db).await;
    assert!(known_rows(db, "licenses").await.is_none_or(|known| known == 2));
    assert!(known_rows(db, "organizations").await.is_none_or(|known| known > 1));
}

#[both_databases]
async fn licenses_are_added_once(database: TestDb) {
    World::make(&database.db).await;
    let before = counts(&database.db).await;
    let dry = file(TWO).plan(&database.db).await;
    assert_eq!(totals(&dry), [2, 0, 0, 0], "{:?}", refusals(&dry));
    assert_eq!(dry.new_products, ["Sieve"]);
    let Outcome::Added(values) = &dry.rows[1].outcome else { panic!("{:?}", dry.rows[1]) };
    let told: Vec<_> = values.iter().map(|value| (value.field, value.new.as_str())).collect();
    let read = [
        (Field::Product, "Sieve (new)"),
        (Field::Type, "Evaluation"),
        (Field::StartDate, "2026-02-01"),
        (Field::Purchased, "5"),
    ];
    assert_eq!(told, read);
    assert_eq!(counts(&database.db).await, before, "a dry run changes nothing");

    assert_eq!(file(TWO).apply(&database.db).await, dry);
    let license = stored(&database.db, "AAAA-1").await;
    assert_eq!(
        (license.purchased, license.license_type.as_str(), license.registered),
        (1_200, "purchased", true)
    );
    assert_eq!(license.expiration_date.unwrap().to_string(), "2026-12-31");
    assert_eq!(stored(&database.db, "AAAA-2").await.expiration_date, None);
    let sieve = product::Entity::find().filter(product::Column::Name.eq("Sieve"));
    let sieve = sieve.one(database.db.connection()).await.unwrap().unwrap();
    assert_eq!(
        (sieve.maker.as_str(), sieve.kind.as_str(), sieve.shown_to_partners),
        ("Sieve Works", "on-premises", true)
    );

    let after = counts(&database.db).await;
    assert_eq!(totals(&file(TWO).apply(&database.db).await), [0, 0, 2, 0]);
    assert_eq!(counts(&database.db).await, after, "the same file again changes nothing");
}

#[both_databases]
async fn a_changed_license_keeps_what_the_file_does_not_say(database: TestDb) {
    World::make(&database.db).await;
    file(TWO).apply(&database.db).await;
    let public_id = stored(&database.db, "AAAA-1").await.public_id;
    let renewed = "key,product,organization,start,expires,units,suspended,note\n\
        AAAA-1,Scanner,Customer,2026-01-01,2027-12-31,1300,yes,ours\n\
        AAAA-2,Sieve,Customer,2026-02-01,never,5,,\n";
    let plan = file(renewed).apply(&database.db).await;
    assert_eq!(totals(&plan), [0, 1, 1, 0], "{:?}", refusals(&plan));
    let expected =
        ["Expiration Date: 2026-12-31 -> 2027-12-31", "Purchased: 1200 -> 1300", "Suspended: No -> Yes"];
    assert_eq!(changes(&plan.rows[0]), expected);
    let license = stored(&database.db, "AAAA-1").await;
    assert_eq!((license.public_id, license.note.as_str(), license.purchased), (public_id, "", 1_300));
    assert!(license.suspended);
    let told = event::Entity::find().filter(event::Column::LicenseId.eq(license.id));
    let told = told.order_by_desc(event::Column::Id).one(database.db.connection()).await.unwrap().unwrap();
    assert_eq!(told.kind, "license-changed");
    assert_eq!(told.old, "Expiration Date: 2026-12-31; Purchased: 1200; Suspended: No");
    assert_eq!(told.new, "Expiration Date: 2027-12-31; Purchased: 1300; Suspended: Yes");
}

#[both_databases]
async fn rules_of_activation_are_taken_and_stay_where_a_file_says_nothing(database: TestDb) {
    World::make(&database.db).await;
    let head = "key,product,organization,start,units";
    let with = format!("{head},overage,heartbeat hours\nK,Scanner,Customer,2026-01-01,4,1.5,48\n");
    file(&with).apply(&database.db).await;
    let rules = async || {
        let license = stored(&database.db, "K").await;
        (license.overage, license.heartbeat_period)
    };
    assert_eq!(rules().await, ("1.5".to_owned(), Some(48 * 3_600)));
    let without = format!("{head}\nK,Scanner,Customer,2026-01-01,5\n");
    assert_eq!(totals(&file(&without).apply(&database.db).await), [0, 1, 0, 0]);
    assert_eq!(rules().await, ("1.5".to_owned(), Some(48 * 3_600)));
    let off = format!("{head},overage,heartbeat hours\nK,Scanner,Customer,2026-01-01,5,none,0\n");
    let plan = file(&off).apply(&database.db).await;
    assert_eq!(changes(&plan.rows[0]), ["Overage: 1.5 -> none", "Heartbeat Hours: 48 -> 0"]);
    assert_eq!(rules().await, ("none".to_owned(), None));
    let wrong = format!("{head},overage,heartbeat hours\nK,Scanner,Customer,2026-01-01,5,3,2000000\n");
    assert_eq!(totals(&file(&wrong).plan(&database.db).await), [0, 0, 0, 1]);
}

#[both_databases]
async fn one_key_on_two_rows_is_assigned_to_both(database: TestDb) {
    let world = World::make(&database.db).await;
    let shared = "key,product,organization,start,units\n\
        K1,Scanner,Customer,2026-01-01,5\nK1,Scanner,Customer North,2026-01-01,5\n\
        K1,Scanner,Customer,2026-01-01,5\n";
    let plan = file(shared).plan(&database.db).await;
    assert_eq!(totals(&plan), [1, 1, 0, 1]);
    assert_eq!(changes(&plan.rows[1]), ["Organization: Customer -> Customer, Customer North"]);
    assert_eq!(
        refusals(&plan),
        ["4: License Key (column “key”): “K1” is already on line 2 with the same values."]
    );
    let refused = apply(&database.db, Importer::CommandLine, file(shared).request(), false, SEED, NOW).await;
    assert!(matches!(refused, Err(ApplyError::Refused(plan)) if plan.totals().refused == 1));
    let before = counts(&database.db).await;
    assert_eq!(before[3], 0, "one refused row refuses the file");
    apply(&database.db, Importer::CommandLine, file(shared).request(), true, SEED, NOW).await.unwrap();
    let after = counts(&database.db).await;
    assert_eq!((after[3], after[4]), (1, 2));

    // Neither owner's history names the other.
    let events = event::Entity::find().filter(event::Column::LicenseId.is_not_null());
    let mut named = events.all(database.db.connection()).await.unwrap();
    named.retain(|event| event.new.contains("Organization"));
    let seen: Vec<_> = named.iter().map(|event| (event.visible_to, event.new.as_str())).collect();
    let expected =
        [(Some(world.customer), "Organization: Customer"), (Some(world.sub), "Organization: Customer North")];
    assert_eq!(seen, expected);
}

#[both_databases]
async fn what_is_wrong_is_said_with_what_is_allowed(database: TestDb) {
    let world = World::make(&database.db).await;
    world.license(&database.db, "K0", &[world.customer]).await;
    let bad = "key,product,maker,kind of it,organization,start,expires,units,offline,type,suspended,registered\n\
        K0,Scanner,,,Customer,2026-10-23,2027-11-22,9,,,,\n\
        K1,Scanner,,cloud,Nobody,2026-01-01,2025-12-31,4294967296,,,,\n\
        K2,Scanner,,,Customer,31.02.2026,,five,,gift,maybe,\n\
        ,,,,,,,,,,,\n\
        ,Scanner,,,Customer,,,,,,,\n\
        K3,Scanner,,,Customer,2026-01-01,,5,6,,,\n\
        K4,New,One,,Customer,2026-01-01,,5,,,,\n\
        K5,New,Two,,Customer,2026-01-01,,5,,,,\n";
    let mut file = file(bad);
    file.mapping.map("kind of it", "product-kind").unwrap();
    let plan = file.plan(&database.db).await;
    assert_eq!(
        refusals(&plan),
        [
            "2: Purchased (column “units”): would go down from 10 to 9. Purchased units can't be reduced; give 10 or more.",
            "3: Purchased (column “units”): \"4294967296\" is too large; at most 4294967295 is allowed.",
            "3: Organization (column “organization”): There is no organization named “Nobody”. Import it first.",
            "3: Product Kind (column “kind of it”): “Scanner” is on-premises, but this row says cloud. Specify the same kind, or none.",
            "3: Expiration Date (column “expires”): 2025-12-31 is before the start, 2026-01-01. Give that day, a later \
             one, or never.",
            "4: Start Date (column “start”): \"31.02.2026\" is not a calendar date: February 2026 has no day 31; write it as 2026-01-31.",
            "4: Purchased (column “units”): \"five\" is not a number; write only digits, for example 1200.",
            "4: Type (column “type”): “gift” is not one of the words allowed here: purchased, evaluation, msp, nfr.",
            "4: Suspended (column “suspended”): \"maybe\" is neither yes nor no; write yes or no, true or false, 1 \
             or 0.",
            "6: Start Date (column “start”): is empty; a date is needed here, for example 2026-01-31.",
            "6: Purchased (column “units”): is empty; a number of units is needed here.",
            "6: License Key (column “key”): is empty; a value is needed here.",
            "7: Offline Units (column “offline”): 6 is more than the 5 units purchased.",
            "9: Maker (column “maker”): “New” is made by “One”, but this row says “Two”. Specify the same maker, or \
             none."
        ]
    );
    assert_eq!(totals(&plan), [1, 0, 0, 6]);
}

#[both_databases]
async fn a_file_as_a_whole_can_be_wrong(database: TestDb) {
    World::make(&database.db).await;
    let error = async |file: File| {
        plan(&database.db, Importer::CommandLine, file.request(), NOW).await.unwrap_err().to_string()
    };
    assert_eq!(
        error(file("key,product,color\nK1,Scanner,red\n")).await,
        "No column of the file fills “Organization”, “Start Date”, “Purchased”. Its columns are: “key”, “product”, \
         “color”. Map a column to each, or specify one value for the whole file."
    );
    let open = "key,product,organization,start,units\nK1,Scanner,Customer,03/04/2026,5\n";
    assert_eq!(
        error(file(open)).await,
        "In column “start” day and month cannot be told apart: \"03/04/2026\" on line 2 can be read either way and \
         no other date in the column shows the order; say which comes first or write dates as 2026-01-31."
    );
    let month_first = CellReading { dates: DateOrder::MonthFirst, ..CellReading::default() };
    let told = File { reading: month_first, ..file(open) };
    told.apply(&database.db).await;
    assert_eq!(stored(&database.db, "K1").await.start_date.to_string(), "2026-03-04");
    let empty = error(file("key,product,organization,start,units\n")).await;
    assert_eq!(empty, "The file has headings but no rows.");
    let other = File { mapping: file(TWO).mapping, ..file(open) };
    assert!(error(other).await.starts_with("The file's columns have changed"));
}

#[both_databases]
async fn missing_organizations_and_constants_are_for_the_whole_file(database: TestDb) {
    let mut file = file(
        "key,product,start,units\nK1,Scanner,2026-01-01,5\nK2,Scanner,2026-01-01,5\n,,x,\nK3,P,,,one too many\n",
    );
    file.mapping.set("organization", "Acme").unwrap();
    file.create_missing = true;
    let plan = file.plan(&database.db).await;
    assert_eq!((totals(&plan), plan.new_organizations.as_slice()), ([2, 0, 0, 2], &["Acme".to_owned()][..]));
    let surplus = |told: &String| told.starts_with("5: the row has \"one too many\" in column E");
    assert!(refusals(&plan).iter().any(surplus), "{:?}", refusals(&plan));
    apply(&database.db, Importer::CommandLine, file.request(), true, SEED, NOW).await.unwrap();
    assert_eq!(counts(&database.db).await[..5], [1, 0, 1, 2, 2]);
}

#[both_databases]
async fn only_a_permit_to_import_imports(database: TestDb) {
    let world = World::make(&database.db).await;
    let staff = staff(&database.db).await;
    let file = file(TWO);
    let permit = permit(&staff);
    let plan = apply(&database.db, Importer::Staff(&permit), file.request(), false, SEED, NOW).await.unwrap();
    assert_eq!(totals(&plan), [2, 0, 0, 0]);
    let told = event::Entity::find().filter(event::Column::Kind.eq("license-added"));
    let told = told.one(database.db.connection()).await.unwrap().unwrap();
    assert_eq!((told.user_id, told.organization_id), (Some(staff.user), permit.organization()));

    let levels = level(RoleObject::LicenseManagement, Level::FullAccess);
    let member = actor(&database.db, "member", Some(world.customer), levels).await;
    assert!(member.permit(model::Action::Import, Target::Installation).is_err());
    let other = member.permit(model::Action::ListLicenses, Target::MyOrganization).unwrap();
    let refused = crate::import::plan(&database.db, Importer::Staff(&other), file.request(), NOW).await;
    assert!(matches!(refused, Err(PlanError::Refused(_))));
    let refused = apply(&database.db, Importer::Staff(&other), file.request(), true, SEED, NOW).await;
    assert!(matches!(refused, Err(ApplyError::Plan(PlanError::Refused(_)))));
}

#[both_databases]
async fn cells_without_a_value_refuse_their_row_where_their_column_is_used(database: TestDb) {
    World::make(&database.db).await;
    let text = "key,product,organization,start,expires,units,margin\n\
        K1,Scanner,Customer,2026-01-01,#N/A,5,0.4\n\
        K2,Scanner,Customer,2026-01-01,,5,#REF!\n\
        K3,#NAME?,Customer,2026-01-01,,#DIV/0!,\n\
        K4,Scanner,C\u{fffd}stomer,2026-01-01,,5,\n";
    let plan = file(text).plan(&database.db).await;
    assert_eq!(
        refusals(&plan),
        [
            "2: Expiration Date (column “expires”): the cell shows the error #N/A; a value is needed here.",
            "4: Purchased (column “units”): the cell shows the error #DIV/0!; a value is needed here.",
            "4: Product (column “product”): the cell shows the error #NAME?; a value is needed here.",
            "5: Organization (column “organization”): \"C\u{fffd}stomer\" has the character \u{fffd} in place of one that was \
             lost; type the lost character again."
        ]
    );
    assert_eq!((totals(&plan), plan.new_products.len()), ([1, 0, 0, 3], 0));
}

#[both_databases]
async fn words_for_no_end_are_taken_and_units_without_limit_are_explained(database: TestDb) {
    World::make(&database.db).await;
    let rows: Vec<String> = ["lifetime", "Never expires", "unbegrenzt", "0000-00-00", "Perpétuel", "nie"]
        .iter()
        .enumerate()
        .map(|(at, word)| format!("K{at};Scanner;Customer;2026-01-01;{word};7;OEM\n"))
        .collect();
    let text = format!("Product Key;Item name;Company;Buy date;Expiration;Total;Type\n{}", rows.concat());
    let plan = file(&text).apply(&database.db).await;
    assert_eq!(totals(&plan), [6, 0, 0, 0], "{:?}", refusals(&plan));
    for at in 0..6 {
        let license = stored(&database.db, &format!("K{at}")).await;
        assert_eq!((license.expiration_date, license.purchased), (None, 7));
    }
    for word in ["-1", "Unlimited", "unbegrenzt", "\u{2212}1"] {
        let text = format!("key,product,organization,start,units\nU,Scanner,Customer,2026-01-01,{word}\n");
        let told = format!(
            "2: Purchased (column “units”): “{word}” means no limit in other systems, but here a license has a number of \
             units. Specify the most that you expect, and the overage “always” if more may be deployed."
        );
        assert_eq!(refusals(&file(&text).plan(&database.db).await), [told]);
    }
}

#[both_databases]
async fn keys_of_one_product_are_licenses_of_their_own(database: TestDb) {
    World::make(&database.db).await;
    let rows: Vec<String> =
        (1..=12).map(|key| format!("SAW-{key:03},Saw,Customer,2026-03-{key:02},2027-02-28,2\n")).collect();
    let text = format!("key,software,company,start,expires,qty\n{}", rows.concat());
    assert_eq!(totals(&file(&text).apply(&database.db).await), [12, 0, 0, 0]);
    assert_eq!(counts(&database.db).await[2..5], [4, 12, 12]);
    assert_eq!(totals(&file(&text).apply(&database.db).await), [0, 0, 12, 0]);
}

/// The format of the portal's export, with licenses of several organizations.
const OWN: &str = "\u{feff}Product,License Key,Status,Warnings,Start Date,Expiration Date,Deployed,Purchased,Type,Organization,\
    Customer Note,Partner Note\r\n\
    Saw,OWN-1,Active,,2026-01-01,2026-12-31,3,5,Purchased,\"North, \"\"Saws, Ltd.\"\"\",ours,theirs\r\n\
    Saw,OWN-2,Suspended,\"Not registered, Overused\",2026-01-01,,9,5,NFR,North,,\r\n";

#[both_databases]
async fn an_own_export_brings_every_owner_and_what_is_on_hold(database: TestDb) {
    let mut file = file(OWN);
    file.create_missing = true;
    let plan = file.apply(&database.db).await;
    assert_eq!(totals(&plan), [2, 1, 0, 0], "{:?}", refusals(&plan));
    assert_eq!(plan.new_organizations, ["North", "Saws, Ltd."]);
    assert_eq!(counts(&database.db).await[..5], [2, 0, 1, 2, 3]);
    let told = |license: &license::Model| (license.suspended, license.registered, license.note.clone());
    assert_eq!(told(&stored(&database.db, "OWN-1").await), (false, true, "ours".to_owned()));
    assert_eq!(told(&stored(&database.db, "OWN-2").await), (true, false, String::new()));
    let after = counts(&database.db).await;
    assert_eq!(totals(&file.apply(&database.db).await), [0, 0, 3, 0]);
    assert_eq!(counts(&database.db).await, after);
}

#[both_databases]
async fn an_edited_status_of_an_own_export_counts_or_is_refused(database: TestDb) {
    let with = |text: &str| File { create_missing: true, ..file(text) };
    assert_eq!(totals(&with(OWN).apply(&database.db).await), [2, 1, 0, 0]);
    let active = OWN.replace("OWN-2,Suspended,\"Not registered, Overused\"", "OWN-2,Active,Overused");
    let plan = with(&active).apply(&database.db).await;
    assert_eq!(changes(plan.rows.last().unwrap()), ["Suspended: Yes -> No", "Registered: No -> Yes"]);
    assert!(!stored(&database.db, "OWN-2").await.suspended);
    // An empty cell changes nothing.
    let silent = OWN.replace("OWN-2,Suspended,\"Not registered, Overused\"", "OWN-2,,");
    assert_eq!(totals(&with(&silent).plan(&database.db).await), [0, 0, 3, 0]);
    let unknown = OWN.replace("OWN-2,Suspended", "OWN-2,Mothballed");
    let told = "3: Suspended: the status “Mothballed” is unknown; the known ones are Active, Expiring, Expired, Depleted, Overused, Not registered, Not started, Suspended.";
    assert_eq!(refusals(&with(&unknown).plan(&database.db).await), [told]);
}

#[both_databases]
async fn a_status_can_be_mapped_to_suspended(database: TestDb) {
    World::make(&database.db).await;
    let text = "key,product,organization,start,units,condition\n\
        H-1,Scanner,Customer,2026-01-01,4,Retired\nH-2,Scanner,Customer,2026-01-01,4,Active\n\
        H-3,Scanner,Customer,2026-01-01,4,Sleeping\n";
    let mut file = file(text);
    file.mapping.map("condition", "suspended").unwrap();
    assert_eq!(totals(&file.plan(&database.db).await), [2, 0, 0, 1]);
    file.table.rows.pop();
    file.apply(&database.db).await;
    assert!(stored(&database.db, "H-1").await.suspended);
    assert!(!stored(&database.db, "H-2").await.suspended);
}

#[both_databases]
async fn a_masked_key_is_no_key(database: TestDb) {
    World::make(&database.db).await;
    let text = "key,product,organization,start,units\n••••7Q2X,Scanner,Customer,2026-01-01,4\n";
    let told = "2: License Key (column “key”): is masked; export the file again as somebody who can read license keys.";
    assert_eq!(refusals(&file(text).plan(&database.db).await), [told]);
}

#[both_databases]
async fn letters_of_an_older_encoding_arrive_as_they_were_written(database: TestDb) {
    World::make(&database.db).await;
    let bytes = b"key,product,organization,start,units\nK1,S\x84ge,Customer,2026-01-01,4\nK2,Fr\x84se,Customer,2026-01-01,4\n";
    let file = File::from_bytes(Kind::Licenses, bytes);
    assert_eq!(file.apply(&database.db).await.new_products, ["Säge", "Fräse"]);
    let told = notes(&file.table, &file.mapping);
    assert!(told[0].starts_with("The encoding was guessed: IBM850."), "{told:?}");
}

#[both_databases]
async fn a_name_that_is_another_only_to_the_eye_is_not_merged(database: TestDb) {
    World::make(&database.db).await;
    let first = "key,product,organization,start,units\n\
        C-1,Scanner,Wei\u{df}bach KG,2026-01-01,4\nC-2,Scanner,Depot 3,2026-01-01,4\n";
    let with = |text: &str| File { create_missing: true, ..file(text) };
    assert_eq!(totals(&with(first).apply(&database.db).await), [2, 0, 0, 0]);
    let second = "key,product,organization,start,units\n\
        C-3,Scanner,Weissbach KG,2026-01-01,4\nC-4,Scanner,Depot \u{2462},2026-01-01,4\n\
        C-5,Scanner,WEI\u{df}BACH\u{a0} kg,2026-01-01,4\n";
    let plan = with(second).plan(&database.db).await;
    assert_eq!(totals(&plan), [1, 0, 0, 2]);
    assert!(refusals(&plan)[1].contains("“Depot \u{2462}” looks like “Depot 3”, which exists."));
    let organizations = File::new(Kind::Organizations, "name,kind\nDepot \u{2462},customer\n");
    assert_eq!(totals(&organizations.plan(&database.db).await), [0, 0, 0, 1]);
}

#[both_databases]
async fn a_name_that_looks_like_another_is_refused(database: TestDb) {
    World::make(&database.db).await;
    // Each line has a Cyrillic letter.
    let rows = "License Key,Product,Organization,Start Date,Purchased\n\
        K-1,S\u{441}anner,Customer,2026-01-01,10\nK-2,Scanner,\u{421}ustomer,2026-01-01,10\n";
    let plan = File { create_missing: true, ..file(rows) }.plan(&database.db).await;
    assert_eq!(totals(&plan), [0, 0, 0, 2]);
    let refused = refusals(&plan).join("\n");
    for name in ["Scanner", "Customer"] {
        assert!(refused.contains(&format!("looks like “{name}”")), "{refused}");
    }
}
