//! Files to import: any bytes, and workbooks around any XML. Reads them, guesses their columns, and plans every row.

#![no_main]

use std::alloc::System;
use std::sync::LazyLock;

use cap::Cap;
use grantry_fuzz::files::{bytes_of, seeds};
use grantry_fuzz::{plant, wait};
use libfuzzer_sys::fuzz_target;
use store::Db;
use store::import::{
    CellReading, DateOrder, DecimalMark, FileReading, Importer, Kind, Mapping, Owners, Request, Times, plan,
    read,
};
use store::testing::{NOW, World};

/// A file of at most 32 KiB that takes more memory is a finding.
#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, 1 << 30);

static DB: LazyLock<Db> = LazyLock::new(|| {
    wait(async {
        let db = Db::open("sqlite::memory:").await.expect("a database in memory opens");
        World::make(&db).await;
        db
    })
});

fuzz_target!(init: plant(seeds()), |data: &[u8]| {
    let bytes = &*bytes_of(data);
    let Ok(table) = spreadsheet::read(bytes, "file") else { return };
    assert!(table.rows.iter().all(|row| row.cells.len() == table.header.len()));
    assert!(table.rows.is_sorted_by_key(|row| row.line));
    for kind in Kind::ALL {
        // With the headings on the line where its fields are.
        let Ok(table) = read(kind, bytes, "file", FileReading::default()) else { continue };
        let mapping = Mapping::of(kind, &table);
        let numbers = DecimalMark::ALL.into_iter().zip(Times::ALL.into_iter().cycle());
        for (dates, (numbers, times)) in DateOrder::ALL.into_iter().zip(numbers) {
            let reading = CellReading { dates, numbers, times };
            let (table, mapping, owners) = (&table, &mapping, Owners::Move);
            let request = Request { table, mapping, reading, create_missing: true, owners };
            if let Ok(plan) = wait(plan(&DB, Importer::CommandLine, request, NOW)) {
                // A row that lists several organizations is planned for each of them.
                assert!(plan.rows.len() >= table.rows.len() + table.problems.len());
            }
        }
    }
});
