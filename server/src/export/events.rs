//! Event History as a file: all events that match the address, the newest first.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use http::StatusCode;
use model::event::{Entry, EventQuery, Object};
use model::{Action, Permit, Target};
use spreadsheet::write::MAX_SHEET_ROWS;
use spreadsheet::{Cell, Writer};
use store::Db;
use store::events::{EventError, PAGE_LIMIT, page};
use tokio::runtime::Handle;

use super::stream::{ExportError, Output, stream};
use super::{Format, attachment, dated, instant, turn};
use crate::requester::Requester;
use crate::{Portal, parameters, reply};

/// The columns. All times are in UTC (R20).
const HEADINGS: [&str; 9] =
    ["Time (UTC)", "Who", "Network Address", "What", "On", "Name", "Old Value", "New Value", "Number"];

/// Event History as XLSX.
pub async fn events_xlsx(
    State(portal): State<Arc<Portal>>,
    who: Requester,
    RawQuery(query): RawQuery,
) -> Response {
    export(portal, who, query, Format::Xlsx).await
}

/// Event History as CSV.
pub async fn events_csv(
    State(portal): State<Arc<Portal>>,
    who: Requester,
    RawQuery(query): RawQuery,
) -> Response {
    export(portal, who, query, Format::Csv).await
}

async fn export(
    portal: Arc<Portal>,
    Requester(context): Requester,
    query: Option<String>,
    format: Format,
) -> Response {
    let permit = context.actor.as_ref().map(|actor| actor.permit(Action::SeeEvents, Target::MyOrganization));
    let Some(Ok(permit)) = permit else { return reply::not_found() };
    let query = query.unwrap_or_default();
    let pairs = match parameters::read(&query, &EventQuery::NAMES) {
        Ok(pairs) => pairs,
        Err(problem) => return reply::plain(StatusCode::BAD_REQUEST, problem),
    };
    let (query, problems) =
        EventQuery::from_pairs(pairs.iter().map(|(name, value)| (name.as_ref(), value.as_ref())));
    if !problems.is_empty() {
        // A file with other rows than requested would pass for the right one (R19).
        return reply::plain(StatusCode::BAD_REQUEST, problems.join("\n"));
    }
    let turn = match turn(&portal, &permit).await {
        Ok(turn) => turn,
        Err(busy) => return reply::busy(busy),
    };
    let file_name = dated("events", context.now, format);
    let job = Job { db: context.db, permit, query, format, now: context.now };
    attachment(&file_name, format, stream(turn, move |runtime, output| job.write(runtime, output)).await)
}

/// An export to write.
struct Job {
    db: Db,
    permit: Permit,
    query: EventQuery,
    format: Format,
    /// Milliseconds since the Unix epoch.
    now: i64,
}

impl Job {
    fn write(&self, runtime: &Handle, output: Output) -> Result<(), ExportError> {
        let mut writer = self.format.writer(output, "Events", self.now)?;
        writer.header(&HEADINGS)?;
        let (mut after, mut rows) = (None, 0);
        loop {
            let found = runtime.block_on(async {
                let db = self.db.long_read().await?;
                page(&db, &self.permit, &self.query, after, PAGE_LIMIT, self.now).await
            });
            let found = match found {
                Ok(found) => found,
                Err(EventError::Database(error)) => return Err(error.into()),
                Err(EventError::Refused(_)) => return Err(ExportError::Ended),
            };
            for event in &found.events {
                rows += 1;
                if self.format == Format::Xlsx && rows == MAX_SHEET_ROWS {
                    // The sheet's last row says so.
                    let more =
                        "There are more events than an Excel sheet can hold. Add filters, or choose CSV.";
                    writer.row(&[Cell::Text(more)])?;
                    return Ok(writer.finish()?);
                }
                write_row(&mut *writer, event)?;
            }
            after = found.next;
            if after.is_none() {
                return Ok(writer.finish()?);
            }
        }
    }
}

fn write_row(writer: &mut dyn Writer, event: &Entry) -> Result<(), ExportError> {
    writer.row(&[
        Cell::Instant(instant(event.at)),
        Cell::Text(&event.who),
        event.network_address.as_deref().into(),
        Cell::Text(event.kind.label()),
        event.object.map(Object::label).into(),
        Cell::Text(&event.object_name),
        Cell::Text(&event.old),
        Cell::Text(&event.new),
        Cell::Whole(event.number.unsigned_abs()),
    ])?;
    Ok(())
}
