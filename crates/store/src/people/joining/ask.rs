//! Asks to join an organization.

use model::{Actor, Level, OrganizationId, Refused, RoleObject};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::{JoinError, checked_text, offer};
use crate::Db;
use crate::critical_alerts::mail::{Note, Purpose, enqueue, unlinked};
use crate::db::OrTaken as _;
use crate::db::entity::{join_request, membership, organization, role_level, user};
use crate::events::{Event, Kind};

/// At most this many of those who decide get an e-mail.
const TOLD: u64 = 20;

/// Asks to join the organization offered for the person's address, with a message to those who decide, and e-mails them. `site`
/// is the portal's address, without a trailing slash; `now` in milliseconds since the Unix epoch.
pub async fn ask(db: &Db, actor: &Actor, message: &str, site: &str, now: i64) -> Result<(), JoinError> {
    let message = checked_text(message)?;
    let transaction = db.begin_write().await?;
    let offered = offer::of_person(&transaction, actor).await?.ok_or(Refused)?;
    let id = offered.organization;
    organization::Entity::find_by_id(id).lock_exclusive().one(&transaction).await?.ok_or(Refused)?;
    // Checked again, now that nobody else can ask.
    if offer::of_person(&transaction, actor).await?.ok_or(Refused)?.asked_at.is_some() {
        return Err(JoinError::Asked);
    }
    let row = join_request::ActiveModel {
        organization_id: Set(id),
        user_id: Set(actor.user),
        message: Set(message.to_owned()),
        created_at: Set(now),
        ..Default::default()
    };
    let asked = join_request::Entity::insert(row).exec_without_returning(&transaction).await;
    asked.or_taken(|| JoinError::Asked)?;
    let person = user::Entity::find_by_id(actor.user).one(&transaction).await?.ok_or(Refused)?;
    let mut paragraphs = vec![format!(
        "{} ({}) asks to join {} on Grantry.",
        unlinked(&person.name),
        person.email,
        unlinked(&offered.name)
    )];
    if !message.is_empty() {
        paragraphs.push(message.to_owned());
    }
    for recipient in deciding(&transaction, id).await? {
        let note = Note {
            recipient: &recipient,
            subject: format!("{} asks to join {}", person.name, offered.name),
            paragraphs: paragraphs.clone(),
            link: Some((format!("{site}/users").into(), "Approve or decline under Users")),
            purpose: Purpose::JoinRequest,
            organization: Some(id),
        };
        enqueue(&transaction, note.into_mail(now), now).await?;
    }
    let event = Event::of_person(actor, now, Kind::JoinRequested).change("", message).named(&person.email);
    let acting_for = event.organization;
    Event { organization: Some(id), acting_for, ..event }.record(&transaction).await?;
    Ok(transaction.commit().await?)
}

/// The addresses of those who may approve requests.
async fn deciding(
    connection: &impl ConnectionTrait,
    organization: OrganizationId,
) -> Result<Vec<String>, DbErr> {
    let levels = membership::Entity::belongs_to(role_level::Entity)
        .from(membership::Column::RoleId)
        .to(role_level::Column::RoleId)
        .into();
    let people = membership::Entity::belongs_to(user::Entity)
        .from(membership::Column::UserId)
        .to(user::Column::Id)
        .into();
    membership::Entity::find()
        .filter(membership::Column::OrganizationId.eq(organization)) // tenant: those who decide
        .join(JoinType::InnerJoin, levels)
        .filter(role_level::Column::Object.eq(RoleObject::UserManagement.name()))
        .filter(role_level::Column::Level.eq(Level::FullAccess.name()))
        .join(JoinType::InnerJoin, people)
        .order_by_asc(user::Column::Id)
        .select_only()
        .column(user::Column::Email)
        .limit(TOLD)
        .into_tuple()
        .all(connection)
        .await
}
