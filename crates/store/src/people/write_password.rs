//! Sets a password and ends what the old one opened.

use model::{Hidden, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use crate::critical_alerts::sign_in_notice::{self, SignInChange};
use crate::db::entity::{api_token, password_reset, sign_in_step, user};
use crate::db::session_token::Token;
use crate::events::{Event, Kind};
use crate::people::sessions::close_all;

/// What a new password invalidates.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ended {
    /// All sessions except this one: its person knows the old password.
    OtherSessions(Token),
    /// All sessions and API tokens, which whoever knew the old password may hold.
    Everything,
}

/// Sets a person's password, ends sessions and tokens as `ended` says, voids reset links, records `event` and sends an e-mail.
pub(crate) async fn write(
    transaction: &impl ConnectionTrait,
    user: UserId,
    password_hash: Hidden,
    ended: Ended,
    event: Event<'_>,
) -> Result<(), DbErr> {
    user::Entity::update_many()
        .col_expr(user::Column::PasswordHash, Expr::value(password_hash.into_inner()))
        .filter(user::Column::Id.eq(user))
        .exec(transaction)
        .await?;
    password_reset::Entity::delete_many()
        .filter(password_reset::Column::UserId.eq(user))
        .exec(transaction)
        .await?;
    // Anyone who has reached this step gave the old password.
    sign_in_step::Entity::delete_many()
        .filter(sign_in_step::Column::UserId.eq(user))
        .exec(transaction)
        .await?;
    match ended {
        Ended::OtherSessions(own) => {
            close_all(transaction, user, Some(own), &event).await?;
        }
        Ended::Everything => {
            close_all(transaction, user, None, &event).await?;
            revoke_tokens(transaction, user, &event).await?;
        }
    }
    sign_in_notice::tell(transaction, user, SignInChange::Password, event.at).await?;
    event.record(transaction).await
}

/// Revokes all API tokens of a person, each in the history of its organization.
async fn revoke_tokens(
    transaction: &impl ConnectionTrait,
    user: UserId,
    event: &Event<'_>,
) -> Result<(), DbErr> {
    let tokens = api_token::Entity::find().filter(api_token::Column::UserId.eq(user)); // tenant: own tokens, all
    for token in tokens.all(transaction).await? {
        let organization = Some(token.organization_id);
        let revoked = Event { kind: Kind::TokenRevoked, organization, ..event.clone() };
        revoked.change(&token.name, "").named(&token.name).record(transaction).await?;
        api_token::Entity::delete_by_id(token.id).exec(transaction).await?;
    }
    Ok(())
}
