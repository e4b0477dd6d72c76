//! Writes an Active Deployment Report of made-up deployments with nothing but `rust_xlsxwriter`, as the comparison for the
//! portal's own report (docs/BENCHMARKS.md).
//!
//! `bare_report ROWS FILE`; the rows are those of `made_up_deployments.mjs`.

use std::error::Error;

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

const HEADINGS: [&str; 12] = [
    "Deployment ID",
    "Host Name",
    "Platform",
    "Product Version",
    "Mode",
    "Units",
    "Group",
    "Activated (UTC)",
    "Last Seen (UTC)",
    "Name",
    "IP Address",
    "License Key",
];
const PLATFORMS: [&str; 4] = ["Windows 11", "Ubuntu 24.04", "macOS 15", "Windows Server 2022"];
/// 2024-01-01, in seconds since the Unix epoch.
const FIRST_DAY: i64 = 1_704_067_200;
const DAY: i64 = 86_400;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let rows: u32 = arguments.next().ok_or("how many rows?")?.parse()?;
    let file = arguments.next().ok_or("which file?")?;
    let mut workbook = Workbook::new();
    let bold = Format::new().set_bold();
    let instant = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
    workbook.add_worksheet_with_constant_memory()?.set_name("License")?;
    let sheet = workbook.add_worksheet_with_constant_memory()?.set_name("Active Deployments")?;
    for (column, heading) in (0..).zip(HEADINGS) {
        sheet.write_string_with_format(0, column, heading, &bold)?;
    }
    for number in 0..rows {
        let (row, place) = (number + 1, number as usize);
        sheet.write_string(row, 0, format!("station-{number:07}"))?;
        sheet.write_string(row, 1, format!("host-{:05}.example.org", number % 50_000))?;
        sheet.write_string(row, 2, PLATFORMS[place % PLATFORMS.len()])?;
        sheet.write_string(row, 3, format!("{}.{}.0", 10 + number % 5, number % 12))?;
        sheet.write_string(row, 4, if number % 10 == 0 { "Offline" } else { "Online" })?;
        sheet.write(row, 5, 1 + number % 3)?;
        if number % 7 != 0 {
            sheet.write_string(row, 6, format!("Group {}", number % 20))?;
        }
        sheet.write_string(row, 11, "BENCH-00000-00000-00000-00000")?;
        let activated = FIRST_DAY + i64::from(number % 700) * DAY;
        let seen = activated + i64::from(number % 60) * DAY;
        for (column, moment) in [(7, activated), (8, seen)] {
            let moment = ExcelDateTime::from_timestamp(moment)?;
            sheet.write_datetime_with_format(row, column, &moment, &instant)?;
        }
    }
    workbook.save(file)?;
    Ok(())
}
