//! Updates what a product reports about the computer it runs on.

use model::{Action, Refused};
use sea_orm::ActiveValue::{self, NotSet, Set};
use sea_orm::{ActiveModelTrait, Value};

use super::{Deployment, DeploymentError, Holder, Named, find};
use crate::Db;
use crate::db::entity::deployment;

/// A change to an optional value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Change<T> {
    /// Keeps the value.
    #[default]
    Keep,
    /// Removes the value.
    Clear,
    /// Replaces the value.
    Set(T),
}

impl<T> Change<T> {
    /// The value afterwards, if there was none before.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Keep | Self::Clear => None,
        }
    }
}

/// Changes reported by a product.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HostChanges {
    /// The computer's name in its network.
    pub host_name: Change<String>,
    /// The operating system.
    pub platform: Change<String>,
    /// The product's version.
    pub product_version: Change<String>,
    /// The product's own name for the computer.
    pub name: Change<String>,
    /// The computer's network address.
    pub ip: Change<String>,
    /// Number of processor cores.
    pub cores: Change<i32>,
    /// Data that the product keeps with the deployment: a JSON object.
    pub metadata: Change<String>,
}

/// Writes the changes at `now`, in milliseconds since the Unix epoch, and returns the updated deployment. This counts as a sign
/// of life, but not as a heartbeat.
pub async fn update(
    db: &Db,
    holder: &Holder,
    named: Named<'_>,
    changes: HostChanges,
    now: i64,
) -> Result<Deployment, DeploymentError> {
    holder.only(Action::ManageDeployments)?;
    let transaction = db.begin_write().await?;
    let row = find::row(&transaction, holder, named).await?.ok_or(Refused)?;
    let told_row = deployment::ActiveModel {
        id: Set(row.id),
        last_seen_at: Set(row.last_seen_at.max(now)),
        host_name: told(changes.host_name),
        platform: told(changes.platform),
        product_version: told(changes.product_version),
        name: optional(changes.name),
        ip: optional(changes.ip),
        cores: optional(changes.cores),
        metadata: optional(changes.metadata),
        ..Default::default()
    };
    let mut updated = match told_row.update(&transaction).await {
        Ok(updated) => updated,
        // Released in the meantime.
        Err(sea_orm::DbErr::RecordNotUpdated) => return Err(Refused.into()),
        Err(error) => return Err(error.into()),
    };
    // Computed from the row as it is now, which stays locked: two updates may each change a part of it.
    let searched = updated.to_searched();
    if searched != updated.text_folded {
        let change =
            deployment::ActiveModel { id: Set(row.id), text_folded: Set(searched), ..Default::default() };
        updated = change.update(&transaction).await?;
    }
    transaction.commit().await?;
    Ok(updated.into())
}

/// For a column that is empty without a value.
fn told(change: Change<String>) -> ActiveValue<String> {
    match change {
        Change::Keep => NotSet,
        change => Set(change.value().unwrap_or_default()),
    }
}

/// For a column that is null without a value.
fn optional<T: Into<Value>>(change: Change<T>) -> ActiveValue<Option<T>>
where
    Option<T>: Into<Value>,
{
    match change {
        Change::Keep => NotSet,
        change => Set(change.value()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deployments::HeldLicense;
    use crate::testing::{NOW, NewLicense, TestDb, World, add_license, both_databases};

    #[both_databases]
    async fn what_is_told_is_kept_and_the_rest_stays(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let new =
            |key| NewLicense { key, product: world.scanner, organizations: &[], user: None, deployed: 1 };
        let license = add_license(db, &new("KEY")).await;
        let foreign = add_license(db, &new("FOREIGN")).await;
        let holder = Holder::Key(HeldLicense::of_key(db, "KEY", None).await.unwrap().unwrap());
        let named = Named::Id(license, "KEY-0");
        let told = HostChanges {
            host_name: Change::Set("new".into()),
            name: Change::Set("Office".into()),
            cores: Change::Set(8),
            ..Default::default()
        };
        let later = NOW + 5;
        let host = update(db, &holder, named, told, later).await.unwrap().host;
        assert_eq!((host.host_name.as_str(), host.platform.as_str(), host.cores), ("new", "linux", Some(8)));
        let taken = HostChanges { name: Change::Clear, ..Default::default() };
        let left = update(db, &holder, named, taken, later).await.unwrap();
        assert_eq!((left.host.name, left.host.cores, left.last_seen_at), (None, Some(8), later));
        let refused = update(db, &holder, Named::Id(foreign, "FOREIGN-0"), HostChanges::default(), NOW).await;
        assert!(matches!(refused, Err(DeploymentError::Refused(_))));
    }
}
