//! Finds out whether a mail server refuses a recipient: lettre does not say at which step an e-mail was refused.

use std::borrow::Cow;
use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::transport::smtp::{Error, SMTP_PORT, SUBMISSION_PORT, SUBMISSIONS_PORT};
use percent_encoding::percent_decode_str;

use super::reason;

/// How long to wait for each response.
const PATIENCE: Duration = Duration::from_secs(10);

/// When a connection switches to TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tls {
    Never,
    IfOffered,
    Required,
    FromTheStart,
}

/// The parts of a mail server's URL.
pub(super) struct Server {
    host: String,
    port: u16,
    tls: Tls,
    hello: ClientId,
    credentials: Option<Credentials>,
}

impl Server {
    /// The mail server at a URL that lettre has accepted.
    pub fn of(url: &http::Uri) -> Option<Self> {
        let authority = url.authority()?;
        let has = |tls: &str| url.query().is_some_and(|query| query.split('&').any(|pair| pair == tls));
        let (tls, usual) = match url.scheme_str() {
            Some("smtps") => (Tls::FromTheStart, SUBMISSIONS_PORT),
            _ if has("tls=required") => (Tls::Required, SUBMISSION_PORT),
            _ if has("tls=opportunistic") => (Tls::IfOffered, SUBMISSION_PORT),
            _ => (Tls::Never, SMTP_PORT),
        };
        let decoded = |text: &str| percent_decode_str(text).decode_utf8().ok().map(Cow::into_owned);
        let user = authority.as_str().rsplit_once('@').and_then(|(user, _)| user.split_once(':'));
        let name = url.path().trim_matches('/');
        Some(Self {
            host: authority.host().to_owned(),
            port: authority.port_u16().unwrap_or(usual),
            tls,
            hello: if name.is_empty() { ClientId::default() } else { ClientId::Domain(name.to_owned()) },
            credentials: user.and_then(|(user, word)| Some(Credentials::new(decoded(user)?, decoded(word)?))),
        })
    }

    /// Asks the server whether it takes the recipient. Returns its response if the refusal is permanent. None if it takes them,
    /// may take them later, or refuses by a policy (RFC 3463, X.7.X), such as relaying for somebody who has not signed in: that
    /// is usually a wrong setting, and not the recipient's fault.
    pub async fn refusal(&self, envelope: &Envelope) -> Option<Error> {
        let mut connection = self.connect().await.ok()?;
        let refused = ask(&mut connection, envelope).await;
        connection.abort().await;
        refused.filter(|error| error.is_permanent() && !is_rule(error))
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let parameters = || TlsParameters::new(self.host.clone());
        let at_once = if self.tls == Tls::FromTheStart { Some(parameters()?) } else { None };
        let place = (self.host.trim_matches(['[', ']']), self.port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(place, Some(PATIENCE), &self.hello, at_once, None).await?;
        if self.tls == Tls::Required || (self.tls == Tls::IfOffered && connection.can_starttls()) {
            connection.starttls(parameters()?, &self.hello).await?;
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(connection)
    }
}

/// The server's refusal of a recipient, if any.
async fn ask(connection: &mut AsyncSmtpConnection, envelope: &Envelope) -> Option<Error> {
    let mut addresses = envelope.to().iter().chain(envelope.from());
    let is_ascii = addresses.all(|address| AsRef::<str>::as_ref(address).is_ascii());
    let takes_more = connection.server_info().supports_feature(Extension::SmtpUtfEight);
    let options = if !is_ascii && takes_more { vec![MailParameter::SmtpUtfEight] } else { Vec::new() };
    connection.command(Mail::new(envelope.from().cloned(), options)).await.ok()?;
    for recipient in envelope.to() {
        if let Err(error) = connection.command(Rcpt::new(recipient.clone(), Vec::new())).await {
            return Some(error);
        }
    }
    None
}

/// Returns whether the mail server names a policy as the reason.
fn is_rule(error: &Error) -> bool {
    names_rule(&reason(error))
}

/// Returns whether a response has a status of the class X.7.X. Some servers write `#5.7.1` or `(5.7.1)`.
fn names_rule(answer: &str) -> bool {
    let mut words = answer.split(|sign: char| sign.is_whitespace() || sign == '-');
    words.any(|word| word.trim_start_matches(['(', '#']).starts_with("5.7."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_known_by_its_status_however_that_is_written() {
        for rule in [
            "permanent error (554): 5.7.1 Relay access denied",
            "554 #5.7.1 Relaying denied",
            "550-5.7.26 not authenticated",
            "550 (5.7.1) blocked",
            "550 (#5.7.1) blocked",
        ] {
            assert!(names_rule(rule), "{rule}");
        }
        for other in ["550 5.1.1 nobody of that name", "550 #5.1.0 unknown", "553 15.7.1", "5.1.1 (see 5 #7)"]
        {
            assert!(!names_rule(other), "{other}");
        }
    }

    #[test]
    fn a_mail_server_is_what_its_url_says() {
        let read = |url: &str| {
            let server = Server::of(&url.parse().unwrap()).unwrap();
            (server.host, server.port, server.tls, server.credentials.is_some())
        };
        for (url, host, port, tls, has_user) in [
            ("smtps://u:p%20w@mail.example.org", "mail.example.org", 465, Tls::FromTheStart, true),
            ("smtp://u:p@mail.example.org?tls=required", "mail.example.org", 587, Tls::Required, true),
            ("smtp://mail.example.org?tls=opportunistic", "mail.example.org", 587, Tls::IfOffered, false),
            ("smtp://localhost", "localhost", 25, Tls::Never, false),
            ("smtp://[::1]:2525/me.example.org", "[::1]", 2525, Tls::Never, false),
        ] {
            assert_eq!(read(url), (host.to_owned(), port, tls, has_user), "{url}");
        }
    }
}
