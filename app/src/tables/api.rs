//! Server functions for arrangements of tables and for filter presets.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::table::{self, Arrangement, Preset, PresetId, PresetPage, Table};

use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::{Context, answer},
    model::Actor,
    model::table::PresetError,
    store::tables::{self, NewPreset, TableError},
};

properties! {
    Kept: WhileViewing;
    ArrangeTable;
    SavePreset;
    RenamePreset;
    RemovePreset;
}

/// Returns the person who sent the request. API tokens have no tables.
#[cfg(feature = "ssr")]
fn person(context: &Context) -> Result<&Actor, ApiError> {
    let actor = context.actor()?;
    context.by_session()?;
    Ok(actor)
}

/// Returns how the person arranged the page's tables, and the presets that they see there: their own, and those that others share
/// with the organization.
#[server(prefix = "/api", endpoint = "kept", protocol = Rpc)]
pub async fn kept(page: PresetPage) -> Result<table::Kept, ApiError> {
    answer(async |context| Ok(tables::kept(&context.db, person(&context)?, page).await?)).await
}

/// Stores how the person arranged a table. None restores the table's own arrangement.
#[server(prefix = "/api", endpoint = "arrange-table", protocol = Rpc)]
pub async fn arrange_table(table: Table, arrangement: Option<Arrangement>) -> Result<(), ApiError> {
    answer(async |context| Ok(tables::arrange(&context.db, person(&context)?, table, arrangement).await?))
        .await
}

/// Saves the query of the page's address as a preset, replacing the person's earlier one if `replace` names it.
#[server(prefix = "/api", endpoint = "save-preset", protocol = Rpc)]
pub async fn save_preset(
    page: PresetPage,
    name: String,
    query: String,
    shared: bool,
    replace: Option<PresetId>,
) -> Result<Preset, ApiError> {
    answer(async |context| {
        let new = NewPreset { page, name: &name, query: &query, shared, replace };
        Ok(tables::save(&context.db, person(&context)?, new, context.now).await?)
    })
    .await
}

/// Gives a preset of the person another name, and shares it with the organization or no longer.
#[server(prefix = "/api", endpoint = "rename-preset", protocol = Rpc)]
pub async fn rename_preset(preset: PresetId, name: String, shared: bool) -> Result<(), ApiError> {
    answer(async |context| {
        let actor = person(&context)?;
        Ok(tables::rename(&context.db, actor, preset, &name, shared, context.now).await?)
    })
    .await
}

/// Removes a preset: the person's own, or as somebody who manages the organization's people a shared one.
#[server(prefix = "/api", endpoint = "remove-preset", protocol = Rpc)]
pub async fn remove_preset(preset: PresetId) -> Result<(), ApiError> {
    answer(async |context| Ok(tables::remove(&context.db, person(&context)?, preset, context.now).await?))
        .await
}

#[cfg(feature = "ssr")]
impl From<TableError> for ApiError {
    fn from(error: TableError) -> Self {
        let field = match &error {
            TableError::Refused(refused) => return (*refused).into(),
            TableError::Database(error) => return Self::failed(error),
            TableError::Arrangement(_) => "arrangement",
            TableError::Preset(PresetError::Name) | TableError::Name(_) | TableError::Exists(_) => "name",
            TableError::Preset(PresetError::TooLong | PresetError::NoQuery) => "query",
            TableError::NotToShare | TableError::TooManyShared => "shared",
            TableError::TooMany => "",
        };
        Self::invalid(field, error.to_string())
    }
}
