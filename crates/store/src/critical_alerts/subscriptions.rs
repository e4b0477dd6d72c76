//! People's own subscriptions, under Support.

use model::critical_alert::Subscriptions;
use model::{Actor, OrganizationId, Refused};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter};

use super::add::{NewAlertUser, insert};
use super::{AlertError, UnsubscribeToken};
use crate::Db;
use crate::db::entity::{alert_user, personal_alert};
use crate::events::{self, Event, Kind};
use crate::sign_in::session;

/// Returns which critical alerts the person gets.
pub async fn subscriptions(db: &Db, actor: &Actor) -> Result<Subscriptions, AlertError> {
    let organization = match organization_of(actor) {
        Some(id) => Some(
            alert_user::Entity::find()
                .filter(mine(db, actor, id).await?)
                .one(db.connection())
                .await?
                .is_some(),
        ),
        None => None,
    };
    let personal = personal_alert::Entity::find_by_id(actor.user).one(db.connection()).await?;
    let personal = personal.is_none_or(|row| row.unsubscribed_at.is_none());
    Ok(Subscriptions { organization, personal })
}

/// Subscribes the person to the critical alerts of the organization they act for, or unsubscribes them. They get alerts for the
/// licenses they may see (R3). Doing so twice is not an error. `now` in milliseconds since the Unix epoch.
pub async fn set_subscribed(
    db: &Db,
    actor: &Actor,
    subscribed: bool,
    token: UnsubscribeToken,
    now: i64,
) -> Result<(), AlertError> {
    let organization = organization_of(actor).ok_or(Refused)?;
    let email = email(db, actor).await?;
    let mine = mine(db, actor, organization).await?;
    let transaction = db.begin_write().await?;
    let event = |kind| Event {
        user: Some(actor.user),
        actor: events::Actor::Person,
        organization: Some(organization),
        ..Event::of_installation(now, kind)
    };
    let there = alert_user::Entity::find().filter(mine.clone()).one(&transaction).await?;
    match (there, subscribed) {
        (None, true) => {
            let new = NewAlertUser { organization, email: &email, user: Some(actor.user), token, now };
            match insert(&transaction, new).await {
                Err(AlertError::Exists(_)) => return Ok(()),
                inserted => inserted?,
            }
            event(Kind::AlertUserAdded).change("", &email).named(&email).record(&transaction).await?;
        }
        (Some(row), false) => {
            alert_user::Entity::delete_many().filter(mine).exec(&transaction).await?;
            event(Kind::AlertUserRemoved)
                .change(&row.email, "")
                .named(&row.email)
                .record(&transaction)
                .await?;
        }
        (None, false) | (Some(_), true) => return Ok(()),
    }
    Ok(transaction.commit().await?)
}

/// Subscribes the person to the alerts of their personal licenses, or unsubscribes them. Doing so twice is not an error. `now` in
/// milliseconds since the Unix epoch.
pub async fn set_personal(
    db: &Db,
    actor: &Actor,
    subscribed: bool,
    token: UnsubscribeToken,
    now: i64,
) -> Result<(), AlertError> {
    let row = personal_alert::ActiveModel {
        user_id: Set(actor.user),
        unsubscribe_token: Set(token.to_text().into()),
        unsubscribed_at: Set((!subscribed).then_some(now)),
    };
    let rule = OnConflict::column(personal_alert::Column::UserId)
        .update_column(personal_alert::Column::UnsubscribedAt)
        .to_owned();
    personal_alert::Entity::insert(row).on_conflict(rule).exec_without_returning(db.connection()).await?;
    Ok(())
}

fn organization_of(actor: &Actor) -> Option<OrganizationId> {
    actor.membership.as_ref().map(|membership| membership.organization)
}

async fn email(db: &Db, actor: &Actor) -> Result<String, AlertError> {
    let email = session::person(db, actor).await?.ok_or(Refused)?.email;
    Ok(email)
}

/// On rows of alert users: the person's own, subscribed themselves or added by their address.
async fn mine(db: &Db, actor: &Actor, organization: OrganizationId) -> Result<Condition, AlertError> {
    let either = Condition::any()
        .add(alert_user::Column::UserId.eq(actor.user))
        .add(alert_user::Column::Email.eq(email(db, actor).await?));
    let mut mine = Condition::all();
    mine = mine.add(alert_user::Column::OrganizationId.eq(organization)); // tenant: own subscription, of the organization
    mine = mine.add(either); // tenant: own subscription, of the person
    Ok(mine)
}
