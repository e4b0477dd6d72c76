//! The demo's critical alert users: an address without an account, and a member who has subscribed.

use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr};

use super::Options;
use super::organizations::Organizations;
use super::people::{EMAILS, People};
use crate::critical_alerts::UnsubscribeToken;
use crate::db::batch::insert;
use crate::db::entity::alert_user;

/// A mailing list of the main customer.
const LIST: &str = "licenses@customer.example";

/// Adds them. Their links can be guessed, like everything in the demo.
pub(super) async fn create(
    connection: &impl ConnectionTrait,
    organizations: &Organizations,
    people: &People,
    options: &Options,
) -> Result<(), DbErr> {
    let [_, _, _, _, admin, ..] = EMAILS;
    let user = |email: &str, user, token| alert_user::ActiveModel {
        organization_id: Set(organizations.main.id),
        email: Set(email.to_owned()),
        user_id: Set(user),
        unsubscribe_token: Set(UnsubscribeToken([token; 32]).to_text().into()),
        created_at: Set(options.now),
        ..Default::default()
    };
    insert(connection, vec![user(LIST, None, 1), user(admin, Some(people.admin), 2)]).await
}
