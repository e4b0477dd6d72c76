//! Lists what was not read in a file, and what was guessed, so that a person sees it before anything changes.

use std::collections::{BTreeMap, BTreeSet};

use spreadsheet::{CellKind, Certainty, Dialect, Sample, ShortRows, Table, Times};

use super::Kind;
use super::field::{Field, fields};
use super::mapping::{Mapping, Source};
use super::name_list::listed;
use super::status::is_out_of_use;

/// At most this many columns are examined.
pub(super) const COLUMNS: usize = 200;
/// At most this many rows decide whether a column contains dates.
const ROWS: usize = 1_000;
/// Columns of the portal's own exports that it computes, or that belong to others.
const OWN: [&str; 6] = ["Deployed", "Limits", "Reseller", "Partner Note", "Name", "IP Address"];

/// What was not read in the file, and what was guessed, each in a sentence.
pub fn notes(table: &Table, mapping: &Mapping) -> Vec<String> {
    let mut notes = Vec::new();
    let around = &table.around;
    match &table.dialect {
        Dialect::Csv { encoding, certainty: Certainty::Guessed, .. } => notes.push(format!(
            "The encoding was guessed: {encoding}. If letters are wrong below, choose another one."
        )),
        Dialect::Csv { .. } => {}
        Dialect::Xlsx { sheet } => {
            let hidden = around.hidden_sheets.iter().filter(|other| *other != sheet);
            let hidden = hidden.map(|other| format!("{other} (hidden)"));
            let others: Vec<_> =
                around.sheets.iter().filter(|other| *other != sheet).cloned().chain(hidden).collect();
            if !others.is_empty() {
                notes.push(format!("Only the sheet “{sheet}” was read; not read: {}.", listed(&others)));
            }
        }
    }
    if around.above > 0 {
        let rows = if around.above == 1 { "1 row".to_owned() } else { format!("{} rows", around.above) };
        notes.push(format!("The headings are on line {}; {rows} above them not read.", around.heading_row));
    }
    notes.extend(of_hidden_columns(&around.hidden_columns, mapping));
    notes.extend(of_hidden_rows(&around.hidden_rows));
    notes.extend(around.short.and_then(|short| of_short_rows(short, table, mapping)));
    if !around.unnamed.is_empty() {
        let what =
            if around.unnamed.len() == 1 { "Column without a heading" } else { "Columns without headings" };
        notes.push(format!("{what}, not read: {}.", listed(&around.unnamed)));
    }
    notes.extend(of_columns(table, mapping));
    notes
}

/// A note on columns that the sheet hides and that fill a field.
fn of_hidden_columns(columns: &[(usize, String)], mapping: &Mapping) -> Option<String> {
    let used = columns.iter().filter(|(column, _)| mapping.filled_by(*column).next().is_some());
    let name = |(column, letters): &(usize, String)| {
        format!("{letters} (“{}”)", mapping.header().get(*column).map_or("", String::as_str))
    };
    let used: Vec<_> = used.map(name).collect();
    match used.as_slice() {
        [] => None,
        [one] => Some(format!("Column {one} is hidden in the file, but was read.")),
        several => Some(format!("Columns {} are hidden in the file, but were read.", listed(several))),
    }
}

/// A note on rows that the sheet hides: whoever filtered them out may not mean them.
fn of_hidden_rows(lines: &[u32]) -> Option<String> {
    let listed = listed(&lines.iter().map(ToString::to_string).collect::<Vec<_>>());
    match lines.len() {
        0 => None,
        1 => Some(format!("1 hidden row was read, too: line {listed}.")),
        count => Some(format!("{count} hidden rows were read, too: lines {listed}.")),
    }
}

/// A note on rows that end before columns in use, if the whole file is written so.
fn of_short_rows(short: ShortRows, table: &Table, mapping: &Mapping) -> Option<String> {
    let (_, used) = mapping.filled_from(short.cells);
    let ShortRows { rows, first, cells } = short;
    let rows = if rows == 1 {
        format!("Line {first} has fewer cells than the headings")
    } else {
        format!("{rows} rows have fewer cells than the headings, the first on line {first}")
    };
    (!used.is_empty()).then(|| {
        format!(
            "{rows}; the shortest has {cells} of {}. Missing cells of {} are read as empty, because this file leaves out empty \
             cells \
             at the end of its rows.",
            table.header.len(),
            listed(&used)
        )
    })
}

/// Notes on columns that could be useful and fill no field.
fn of_columns(table: &Table, mapping: &Mapping) -> Vec<String> {
    let mut notes = Vec::new();
    let is_own = mapping.is_own_export();
    let unused: BTreeSet<&str> = mapping.unused().collect();
    if is_own {
        let own: Vec<_> =
            OWN.iter().filter(|name| unused.contains(**name)).map(ToString::to_string).collect();
        if !own.is_empty() {
            notes
                .push(format!("Columns of the portal's own export that are not imported: {}.", listed(&own)));
        }
        if matches!(mapping.source(Field::Suspended), Some(Source::Word { .. })) {
            notes.push(
                "Of “Status” and “Warnings”, only Suspended and Not registered are imported; the other words follow from dates \
                 and units."
                    .to_owned(),
            );
        }
    }
    let columns = table.header.iter().enumerate().filter(|(_, heading)| unused.contains(heading.as_str()));
    for (column, heading) in
        columns.take(COLUMNS).filter(|(_, heading)| !is_own || !OWN.contains(&heading.as_str()))
    {
        if mapping.kind() == Kind::Licenses
            && mapping.is_decided(column)
            && let Some(words) = out_of_use(table, column)
        {
            notes.push(format!(
                "“{heading}” says {words}, and is ignored: these licenses are imported as not suspended."
            ));
        }
        let named = fields(mapping.kind()).iter().find(|info| info.rank(heading).is_some());
        if let Some((info, other)) = named.and_then(|info| Some((info, filling(mapping, info.field)?))) {
            notes.push(format!(
                "“{heading}” could also fill {}, but {other} fills it. It is not imported.",
                info.label
            ));
        } else if holds_dates(table, column) {
            notes.push(format!("“{heading}” contains dates but fills no field. It is not imported."));
        }
    }
    notes
}

/// The source of a field: a column, or the value for the whole file.
fn filling(mapping: &Mapping, field: Field) -> Option<String> {
    mapping.source(field)?;
    let column = mapping.column(field).map(|heading| format!("“{heading}”"));
    Some(column.unwrap_or_else(|| "the value for the whole file".to_owned()))
}

/// The words of a column that say that licenses are out of use, each with the number of rows; None if there are none.
pub(super) fn out_of_use(table: &Table, column: usize) -> Option<String> {
    let mut words: BTreeMap<&str, usize> = BTreeMap::new();
    for cell in table.rows.iter().filter_map(|row| row.cells.get(column)) {
        if is_out_of_use(cell) == Some(true) {
            *words.entry(cell.trim()).or_default() += 1;
        }
    }
    let told = |(word, count): (&&str, &usize)| match count {
        1 => format!("“{word}” in 1 row"),
        count => format!("“{word}” in {count} rows"),
    };
    let told: Vec<_> = words.iter().map(told).collect();
    (!told.is_empty()).then(|| listed(&told))
}

/// Whether the cells of a column are dates.
fn holds_dates(table: &Table, column: usize) -> bool {
    let cells = table.rows.iter().take(ROWS).map(|row| Sample {
        line: row.line,
        text: row.cells[column].trim(),
        kind: row.kind(column),
    });
    let cells: Vec<_> = cells.filter(|cell| !cell.text.is_empty()).collect();
    // Dates with an ambiguous order are dates nevertheless.
    let Ok(order) = spreadsheet::dates(cells.iter().copied()) else { return true };
    // A number alone may be anything.
    let is_date = |cell: &Sample<'_>| {
        let is_number = cell.text.bytes().all(|byte| byte.is_ascii_digit());
        matches!(cell.kind, CellKind::Moment | CellKind::PartOfDate)
            || (!is_number && order.parse(cell.text, Times::Written).is_ok())
    };
    !cells.is_empty() && cells.iter().all(is_date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{FileReading, read};

    fn of(kind: Kind, bytes: &[u8]) -> Vec<String> {
        let table = read(kind, bytes, "list.csv", FileReading::default()).unwrap();
        notes(&table, &Mapping::of(kind, &table))
    }

    #[test]
    fn what_was_not_read_is_told() {
        let text = b"Stock of K\xf6ln;;;;;\n\nKey;Software;Seats;Units;Warranty;Color\n\
            A1;Saw;4;5;2027-05-06;red\nA2;Saw;4;;03/04/2027;\n";
        assert_eq!(
            of(Kind::Licenses, text),
            [
                "The encoding was guessed: windows-1252. If letters are wrong below, choose another one.",
                "The headings are on line 3; 1 row above them not read.",
                "“Units” could also fill Purchased, but “Seats” fills it. It is not imported.",
                "“Warranty” contains dates but fills no field. It is not imported.",
            ]
        );
        assert_eq!(of(Kind::Licenses, b"Key,Software,Seats,Color\nA1,Saw,4,red\n"), [] as [&str; 0]);
        let unnamed = b"Key,,Software,,Seats\nA1,x,Saw,y,4\n";
        assert_eq!(of(Kind::Licenses, unnamed), ["Columns without headings, not read: B, D."]);
    }

    #[test]
    fn hidden_sheets_and_rows_are_told() {
        let mut table =
            read(Kind::Licenses, b"Key,Software\nA1,Saw\n", "list.csv", FileReading::default()).unwrap();
        let mapping = Mapping::of(Kind::Licenses, &table);
        table.dialect = Dialect::Xlsx { sheet: "Now".to_owned() };
        table.around.sheets = vec!["Now".to_owned(), "Prices".to_owned()];
        table.around.hidden_sheets = vec!["Old".to_owned()];
        table.around.hidden_rows = vec![2];
        table.around.hidden_columns = vec![(1, "B".to_owned())];
        assert_eq!(
            notes(&table, &mapping),
            [
                "Only the sheet “Now” was read; not read: Prices, Old (hidden).",
                "Column B (“Software”) is hidden in the file, but was read.",
                "1 hidden row was read, too: line 2.",
            ]
        );
        table.around.hidden_rows = vec![2, 5, 6];
        let told = "3 hidden rows were read, too: lines 2, 5, 6.";
        assert!(notes(&table, &mapping).iter().any(|note| note == told));
    }

    #[test]
    fn a_status_that_fills_nothing_is_told_where_it_matters() {
        let text = b"Key,Software,Seats,Condition\nA1,Saw,4,Retired\nA2,Saw,4,Active\nA3,Saw,4,On hold\nA4,Saw,4,Retired\n";
        // Until a person decides, it is a question and no note.
        assert_eq!(of(Kind::Licenses, text), [] as [&str; 0]);
        let table = read(Kind::Licenses, text, "list.csv", FileReading::default()).unwrap();
        let mut mapping = Mapping::of(Kind::Licenses, &table);
        mapping.map("Condition", "").unwrap();
        let told = "“Condition” says “On hold” in 1 row, “Retired” in 2 rows, and is ignored: these licenses are imported as not suspended.";
        assert_eq!(notes(&table, &mapping), [told]);
        assert_eq!(of(Kind::Licenses, b"Key,Software,Seats,State\nA1,Saw,4,Active\n"), [] as [&str; 0]);
        assert_eq!(of(Kind::Licenses, b"Key,Software,Seats,Suspended\nA1,Saw,4,Retired\n"), [] as [&str; 0]);
    }

    #[test]
    fn columns_of_an_own_export_are_told_together() {
        let licenses = "Product,License Key,Status,Warnings,Start Date,Expiration Date,Deployed,Purchased,Limits,Type,\
            Organization,Reseller,Customer Note,Partner Note\n";
        let told = "Columns of the portal's own export that are not imported: Deployed, Limits, Reseller, Partner Note.";
        let status = "Of “Status” and “Warnings”, only Suspended and Not registered are imported; the other words follow from \
            dates and units.";
        assert_eq!(of(Kind::Licenses, licenses.as_bytes()), [told, status]);
        let deployments =
            "Deployment ID,Host Name,Activated (UTC),Last Seen (UTC),Name,IP Address,License Key\n";
        let told = "Columns of the portal's own export that are not imported: Name, IP Address.";
        assert_eq!(of(Kind::Deployments, deployments.as_bytes()), [told]);
    }
}
