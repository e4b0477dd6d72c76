//! Server functions for lists and single licenses.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::event::HistoryEntry;
use model::note::{Note, NoteKind};
use model::query::Column;
use model::report::{Customer, RowTexts};
use model::{Day, LicenseId, OrganizationId};

use super::{Answer, Ask, Opened, Scope};
use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::{Context, answer},
    model::{Action, Permit, Target},
    store::licenses::NoteSaveError,
    store::licenses::report::{Changes, changed_since},
};

properties! {
    OpenList: WhileViewing, List, Compressible;
    AskList: WhileViewing, List;
    LicenseTexts: WhileViewing;
    SearchList: WhileViewing, List;
    RankList: WhileViewing, List;
    ListChanged: WhileViewing, ByItself;
    Customers: WhileViewing;
    MyOrganizations: WhileViewing;
    RevealKey;
    SetPin;
    EditNote;
    LicenseHistory: WhileViewing;
}

/// Returns a permit to list `scope`.
#[cfg(feature = "ssr")]
fn listing(context: &Context, scope: &Scope) -> Result<Permit, ApiError> {
    Ok(context.actor()?.permit(Action::ListLicenses, scope.target())?)
}

/// Opens a list, for Generate Report or My Organization.
#[server(prefix = "/api", endpoint = "open-list", protocol = Rpc)]
pub async fn open_list(scope: Scope) -> Result<Opened, ApiError> {
    answer(async |context| {
        let permit = listing(&context, &scope)?;
        context.reports.open(&context.db, permit, &scope, context.now).await
    })
    .await
}

/// Asks a list that is too large for the browser for counts and rows.
#[server(prefix = "/api", endpoint = "ask-list", protocol = Rpc)]
pub async fn ask_list(scope: Scope, ask: Ask) -> Result<Answer, ApiError> {
    answer(async |context| {
        let permit = listing(&context, &scope)?;
        context.reports.ask(&context.db, permit, &scope, ask, context.now).await
    })
    .await
}

/// Returns the text of the licenses in view, without those out of reach.
#[server(prefix = "/api", endpoint = "license-texts", protocol = Rpc)]
pub async fn license_texts(scope: Scope, licenses: Vec<LicenseId>) -> Result<Vec<RowTexts>, ApiError> {
    answer(async |context| {
        let permit = listing(&context, &scope)?;
        Ok(store::licenses::report::texts(&context.db, &permit, &licenses).await?)
    })
    .await
}

/// Returns the licenses of the list whose key or product contains the text, sorted.
#[server(prefix = "/api", endpoint = "search-list", protocol = Rpc)]
pub async fn search_list(scope: Scope, text: String) -> Result<Vec<LicenseId>, ApiError> {
    answer(async |context| {
        let permit = listing(&context, &scope)?;
        Ok(store::licenses::report::search(&context.db, &permit, &text).await?)
    })
    .await
}

/// Ranks the list's licenses by text outside the columns. The result is sorted by license.
#[server(prefix = "/api", endpoint = "rank-list", protocol = Rpc)]
pub async fn rank_list(scope: Scope, column: Column) -> Result<Vec<(LicenseId, u32)>, ApiError> {
    answer(async |context| {
        let permit = listing(&context, &scope)?;
        Ok(store::licenses::report::rank(&context.db, &permit, column).await?)
    })
    .await
}

/// Checks whether the list is stale (R10): others have changed something in it since its `last_event`, `today` has passed, or the
/// person reaches other pools than those of `reach`.
/// Returns None if so, else the number of the event to check from next time.
#[server(prefix = "/api", endpoint = "list-changed", protocol = Rpc)]
pub async fn list_changed(
    scope: Scope,
    last_event: i64,
    today: Day,
    reach: u32,
) -> Result<Option<i64>, ApiError> {
    answer(async |context| {
        let permit = listing(&context, &scope)?;
        let generated = store::licenses::report::Generated { last_event, day: today, reach };
        let changes = changed_since(&context.db, &permit, scope.of(), generated, context.now).await?;
        Ok(match changes {
            Changes::Stale => None,
            Changes::NoneUpTo(event) => Some(event),
        })
    })
    .await
}

/// Returns the customers assigned to the person's organization, by name.
#[server(prefix = "/api", endpoint = "customers", protocol = Rpc)]
pub async fn customers() -> Result<Vec<Customer>, ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::GenerateReport, Target::Customers)?;
        Ok(store::licenses::report::customers(&context.db, &permit).await?)
    })
    .await
}

/// Returns the person's organization, then its sub-organizations by name, for the picker.
#[server(prefix = "/api", endpoint = "my-organizations", protocol = Rpc)]
pub async fn my_organizations() -> Result<Vec<(OrganizationId, String)>, ApiError> {
    answer(async |context| {
        let permit = listing(&context, &Scope::MyOrganization(None))?;
        let entries = store::licenses::report::customers(&context.db, &permit).await?;
        let mut named: Vec<_> = entries.into_iter().map(|entry| (entry.id, entry.name)).collect();
        named.sort_by_key(|(id, _)| Some(*id) != permit.organization());
        Ok(named)
    })
    .await
}

/// Returns a license key in full (R8).
#[server(prefix = "/api", endpoint = "reveal-key", protocol = Rpc)]
pub async fn reveal_key(license: LicenseId) -> Result<String, ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ReadKeys, Target::Anything)?;
        Ok(store::licenses::reveal_key(&context.db, &permit, license, context.now).await?)
    })
    .await
}

/// Pins or unpins a license.
#[server(prefix = "/api", endpoint = "set-pin", protocol = Rpc)]
pub async fn set_pin(license: LicenseId, pinned: bool) -> Result<(), ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::PinLicense, Target::Anything)?;
        store::licenses::set_pin(&context.db, &permit, license, pinned, context.now).await?;
        context.reports.set_pinned(&permit, vec![license], pinned).await;
        Ok(())
    })
    .await
}

/// Saves one of a license's notes, edited from `version`: the customer's, or the partner note of the person's organization (R4).
/// Returns it as saved.
#[server(prefix = "/api", endpoint = "edit-note", protocol = Rpc)]
pub async fn edit_note(
    kind: NoteKind,
    license: LicenseId,
    version: i32,
    text: String,
) -> Result<Note, ApiError> {
    answer(async |context| {
        let target = match kind {
            NoteKind::Customer => Target::Anything,
            NoteKind::Partner => Target::Customers,
        };
        let permit = context.actor()?.permit(kind.action(), target)?;
        Ok(store::licenses::edit_note(&context.db, &permit, license, version, &text, context.now).await?)
    })
    .await
}

/// Returns the events of a license, newest first.
#[server(prefix = "/api", endpoint = "license-history", protocol = Rpc)]
pub async fn license_history(license: LicenseId) -> Result<Vec<HistoryEntry>, ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::SeeHistory, Target::Anything)?;
        let deployments = context.actor()?.permit(Action::DownloadDeploymentReport, Target::Anything).ok();
        Ok(store::licenses::history(&context.db, &permit, deployments.as_ref(), license).await?)
    })
    .await
}

#[cfg(feature = "ssr")]
impl From<NoteSaveError> for ApiError {
    fn from(error: NoteSaveError) -> Self {
        match error {
            NoteSaveError::Refused(refused) => refused.into(),
            NoteSaveError::Invalid(error) => Self::invalid("note", error.to_string()),
            NoteSaveError::Conflict(there) => Self::Conflict(there),
            NoteSaveError::Database(error) => Self::failed(&error),
        }
    }
}
