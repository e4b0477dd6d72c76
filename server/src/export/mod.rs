//! Exports: files made from all rows that are asked for, sent while they are written (R11).

mod deployments;
mod events;
mod licenses;
mod rows;
mod stream;

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use model::UserId;
use sheet::{CsvWriter, WriteError, Writer, XlsxWriter};
use time::OffsetDateTime;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::reply;
use stream::{ExportError, Output};

pub use deployments::{SELECTION_BYTES, deployment_report, selected_csv, selected_xlsx};
pub use events::{events_csv, events_xlsx};
pub use licenses::{customers_csv, customers_xlsx, licenses_csv, licenses_xlsx};

/// So many exports are made at once: each holds a thread.
const AT_ONCE: usize = 8;
/// So many of them for one person: a slow reader keeps nobody else waiting.
const FOR_ONE: usize = 2;

static TURNS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(AT_ONCE)));
static UNDERWAY: LazyLock<Mutex<HashMap<UserId, usize>>> = LazyLock::new(Mutex::default);

/// A turn to export; given back when it is dropped.
struct Turn {
    user: UserId,
    _all: OwnedSemaphorePermit,
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut underway = underway();
        if let Entry::Occupied(mut own) = underway.entry(self.user) {
            *own.get_mut() -= 1;
            if *own.get() == 0 {
                own.remove();
            }
        }
    }
}

fn underway() -> MutexGuard<'static, HashMap<UserId, usize>> {
    // What is counted is whole after each step, also of a thread that panicked.
    UNDERWAY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A turn of that person to export, or the answer that there is none now.
#[expect(clippy::result_large_err, reason = "the refusal is the answer that is sent")]
fn turn(user: UserId) -> Result<Turn, Response> {
    let wait = |sentence| reply::plain(StatusCode::SERVICE_UNAVAILABLE, sentence);
    let all = Arc::clone(&TURNS)
        .try_acquire_owned()
        .map_err(|_| wait("Too many exports are being made. Try again in a moment."))?;
    let mut underway = underway();
    let own = underway.entry(user).or_default();
    if *own >= FOR_ONE {
        return Err(wait("Two of your exports are still being sent. Try again when one has ended."));
    }
    *own += 1;
    Ok(Turn { user, _all: all })
}

/// What the file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    /// A workbook.
    Xlsx,
    /// Text, separated by commas.
    Csv,
}

impl Format {
    /// The end of the file's name.
    fn extension(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
        }
    }

    /// Its media type.
    fn content_type(self) -> &'static str {
        match self {
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }

    /// A table of that format. Its one sheet, where it has sheets, is named; `now` is in milliseconds since the Unix
    /// epoch.
    fn writer(self, output: Output, sheet: &str, now: i64) -> Result<Box<dyn Writer>, WriteError> {
        Ok(match self {
            Self::Csv => Box::new(CsvWriter::new(output)?),
            Self::Xlsx => Box::new(XlsxWriter::new(output, sheet, instant(now))?),
        })
    }
}

/// The name of a file with the moment of which its rows are, in milliseconds since the Unix epoch.
fn dated(what: &str, now: i64, format: Format) -> String {
    let now = instant(now);
    format!("{what}-{}T{:02}{:02}Z.{}", now.date(), now.hour(), now.minute(), format.extension())
}

/// A moment from milliseconds since the Unix epoch.
fn instant(milliseconds: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(milliseconds.div_euclid(1_000)).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

/// The answer with the file, to be saved under that name of letters, digits, dots and dashes.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_has_few_turns_and_gets_them_back() {
        let (ada, bob) = (UserId::MAX, UserId::MAX - 1);
        let mut own: Vec<_> = (0..FOR_ONE).map(|_| turn(ada).unwrap()).collect();
        assert!(turn(ada).is_err());
        assert!(turn(bob).is_ok());
        own.pop();
        assert!(turn(ada).is_ok());
        drop(own);
        assert!(!underway().contains_key(&ada));
    }
}
