//! Licenses of the whole installation.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::console::{ConsoleQuery, IssuedLicense, LicenseList};
use model::{Day, LicenseId, LicenseType, ProductId};
use serde::{Deserialize, Serialize};

use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::answer,
    model::{Action, Target},
    store::console,
};

properties! {
    ConsoleLicenses;
    ConsoleKey;
    IssueLicense;
    RenewLicense;
    RaiseUnits;
    SuspendLicense;
    ReassignLicense;
}

/// A license to issue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LicenseDraft {
    /// The product that it is for.
    pub product: ProductId,
    /// The names of the organizations that get it, one per line.
    pub organizations: String,
    /// How they get it.
    pub license_type: LicenseType,
    /// Its first day, UTC.
    pub start: Day,
    /// Its last day, UTC; None if it does not expire.
    pub expiration: Option<Day>,
    /// Units purchased.
    pub purchased: i64,
    /// The contract that it belongs to; may be empty.
    pub contract: String,
    /// The limits of a cloud license, one per line; may be empty.
    pub limits: String,
}

/// Returns the query's page of the licenses that match it.
#[server(prefix = "/api", endpoint = "console-licenses", protocol = Rpc)]
pub async fn console_licenses(query: ConsoleQuery) -> Result<LicenseList, ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::SeeConsole, Target::Installation)?;
        let today = Day::of_instant(context.now);
        Ok(console::licenses(&context.db, &permit, &query, today).await?)
    })
    .await
}

/// Returns the key of a license, in full (R8).
#[server(prefix = "/api", endpoint = "console-key", protocol = Rpc)]
pub async fn console_key(license: LicenseId) -> Result<String, ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::SeeConsole, Target::Installation)?;
        Ok(console::key(&context.db, &permit, license, context.now).await?)
    })
    .await
}

/// Issues a license and returns its key.
#[server(prefix = "/api", endpoint = "issue-license", protocol = Rpc)]
pub async fn issue_license(draft: LicenseDraft) -> Result<IssuedLicense, ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ManageConsole, Target::Installation)?;
        let new = console::NewLicense {
            product: draft.product,
            organizations: &draft.organizations,
            license_type: draft.license_type,
            start: draft.start,
            expiration: draft.expiration,
            purchased: draft.purchased,
            contract: &draft.contract,
            limits: &draft.limits,
            random: context.random,
        };
        Ok(console::issue(&context.db, &permit, new, context.now).await?)
    })
    .await
}

/// Extends a license; None removes its end.
#[server(prefix = "/api", endpoint = "renew-license", protocol = Rpc)]
pub async fn renew_license(license: LicenseId, expiration: Option<Day>) -> Result<(), ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ManageConsole, Target::Installation)?;
        Ok(console::renew(&context.db, &permit, license, expiration, context.now).await?)
    })
    .await
}

/// Raises the purchased units, which never go down (R9).
#[server(prefix = "/api", endpoint = "raise-units", protocol = Rpc)]
pub async fn raise_units(license: LicenseId, purchased: i64) -> Result<(), ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ManageConsole, Target::Installation)?;
        Ok(console::raise_units(&context.db, &permit, license, purchased, context.now).await?)
    })
    .await
}

/// Puts a license on hold or takes it off hold.
#[server(prefix = "/api", endpoint = "suspend-license", protocol = Rpc)]
pub async fn suspend_license(license: LicenseId, suspended: bool) -> Result<(), ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ManageConsole, Target::Installation)?;
        Ok(console::suspend(&context.db, &permit, license, suspended, context.now).await?)
    })
    .await
}

/// Assigns a license to the named organizations, one per line, and to no others.
#[server(prefix = "/api", endpoint = "reassign-license", protocol = Rpc)]
pub async fn reassign_license(license: LicenseId, organizations: String) -> Result<(), ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ManageConsole, Target::Installation)?;
        Ok(console::reassign(&context.db, &permit, license, &organizations, context.now).await?)
    })
    .await
}
