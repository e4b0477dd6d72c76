//! Server functions for the import: the dry run, and the import itself.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;

use super::{ImportFile, ImportPlan};
use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {super::run, crate::context::answer};

properties! {
    PlanImport: Import;
    ApplyImport: Import;
}

/// Returns what an import of the file would do. Changes nothing.
#[server(prefix = "/api", endpoint = "plan-import", protocol = Rpc)]
pub async fn plan_import(file: ImportFile) -> Result<ImportPlan, ApiError> {
    answer(async |context| run::plan(&context, file).await).await
}

/// Imports the file, all or nothing, unless refused rows are to be skipped.
#[server(prefix = "/api", endpoint = "apply-import", protocol = Rpc)]
pub async fn apply_import(file: ImportFile, skip_refused: bool) -> Result<ImportPlan, ApiError> {
    answer(async |context| run::apply(&context, file, skip_refused).await).await
}
