//! Writes events, with the names of people and things at that moment.

use sea_orm::sea_query::{Expr, Func, IntoIden, Query, SelectStatement};
use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, Iterable, QueryFilter,
    QuerySelect, QueryTrait, Value,
};

use super::Object;
use crate::db::batch::BATCH;
use crate::db::entity::event::{ActiveModel, Column, Entity};
use crate::db::entity::{license, organization, user};

/// An event to be written by [`record_all`] alone, which adds the names.
#[derive(Clone, Debug)]
pub(crate) struct NewEvent(pub(super) ActiveModel);

/// Writes events. Things without a given name get their current one, so that a name in the history is never a later one.
pub(crate) async fn record_all(
    connection: &impl ConnectionTrait,
    events: Vec<NewEvent>,
) -> Result<(), DbErr> {
    let columns: Vec<Column> = Column::iter().filter(|column| !matches!(column, Column::Id)).collect();
    for batch in events.chunks(BATCH) {
        let mut insert = Query::insert();
        insert.into_table(Entity).columns(columns.iter().map(|column| column.into_iden()));
        for NewEvent(event) in batch {
            let values = columns.iter().map(|column| value(event, *column));
            insert.values(values).map_err(|error| DbErr::Custom(error.to_string()))?;
        }
        connection.execute(&insert).await?;
    }
    Ok(())
}

fn value(event: &ActiveModel, column: Column) -> Expr {
    match (column, event.get(column)) {
        (_, ActiveValue::Set(value) | ActiveValue::Unchanged(value)) => Expr::val(value),
        (Column::ActorName, _) => named(event.user_id.try_as_ref().copied().flatten().map(email_of)),
        (Column::ObjectName, _) => object_name(event),
        (_, ActiveValue::NotSet) => Expr::val(Value::String(None)),
    }
}

/// The name of the event's object.
fn object_name(event: &ActiveModel) -> Expr {
    let number = |value: &ActiveValue<Option<i64>>| value.try_as_ref().copied().flatten();
    let object = event.object.try_as_ref().and_then(|name| Object::from_name(name));
    let found = match object {
        Some(Object::License) => number(&event.license_id).map(public_id_of),
        Some(Object::Organization) => number(&event.organization_id).map(name_of),
        Some(Object::User) => number(&event.user_id).map(email_of),
        // The value of such an event is the name.
        _ => {
            let text = |value: &ActiveValue<String>| value.try_as_ref().cloned().unwrap_or_default();
            let (old, new) = (text(&event.old), text(&event.new));
            return Expr::val(if new.is_empty() { old } else { new });
        }
    };
    named(found)
}

/// The single text selected; empty if there is none.
fn named(select: Option<SelectStatement>) -> Expr {
    match select {
        Some(select) => Func::coalesce([Expr::from(select), Expr::val("")]).into(),
        None => Expr::val(""),
    }
}

fn email_of(id: i64) -> SelectStatement {
    let rows = user::Entity::find().filter(user::Column::Id.eq(id));
    rows.select_only().column(user::Column::Email).into_query()
}

fn public_id_of(id: i64) -> SelectStatement {
    let rows = license::Entity::find().filter(license::Column::Id.eq(id));
    rows.select_only().column(license::Column::PublicId).into_query()
}

fn name_of(id: i64) -> SelectStatement {
    let rows = organization::Entity::find().filter(organization::Column::Id.eq(id));
    rows.select_only().column(organization::Column::Name).into_query()
}
