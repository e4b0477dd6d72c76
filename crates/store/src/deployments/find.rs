//! Finds one deployment.

use model::{Action, LicenseId, Refused};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use super::{Deployment, DeploymentError, Holder};
use crate::Db;
use crate::db::entity::{deployment, license};

/// A way to name a deployment.
#[derive(Clone, Copy, Debug)]
pub enum Named<'a> {
    /// The number of its row.
    Number(i64),
    /// Its license and the ID that it chose for itself.
    Id(LicenseId, &'a str),
}

/// Returns that deployment if its license is within the holder's reach.
pub async fn find(db: &Db, holder: &Holder, named: Named<'_>) -> Result<Deployment, DeploymentError> {
    holder.only(Action::ManageDeployments)?;
    Ok(row(db.connection(), holder, named).await?.ok_or(Refused)?.into())
}

pub(super) async fn row(
    connection: &impl ConnectionTrait,
    holder: &Holder,
    named: Named<'_>,
) -> Result<Option<deployment::Model>, DbErr> {
    let found = deployment::Entity::find();
    let found = match named {
        Named::Number(id) => found.filter(deployment::Column::Id.eq(id)),
        Named::Id(license, id) => found
            .filter(deployment::Column::LicenseId.eq(license))
            .filter(deployment::Column::DeploymentId.eq(id)),
    };
    let row = found.one(connection).await?;
    // A missing one costs the same queries as a hidden one (R3): no license has the number 0.
    let license = row.as_ref().map_or(0, |row| row.license_id);
    let reached = license::Entity::find_by_id(license)
        .filter(holder.reaches(license)) // tenant: the license of a deployment
        .select_only()
        .column(license::Column::Id)
        .into_tuple::<i64>()
        .one(connection)
        .await?;
    Ok(row.filter(|_| reached.is_some()))
}
