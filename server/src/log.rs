//! The log: requests and their outcome, without contents or people.
//!
//! A thread of its own writes it. Standard error may be closed, or a pipe that nobody reads: no request waits for it, and
//! no write to it fails. Lines that find no room are dropped, counted, and reported once there is room again.
//!
//! Values may come from outside, such as a mail server's response. None can forge a line, or change how one looks.

use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use std::io::IsTerminal as _;
use std::panic::PanicHookInfo;
use std::sync::OnceLock;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use axum::extract::Request;
use axum::response::Response;
use http::StatusCode;
use model::text::is_unseen;
use tower_http::classify::ServerErrorsFailureClass;
use tracing::Span;
use tracing_appender::non_blocking::{ErrorCounter, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::field::RecordFields;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::format::{DefaultFields, Format, Writer};
use tracing_subscriber::fmt::{FormatFields, SubscriberBuilder};

use crate::{reply, request_id, unsubscribe};

/// At most this many lines wait for a reader of standard error; further ones are dropped.
const WAITING: usize = 16_384;
/// At the end, the process waits this long for the last lines.
const LAST_LINES: Duration = Duration::from_secs(2);

/// Counts the lines that were dropped.
static DROPPED: OnceLock<ErrorCounter> = OnceLock::new();

/// Keeps the log running. When dropped, it writes the last lines if somebody reads them.
#[derive(Debug)]
#[must_use]
pub struct Logging(Option<WorkerGuard>);

impl Drop for Logging {
    fn drop(&mut self) {
        let guard = self.0.take();
        let (done, is_done) = mpsc::channel::<()>();
        // The guard prints to standard output if the log is stuck, and that may be stuck too.
        thread::spawn(move || {
            drop(guard);
            drop(done);
        });
        // Returns once `done` is dropped.
        let _ = is_done.recv_timeout(LAST_LINES);
    }
}

/// Starts the log, to standard error. It also gets panics: the standard hook would wait for a reader.
pub fn start(filter: EnvFilter) -> Logging {
    let builder = NonBlockingBuilder::default().buffered_lines_limit(WAITING).lossy(true).thread_name("log");
    let (writer, guard) = builder.finish(std::io::stderr());
    let _ = DROPPED.set(writer.error_counter());
    let is_terminal = std::io::stderr().is_terminal();
    let log = lines().with_env_filter(filter).with_writer(writer);
    // A second start, as in tests, keeps the first.
    if log.with_ansi(is_terminal).try_init().is_ok() {
        std::panic::set_hook(Box::new(note_panic));
    }
    Logging(Some(guard))
}

/// The form of the log's lines.
fn lines() -> SubscriberBuilder<Escaped, Format, LevelFilter> {
    // A line that can't be logged is not printed either.
    tracing_subscriber::fmt().fmt_fields(Escaped).log_internal_errors(false)
}

/// Writes messages and values with their control characters and invisible ones escaped, so that an event is always one line.
struct Escaped;

impl<'writer> FormatFields<'writer> for Escaped {
    fn format_fields<R: RecordFields>(&self, mut writer: Writer<'writer>, fields: R) -> fmt::Result {
        let mut text = String::new();
        DefaultFields::new().format_fields(Writer::new(&mut text), fields)?;
        for sign in text.chars() {
            // Some programs also break lines at the separators of lines and paragraphs.
            if is_unseen(sign) || matches!(sign, '\u{2028}' | '\u{2029}') {
                write!(writer, "{}", sign.escape_default())?;
            } else {
                writer.write_char(sign)?;
            }
        }
        Ok(())
    }
}

/// Logs that a request failed. A response that asks somebody to come back later is not a failure: anyone who asks too much
/// could fill the log with those. If the server itself is at fault, the code that failed has logged an error of its own.
pub fn failed(class: ServerErrorsFailureClass, latency: Duration, _: &Span) {
    let latency = latency.as_millis();
    if matches!(class, ServerErrorsFailureClass::StatusCode(StatusCode::SERVICE_UNAVAILABLE)) {
        tracing::info!(classification = %class, latency, "asked to come back later");
    } else {
        tracing::error!(classification = %class, latency, "response failed");
    }
}

/// The number of lines dropped so far, because nobody read standard error.
pub fn dropped_lines() -> usize {
    DROPPED.get().map_or(0, ErrorCounter::dropped_lines)
}

/// Reports dropped lines in the log once there is room again.
#[derive(Debug, Default)]
pub struct Dropped {
    /// The number of them that the log has reported.
    reported: usize,
}

impl Dropped {
    /// Logs how many lines were dropped since the last report. `count` returns how many were dropped so far.
    pub fn report(&mut self, count: impl Fn() -> usize) {
        let now = count();
        if now == self.reported {
            return;
        }
        tracing::warn!(
            lines = now - self.reported,
            "nobody read this log for a while, so lines were dropped"
        );
        // While there is still no room, this line is dropped as well. The next report then counts it, too.
        if count() == now {
            self.reported = now;
        }
    }
}

/// Logs a panic. In a request, the request's span says which.
fn note_panic(panic: &PanicHookInfo<'_>) {
    let text = panic.payload_as_str().unwrap_or("of an unknown kind");
    let at = panic.location().map(ToString::to_string);
    tracing::error!(panic = text, at, "something panicked");
}

/// A span with the request's name. It leaves out the query, which may hold search terms.
pub fn span(request: &Request) -> Span {
    let path = without_names(request.uri().path());
    tracing::info_span!("request", id = request_id::current(), method = %request.method(), path = %path)
}

/// A path of the product API without the names of licenses and machines, because a license's may be its key; and the path of
/// an unsubscribe link without its token.
fn without_names(path: &str) -> Cow<'_, str> {
    if unsubscribe::is_link(path) {
        return Cow::Borrowed("/unsubscribe/…");
    }
    if !path.starts_with("/v1/") {
        return Cow::Borrowed(path);
    }
    let mut is_name = false;
    let segments = path.split('/').map(|segment| {
        let shown = if is_name && segment != "actions" { "…" } else { segment };
        is_name = matches!(segment, "licenses" | "machines");
        shown
    });
    Cow::Owned(segments.collect::<Vec<_>>().join("/"))
}

/// The response to a request during which something panicked; [`note_panic`] has logged it.
pub fn panicked(_: Box<dyn Any + Send>) -> Response {
    reply::plain(http::StatusCode::INTERNAL_SERVER_ERROR, app::ApiError::Failed.to_string())
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use super::*;

    /// Standard error whose reader stalls while somebody holds the lock.
    struct Slow(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_later_line_says_how_many_were_dropped() {
        let read = Arc::new(Mutex::new(Vec::new()));
        let builder = NonBlockingBuilder::default().buffered_lines_limit(8).lossy(true);
        let (writer, guard) = builder.finish(Slow(Arc::clone(&read)));
        let counter = writer.error_counter();
        let log = lines().with_writer(writer).with_ansi(false);
        let mut dropped = Dropped::default();
        tracing::subscriber::with_default(log.finish(), || {
            dropped.report(|| counter.dropped_lines());
            let stands_still = read.lock().unwrap();
            for number in 0..50 {
                tracing::info!(number, "a line");
            }
            let before = counter.dropped_lines();
            assert!(before > 0);
            dropped.report(|| counter.dropped_lines());
            assert_eq!(
                (dropped.reported, counter.dropped_lines()),
                (0, before + 1),
                "the report found no room"
            );
            drop(stands_still);
            for _ in 0..1_000 {
                dropped.report(|| counter.dropped_lines());
                thread::sleep(Duration::from_millis(10));
                if dropped.reported > 0 {
                    break;
                }
            }
            // Nothing is reported twice.
            dropped.report(|| counter.dropped_lines());
        });
        drop(guard);
        let text = String::from_utf8(read.lock().unwrap().clone()).unwrap();
        let reports: Vec<&str> = text.lines().filter(|line| line.contains("lines were dropped")).collect();
        assert_eq!(reports.len(), 1, "{text}");
        assert!(reports[0].ends_with(&format!("lines={}", counter.dropped_lines())), "{text}");
    }

    #[test]
    fn a_text_from_outside_forges_no_line() {
        let read = Arc::new(Mutex::new(Vec::new()));
        let writer = {
            let read = Arc::clone(&read);
            move || Slow(Arc::clone(&read))
        };
        let log = lines().with_writer(writer).with_ansi(false);
        let bad = "x\n2026 ERROR forged\r\u{1b}[2J\0\u{7f}\u{85}\u{9b}\u{2028}\u{2029}\u{202e}\u{2066}é";
        tracing::subscriber::with_default(log.finish(), || {
            let span = tracing::info_span!("request", given = %bad, later = tracing::field::Empty);
            let _in = span.enter();
            span.record("later", tracing::field::display(bad));
            let error: &(dyn std::error::Error + 'static) = &io::Error::other(bad);
            tracing::warn!(%bad, text = bad, error, debug = ?bad, "{bad}");
        });
        let text = String::from_utf8(read.lock().unwrap().clone()).unwrap();
        let line = text.strip_suffix('\n').unwrap();
        assert!(
            !line.contains(|sign: char| is_unseen(sign) || "\u{2028}\u{2029}".contains(sign)),
            "{line:?}"
        );
        assert_eq!(line.matches("forged").count(), 7, "{line}");
        assert!(line.contains("x\\n2026 ERROR forged\\r") && line.contains("\\u{202e}\\u{2066}é"), "{line}");
    }

    #[test]
    fn no_key_gets_into_the_log() {
        for (path, logged) in [
            ("/v1/licenses/SECRET-KEY/machines/pc", "/v1/licenses/…/machines/…"),
            ("/v1/accounts/demo/licenses/SECRET-KEY", "/v1/accounts/demo/licenses/…"),
            ("/v1/licenses/actions/validate-key", "/v1/licenses/actions/validate-key"),
            ("/unsubscribe/SECRET", "/unsubscribe/…"),
            ("/licenses", "/licenses"),
        ] {
            assert_eq!(without_names(path), logged);
        }
    }
}
