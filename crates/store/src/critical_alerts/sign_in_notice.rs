//! E-mails people when the way they sign in was changed, so that they learn of changes by others, and what to do.
//!
//! These e-mails have no link, so that nobody gets used to following links in such e-mails.

use model::{Day, UserId};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait};

use crate::critical_alerts::mail::{Note, Purpose, enqueue, unlinked};
use crate::db::entity::user;
use crate::db::request_origin;

/// A change to the way a person signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignInChange<'a> {
    /// The password was set.
    Password,
    /// An authenticator app was set up, replacing an earlier one if there was one.
    AppSetUp,
    /// The authenticator app was removed.
    AppRemoved,
    /// The person got new recovery codes.
    RecoveryCodes,
    /// A recovery code was used; this many are left.
    RecoveryCodeUsed(u64),
    /// A passkey with that name was added.
    PasskeyAdded(&'a str),
    /// A passkey with that name was removed.
    PasskeyRemoved(&'a str),
    /// A passkey with that name now counts everywhere.
    PasskeyConfirmed(&'a str),
    /// The e-mail address was changed to that one.
    Address(&'a str),
    /// The single sign-on of that issuer now signs the person in.
    Linked(&'a str),
    /// It no longer does, until they come from there again.
    Unlinked(&'a str),
}

impl SignInChange<'_> {
    /// The e-mail's subject.
    fn subject(self) -> &'static str {
        match self {
            Self::Password => "Your password on Grantry was changed",
            Self::AppSetUp => "An authenticator app was set up for you on Grantry",
            Self::AppRemoved => "Your authenticator app was removed on Grantry",
            Self::RecoveryCodes => "You have new recovery codes on Grantry",
            Self::RecoveryCodeUsed(_) => "One of your recovery codes was used on Grantry",
            Self::PasskeyAdded(_) => "A passkey was added for you on Grantry",
            Self::PasskeyRemoved(_) => "One of your passkeys was removed on Grantry",
            Self::PasskeyConfirmed(_) => "One of your passkeys was confirmed on Grantry",
            Self::Address(_) => "Your e-mail address on Grantry was changed",
            Self::Linked(_) => "Your Grantry account was linked to single sign-on",
            Self::Unlinked(_) => "Your Grantry account was unlinked from single sign-on",
        }
    }

    /// A sentence about the change to the account with that e-mail address.
    fn sentence(self, email: &str) -> String {
        match self {
            Self::Password => format!("The password of {email} was changed"),
            Self::AppSetUp => format!("An authenticator app was set up for {email}"),
            Self::AppRemoved => format!("The authenticator app of {email} was removed"),
            Self::RecoveryCodes => {
                format!("New recovery codes were made for {email}; the old ones no longer work")
            }
            Self::RecoveryCodeUsed(left) => {
                format!("A recovery code was used to sign in as {email} ({left} left)")
            }
            Self::PasskeyAdded(name) => format!("The passkey \"{}\" was added for {email}", unlinked(name)),
            Self::PasskeyRemoved(name) => {
                format!("The passkey \"{}\" of {email} was removed", unlinked(name))
            }
            Self::PasskeyConfirmed(name) => {
                format!(
                    "The passkey \"{}\" of {email} was confirmed: it signs in to all organizations",
                    unlinked(name)
                )
            }
            Self::Address(new) => {
                format!("The e-mail address of {email} was changed to {new} by their single sign-on")
            }
            Self::Linked(issuer) => format!("{email} can now sign in with {issuer}"),
            Self::Unlinked(issuer) => {
                format!("A user manager of your organization unlinked {email} from {issuer}")
            }
        }
    }
}

/// E-mails that person, in the transaction of the change. `now` in milliseconds since the Unix epoch.
pub(crate) async fn tell(
    transaction: &impl ConnectionTrait,
    user: UserId,
    change: SignInChange<'_>,
    now: i64,
) -> Result<(), DbErr> {
    let Some(person) = user::Entity::find_by_id(user).one(transaction).await? else { return Ok(()) };
    let minutes = now.div_euclid(60_000);
    let (hour, minute) = (minutes.div_euclid(60).rem_euclid(24), minutes.rem_euclid(60));
    let from =
        request_origin::network_address().map_or_else(String::new, |address| format!(", from {address}"));
    let moment = format!("{} at {hour:02}:{minute:02} UTC", Day::of_instant(now));
    let note = Note {
        recipient: &person.email,
        subject: change.subject().to_owned(),
        paragraphs: vec![
            format!("{}, on {moment}{from}.", change.sentence(&person.email)),
            "If this was you, you can ignore this e-mail.".to_owned(),
            "If this wasn't you, open the portal the way you always do and choose \"Forgot password?\", which ends all your \
             sessions. Then check Sign-in & Security for anything that is not yours, and tell your organization's user manager."
                .to_owned(),
        ],
        link: None,
        purpose: Purpose::SecurityNotice,
        organization: None,
    };
    enqueue(transaction, note.into_mail(now), now).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use sea_orm::QueryOrder;

    use super::*;
    use crate::db::entity::mail;
    use crate::people::{NewUser, add_user};
    use crate::testing::{NOW, TestDb, both_databases};

    #[both_databases]
    async fn it_says_what_when_and_from_where_and_has_no_link(database: TestDb) {
        let connection = database.db.connection();
        let new = NewUser { email: "ada@example.org", name: "Ada", password_hash: None };
        let ada = add_user(&database.db, new, NOW).await.unwrap();
        let told = [
            (SignInChange::Password, "password"),
            (SignInChange::AppSetUp, "set up"),
            (SignInChange::AppRemoved, "app of ada@example.org was removed"),
            (SignInChange::RecoveryCodes, "old ones no longer work"),
            (SignInChange::RecoveryCodeUsed(3), "(3 left)"),
            (SignInChange::PasskeyAdded("<b>Key"), "The passkey \"<b>Key\" was added"),
            (SignInChange::PasskeyRemoved("Key"), "The passkey \"Key\" of"),
            // A name must not become a link.
            (SignInChange::PasskeyAdded("a.example"), "\"a.\u{2060}example\" was added"),
            (SignInChange::PasskeyRemoved("b.example"), "\"b.\u{2060}example\" of"),
            (SignInChange::PasskeyConfirmed("c.example"), "\"c.\u{2060}example\" of"),
            (SignInChange::PasskeyConfirmed("Key"), "signs in to all"),
            (SignInChange::Address("ada@new.example"), "changed to ada@new.example"),
            (SignInChange::Linked("https://id.example.org"), "sign in with https://id.example.org"),
        ];
        let work = async {
            for (change, _) in told {
                tell(connection, ada, change, NOW).await.unwrap();
            }
        };
        request_origin::from("192.0.2.7".to_owned(), work).await;
        tell(connection, ada + 1, SignInChange::Password, NOW).await.unwrap();
        let mails = mail::Entity::find().order_by_asc(mail::Column::Id).all(connection).await.unwrap();
        assert_eq!(mails.len(), told.len());
        for (mail, (change, expected)) in mails.iter().zip(told) {
            assert_eq!(
                (mail.recipient.as_str(), mail.subject.as_str()),
                ("ada@example.org", change.subject())
            );
            assert!(
                mail.text.contains(expected) && mail.text.contains("UTC, from 192.0.2.7."),
                "{}",
                &*mail.text
            );
            assert!(!mail.html.contains("<a ") && !mail.html.contains("<b>"), "{}", &*mail.html);
        }
    }
}
