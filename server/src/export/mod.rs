//! Exports: files of all rows that match a request, sent while they are written (R11).

mod deployments;
mod events;
mod licenses;
mod rows;
mod stream;

use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, Timelike as _, Utc};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use model::{Permit, moment};
use spreadsheet::{CsvWriter, WriteError, Writer, XlsxWriter};

use crate::turns::{Busy, Turn};
use crate::{Portal, reply};
use stream::{ExportError, Output};

pub use deployments::{SELECTION_BYTES, deployment_report, selected_csv, selected_xlsx};
pub use events::{events_csv, events_xlsx};
pub use licenses::{customers_csv, customers_xlsx, licenses_csv, licenses_xlsx};

/// Takes a turn for the permit's person to export.
async fn turn(portal: &Portal, permit: &Permit) -> Result<Turn, Busy> {
    portal.turns.exports.take(permit.user(), permit.organization()).await
}

/// The format of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    /// An Excel workbook.
    Xlsx,
    /// Text with commas between cells.
    Csv,
}

impl Format {
    /// The extension of the file's name.
    fn extension(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
        }
    }

    fn content_type(self) -> &'static str {
        match self {
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }

    /// Starts a table in that format. `sheet` names its one sheet, if the format has sheets; `now` is in milliseconds since
    /// the Unix epoch.
    fn writer(self, output: Output, sheet: &str, now: i64) -> Result<Box<dyn Writer>, WriteError> {
        Ok(match self {
            Self::Csv => Box::new(CsvWriter::new(output)?),
            Self::Xlsx => Box::new(XlsxWriter::new(output, sheet, instant(now))?),
        })
    }
}

/// A file name with the time as of which its rows are, in milliseconds since the Unix epoch.
fn dated(what: &str, now: i64, format: Format) -> String {
    let now = instant(now);
    format!("{what}-{}T{:02}{:02}Z.{}", now.date_naive(), now.hour(), now.minute(), format.extension())
}

/// The moment that many milliseconds after the Unix epoch, or the epoch itself if the moment is beyond the calendar.
fn instant(milliseconds: i64) -> DateTime<Utc> {
    moment(milliseconds).unwrap_or_default()
}

/// Answers with a file to save under that name, which has only letters, digits, dots and dashes.
fn attachment(file_name: &str, format: Format, body: Result<Body, ExportError>) -> Response {
    let mut response = match body {
        Ok(body) => body.into_response(),
        Err(error) => return reply::failed(&error),
    };
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(format.content_type()));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(value) = HeaderValue::try_from(format!("attachment; filename=\"{file_name}\"")) {
        headers.insert(CONTENT_DISPOSITION, value);
    }
    response
}
