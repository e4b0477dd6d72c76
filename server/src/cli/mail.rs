//! Settings of e-mails: the mail server, and the sender.

use std::path::PathBuf;

use clap::Args;
use lettre::address::AddressError;
use lettre::message::Mailbox;
use model::Hidden;
use store::people::sendable_email;

use super::Error;
use crate::address::PublicAddress;
use crate::mail::{Mailer, Transport};

/// The mail server's setting, as errors name it.
const SMTP_URL: &str = "--smtp-url (GRANTRY_SMTP_URL)";
/// The sender's setting, as errors name it.
const MAIL_FROM: &str = "--mail-from (GRANTRY_MAIL_FROM)";

/// How e-mails are sent.
#[derive(Debug, Args)]
pub struct Mail {
    /// The mail server: `smtps://USER:PASSWORD@HOST`, or `smtp://USER:PASSWORD@HOST?tls=required` for STARTTLS.
    ///
    /// Without this setting each e-mail becomes a file in the folder `mail` beside the database, or `data/mail` with
    /// PostgreSQL. Put a password into the environment: others can see the command line.
    #[arg(long, env = "GRANTRY_SMTP_URL", value_name = "URL", hide_env_values = true)]
    smtp_url: Option<Hidden>,
    /// The sender of e-mails, such as `Brightwater Licenses <licenses@brightwater.example>`: an address for which the mail server
    /// may send. Required with a mail server.
    #[arg(long, env = "GRANTRY_MAIL_FROM", value_name = "ADDRESS")]
    mail_from: Option<String>,
}

impl Mail {
    /// The mailer for the portal at `address`. Without a mail server, e-mails become files in `folder`.
    pub fn open(&self, folder: PathBuf, address: &PublicAddress) -> Result<Mailer, Error> {
        let given = |setting: &Option<String>| setting.clone().filter(|text| !text.is_empty());
        let smtp_url = self.smtp_url.clone().map(Hidden::into_inner);
        let way = match given(&smtp_url) {
            Some(url) => {
                Transport::smtp(&url).map_err(|error| Error::setting(SMTP_URL, error.to_string()))?
            }
            None => Transport::Folder(folder.clone()),
        };
        let from = match (given(&self.mail_from), &way) {
            (Some(from), _) => from,
            (None, Transport::Folder(_)) => return Ok(Mailer::to_folder(folder, address)),
            (None, Transport::Smtp(_)) => {
                let problem = "is required with a mail server; specify an address for which it may send";
                return Err(Error::setting(MAIL_FROM, problem));
            }
        };
        let sender = sender(&from).map_err(|error| {
            let problem = format!(
                "“{from}” is not a sender ({error}); specify one such as Grantry <licenses@example.org>"
            );
            Error::setting(MAIL_FROM, problem)
        })?;
        Ok(Mailer::new(way, sender, address))
    }
}

/// The sender, with an international domain in its ASCII form.
fn sender(from: &str) -> Result<Mailbox, AddressError> {
    let Mailbox { name, email } = from.parse()?;
    Ok(Mailbox::new(name, sendable_email(email.as_ref()).parse()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(smtp_url: Option<&str>, mail_from: Option<&str>) -> Result<Mailer, String> {
        let mail = Mail { smtp_url: smtp_url.map(Hidden::from), mail_from: mail_from.map(str::to_owned) };
        let address = "https://licenses.example.org".parse().unwrap();
        mail.open("mail".into(), &address).map_err(|error| error.to_string())
    }

    #[tokio::test]
    async fn settings_that_can_t_be_are_named() {
        let from = Some("Licenses <licenses@example.org>");
        assert!(open(Some("smtps://u:p@mail.example.org"), from).is_ok_and(|mailer| !mailer.writes_files()));
        for files in [open(None, None), open(Some(""), Some("")), open(None, from)] {
            assert!(files.is_ok_and(|mailer| mailer.writes_files()));
        }
        for (smtp_url, mail_from, named) in [
            (Some("smtps://u:p@mail.example.org"), None, MAIL_FROM),
            (Some("smtps://u:p@mail.example.org"), Some("nobody"), MAIL_FROM),
            (Some("ftp://mail.example.org"), from, SMTP_URL),
            (Some("smtp://u:secret@mail.example.org"), from, SMTP_URL),
        ] {
            let problem = open(smtp_url, mail_from).unwrap_err();
            assert!(problem.starts_with(named) && !problem.contains("secret"), "{problem}");
        }
    }
}
