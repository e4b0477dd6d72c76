//! Stores how a person arranged a table.

use model::Actor;
use model::table::{Arrangement, Table};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::TableError;
use super::keeper::Keeper;
use super::stored;
use crate::Db;
use crate::db::entity::table_arrangement::{ActiveModel, Column, Entity};

/// Keeps the arrangement for the person in the organization they act for, in place of an earlier one. With None the table is as
/// it was at first. It is nobody else's business, so it is not an event.
pub async fn arrange(
    db: &Db,
    actor: &Actor,
    table: Table,
    arrangement: Option<Arrangement>,
) -> Result<(), TableError> {
    let keeper = Keeper::of(actor)?;
    keeper.opens(table.page())?;
    let (user, organization) = (keeper.permit.user(), keeper.permit.organization());
    let text = match arrangement {
        Some(arrangement) => Some(stored::written(arrangement.checked().map_err(TableError::Arrangement)?)?),
        None => None,
    };
    let transaction = keeper.begin(db).await?;
    Entity::delete_many()
        .filter(Column::OrganizationId.eq(organization)) // tenant: own arrangement, in the organization
        .filter(Column::UserId.eq(user)) // tenant: own arrangement, of the person
        .filter(Column::OfTable.eq(table.name()))
        .exec(&transaction)
        .await?;
    if let Some(text) = text {
        let row = ActiveModel {
            organization_id: Set(organization),
            user_id: Set(user),
            of_table: Set(table.name().to_owned()),
            arrangement: Set(text),
            ..Default::default()
        };
        row.insert(&transaction).await?;
    }
    Ok(transaction.commit().await?)
}
