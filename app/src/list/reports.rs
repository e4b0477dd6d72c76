//! Reports that the server keeps for the next click, and computes with the same code: those too large for the browser, and those
//! of actions on all that match.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use model::bulk::{CHUNK, sorted};
use model::report::{BROWSER_LIMIT, Columns, Matching, Report, Section};
use model::{LicenseId, OrganizationId, Permit, Query, UserId};
use store::Db;
use store::aside;
use store::licenses::report::{Of, OpenError, Reached};

use super::{Answer, Ask, Matched, Opened, Scope};
use crate::ApiError;

/// Memory for kept reports, in bytes: about three of a million licenses. The report used last is kept whatever its size.
const KEPT_BYTES: usize = 192 << 20;
/// A report without licenses takes memory, too: each counts as at least this many bytes.
const LEAST_BYTES: usize = 16 << 10;
/// The most rows per window.
const WINDOW_LIMIT: usize = 500;

/// The kept reports. They are only a cache: a server without the report generates it again.
#[derive(Clone, Debug)]
pub struct Reports {
    /// The report used last comes first.
    kept: Arc<Mutex<Vec<Kept>>>,
    browser_limit: usize,
    kept_bytes: usize,
}

impl Default for Reports {
    fn default() -> Self {
        Self { kept: Arc::default(), browser_limit: BROWSER_LIMIT, kept_bytes: KEPT_BYTES }
    }
}

#[derive(Debug)]
struct Kept {
    permit: Permit,
    /// What the permit reached.
    reached: Reached,
    scope: Scope,
    generated_at: i64,
    report: Arc<KeptReport>,
}

impl Kept {
    /// Returns its memory, in bytes.
    fn bytes(&self) -> usize {
        let named = match &self.scope {
            Scope::MyOrganization(_) => 0,
            Scope::Customers(organizations) => organizations.len(),
        };
        size_of::<OrganizationId>() * (self.reached.count() + named)
            + self.report.bytes.load(Ordering::Relaxed).max(LEAST_BYTES)
    }
}

#[derive(Debug)]
struct KeptReport {
    report: Mutex<Report>,
    /// Its memory after its last use, in bytes.
    bytes: AtomicUsize,
}

impl KeptReport {
    fn new(report: Report) -> Self {
        Self { bytes: AtomicUsize::new(report.bytes()), report: Mutex::new(report) }
    }

    /// Runs `work` on the report, which may grow.
    fn with<T>(&self, work: impl FnOnce(&mut Report) -> T) -> T {
        let mut report = lock(&self.report);
        let done = work(&mut report);
        self.bytes.store(report.bytes(), Ordering::Relaxed);
        done
    }
}

impl Reports {
    /// Returns a cache with a different limit than [`BROWSER_LIMIT`] for the rows that the browser gets.
    pub fn with_browser_limit(limit: usize) -> Self {
        Self { browser_limit: limit, ..Self::default() }
    }

    /// Opens a list; above the limit its rows stay on the server.
    pub async fn open(&self, db: &Db, permit: Permit, scope: &Scope, now: i64) -> Result<Opened, ApiError> {
        // Before the rows: what is lost in between is then missed by the next question.
        let reached = store::licenses::report::reached(db, &permit).await?;
        let columns = columns(db, &permit, scope, now).await?;
        if columns.rows.license.len() <= self.browser_limit {
            return Ok(Opened::Columns(Box::new(columns)));
        }
        let dictionaries = columns.dictionaries.clone();
        self.keep(permit, reached, scope, columns).await?;
        Ok(Opened::OnServer(Box::new(dictionaries)))
    }

    /// Answers a question to a list. Checks the person's rights again: a report generated under different rights is not used.
    pub async fn ask(
        &self,
        db: &Db,
        permit: Permit,
        scope: &Scope,
        ask: Ask,
        now: i64,
    ) -> Result<Answer, ApiError> {
        // A list can't have been generated in the future: it would never be found.
        let ask = Ask { generated_at: ask.generated_at.min(now), ..ask };
        let report = self.found_or_made(db, &permit, scope, ask.generated_at, now).await?;
        let found = searched(db, &permit, &ask.query).await?;
        let mut ranks = Vec::new();
        if ask.query.sort.column.is_text() {
            ranks = store::licenses::report::rank(db, &permit, ask.query.sort.column).await?;
        }
        // Sorting a million rows takes longer than an async thread may be blocked.
        let answer = aside(move || async move {
            report.with(|report| {
                if !ranks.is_empty() {
                    report.set_ranks(ask.query.sort.column, &ranks);
                }
                report.set_search(found.as_deref());
                answer(report, &ask)
            })
        })
        .await;
        self.make_room();
        Ok(answer)
    }

    /// Returns the next licenses that a person acts on, from the same report as the rows that they see. Checks their rights again,
    /// as [`ask`](Self::ask) does.
    pub async fn matching(
        &self,
        db: &Db,
        permit: Permit,
        scope: &Scope,
        wanted: Matched,
        now: i64,
    ) -> Result<Matching, ApiError> {
        let report = self.found_or_made(db, &permit, scope, wanted.generated_at.min(now), now).await?;
        let found = searched(db, &permit, &wanted.query).await?;
        let (is_first, count, fingerprint) = (wanted.after.is_none(), wanted.count, wanted.fingerprint);
        let matching = aside(move || async move {
            report.with(|report| {
                let Matched { query, section, except, after, .. } = wanted;
                report.set_search(found.as_deref());
                report.matching(&query, section, &sorted(&except), after, CHUNK)
            })
        })
        .await;
        self.make_room();
        // Later, what the action itself has changed may no longer match.
        if !is_first {
            return Ok(matching);
        }
        let now_there = matching.total as u64;
        let what = if now_there != count {
            format!("{now_there} licenses match now, {count} were selected.")
        } else if fingerprint.is_some_and(|of_selected| of_selected != matching.fingerprint) {
            "As many licenses match now as were selected, but not the same ones.".to_owned()
        } else {
            return Ok(matching);
        };
        // Not that nothing was changed: it may be the turn of the second section, or the answer to this request was lost before.
        let message =
            format!("The list has changed since you selected. {what} Check the list, and select again.");
        Err(ApiError::invalid("count", message))
    }

    /// Returns the report of that time, or a new one if this server does not have it.
    async fn found_or_made(
        &self,
        db: &Db,
        permit: &Permit,
        scope: &Scope,
        generated_at: i64,
        now: i64,
    ) -> Result<Arc<KeptReport>, ApiError> {
        let reached = store::licenses::report::reached(db, permit).await?;
        if let Some(report) = self.find(permit, &reached, scope, generated_at) {
            return Ok(report);
        }
        let columns = columns(db, permit, scope, now).await?;
        self.keep(permit.clone(), reached, scope, columns).await
    }

    /// Updates the pins of licenses (sorted) in the person's kept reports.
    pub async fn set_pinned(&self, permit: &Permit, licenses: Vec<LicenseId>, pinned: bool) {
        let reports = self.of_person(permit.user());
        if reports.is_empty() || licenses.is_empty() {
            return;
        }
        aside(move || async move {
            for report in reports {
                report.with(|report| report.set_pinned(&licenses, pinned));
            }
        })
        .await;
    }

    async fn keep(
        &self,
        permit: Permit,
        reached: Reached,
        scope: &Scope,
        columns: Columns,
    ) -> Result<Arc<KeptReport>, ApiError> {
        let generated_at = columns.dictionaries.generated_at;
        let report = aside(move || async { Report::new(columns) }).await.ok_or_else(|| {
            tracing::error!("the columns of a list do not match");
            ApiError::Failed
        })?;
        let report = Arc::new(KeptReport::new(report));
        let entry = Kept { permit, reached, scope: scope.clone(), generated_at, report: Arc::clone(&report) };
        let mut kept = lock(&self.kept);
        // The new one answers all that the person's earlier ones of the same list could: see `find`.
        let is_replaced = |other: &mut Kept| {
            other.permit == entry.permit
                && other.scope == entry.scope
                && other.generated_at <= entry.generated_at
        };
        let replaced: Vec<Kept> = kept.extract_if(.., is_replaced).collect();
        kept.insert(0, entry);
        drop(kept);
        // After unlocking: this frees many megabytes.
        drop(replaced);
        self.make_room();
        Ok(report)
    }

    /// Drops the reports unused for longest until the rest fits.
    fn make_room(&self) {
        let mut bytes = 0;
        let mut gone = Vec::new();
        let mut kept = lock(&self.kept);
        let fits = |kept: &Kept| {
            bytes += kept.bytes();
            bytes <= self.kept_bytes
        };
        let fitting = kept.iter().map(fits).take_while(|fits| *fits).count().max(1);
        if fitting < kept.len() {
            gone = kept.split_off(fitting);
        }
        drop(kept);
        // After unlocking: this frees many megabytes.
        drop(gone);
    }

    fn find(
        &self,
        permit: &Permit,
        reached: &Reached,
        scope: &Scope,
        generated_at: i64,
    ) -> Option<Arc<KeptReport>> {
        let mut kept = lock(&self.kept);
        let is_it = |kept: &Kept| {
            kept.permit == *permit
                && kept.reached == *reached
                && kept.scope == *scope
                && kept.generated_at >= generated_at
        };
        let at = kept.iter().position(is_it)?;
        kept[..=at].rotate_right(1);
        Some(Arc::clone(&kept[0].report))
    }

    fn of_person(&self, user: UserId) -> Vec<Arc<KeptReport>> {
        let kept = lock(&self.kept);
        kept.iter().filter(|kept| kept.permit.user() == user).map(|kept| Arc::clone(&kept.report)).collect()
    }
}

/// Ignores poisoning: a half-done request leaves a valid report, because every answer computes facets and rows again.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn columns(db: &Db, permit: &Permit, scope: &Scope, now: i64) -> Result<Columns, ApiError> {
    Ok(store::licenses::report::open(db, permit, scope.of(), now).await?)
}

/// Returns the licenses that the query's search finds; None without a search.
async fn searched(db: &Db, permit: &Permit, query: &Query) -> Result<Option<Vec<LicenseId>>, ApiError> {
    Ok(match query.search.trim() {
        "" => None,
        text => Some(store::licenses::report::search(db, permit, text).await?),
    })
}

impl Scope {
    /// Returns the licenses that the store's report covers.
    pub(super) fn of(&self) -> Of<'_> {
        match self {
            Self::MyOrganization(None) => Of::Everything,
            Self::MyOrganization(Some(one)) => Of::Organizations(std::slice::from_ref(one)),
            Self::Customers(organizations) => Of::Organizations(organizations),
        }
    }
}

fn answer(report: &Report, ask: &Ask) -> Answer {
    let facets = report.facets(&ask.query);
    let window = |(section, range): &(_, std::ops::Range<u32>)| {
        let count = facets.sections[*section as usize];
        let end = (range.end as usize).min(range.start as usize + WINDOW_LIMIT);
        // Not all rows: most windows are near the first one.
        let rows = report.rows(&ask.query, *section, end);
        let shown = rows.iter().skip(range.start as usize).map(|row| report.row(*row)).collect();
        (*section, u32::try_from(count).unwrap_or(u32::MAX), shown)
    };
    Answer {
        names: (report.dictionaries().generated_at != ask.generated_at)
            .then(|| Box::new(report.dictionaries().clone())),
        windows: ask.windows.iter().take(Section::ALL.len()).map(window).collect(),
        facets,
    }
}

impl From<OpenError> for ApiError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Refused(refused) => refused.into(),
            OpenError::Database(_) | OpenError::Damaged(_) => Self::failed(&error),
        }
    }
}

#[cfg(test)]
mod tests {
    use model::report::{Dictionaries, ProductEntry, Rows};
    use model::{Action, Actor, OrganizationId, ProductKind, Target};

    use super::*;

    fn columns() -> Columns {
        columns_of(1_000)
    }

    fn columns_of(count: usize) -> Columns {
        let product =
            ProductEntry { id: 1, name: "Scanner".to_owned(), kind: ProductKind::OnPremises, page: None };
        let rows = Rows {
            license: (0..).take(count).collect(),
            place: vec![0; count],
            product: vec![0; count],
            license_type: vec![0; count],
            start: vec![0; count],
            expiration: vec![i32::MAX; count],
            deployed: vec![0; count],
            purchased: vec![1; count],
            flags: vec![0; count],
        };
        let dictionaries =
            Dictionaries { products: vec![product], places: vec![Vec::new()], ..Dictionaries::default() };
        Columns { dictionaries, rows }
    }

    fn permit() -> Permit {
        Actor { user: 1, membership: None }.permit(Action::ListLicenses, Target::MyOrganization).unwrap()
    }

    async fn keep(reports: &Reports, organization: OrganizationId) {
        let scope = Scope::MyOrganization(Some(organization));
        reports.keep(permit(), Reached::default(), &scope, columns()).await.unwrap();
    }

    fn kept(reports: &Reports) -> Vec<OrganizationId> {
        let organization = |kept: &Kept| match kept.scope {
            Scope::MyOrganization(Some(organization)) => organization,
            _ => 0,
        };
        lock(&reports.kept).iter().map(organization).collect()
    }

    #[tokio::test]
    async fn the_reports_used_last_are_kept_as_far_as_they_fit() {
        let one = Report::new(columns()).unwrap().bytes();
        let reports = Reports { kept_bytes: 3 * one, ..Reports::default() };
        for organization in 1..=5 {
            keep(&reports, organization).await;
        }
        assert_eq!(kept(&reports), [5, 4, 3]);
        let used = Scope::MyOrganization(Some(3));
        let found = reports.find(&permit(), &Reached::default(), &used, 0).unwrap();
        keep(&reports, 6).await;
        assert_eq!(kept(&reports), [6, 3, 5]);
        // Sort orders take memory, too.
        for descending in [false, true] {
            let sort = model::query::Sort { descending, ..model::query::Sort::default() };
            let query = model::Query { sort, ..model::Query::default() };
            found.with(|report| report.rows(&query, Section::OnPremises, 1));
        }
        reports.make_room();
        assert_eq!(kept(&reports), [6, 3]);
    }

    #[tokio::test]
    async fn lists_without_licenses_take_memory_too() {
        let reports = Reports { kept_bytes: 3 * LEAST_BYTES, ..Reports::default() };
        for organization in 1..=5 {
            let scope = Scope::MyOrganization(Some(organization));
            reports.keep(permit(), Reached::default(), &scope, columns_of(0)).await.unwrap();
        }
        assert_eq!(kept(&reports), [5, 4, 3]);
        // So do the organizations that a list names, each as often as it names them.
        let scope = Scope::Customers(vec![1; LEAST_BYTES]);
        reports.keep(permit(), Reached::default(), &scope, columns_of(0)).await.unwrap();
        assert_eq!(kept(&reports), [0]);
    }

    #[tokio::test]
    async fn a_later_report_of_a_list_replaces_the_person_s_earlier_one() {
        let reports = Reports::default();
        for organization in [1, 2, 1, 1] {
            keep(&reports, organization).await;
        }
        assert_eq!(kept(&reports), [1, 2]);
        // Another person's stays.
        let other =
            Actor { user: 2, membership: None }.permit(Action::ListLicenses, Target::MyOrganization).unwrap();
        let scope = Scope::MyOrganization(Some(1));
        reports.keep(other, Reached::default(), &scope, columns()).await.unwrap();
        assert_eq!(kept(&reports), [1, 1, 2]);
    }

    #[test]
    fn a_window_is_a_part_of_all_rows() {
        let report = Report::new(columns()).unwrap();
        let query = model::Query::default();
        let all = report.rows(&query, Section::OnPremises, usize::MAX);
        for (start, end) in [(0, 10), (990, 1_200), (0, 900), (5, 2), (2_000, 2_010)] {
            let window = (Section::OnPremises, std::ops::Range { start, end });
            let ask = Ask { generated_at: 0, query: query.clone(), windows: vec![window] };
            let (_, count, rows) = &answer(&report, &ask).windows[0];
            assert_eq!(*count as usize, all.len());
            let (start, end) = (start as usize, end as usize);
            let expected = all.iter().take(end.min(start + WINDOW_LIMIT)).skip(start);
            assert_eq!(*rows, expected.map(|row| report.row(*row)).collect::<Vec<_>>());
        }
    }

    #[tokio::test]
    async fn a_report_that_fits_nowhere_is_kept_until_the_next() {
        let reports = Reports { kept_bytes: 0, ..Reports::default() };
        keep(&reports, 1).await;
        keep(&reports, 2).await;
        assert_eq!(kept(&reports), [2]);
    }
}
