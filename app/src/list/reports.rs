//! Reports on the server: those too large for the browser are kept for the next click, computed by the same code.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use model::query::Column;
use model::report::{BROWSER_LIMIT, Report, Section};
use model::{LicenseId, OrganizationId, Permit, UserId};
use store::Db;
use store::report::{Of, Per};

use super::{Answer, Ask, License, Limit, Opened, Scope};
use crate::ApiError;

/// So many reports are kept, the latest ones.
const KEPT: usize = 4;
/// The most rows that one window gives.
const WINDOW_LIMIT: usize = 500;

/// Reports that are kept. A server without the one asked for generates it anew: this is a cache, not a state.
#[derive(Clone, Debug, Default)]
pub struct Reports {
    kept: Arc<Mutex<Vec<Kept>>>,
    browser_limit: Option<usize>,
}

#[derive(Debug)]
struct Kept {
    permit: Permit,
    /// The organisations that the permit reached.
    reached: Vec<OrganizationId>,
    scope: Scope,
    generated_at: i64,
    report: Arc<Mutex<Report>>,
}

impl Reports {
    /// With another size than [`BROWSER_LIMIT`] above which the server computes.
    pub fn with_browser_limit(limit: usize) -> Self {
        Self { browser_limit: Some(limit), ..Self::default() }
    }

    /// Opens a list; above the limit its rows stay here.
    pub async fn open(&self, db: &Db, permit: Permit, scope: &Scope, now: i64) -> Result<Opened, ApiError> {
        let columns = columns(db, &permit, scope, now).await?;
        if columns.rows.license.len() <= self.browser_limit.unwrap_or(BROWSER_LIMIT) {
            return Ok(Opened::Columns(Box::new(columns)));
        }
        let dictionaries = columns.dictionaries.clone();
        let reached = store::report::reached(db, &permit).await?;
        self.keep(permit, reached, scope, columns)?;
        Ok(Opened::OnServer(Box::new(dictionaries)))
    }

    /// Answers a question to a list. What the person may see is looked at anew: a report that was generated under
    /// other rights is not used.
    pub async fn ask(
        &self,
        db: &Db,
        permit: Permit,
        scope: &Scope,
        ask: Ask,
        now: i64,
    ) -> Result<Answer, ApiError> {
        // A moment to come can't be when a list was generated: it would never be found.
        let ask = Ask { generated_at: ask.generated_at.min(now), ..ask };
        let reached = store::report::reached(db, &permit).await?;
        let report = if let Some(report) = self.find(&permit, &reached, scope, ask.generated_at) {
            report
        } else {
            let columns = columns(db, &permit, scope, now).await?;
            self.keep(permit.clone(), reached, scope, columns)?
        };
        let search = ask.query.search.trim();
        let found = match search {
            "" => None,
            text => Some(store::report::search(db, &permit, text).await?),
        };
        let mut ranks = Vec::new();
        if matches!(ask.query.sort.column, Column::Note | Column::PartnerNote) {
            ranks = store::report::rank(db, &permit, ask.query.sort.column).await?;
        }
        // Sorting a million rows takes longer than an async thread may be held.
        let computed = tokio::task::spawn_blocking(move || {
            let mut report = lock(&report);
            if !ranks.is_empty() {
                report.set_ranks(ask.query.sort.column, &ranks);
            }
            report.set_search(found.as_deref());
            answer(&report, &ask)
        });
        computed.await.map_err(|error| {
            tracing::error!(%error, "a list could not be computed");
            ApiError::Failed
        })
    }

    /// Keeps the kept reports of that person true to its pins.
    pub fn set_pinned(&self, permit: &Permit, license: LicenseId, pinned: bool) {
        for report in self.of_person(permit.user()) {
            lock(&report).set_pinned(license, pinned);
        }
    }

    fn keep(
        &self,
        permit: Permit,
        reached: Vec<OrganizationId>,
        scope: &Scope,
        columns: model::report::Columns,
    ) -> Result<Arc<Mutex<Report>>, ApiError> {
        let generated_at = columns.dictionaries.generated_at;
        let report = Report::new(columns).ok_or_else(|| {
            tracing::error!("the columns of a list do not fit together");
            ApiError::Failed
        })?;
        let report = Arc::new(Mutex::new(report));
        let mut kept = lock(&self.kept);
        let entry = Kept { permit, reached, scope: scope.clone(), generated_at, report: Arc::clone(&report) };
        kept.insert(0, entry);
        kept.truncate(KEPT);
        Ok(report)
    }

    fn find(
        &self,
        permit: &Permit,
        reached: &[OrganizationId],
        scope: &Scope,
        generated_at: i64,
    ) -> Option<Arc<Mutex<Report>>> {
        let kept = lock(&self.kept);
        let is_it = |kept: &&Kept| {
            kept.permit == *permit
                && kept.reached == reached
                && kept.scope == *scope
                && kept.generated_at >= generated_at
        };
        kept.iter().find(is_it).map(|kept| Arc::clone(&kept.report))
    }

    fn of_person(&self, user: UserId) -> Vec<Arc<Mutex<Report>>> {
        let kept = lock(&self.kept);
        kept.iter().filter(|kept| kept.permit.user() == user).map(|kept| Arc::clone(&kept.report)).collect()
    }
}

/// What another request left half-done is still a report: facets and rows are computed anew for each answer.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn columns(
    db: &Db,
    permit: &Permit,
    scope: &Scope,
    now: i64,
) -> Result<model::report::Columns, ApiError> {
    Ok(store::report::open(db, permit, scope.of(), now).await?)
}

impl Scope {
    /// What its report is of.
    pub(super) fn of(&self) -> Of<'_> {
        match self {
            Self::MyOrganization(None) => Of::Everything,
            Self::MyOrganization(Some(one)) => Of::Organizations(std::slice::from_ref(one)),
            Self::Customers(organizations) => Of::Organizations(organizations),
        }
    }
}

fn answer(report: &Report, ask: &Ask) -> Answer {
    let window = |(section, range): &(_, std::ops::Range<u32>)| {
        let rows = report.rows(&ask.query, *section, usize::MAX);
        let start = (range.start as usize).min(rows.len());
        let end = (range.end as usize).clamp(start, rows.len()).min(start + WINDOW_LIMIT);
        let shown = rows[start..end].iter().map(|row| report.row(*row)).collect();
        (*section, u32::try_from(rows.len()).unwrap_or(u32::MAX), shown)
    };
    Answer {
        names: (report.dictionaries().generated_at != ask.generated_at)
            .then(|| Box::new(report.dictionaries().clone())),
        facets: report.facets(&ask.query),
        windows: ask.windows.iter().take(Section::ALL.len()).map(window).collect(),
    }
}

/// Texts as they travel.
pub(super) fn license(texts: store::report::Texts) -> License {
    let limit = |limit: store::report::Limit| Limit {
        name: limit.name,
        used: u64::try_from(limit.used).unwrap_or(0),
        allowance: u64::try_from(limit.allowance).unwrap_or(0),
        per: if limit.per == Per::Day { "day".to_owned() } else { "month".to_owned() },
    };
    License {
        license: texts.license,
        public_id: texts.public_id,
        masked_key: texts.masked_key,
        note: texts.note,
        partner_note: texts.partner_note,
        limits: texts.limits.into_iter().map(limit).collect(),
    }
}
