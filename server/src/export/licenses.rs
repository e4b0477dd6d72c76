//! Exports all rows that match the filter (R11). The address has the same form as the page's.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::Arc;

use app::context::Context;
use app::list::Scope;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use futures::StreamExt as _;
use http::StatusCode;
use model::link;
use model::query::organizations_from_address;
use model::report::{Report, Row, Section};
use model::{Action, LicenseId, Permit, Query};
use spreadsheet::write::MAX_SHEET_ROWS;
use store::Db;
use store::licenses::LicenseError;
use store::licenses::report::{Of, TEXTS_LIMIT};
use tokio::runtime::Handle;

use super::rows::{Joined, Layout, Texts};
use super::stream::{ExportError, Output, stream};
use super::{Format, attachment, dated, turn};
use crate::requester::Requester;
use crate::{Portal, parameters, reply};

/// At most this many pages of text are read at once, ahead of the writer.
const AHEAD: usize = 3;

/// My Organization as XLSX.
pub async fn licenses_xlsx(
    State(portal): State<Arc<Portal>>,
    who: Requester,
    RawQuery(query): RawQuery,
) -> Response {
    export(portal, who, List::MyOrganization, query, Format::Xlsx).await
}

/// My Organization as CSV.
pub async fn licenses_csv(
    State(portal): State<Arc<Portal>>,
    who: Requester,
    RawQuery(query): RawQuery,
) -> Response {
    export(portal, who, List::MyOrganization, query, Format::Csv).await
}

/// Customer Organizations as XLSX.
pub async fn customers_xlsx(
    State(portal): State<Arc<Portal>>,
    who: Requester,
    RawQuery(query): RawQuery,
) -> Response {
    export(portal, who, List::Customers, query, Format::Xlsx).await
}

/// Customer Organizations as CSV.
pub async fn customers_csv(
    State(portal): State<Arc<Portal>>,
    who: Requester,
    RawQuery(query): RawQuery,
) -> Response {
    export(portal, who, List::Customers, query, Format::Csv).await
}

/// Which page's list to export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum List {
    MyOrganization,
    Customers,
}

impl List {
    fn target(self) -> model::Target {
        match self {
            Self::MyOrganization => Scope::MyOrganization(None).target(),
            Self::Customers => Scope::Customers(Vec::new()).target(),
        }
    }

    /// The file's name, with the time as of which its rows are: those on the page may be older (R10).
    fn file_name(self, now: i64, format: Format) -> String {
        let what = if self == Self::Customers { "customer-licenses" } else { "licenses" };
        dated(what, now, format)
    }

    fn sheet_name(self) -> &'static str {
        if self == Self::Customers { "Customer licenses" } else { "Licenses" }
    }
}

/// The request in the address.
struct Asked {
    /// The organizations of the report, or the one picked on My Organization; None for all.
    organizations: Option<Vec<model::OrganizationId>>,
    query: Query,
}

/// Reads the address as the page does. Refuses the export if the page would report anything as meaningless, and if a parameter
/// is unknown or comes twice: a file with other rows than requested would pass for the right one (R19).
fn read(list: List, query: &str) -> Result<Asked, String> {
    let own = if list == List::Customers { "orgs" } else { "in" };
    let mut names = Query::NAMES.to_vec();
    names.push(own);
    let pairs = parameters::read(query, &names)?;
    let (query, problems) =
        Query::from_pairs(pairs.iter().map(|(name, value)| (name.as_ref(), value.as_ref())));
    if !problems.is_empty() {
        return Err(problems.join("\n"));
    }
    let given = pairs.iter().find(|(name, _)| name == own).map(|(_, value)| value);
    let organizations = given.map(|text| organizations_from_address(text).ok_or(text)).transpose();
    let organizations = organizations
        .map_err(|text| format!("“{text}” is not a list of organizations; use one such as {own}=3-8,11."))?;
    if list == List::Customers && organizations.is_none() {
        return Err("The address contains no organizations; add them as in orgs=3-8,11.".to_owned());
    }
    Ok(Asked { organizations, query })
}

/// The query, with its short link expanded.
async fn whole(context: &Context, permit: &Permit, query: String) -> Result<String, Response> {
    let Some(token) = link::token(&query) else { return Ok(query) };
    match store::licenses::link::find(&context.db, permit, token, context.now).await {
        Ok(Some(state)) => Ok(link::expanded(&query, &state)),
        Ok(None) => Err(reply::plain(StatusCode::BAD_REQUEST, link::unknown(token))),
        Err(error) => Err(reply::failed(&error)),
    }
}

async fn export(
    portal: Arc<Portal>,
    Requester(context): Requester,
    list: List,
    query: Option<String>,
    format: Format,
) -> Response {
    let permit = context.actor.as_ref().map(|actor| actor.permit(Action::ListLicenses, list.target()));
    let Some(Ok(permit)) = permit else { return reply::not_found() };
    let query = match whole(&context, &permit, query.unwrap_or_default()).await {
        Ok(query) => query,
        Err(refused) => return refused,
    };
    let Asked { organizations, query } = match read(list, &query) {
        Ok(asked) => asked,
        Err(problem) => return reply::plain(StatusCode::BAD_REQUEST, problem),
    };
    let turn = match turn(&portal, &permit).await {
        Ok(turn) => turn,
        Err(busy) => return reply::busy(busy),
    };
    let (db, with_query, now) = (context.db.clone(), query.clone(), context.now);
    let of_permit = permit.clone();
    let report = store::aside(move || async move {
        let of = organizations.as_deref().map_or(Of::Everything, Of::Organizations);
        let report = report(&db, &of_permit, of, &with_query, now).await?;
        let rows = |section| report.rows(&with_query, section, usize::MAX);
        let rows: Vec<u32> = Section::ALL.into_iter().flat_map(rows).collect();
        Ok::<_, Failure>((report, rows))
    });
    let (report, rows) = match report.await {
        Ok(report) => report,
        Err(error) => return reply::failed(&*error),
    };
    if format == Format::Xlsx && rows.len() >= MAX_SHEET_ROWS as usize {
        let sentence = "There are more rows than an Excel sheet can hold. Add filters, or choose CSV.";
        return reply::plain(StatusCode::UNPROCESSABLE_ENTITY, sentence);
    }
    let layout = match list {
        List::MyOrganization => Layout::of_my_organization(report.dictionaries()),
        List::Customers => Layout::of_customers(report.dictionaries()),
    };
    let file_name = list.file_name(context.now, format);
    let sheet = list.sheet_name();
    let job = Job { db: context.db, permit, report, rows, layout, format, sheet, now: context.now };
    let body = stream(turn, move |runtime, output| job.write(runtime, output)).await;
    attachment(&file_name, format, body)
}

/// An export to write.
struct Job {
    db: Db,
    permit: Permit,
    report: Report,
    /// Positions in the report, in order.
    rows: Vec<u32>,
    layout: Layout,
    format: Format,
    /// The name of the workbook's sheet.
    sheet: &'static str,
    /// Milliseconds since the Unix epoch.
    now: i64,
}

impl Job {
    fn write(&self, runtime: &Handle, output: Output) -> Result<(), ExportError> {
        let mut writer = self.format.writer(output, self.sheet, self.now)?;
        writer.header(&self.layout.headings())?;
        let dictionaries = self.report.dictionaries();
        // Reads the next pages while writing one.
        let pages = self.rows.chunks(TEXTS_LIMIT).map(|page| {
            let rows: Vec<Row> = page.iter().map(|position| self.report.row(*position)).collect();
            let licenses: Vec<LicenseId> = rows.iter().map(|row| row.license).collect();
            let texts = runtime.spawn(texts(self.db.clone(), self.permit.clone(), licenses));
            async move { (rows, texts.await) }
        });
        let mut pages = pin!(futures::stream::iter(pages).buffered(AHEAD));
        while let Some((rows, texts)) = runtime.block_on(pages.next()) {
            let texts = texts.map_err(|_| ExportError::Ended)??;
            // A license that is now out of reach is left out.
            for (row, texts) in rows.iter().filter_map(|row| Some((row, texts.get(&row.license)?))) {
                let joined = Joined::of(dictionaries, row);
                writer.row(&self.layout.cells(dictionaries, row, texts, &joined))?;
            }
        }
        Ok(writer.finish()?)
    }
}

/// The text of one page of licenses, without those that the permit does not reach.
async fn texts(
    db: Db,
    permit: Permit,
    licenses: Vec<LicenseId>,
) -> Result<HashMap<LicenseId, Texts>, LicenseError> {
    let db = db.long_read().await?;
    let found = store::licenses::report::exported(&db, &permit, &licenses).await?;
    Ok(found.into_iter().map(|(found, key)| (found.license, Texts::of(found, key))).collect())
}

/// Why there is no report to export; the cause is for the log.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The report, with the query's search and the ranks that its sort needs.
async fn report(db: &Db, permit: &Permit, of: Of<'_>, query: &Query, now: i64) -> Result<Report, Failure> {
    let columns = store::licenses::report::open(db, permit, of, now).await?;
    let mut report = Report::new(columns).ok_or("the columns of a report do not match")?;
    if !query.search.trim().is_empty() {
        report.set_search(Some(&store::licenses::report::search(db, permit, &query.search).await?));
    }
    if !report.can_sort(query.sort.column) {
        let ranks = store::licenses::report::rank(db, permit, query.sort.column).await?;
        report.set_ranks(query.sort.column, &ranks);
    }
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_read_as_the_page_reads_it() {
        let asked = read(List::Customers, "orgs=3-5,8&q=a%20b+c&status=active").unwrap();
        assert_eq!(asked.organizations, Some(vec![3, 4, 5, 8]));
        assert_eq!(asked.query.search, "a b c");
        assert_eq!(read(List::MyOrganization, "").unwrap().query, Query::default());
        assert_eq!(read(List::MyOrganization, "in=4").unwrap().organizations, Some(vec![4]));
    }

    #[test]
    fn what_means_nothing_refuses_the_export() {
        let problem = |list, query| read(list, query).err();
        let expected = "The address contains an unknown status: “gone”.";
        assert_eq!(problem(List::MyOrganization, "status=gone").as_deref(), Some(expected));
        for (list, query) in [
            (List::MyOrganization, "zzz=1"),
            (List::MyOrganization, "orgs=1"),
            (List::Customers, "orgs=1&in=2"),
            (List::Customers, "orgs=5&orgs=6"),
            (List::Customers, "orgs=5&q=%00"),
        ] {
            assert!(problem(list, query).is_some_and(|problem| problem.contains("parameter")), "{query}");
        }
        assert!(problem(List::Customers, "").is_some_and(|problem| problem.contains("orgs=3-8,11")));
        assert!(problem(List::Customers, "orgs=all").is_some_and(|problem| problem.contains("“all”")));
    }

    #[test]
    fn files_are_named_by_what_and_when() {
        let now = 20_779 * 86_400_000 + (9 * 60 + 5) * 60_000;
        let name = List::Customers.file_name(now, Format::Xlsx);
        assert_eq!(name, "customer-licenses-2026-11-22T0905Z.xlsx");
    }
}
