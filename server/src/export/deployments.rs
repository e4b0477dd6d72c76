//! Active deployments as files: the Active Deployment Report, and the selection on Manage Active Deployments.

use std::sync::Arc;

use app::deployments::Selection;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, RawQuery, State};
use axum::response::Response;
use http::StatusCode;
use model::license::Validity;
use model::{Action, Day, LicenseId, Permit, Target, Warning};
use serde::Deserialize;
use spreadsheet::write::MAX_SHEET_ROWS;
use spreadsheet::{Cell, Writer, XlsxWriter};
use store::Db;
use store::deployments::{Deployment, DeploymentError, DeploymentQuery, LIST_LIMIT};
use store::licenses::{Description, LicenseError};
use tokio::runtime::Handle;
use tokio::sync::mpsc;

use super::stream::{ExportError, Output, stream};
use super::{Format, attachment, instant, turn};
use crate::requester::Requester;
use crate::{Portal, parameters, reply};

/// The columns of deployments. All times are in UTC (R20). The key makes the file importable.
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

/// This many pages are read ahead of the writer: reading and writing run in parallel.
const AHEAD: usize = 2;

/// The Active Deployment Report: the license on the first sheet, its active deployments on the second. Refused for expired
/// licenses.
pub async fn deployment_report(
    State(portal): State<Arc<Portal>>,
    Requester(context): Requester,
    RawQuery(query): RawQuery,
) -> Response {
    let permit =
        context.actor.as_ref().map(|actor| actor.permit(Action::DownloadDeploymentReport, Target::Anything));
    let Some(Ok(permit)) = permit else { return reply::not_found() };
    // The parameter is the license's public ID.
    let public_id = match parameters::read(query.as_deref().unwrap_or_default(), &["license"]) {
        Ok(pairs) => pairs.into_iter().next().map(|(_, value)| value.into_owned()),
        Err(problem) => return reply::plain(StatusCode::BAD_REQUEST, problem),
    };
    let Some(public_id) = public_id else { return reply::not_found() };
    let license = match store::licenses::describe(&context.db, &permit, &public_id).await {
        Ok(license) => license,
        Err(LicenseError::Refused(_)) => return reply::not_found(),
        Err(error) => return reply::failed(&error),
    };
    let today = Day::of_instant(context.now);
    if license.facts.standing(today).validity == Validity::Expired {
        let sentence = "This license has expired: there is no report of its deployments.";
        return reply::plain(StatusCode::UNPROCESSABLE_ENTITY, sentence);
    }
    match store::deployments::list(&context.db, &permit, license.id, &DeploymentQuery::default()).await {
        Ok(page) if page.total >= u64::from(MAX_SHEET_ROWS) => {
            let sentence =
                "There are more deployments than an Excel sheet can hold. Export a selection of them as CSV.";
            return reply::plain(StatusCode::UNPROCESSABLE_ENTITY, sentence);
        }
        Ok(_) => {}
        Err(DeploymentError::Refused(_)) => return reply::not_found(),
        Err(error) => return reply::failed(&error),
    }
    let turn = match turn(&portal, &permit).await {
        Ok(turn) => turn,
        Err(busy) => return reply::busy(busy),
    };
    let file_name = format!("active-deployments-{}-{today}.xlsx", safe(&license.public_id));
    let report = Report { db: context.db, permit, license, today, now: context.now };
    let body = stream(turn, move |runtime, output| report.write(runtime, output)).await;
    attachment(&file_name, Format::Xlsx, body)
}

/// At most this many bytes make up a form that names a selection.
pub const SELECTION_BYTES: usize = 1 << 20;

/// Which of a license's deployments to export.
#[derive(Debug, Deserialize)]
pub struct Selected {
    license: String,
    /// Numbers of deployments, as `3-8,11`.
    deployments: String,
}

/// The selected deployments as a workbook.
pub async fn selected_xlsx(
    State(portal): State<Arc<Portal>>,
    who: Requester,
    form: Result<Form<Selected>, FormRejection>,
) -> Response {
    selected(portal, who, form, Format::Xlsx).await
}

/// The selected deployments as text.
pub async fn selected_csv(
    State(portal): State<Arc<Portal>>,
    who: Requester,
    form: Result<Form<Selected>, FormRejection>,
) -> Response {
    selected(portal, who, form, Format::Csv).await
}

async fn selected(
    portal: Arc<Portal>,
    Requester(context): Requester,
    form: Result<Form<Selected>, FormRejection>,
    format: Format,
) -> Response {
    let permit =
        context.actor.as_ref().map(|actor| actor.permit(Action::ManageDeployments, Target::Anything));
    let (Some(Ok(permit)), Ok(Form(asked))) = (permit, form) else { return reply::not_found() };
    if asked.license.contains('\0') {
        // No ID has a NUL character, and PostgreSQL looks for none.
        return reply::not_found();
    }
    let Some(selection) = Selection::from_text(&asked.deployments) else {
        let sentence = "The selection can't be read; it looks like 3-8,11.";
        return reply::plain(StatusCode::BAD_REQUEST, sentence);
    };
    let license = match store::licenses::describe(&context.db, &permit, &asked.license).await {
        Ok(license) => license,
        Err(LicenseError::Refused(_)) => return reply::not_found(),
        Err(error) => return reply::failed(&error),
    };
    let turn = match turn(&portal, &permit).await {
        Ok(turn) => turn,
        Err(busy) => return reply::busy(busy),
    };
    let now = context.now;
    let file_name =
        format!("deployments-{}-{}.{}", safe(&license.public_id), Day::of_instant(now), format.extension());
    let (db, id, key) = (context.db, license.id, license.key);
    let write = move |runtime: &Handle, output: Output| {
        let mut writer = format.writer(output, "Deployments", now)?;
        writer.header(&HEADINGS)?;
        for_each(runtime, db, permit, id, |deployment| {
            if selection.has(deployment.id) { write_row(&mut *writer, &key, deployment) } else { Ok(()) }
        })?;
        Ok(writer.finish()?)
    };
    attachment(&file_name, format, stream(turn, write).await)
}

/// A public ID, safe as part of a file name.
fn safe(public_id: &str) -> String {
    public_id.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect()
}

/// A report to write.
struct Report {
    db: Db,
    permit: Permit,
    license: Description,
    today: Day,
    /// Milliseconds since the Unix epoch.
    now: i64,
}

impl Report {
    fn write(self, runtime: &Handle, output: Output) -> Result<(), ExportError> {
        let mut writer = Box::new(XlsxWriter::new(output, "License", instant(self.now))?);
        self.write_license(&mut *writer)?;
        writer.sheet("Active Deployments")?;
        writer.header(&HEADINGS)?;
        let key = &self.license.key;
        for_each(runtime, self.db, self.permit, self.license.id, |deployment| {
            write_row(&mut *writer, key, deployment)
        })?;
        Ok(writer.finish()?)
    }

    fn write_license(&self, writer: &mut dyn Writer) -> Result<(), ExportError> {
        let Self { license, today, .. } = self;
        let standing = license.facts.standing(*today);
        let warnings: Vec<_> = standing.warnings().map(Warning::label).collect();
        let (warnings, organizations) = (warnings.join(", "), license.organizations.join(", "));
        writer.header(&["License", "Value"])?;
        for (name, value) in [
            ("Product", Cell::Text(&license.product)),
            ("Public ID", Cell::Text(&license.public_id)),
            ("License Key", Cell::Text(&license.key)),
            ("Organization", Cell::Text(&organizations)),
            ("Type", Cell::Text(license.license_type.label())),
            ("Status", Cell::Text(standing.status().label())),
            ("Warnings", Cell::Text(&warnings)),
            ("Start Date (UTC)", Cell::Date(license.facts.start.date())),
            ("Expiration Date (UTC)", license.facts.expiration.map(Day::date).into()),
            ("Deployed (units)", license.facts.deployed.into()),
            ("Purchased (units)", license.facts.purchased.into()),
            ("Contract Number", license.contract.as_deref().into()),
            ("Generated (UTC)", instant(self.now).into()),
        ] {
            writer.row(&[Cell::Text(name), value])?;
        }
        Ok(())
    }
}

fn write_row(writer: &mut dyn Writer, key: &str, deployment: &Deployment) -> Result<(), ExportError> {
    let Deployment { host, .. } = deployment;
    writer.row(&[
        Cell::Text(&deployment.deployment_id),
        Cell::Text(&host.host_name),
        Cell::Text(&host.platform),
        Cell::Text(&host.product_version),
        Cell::Text(deployment.mode.label()),
        Cell::Whole(deployment.quantity.into()),
        deployment.group.as_deref().into(),
        Cell::Instant(instant(deployment.activated_at)),
        Cell::Instant(instant(deployment.last_seen_at)),
        host.name.as_deref().into(),
        host.ip.as_deref().into(),
        Cell::Text(key),
    ])?;
    Ok(())
}

/// One page of the active deployments of a license.
async fn active(
    db: &Db,
    permit: &Permit,
    license: LicenseId,
    after: i64,
) -> Result<Vec<Deployment>, DeploymentError> {
    let db = db.long_read().await?;
    store::deployments::active(&db, permit, license, after).await
}

/// Calls `take` with each active deployment of a license, ordered by number, and reads the next pages in the meantime. If there
/// are more than a sheet holds, the writer refuses them, and the file breaks off.
fn for_each(
    runtime: &Handle,
    db: Db,
    permit: Permit,
    license: LicenseId,
    mut take: impl FnMut(&Deployment) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    let (sender, mut pages) = mpsc::channel(AHEAD);
    runtime.spawn(async move {
        let mut after = 0;
        loop {
            let page = active(&db, &permit, license, after).await;
            let last = page.as_ref().ok().and_then(|page: &Vec<Deployment>| page.last().map(|row| row.id));
            let is_end = page.as_ref().map_or(true, |page| is_last(page));
            // This fails once the reader has gone.
            if sender.send(page).await.is_err() || is_end {
                return;
            }
            after = last.unwrap_or(after);
        }
    });
    while let Some(page) = pages.blocking_recv() {
        let page = page?;
        for deployment in &page {
            take(deployment)?;
        }
        if is_last(&page) {
            return Ok(());
        }
    }
    // The task that reads pages ended before the last one: half a list must not pass for a whole one.
    Err(ExportError::Ended)
}

/// Returns whether this is the last page.
fn is_last(page: &[Deployment]) -> bool {
    page.len() < usize::try_from(LIST_LIMIT).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use model::Level;
    use model::access::RoleObject;
    use store::testing::{NewLicense, TestDb, World, actor, add_license, both_databases, level};
    use tokio::runtime::Builder;
    use tokio::task::spawn_blocking;

    use super::*;

    #[both_databases]
    async fn half_a_list_does_not_pass_for_a_whole_one(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let new = NewLicense {
            key: "KEY",
            product: world.scanner,
            organizations: &[world.customer],
            user: None,
            deployed: 3,
        };
        let license = add_license(db, &new).await;
        let levels = level(RoleObject::LicenseManagement, Level::FullAccess);
        let admin = actor(db, "admin", Some(world.customer), levels).await;
        let read = async |runtime: Handle| {
            let permit = admin.permit(Action::DownloadDeploymentReport, Target::Anything).unwrap();
            let db = db.clone();
            let all = spawn_blocking(move || {
                let mut count = 0;
                for_each(&runtime, db, permit, license, |_| {
                    count += 1;
                    Ok(())
                })
                .map(|()| count)
            });
            all.await.unwrap()
        };
        assert_eq!(read(Handle::current()).await.unwrap(), 3);
        // No task reads the pages: a runtime that has ended drops each task immediately.
        let over = Builder::new_current_thread().build().unwrap();
        let handle = over.handle().clone();
        over.shutdown_background();
        assert!(matches!(read(handle).await, Err(ExportError::Ended)));
    }
}
