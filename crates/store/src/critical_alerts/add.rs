//! Adds a critical alert user.

use model::{Action, OrganizationId, Permit, Refused};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter,
};

use super::{AlertError, MOST_USERS, UnsubscribeToken};
use crate::Db;
use crate::db::entity::alert_user;
use crate::events::{Event, Kind};
use crate::text::stored_email;

/// Adds an address, registered or not, to those that get the critical alerts of the permit's organization. A member with that
/// address who had subscribed themselves now gets the alerts of all its licenses. `now` in milliseconds since the Unix epoch.
pub async fn add(
    db: &Db,
    permit: &Permit,
    email: &str,
    token: UnsubscribeToken,
    now: i64,
) -> Result<(), AlertError> {
    permit.only(Action::ChangeAlertUsers)?;
    let organization = permit.organization().ok_or(Refused)?;
    let email = stored_email(email).ok_or_else(|| AlertError::Email(email.trim().to_owned()))?;
    let transaction = db.begin_write().await?;
    match of_email(&transaction, organization, &email).await? {
        Some(row) if row.user_id.is_some() => {
            let all = alert_user::ActiveModel { id: Set(row.id), user_id: Set(None), ..Default::default() };
            all.update(&transaction).await?;
        }
        Some(_) => return Err(AlertError::Exists(email)),
        None => {
            insert(&transaction, NewAlertUser { organization, email: &email, user: None, token, now })
                .await?;
        }
    }
    Event::by(permit, now, Kind::AlertUserAdded)
        .change("", &email)
        .named(&email)
        .record(&transaction)
        .await?;
    Ok(transaction.commit().await?)
}

/// Returns the critical alert user with that address.
pub(super) async fn of_email(
    connection: &impl ConnectionTrait,
    organization: OrganizationId,
    email: &str,
) -> Result<Option<alert_user::Model>, DbErr> {
    alert_user::Entity::find()
        .filter(alert_user::Column::OrganizationId.eq(organization)) // tenant: own alert users, by address
        .filter(alert_user::Column::Email.eq(email))
        .one(connection)
        .await
}

/// A critical alert user to add.
pub(super) struct NewAlertUser<'a> {
    pub organization: OrganizationId,
    pub email: &'a str,
    /// The member, if they subscribe themselves.
    pub user: Option<i64>,
    pub token: UnsubscribeToken,
    pub now: i64,
}

/// Adds the user. Fails if the address is already in the list or the list is full.
pub(super) async fn insert(
    connection: &impl ConnectionTrait,
    new: NewAlertUser<'_>,
) -> Result<(), AlertError> {
    let there = alert_user::Entity::find().filter(alert_user::Column::OrganizationId.eq(new.organization)); // tenant: own alert users, counted
    if there.count(connection).await? >= MOST_USERS {
        return Err(AlertError::TooMany);
    }
    let row = alert_user::ActiveModel {
        organization_id: Set(new.organization),
        email: Set(new.email.to_owned()),
        user_id: Set(new.user),
        unsubscribe_token: Set(new.token.to_text().into()),
        created_at: Set(new.now),
        ..Default::default()
    };
    let once = OnConflict::columns([alert_user::Column::OrganizationId, alert_user::Column::Email])
        .do_nothing()
        .to_owned();
    let added = alert_user::Entity::insert(row).on_conflict(once).exec_without_returning(connection).await?;
    // Somebody else has just added it.
    if added == 0 { Err(AlertError::Exists(new.email.to_owned())) } else { Ok(()) }
}
