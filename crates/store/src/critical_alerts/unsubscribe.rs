//! Unsubscribes whoever follows the link in an e-mail.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

use crate::Db;
use crate::db::entity::{alert_user, personal_alert};
use crate::events::{Actor, Event, Kind};

/// Ends the alerts whose e-mails have that token in their link. Repeating it is not an error, and neither is an unknown token,
/// so that guessing reveals nothing. `now` in milliseconds since the Unix epoch.
pub async fn unsubscribe(db: &Db, token: &str, now: i64) -> Result<(), DbErr> {
    // PostgreSQL accepts no NUL in a string.
    if token.contains('\0') {
        return Ok(());
    }
    let transaction = db.begin_write().await?;
    let subscribed = alert_user::Entity::find().filter(alert_user::Column::UnsubscribeToken.eq(token)); // tenant: the subscription of a link
    if let Some(row) = subscribed.one(&transaction).await? {
        alert_user::Entity::delete_by_id(row.id).exec(&transaction).await?;
        let event = Event::of_installation(now, Kind::AlertUserRemoved);
        // Anybody who has the e-mail has its link.
        let event = Event { actor: Actor::Unknown, organization: Some(row.organization_id), ..event };
        event
            .change(&row.email, "Through the link in an e-mail")
            .named(&row.email)
            .record(&transaction)
            .await?;
    } else {
        personal_alert::Entity::update_many()
            .col_expr(personal_alert::Column::UnsubscribedAt, Expr::value(now))
            .filter(personal_alert::Column::UnsubscribeToken.eq(token)) // tenant: the personal subscription of a link
            .filter(personal_alert::Column::UnsubscribedAt.is_null())
            .exec(&transaction)
            .await?;
    }
    transaction.commit().await
}
