//! The e-mail with the link to set a new password.

use sea_orm::{ConnectionTrait, DbErr};

use super::{LIFETIME, ResetToken};
use crate::critical_alerts::mail::{NewMail, Purpose, enqueue, escaped};
use crate::db::entity::user;

/// Writes the e-mail. `site` is the portal's address, without a trailing slash.
pub(super) async fn send(
    transaction: &impl ConnectionTrait,
    user: &user::Model,
    token: ResetToken,
    site: &str,
    now: i64,
) -> Result<(), DbErr> {
    let link = format!("{site}/password-reset#{}", token.to_text());
    let hours = LIFETIME / 3_600_000;
    let lead = format!("Somebody, hopefully you, asked to set a new password for {} on Grantry.", user.email);
    let rest = format!(
        "The link works once, within {hours} hour. If this wasn't you, you can ignore this e-mail: your password has not changed."
    );
    let mail = NewMail {
        recipient: &user.email,
        subject: "Set a new password on Grantry".to_owned(),
        text: format!("{lead}\n\nSet a new password:\n{link}\n\n{rest}\n").into(),
        html: format!(
            "<p>{}</p><p><a href=\"{}\">Set a new password</a></p><p>{}</p>",
            escaped(&lead),
            escaped(&link),
            escaped(&rest)
        )
        .into(),
        purpose: Purpose::PasswordReset,
        organization: None,
        license: None,
        once: None,
        unsubscribe: None,
        due_at: now,
    };
    enqueue(transaction, mail, now).await.map(|_| ())
}
