//! Server functions for License Pools.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::LicenseId;
use model::access::GroupId;
use model::pools::{Moved, Onlookers, PoolId, PoolLicenses, PoolList, PoolQuery, Seen};

use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::{Context, answer},
    model::{Action, Day, Permit, Target},
    store::pools::{PoolError, TagChange},
};

properties! {
    ListPools: List, WhileViewing;
    OpenPool: List, WhileViewing;
    SuggestTags: WhileViewing;
    WhoSeesGroup;
    MovePools;
    UndoPoolMove;
    SplitPool;
    MergePools;
    RenamePool;
    TagPools;
    TagLicenses;
}

#[cfg(feature = "ssr")]
fn permit(context: &Context, action: Action) -> Result<Permit, ApiError> {
    Ok(context.actor()?.permit(action, Target::MyOrganization)?)
}

/// Returns a page of the pools in reach.
#[server(prefix = "/api", endpoint = "list-pools", protocol = Rpc)]
pub async fn list_pools(query: PoolQuery) -> Result<PoolList, ApiError> {
    answer(async |context| {
        let (seeing, today) = (permit(&context, Action::SeePools)?, Day::of_instant(context.now));
        let tagging = permit(&context, Action::EditTags).ok();
        Ok(store::pools::list(&context.db, &seeing, tagging.as_ref(), &query, today).await?)
    })
    .await
}

/// Returns a page, from 0, of a pool's licenses that the query selects.
#[server(prefix = "/api", endpoint = "open-pool", protocol = Rpc)]
pub async fn open_pool(pool: PoolId, query: PoolQuery, page: u32) -> Result<PoolLicenses, ApiError> {
    answer(async |context| {
        let (seeing, today) = (permit(&context, Action::SeePools)?, Day::of_instant(context.now));
        Ok(store::pools::open_pool(&context.db, &seeing, pool, &query, page, today).await?)
    })
    .await
}

/// Returns tags that contain the text, among those on pools and licenses in reach.
#[server(prefix = "/api", endpoint = "suggest-tags", protocol = Rpc)]
pub async fn suggest_tags(text: String) -> Result<Vec<String>, ApiError> {
    answer(async |context| {
        Ok(store::pools::suggest(&context.db, &permit(&context, Action::SeePools)?, &text).await?)
    })
    .await
}

/// Returns how many people see the licenses of pools in that group.
#[server(prefix = "/api", endpoint = "who-sees-group", protocol = Rpc)]
pub async fn who_sees_group(group: GroupId) -> Result<Onlookers, ApiError> {
    answer(async |context| {
        Ok(store::pools::who_sees(&context.db, &permit(&context, Action::ManagePools)?, group).await?)
    })
    .await
}

/// Moves pools into an access group.
#[server(prefix = "/api", endpoint = "move-pools", protocol = Rpc)]
pub async fn move_pools(pools: Vec<Seen>, to: GroupId) -> Result<Moved, ApiError> {
    answer(async |context| {
        let permit = permit(&context, Action::ManagePools)?;
        Ok(store::pools::move_pools(&context.db, &permit, &pools, to, context.now).await?)
    })
    .await
}

/// Takes a move back.
#[server(prefix = "/api", endpoint = "undo-pool-move", protocol = Rpc)]
pub async fn undo_pool_move(moved: Moved) -> Result<(), ApiError> {
    answer(async |context| {
        let permit = permit(&context, Action::ManagePools)?;
        store::pools::undo_move(&context.db, &permit, &moved, context.now).await?;
        Ok(())
    })
    .await
}

/// Splits licenses off a pool into a new one.
#[server(prefix = "/api", endpoint = "split-pool", protocol = Rpc)]
pub async fn split_pool(pool: Seen, licenses: Vec<LicenseId>, name: String) -> Result<(), ApiError> {
    answer(async |context| {
        let permit = permit(&context, Action::ManagePools)?;
        store::pools::split(&context.db, &permit, pool, &licenses, &name, context.now).await?;
        Ok(())
    })
    .await
}

/// Merges pools into one.
#[server(prefix = "/api", endpoint = "merge-pools", protocol = Rpc)]
pub async fn merge_pools(into: Seen, from: Vec<Seen>) -> Result<(), ApiError> {
    answer(async |context| {
        let permit = permit(&context, Action::ManagePools)?;
        store::pools::merge(&context.db, &permit, into, &from, context.now).await?;
        Ok(())
    })
    .await
}

/// Renames a pool.
#[server(prefix = "/api", endpoint = "rename-pool", protocol = Rpc)]
pub async fn rename_pool(pool: Seen, name: String) -> Result<(), ApiError> {
    answer(async |context| {
        let permit = permit(&context, Action::ManagePools)?;
        store::pools::rename(&context.db, &permit, pool, &name, context.now).await?;
        Ok(())
    })
    .await
}

/// Puts tags on pools, and takes tags off. Returns how many pools changed.
#[server(prefix = "/api", endpoint = "tag-pools", protocol = Rpc)]
pub async fn tag_pools(pools: Vec<PoolId>, add: Vec<String>, remove: Vec<String>) -> Result<u64, ApiError> {
    answer(async |context| {
        let permit = permit(&context, Action::EditTags)?;
        let change = TagChange { add: &add, remove: &remove };
        Ok(store::pools::set_pool_tags(&context.db, &permit, &pools, change, context.now).await?)
    })
    .await
}

/// Puts tags on licenses, and takes tags off. Returns how many licenses changed.
#[server(prefix = "/api", endpoint = "tag-licenses", protocol = Rpc)]
pub async fn tag_licenses(
    licenses: Vec<LicenseId>,
    add: Vec<String>,
    remove: Vec<String>,
) -> Result<u64, ApiError> {
    answer(async |context| {
        let permit = permit(&context, Action::EditTags)?;
        let change = TagChange { add: &add, remove: &remove };
        Ok(store::pools::set_license_tags(&context.db, &permit, &licenses, change, context.now).await?)
    })
    .await
}

#[cfg(feature = "ssr")]
impl From<PoolError> for ApiError {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Refused(refused) => refused.into(),
            PoolError::Database(_) | PoolError::Damaged(_) => Self::failed(&error),
            PoolError::Name(_) | PoolError::Exists(_) => Self::invalid("name", error.to_string()),
            PoolError::Tag(_) | PoolError::TooManyTags => Self::invalid("tag", error.to_string()),
            PoolError::AlreadyThere => Self::invalid("group", error.to_string()),
            told => Self::invalid("", told.to_string()),
        }
    }
}
