//! Keeps numbers of deployments and the IDs that installations choose apart: within a license no text names two of them.

use model::LicenseId;
use model::activation::DeploymentId;
use model::text::written_number;
use sea_orm::sea_query::{Alias, Expr, ExprTrait as _, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseBackend, DbErr, EntityTrait, QueryFilter, QuerySelect};

use crate::db::batch::BATCH;
use crate::db::entity::deployment::{Column, Entity, Model};

/// At most this many numbers are skipped.
const PASSED_OVER: u32 = 100;
/// Gives a row the next number of its table.
const RENUMBER_POSTGRES: &str = "UPDATE deployments SET id = DEFAULT WHERE id = ";
const RENUMBER_SQLITE: &str = "UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'deployments';
    UPDATE deployments SET id = (SELECT seq FROM sqlite_sequence WHERE name = 'deployments') WHERE id = ";

/// Whether the ID of a new deployment is the number of another one of its license.
pub(super) async fn is_of_another(
    connection: &impl ConnectionTrait,
    license: LicenseId,
    id: &DeploymentId,
) -> Result<bool, DbErr> {
    let Some(number) = written_number(id.as_str()) else { return Ok(false) };
    let other = Entity::find_by_id(number).filter(Column::LicenseId.eq(license));
    let other: Option<i64> = other.select_only().column(Column::Id).into_tuple().one(connection).await?;
    Ok(other.is_some())
}

/// Renumbers deployments of those licenses whose numbers are the IDs of others.
pub(crate) async fn set_all_apart(connection: &impl ConnectionTrait, licenses: &[i64]) -> Result<(), DbErr> {
    let other = Alias::new("other");
    let number = Expr::col((Entity, Column::Id)).cast_as(Alias::new("text"));
    let clash = Query::select()
        .expr(Expr::val(1))
        .from_as(Entity, other.clone())
        .and_where(Expr::col((other.clone(), Column::LicenseId)).equals((Entity, Column::LicenseId)))
        .and_where(Expr::col((other.clone(), Column::DeploymentId)).eq(number))
        .and_where(Expr::col((other, Column::Id)).ne(Expr::col((Entity, Column::Id))))
        .take();
    for batch in licenses.chunks(BATCH) {
        let of_licenses = Entity::find().filter(Column::LicenseId.is_in(batch.iter().copied()));
        for row in of_licenses.filter(Expr::exists(clash.clone())).all(connection).await? {
            set_apart(connection, row).await?;
        }
    }
    Ok(())
}

/// Renumbers a new deployment until its number is not the ID of another one of its license.
pub(super) async fn set_apart(connection: &impl ConnectionTrait, mut row: Model) -> Result<Model, DbErr> {
    for _ in 0..PASSED_OVER {
        let other = Entity::find()
            .filter(Column::LicenseId.eq(row.license_id))
            .filter(Column::DeploymentId.eq(row.id.to_string()))
            .filter(Column::Id.ne(row.id));
        let other: Option<i64> = other.select_only().column(Column::Id).into_tuple().one(connection).await?;
        if other.is_none() {
            return Ok(row);
        }
        let renumber = match connection.get_database_backend() {
            DatabaseBackend::Sqlite => RENUMBER_SQLITE,
            _ => RENUMBER_POSTGRES,
        };
        connection.execute_unprepared(&format!("{renumber}{}", row.id)).await?;
        let moved = Entity::find()
            .filter(Column::LicenseId.eq(row.license_id))
            .filter(Column::DeploymentId.eq(row.deployment_id.as_str()));
        row = moved
            .one(connection)
            .await?
            .ok_or_else(|| DbErr::RecordNotFound("a new deployment".to_owned()))?;
    }
    Err(DbErr::Custom(format!(
        "{PASSED_OVER} numbers in a row are the IDs of other deployments of the license"
    )))
}
