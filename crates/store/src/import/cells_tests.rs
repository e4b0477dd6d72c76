//! How cells are read, and what is stored.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::testing::{File, SEED, counts, formula_cell, number_cell, refusals, text_cell, totals, workbook};
use super::{
    ApplyError, CellReading, DateOrder, DecimalMark, Field, FileReading, Importer, Kind, Mapping, OpenColumn,
    PlanError, Remedy, TextEncoding, Times, apply, notes, plan, read,
};
use crate::Db;
use crate::db::entity::{deployment, license};
use crate::testing::{NOW, TestDb, World, both_databases};

const HEAD: [&str; 6] = ["License Key", "Product", "Organization", "Start Date", "Expires", "Purchased"];
const DAY: usize = 1;
const SIX_DIGITS: usize = 2;
const TWO_PLACES: usize = 3;
const MONTH: usize = 4;
const EUROS: usize = 5;

fn licenses(rows: &[[String; 6]]) -> File {
    let head = HEAD.map(text_cell).to_vec();
    let rows: Vec<_> = std::iter::once(head).chain(rows.iter().map(|row| row.to_vec())).collect();
    File::from_bytes(Kind::Licenses, &workbook(&rows))
}

/// A license's row with that key, last day and number of units.
fn row(key: String, end: String, units: String) -> [String; 6] {
    [key, text_cell("Scanner"), text_cell("Customer"), number_cell("46023", DAY), end, units]
}

async fn stored(db: &Db, key: &str) -> license::Model {
    let found = license::Entity::find().filter(license::Column::LicenseKey.eq(key));
    found.one(db.connection()).await.unwrap().unwrap()
}

async fn refused(db: &Db, file: &File) -> PlanError {
    plan(db, Importer::CommandLine, file.request(), NOW).await.unwrap_err()
}

#[both_databases]
async fn a_formula_that_nobody_computed_is_refused_in_every_field(database: TestDb) {
    const WHY: &str =
        "the cell holds a formula without a stored value. Open and save the file in a spreadsheet program.";
    World::make(&database.db).await;
    let day = || number_cell("46387", DAY);
    let file = licenses(&[
        row(text_cell("FV-1"), formula_cell("D2+300"), number_cell("4", 0)),
        row(text_cell("FV-2"), day(), formula_cell("SUM(A1:A9)")),
        row(formula_cell("UPPER(B4)"), day(), number_cell("4", 0)),
        [(); 6].map(|()| formula_cell("1")),
    ]);
    let plan = file.plan(&database.db).await;
    assert_eq!(totals(&plan), [0, 0, 0, 4]);
    let told = refusals(&plan);
    assert_eq!(told[0], format!("2: Expiration Date (column “Expires”): {WHY}"));
    assert_eq!(told[1], format!("3: Purchased (column “Purchased”): {WHY}"));
    assert_eq!(told[2], format!("4: License Key (column “License Key”): {WHY}"));
    assert_eq!(told.len(), 9, "each field once: {told:?}");
    assert!(told[3..].iter().all(|refusal| refusal.ends_with(WHY)), "{told:?}");

    // A column that fills nothing may contain anything.
    let head: Vec<_> = HEAD.into_iter().chain(["Price"]).map(text_cell).collect();
    let mut cells = row(text_cell("FV-5"), day(), number_cell("4", 0)).to_vec();
    cells.push(formula_cell("F2*10"));
    let mut file = File::from_bytes(Kind::Licenses, &workbook(&[head, cells]));
    file.apply(&database.db).await;
    assert_eq!(stored(&database.db, "FV-5").await.expiration_date.unwrap().to_string(), "2026-12-31");
    file.mapping.map("Price", "note").unwrap();
    assert_eq!(refusals(&file.plan(&database.db).await), [format!("2: Note (column “Price”): {WHY}")]);
}

#[both_databases]
async fn keys_in_number_cells_are_what_the_sheet_shows(database: TestDb) {
    World::make(&database.db).await;
    let (day, units) = (|| number_cell("46387", DAY), || number_cell("4", 0));
    let file = licenses(&[
        row(number_cell("905", SIX_DIGITS), day(), units()),
        row(number_cell("905", 0), day(), number_cell("6", 0)),
        row(number_cell("8.3", TWO_PLACES), day(), units()),
    ]);
    assert_eq!(totals(&file.apply(&database.db).await), [3, 0, 0, 0]);
    for (key, units) in [("000905", 4), ("905", 6), ("8.30", 4)] {
        assert_eq!(stored(&database.db, key).await.purchased, units, "{key}");
    }
    assert_eq!(totals(&file.apply(&database.db).await), [0, 0, 3, 0], "the same file again changes nothing");

    let spoiled = licenses(&[
        row(number_cell("8.76543210987654E+18", SIX_DIGITS), day(), units()),
        row(number_cell("46210", DAY), day(), units()),
        row(text_cell("8.76543E+18"), day(), units()),
        row(number_cell("8.345", TWO_PLACES), day(), units()),
    ]);
    let plan = spoiled.plan(&database.db).await;
    assert_eq!(totals(&plan), [0, 0, 0, 4]);
    let told = refusals(&plan);
    let reasons = [
        "more than 15 digits",
        "a day or a time, 2026-07-07",
        "with many digits",
        "the number 8.345 in the format 0.00",
    ];
    for (refusal, reason) in told.iter().zip(reasons) {
        assert!(refusal.contains(reason) && refusal.contains("format the column as text"), "{refusal}");
    }
}

#[both_databases]
async fn a_choice_that_a_cell_contradicts_refuses_the_file(database: TestDb) {
    World::make(&database.db).await;
    let text = "key;product;organization;start;units\nCH-1;Scanner;Customer;05/06/2026;4\n\
        CH-2;Scanner;Customer;06/19/2026;7,50\n";
    let mut file = File::new(Kind::Licenses, text);
    file.mapping.map("units", "purchased").unwrap();
    file.reading =
        CellReading { dates: DateOrder::DayFirst, numbers: DecimalMark::Point, ..CellReading::default() };
    let PlanError::Open(open) = refused(&database.db, &file).await else { panic!() };
    let told: Vec<_> = open.iter().map(ToString::to_string).collect();
    assert!(told[0].starts_with("In column “start” \"06/19/2026\" on line 3 can only be read"), "{told:?}");
    assert!(told[1].starts_with("In column “units” \"7,50\" on line 3 can only be read"), "{told:?}");
    file.reading = CellReading { dates: DateOrder::MonthFirst, ..CellReading::default() };
    assert_eq!(totals(&file.plan(&database.db).await), [1, 0, 0, 1]);
}

#[both_databases]
async fn amounts_of_money_in_a_column_of_units_are_asked_about(database: TestDb) {
    World::make(&database.db).await;
    let never = || text_cell("never");
    for cell in
        [number_cell("350", EUROS), number_cell("350", TWO_PLACES), text_cell("350.00"), text_cell("350 €")]
    {
        let file = licenses(&[
            row(text_cell("AM-1"), never(), number_cell("4", 0)),
            row(text_cell("AM-2"), never(), cell.clone()),
        ]);
        let told = refused(&database.db, &file).await.to_string();
        let start = "By its heading, column “Purchased” would fill Purchased, but it looks like amounts of money: line 3 has";
        assert!(told.starts_with(start), "{cell}: {told}");
    }
    let mut file = licenses(&[row(text_cell("AM-3"), never(), number_cell("350", TWO_PLACES))]);
    file.mapping.map("Purchased", "purchased").unwrap();
    assert_eq!(totals(&file.plan(&database.db).await), [1, 0, 0, 0], "a person has said so");
}

#[both_databases]
async fn a_status_that_fills_nothing_is_asked_about(database: TestDb) {
    World::make(&database.db).await;
    let text = "key,product,organization,start,units,State\nSU-1,Scanner,Customer,2026-01-01,4,Suspended\n\
        SU-2,Scanner,Customer,2026-01-01,4,Active\n";
    let file = || File::new(Kind::Licenses, text);
    let told = refused(&database.db, &file()).await.to_string();
    assert!(told.starts_with("Column “State” says “Suspended” in 1 row, but fills no field"), "{told}");
    let mut aside = file();
    aside.mapping.map("State", "").unwrap();
    assert_eq!(totals(&aside.plan(&database.db).await), [2, 0, 0, 0]);
    let mut mapped = file();
    mapped.mapping.map("State", "suspended").unwrap();
    mapped.apply(&database.db).await;
    assert!(stored(&database.db, "SU-1").await.suspended && !stored(&database.db, "SU-2").await.suspended);
}

#[both_databases]
async fn years_far_away_are_refused_unless_they_mean_no_end(database: TestDb) {
    World::make(&database.db).await;
    let text = "key,product,organization,start,expires,units\nYE-1,Scanner,Customer,1989-12-31,2027-01-01,4\n\
        YE-2,Scanner,Customer,2026-01-01,2207-01-31,4\nYE-3,Scanner,Customer,1990-01-01,2199-12-31,4\n\
        YE-4,Scanner,Customer,2026-01-01,9999-12-31,4\nYE-5,Scanner,Customer,2026-01-01,2999-12-31,4\n";
    let plan = File::new(Kind::Licenses, text).plan(&database.db).await;
    assert_eq!(totals(&plan), [3, 0, 0, 2]);
    let told = refusals(&plan);
    assert!(told[0].starts_with("2: Start Date (column “start”): 1989-12-31 is too far away"), "{told:?}");
    assert!(
        told[1].starts_with("3: Expiration Date (column “expires”): 2207-01-31 is too far away"),
        "{told:?}"
    );
}

#[both_databases]
async fn a_date_of_which_the_sheet_shows_a_part_is_refused(database: TestDb) {
    World::make(&database.db).await;
    let file = licenses(&[
        row(text_cell("MY-1"), number_cell("46753", MONTH), number_cell("4", 0)),
        row(text_cell("MY-2"), number_cell("46753", DAY), number_cell("4", 0)),
    ]);
    let plan = file.plan(&database.db).await;
    assert_eq!(totals(&plan), [1, 0, 0, 1]);
    let told = refusals(&plan);
    let start = "2: Expiration Date (column “Expires”): the cell holds the date 2028-01-01, and its format does not show";
    assert!(told[0].starts_with(start), "{told:?}");
}

#[both_databases]
async fn ids_and_versions_of_deployments_keep_their_zeros(database: TestDb) {
    let world = World::make(&database.db).await;
    world.license(&database.db, "K1", &[world.customer]).await;
    let head = ["License Key", "Deployment ID", "Version", "Last Seen"].map(text_cell).to_vec();
    let cells = vec![
        text_cell("K1"),
        number_cell("77", SIX_DIGITS),
        number_cell("3.4", TWO_PLACES),
        text_cell("2026-10-05T23:30:00-02:00"),
    ];
    File::from_bytes(Kind::Deployments, &workbook(&[head, cells])).apply(&database.db).await;
    let found = deployment::Entity::find().filter(deployment::Column::DeploymentId.eq("000077"));
    let found = found.one(database.db.connection()).await.unwrap().unwrap();
    assert_eq!(found.product_version, "3.40");
    // It is a moment, so it has a day in UTC.
    assert_eq!(model::Day::of_instant(found.last_seen_at).to_string(), "2026-10-06");
}

#[both_databases]
async fn marks_around_text_come_off_and_what_a_spreadsheet_made_is_refused(database: TestDb) {
    World::make(&database.db).await;
    let text = "key,product,organization,start,units\n\
        =\"003131\",Scanner,Customer,'2026-01-01,4\n\
        \"=\"\"003132\"\"\",Scanner,Customer,2026-01-01,4\n\
        '003133,Scanner,Customer,2026-01-01,4\n";
    let file = File::new(Kind::Licenses, text);
    assert_eq!(totals(&file.apply(&database.db).await), [3, 0, 0, 0]);
    for key in ["003131", "003132", "003133"] {
        assert_eq!(stored(&database.db, key).await.start_date.to_string(), "2026-01-01", "{key}");
    }
    let before = counts(&database.db).await;
    let text = "key,product,organization,start,units,contract\n\
        7.65432E+15,Scanner,Customer,2026-01-01,4,\n\
        7.65432E+15,Scanner,Direct Customer,2026-01-01,4,\n\
        9/8/2026,Scanner,Customer,2026-01-01,4,\n\
        4E12,Scanner,Customer,2026-01-01,4,9/8/2026\n\
        C-1,Scanner,Customer,2026-01-01,4,\"5,5E+11\"\n";
    let plan = File::new(Kind::Licenses, text).plan(&database.db).await;
    assert_eq!(totals(&plan), [1, 0, 0, 4], "{:?}", refusals(&plan));
    assert_eq!(counts(&database.db).await, before);
}

#[both_databases]
async fn a_column_of_numbers_proves_its_mark_or_is_asked_about(database: TestDb) {
    World::make(&database.db).await;
    let text = |units: [&str; 2]| {
        format!(
            "key;product;organization;start;units\nM-1;Scanner;Customer;2026-01-01;{}\nM-2;Scanner;Customer;2026-01-01;{}\n",
            units[0], units[1]
        )
    };
    File::new(Kind::Licenses, &text(["6.000", "2300.000"])).apply(&database.db).await;
    let units =
        async || (stored(&database.db, "M-1").await.purchased, stored(&database.db, "M-2").await.purchased);
    assert_eq!(units().await, (6, 2_300));

    let open = File::new(Kind::Licenses, &text(["6.000", "9000"]));
    assert_eq!(
        refused(&database.db, &open).await.to_string(),
        "In column “units” thousands and fractions cannot be told apart: \"6.000\" on line 2 can be read either way and no \
         other number in the column shows which; choose the decimal mark or write numbers with digits only."
    );
    let read = |numbers| File {
        reading: CellReading { numbers, ..CellReading::default() },
        ..File::new(Kind::Licenses, &text(["6.000", "9000"]))
    };
    read(DecimalMark::Point).apply(&database.db).await;
    assert_eq!(units().await, (6, 9_000));
    read(DecimalMark::Comma).apply(&database.db).await;
    assert_eq!(units().await, (6_000, 9_000));

    // A number cell is never ambiguous.
    let file = licenses(&[row(text_cell("M-3"), text_cell("never"), number_cell("6.125", 0))]);
    assert!(refusals(&file.plan(&database.db).await)[0].contains("is not a whole number"));
}

#[both_databases]
async fn an_encoding_that_can_be_read_in_two_ways_is_asked_about(database: TestDb) {
    World::make(&database.db).await;
    let bytes = b"key,product,organization,start,units\nE-1,Ku\xe8era CAD,Customer,2026-01-01,4\n".as_slice();
    let open = File::from_bytes(Kind::Licenses, bytes);
    let told = refused(&database.db, &open).await.to_string();
    assert!(
        told.starts_with(
            "The file does not state its encoding, and its characters can be read in 2 ways, and line 2 holds "
        ),
        "{told}"
    );
    assert!(told.contains("\"Kuèera CAD\" in windows-1252") && told.contains("\"Kučera CAD\" in "), "{told}");
    let guessed = |notes: &[String]| notes.iter().any(|note| note.contains("guessed"));
    assert!(!guessed(&notes(&open.table, &open.mapping)));
    let before = counts(&database.db).await;
    let applied = apply(&database.db, Importer::CommandLine, open.request(), true, SEED, NOW).await;
    assert!(matches!(applied, Err(ApplyError::Plan(PlanError::Encoding { .. }))));
    assert_eq!(counts(&database.db).await, before);

    for (name, product) in [("windows-1250", "Kučera CAD"), ("windows-1252", "Kuèera CAD")] {
        let chosen = in_encoding(bytes, name);
        assert_eq!(chosen.plan(&database.db).await.new_products, [product]);
    }
}

/// The licenses in a file with that encoding.
fn in_encoding(bytes: &[u8], name: &str) -> File {
    let reading = FileReading { encoding: TextEncoding::from_name(name), ..FileReading::default() };
    let table = read(Kind::Licenses, bytes, "test file", reading).unwrap();
    let mapping = Mapping::of(Kind::Licenses, &table);
    File { table, mapping, ..File::new(Kind::Licenses, "key,product\n") }
}

#[both_databases]
async fn an_open_encoding_is_asked_about_before_what_the_columns_leave_open(database: TestDb) {
    World::make(&database.db).await;
    let bytes =
        b"key,product,organization,start,units\nE-1,Ku\xe8era CAD,Customer,03/04/2026,5.000\n".as_slice();
    let first = refused(&database.db, &File::from_bytes(Kind::Licenses, bytes)).await;
    assert!(matches!(first, PlanError::Encoding { .. }), "{first}");
    assert_eq!(first.remedy(), Some(Remedy::Encoding));
    let second = refused(&database.db, &in_encoding(bytes, "windows-1250")).await;
    let PlanError::Open(columns) = &second else { panic!("{second}") };
    let remedies: Vec<_> = columns.iter().map(OpenColumn::remedy).collect();
    assert_eq!(remedies, [Remedy::Dates, Remedy::Numbers]);
}

#[both_databases]
async fn a_time_of_day_is_asked_about(database: TestDb) {
    World::make(&database.db).await;
    let text = "key,product,organization,start,end,units\n\
        T-1,Scanner,Customer,2026-03-01T00:00:00,2027-02-28,4\n\
        T-2,Scanner,Customer,2026-02-28T23:00:00.000Z,2027-02-27T22:59:59.999Z,4\n\
        T-3,Scanner,Customer,2026-03-01,2027-02-28T24:00:00,4\n";
    let file = File::new(Kind::Licenses, text);
    let told = refusals(&file.plan(&database.db).await);
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told[0].contains("\"2026-02-28T23:00:00.000Z\" is a moment in a time zone"), "{told:?}");
    assert!(told[2].starts_with("4: Expiration Date") && told[2].contains("has a time of day"), "{told:?}");
    let as_written = CellReading { times: Times::AsWritten, ..CellReading::default() };
    File { reading: as_written, ..file }.apply(&database.db).await;
    let license = stored(&database.db, "T-2").await;
    let days = (license.start_date.to_string(), license.expiration_date.unwrap().to_string());
    assert_eq!(days, ("2026-02-28".to_owned(), "2027-02-27".to_owned()));

    // Computed values: slightly before midnight, and a quarter past noon.
    let file = licenses(&[
        row(text_cell("T-4"), number_cell("46385.999999999", DAY), number_cell("4", 0)),
        row(text_cell("T-5"), number_cell("46386.5104166667", DAY), number_cell("4", 0)),
    ]);
    let plan = file.plan(&database.db).await;
    assert_eq!(totals(&plan), [1, 0, 0, 1]);
    assert!(
        refusals(&plan)[0].contains("\"2026-12-30T12:15:00\" has a time of day"),
        "{:?}",
        refusals(&plan)
    );
}

#[both_databases]
async fn real_dates_beside_texts_are_reported(database: TestDb) {
    World::make(&database.db).await;
    let file = |text: &str| {
        licenses(&[
            row(text_cell("X-1"), number_cell("46387", DAY), number_cell("4", 0)),
            row(text_cell("X-2"), text_cell(text), number_cell("4", 0)),
        ])
    };
    let error = refused(&database.db, &file("25/11/2026")).await.to_string();
    assert!(
        error.starts_with("In column “Expires” line 2 holds a real date, 2026-12-31, and line 3 the text"),
        "{error}"
    );
    let day_first = CellReading { dates: DateOrder::DayFirst, ..CellReading::default() };
    let plan = File { reading: day_first, ..file("25/11/2026") }.apply(&database.db).await;
    assert!(
        plan.notices[0].starts_with("In column “Expires” real dates (1, the first on line 2"),
        "{:?}",
        plan.notices
    );
    assert_eq!(stored(&database.db, "X-2").await.expiration_date.unwrap().to_string(), "2026-11-25");
    assert_eq!(file("25.11.2026").plan(&database.db).await.notices.len(), 1);
    assert_eq!(file("never").plan(&database.db).await.notices, Vec::<String>::new());
}

#[both_databases]
async fn a_row_that_was_cut_off_never_means_that_there_is_no_end(database: TestDb) {
    World::make(&database.db).await;
    let head = "key,product,organization,start,units,color,expires,type";
    let text = format!(
        "{head}\nCO-1,Scanner,Customer,2026-01-01,4,red,2026-12-31,NFR\nCO-2,Scanner,Customer,2026-01-01,4\n\
         CO-3,Scanner,Customer,2026-01-01,4,red,,\nCO-4,Scanner\n"
    );
    let plan = File::new(Kind::Licenses, &text).plan(&database.db).await;
    assert_eq!(
        refusals(&plan),
        [
            "3: Line 3 has 5 cells, but there are 8 headings: expires, type are missing. Include all cells of the row, even \
             empty ones.",
            "5: Line 5 has 2 cells, but there are 8 headings: organization, start, units, expires, type are missing. Include \
             all cells of the row, even empty ones."
        ]
    );
    assert_eq!(totals(&plan), [2, 0, 0, 2]);
    // Nothing that is used is missing, but the last value may be the beginning of one.
    let text = "key,product,organization,start,units,color\nCO-1,Scanner,Customer,2026-01-01,4,red\n\
        CO-2,Scanner,Customer,2026-01-01,4\n";
    assert_eq!(
        refusals(&File::new(Kind::Licenses, text).plan(&database.db).await),
        [
            "3: Line 3 has 5 cells, but there are 6 headings: the last one may be cut off. Include all cells of the row, even \
             empty ones."
        ]
    );
    // A file without empty cells at the end of any row gets a note.
    let text =
        format!("{head}\nCO-1,Scanner,Customer,2026-01-01,4\nCO-2,Scanner,Customer,2026-01-01,4,red\n");
    let file = File::new(Kind::Licenses, &text);
    assert_eq!(totals(&file.plan(&database.db).await), [2, 0, 0, 0]);
    assert_eq!(
        notes(&file.table, &file.mapping),
        [
            "2 rows have fewer cells than the headings, the first on line 2; the shortest has 5 of 8. Missing cells of expires, type are read as empty, because this file leaves out empty cells at the end of its rows."
        ]
    );
    // Workbooks store no empty cells.
    let (full, mut short) =
        (row(text_cell("CO-5"), number_cell("46387", DAY), number_cell("4", 0)), Vec::new());
    short.extend(["CO-6", "Scanner", "Customer"].map(text_cell));
    short.push(number_cell("46023", DAY));
    let head = HEAD.map(text_cell).to_vec();
    let file = File::from_bytes(Kind::Licenses, &workbook(&[head, full.to_vec(), short]));
    let told = refusals(&file.plan(&database.db).await);
    assert_eq!(told, ["3: Purchased (column “Purchased”): is empty; a number of units is needed here."]);
}

#[both_databases]
async fn all_that_is_open_is_asked_at_once(database: TestDb) {
    World::make(&database.db).await;
    let text = "key;product;organization;start;expires;units;offline\n\
        Q-1;Scanner;Customer;03/04/2026;05/06/2027;6.000;7,000\n";
    let error = refused(&database.db, &File::new(Kind::Licenses, text)).await;
    let PlanError::Open(open) = error else { panic!("{error}") };
    let told: Vec<_> = open.iter().map(|column| (column.remedy(), column.to_string())).collect();
    let columns = [
        (Remedy::Dates, "start"),
        (Remedy::Dates, "expires"),
        (Remedy::Numbers, "units"),
        (Remedy::Numbers, "offline"),
    ];
    assert_eq!(told.len(), columns.len(), "{told:?}");
    for ((remedy, sentence), (expected, column)) in told.iter().zip(columns) {
        assert_eq!(*remedy, expected, "{sentence}");
        assert!(sentence.starts_with(&format!("In column “{column}” ")), "{sentence}");
    }
}

#[both_databases]
async fn a_refusal_says_how_no_end_is_written_and_what_can_be_chosen_instead(database: TestDb) {
    World::make(&database.db).await;
    let text = "key,product,organization,start,expires,units\n\
        R-1,Scanner,Nobody,2026-01-01,whenever,4\nR-2,Scanner,Customer,2026-01-01,2026-12-31T09:00,4\n";
    let plan = File::new(Kind::Licenses, text).plan(&database.db).await;
    let told: Vec<_> = plan.refused().flat_map(|(_, reasons)| reasons).collect();
    let told: Vec<_> = told.iter().map(|reason| (reason.remedy, reason.told(Field::name))).collect();
    assert_eq!(
        told[0],
        (
            None,
            "expiration-date (column “expires”): \"whenever\" is not a date; write it as 2026-01-31. Write never for a \
             license that does not expire."
                .to_owned()
        ));
    assert_eq!(told[1].0, Some(Remedy::AddMissing), "{told:?}");
    assert_eq!((told[2].0, told.len()), (Some(Remedy::Times), 3), "{told:?}");
}

#[both_databases]
async fn a_cell_of_megabytes_is_told_by_its_beginning(database: TestDb) {
    World::make(&database.db).await;
    let huge = "q".repeat(3_000_000);
    let good = ["K", "Scanner", "Customer", "2026-01-01", "2026-12-31", "4", "NFR", "active", "C-1", "note"];
    for column in 0..good.len() {
        let mut cells = good;
        cells[column] = &huge;
        let text = format!(
            "key,product,organization,start,expires,units,type,suspended,contract,note\n{}\n",
            cells.join(",")
        );
        let file = File { create_missing: true, ..File::new(Kind::Licenses, &text) };
        let plan = file.plan(&database.db).await;
        assert_eq!(totals(&plan), [0, 0, 0, 1], "column {column}");
        let told = refusals(&plan).join("\n").len() + plan.rows[0].subject.len();
        assert!(told < 2_000, "the note about column {column} has {told} bytes");
    }
    // So is a heading, wherever it is listed.
    let text = format!("{huge},key\nx,K\n");
    let error = refused(&database.db, &File::new(Kind::Licenses, &text)).await.to_string();
    assert!(error.len() < 2_000, "{} bytes", error.len());
    let mut file = File::new(Kind::Deployments, &format!("key,device,host\nK,{huge},{huge}\n"));
    let plan = file.plan(&database.db).await;
    assert!(refusals(&plan).join("\n").len() + plan.rows[0].subject.len() < 2_000);
    assert!(file.mapping.map(&huge, "note").unwrap_err().to_string().len() < 2_000);
}

#[both_databases]
async fn the_order_that_a_column_proves_is_told_once_with_its_proof(database: TestDb) {
    World::make(&database.db).await;
    let text = "key,product,organization,start,expires,units\n\
        D-1,Scanner,Customer,02/03/2026,03/04/2027,4\nD-2,Scanner,Customer,02/23/2026,2027-05-01,4\n\
        D-3,Scanner,Customer,04/05/2026,28/04/2027,4\nD-4,Scanner,Customer,02/24/2026,29/04/2027,4\n";
    let told = [
        "The dates of column “start” are read with the month first, because “02/23/2026” on line 3 can't be read any other way.",
        "The dates of column “expires” are read with the day first, because “28/04/2027” on line 4 can't be read any other way.",
    ];
    assert_eq!(File::new(Kind::Licenses, text).plan(&database.db).await.readings, told);
    // If a person chose it, or nothing is ambiguous, there is no note.
    let reading = CellReading { dates: DateOrder::MonthFirst, ..CellReading::default() };
    let agreeing = text.replace("28/04/2027", "2027-04-28").replace("29/04/2027", "2027-04-29");
    let chosen = File { reading, ..File::new(Kind::Licenses, &agreeing) }.plan(&database.db).await;
    assert!(chosen.readings.is_empty(), "{:?}", chosen.readings);
}

#[both_databases]
async fn contracts_notes_hosts_and_groups_are_looked_at_as_keys_are(database: TestDb) {
    let world = World::make(&database.db).await;
    world.license(&database.db, "LK-1", &[world.customer]).await;
    let csv = |kind, field: &str, cell: &str| {
        let text = match kind {
            Kind::Licenses => {
                format!(
                    "key,product,organization,start,units,{field}\nLK-{field},Scanner,Customer,2026-01-01,4,{cell}\n"
                )
            }
            _ => format!("key,device,{field}\nLK-1,PC-{field},{cell}\n"),
        };
        File::new(kind, &text)
    };
    let sheet = |kind, field: &str, cell: String| {
        let day = number_cell("46023", DAY);
        let (mut head, mut cells) = match kind {
            Kind::Licenses => (
                ["Key", "Product", "Organization", "Start", "Units"].map(text_cell).to_vec(),
                vec![
                    text_cell("LK-2"),
                    text_cell("Scanner"),
                    text_cell("Customer"),
                    day,
                    number_cell("4", 0),
                ],
            ),
            _ => (["Key", "Device"].map(text_cell).to_vec(), ["LK-1", "PC-3"].map(text_cell).to_vec()),
        };
        head.push(text_cell(field));
        cells.push(cell);
        File::from_bytes(kind, &workbook(&[head, cells]))
    };
    for (kind, field) in [
        (Kind::Licenses, "contract"),
        (Kind::Licenses, "note"),
        (Kind::Deployments, "host"),
        (Kind::Deployments, "group"),
    ] {
        for (what, file) in [
            ("a spoiled text", csv(kind, field, "1.23457E+15")),
            ("an error", csv(kind, field, "#REF!")),
            ("a spoiled number", sheet(kind, field, number_cell("1.23457E+15", 0))),
            ("a formula", sheet(kind, field, formula_cell("A1"))),
            ("a spoiled text in a sheet", sheet(kind, field, text_cell("1.23457E+15"))),
        ] {
            let told = refusals(&file.plan(&database.db).await);
            assert_eq!(told.len(), 1, "{what} in {field}: {told:?}");
        }
        csv(kind, field, "'00071").apply(&database.db).await;
        let taken = if kind == Kind::Licenses {
            let license = stored(&database.db, &format!("LK-{field}")).await;
            license.contract_number.unwrap_or(license.note)
        } else {
            let found =
                deployment::Entity::find().filter(deployment::Column::DeploymentId.eq(format!("PC-{field}")));
            let found = found.one(database.db.connection()).await.unwrap().unwrap();
            found.group_name.unwrap_or(found.host_name)
        };
        assert_eq!(taken, "00071", "{field}");
    }
}
