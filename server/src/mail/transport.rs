//! The ways to send e-mails.

use std::path::{Path, PathBuf};
use std::time::Duration;

use lettre::transport::smtp::{AsyncSmtpTransport, PoolConfig};
use lettre::{AsyncTransport as _, Message, Tokio1Executor};
use tokio::fs::{self, OpenOptions};
use tokio::io::AsyncWriteExt as _;

use super::recipient::Server;
use super::{SendError, is_of_all, reason};

/// The longest time to send one e-mail: less than it stays in one server's hand ([`store::critical_alerts::mail::IN_HAND`]).
pub const PATIENCE: Duration = Duration::from_secs(90);

/// How e-mails are sent.
pub enum Transport {
    /// By this mail server.
    Smtp(Box<Smtp>),
    /// As files in this folder, which is created with the first.
    Folder(PathBuf),
}

/// A mail server.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    server: Option<Server>,
}

impl Smtp {
    async fn send(&self, message: &Message) -> Result<(), SendError> {
        let Err(error) = self.transport.send(message.clone()).await else { return Ok(()) };
        if let Some(server) = self.server.as_ref().filter(|_| error.is_permanent() && !is_of_all(&error))
            && let Some(refusal) = server.refusal(message.envelope()).await
        {
            return Err(SendError::Recipient(refusal));
        }
        Err(error.into())
    }
}

impl std::fmt::Debug for Transport {
    /// Without the mail server's password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Smtp(_) => f.write_str("Smtp"),
            Self::Folder(folder) => f.debug_tuple("Folder").field(folder).finish(),
        }
    }
}

/// Why a URL is not that of a mail server.
#[derive(Debug, thiserror::Error)]
pub enum SmtpError {
    /// It has none of the allowed forms.
    #[error(
        "the address of a mail server is smtps://USER:PASSWORD@HOST, smtp://USER:PASSWORD@HOST?tls=required or, for a \
         mail server on this machine, smtp://localhost; this one is none of these ({0})"
    )]
    Form(String),
    /// It would send the password unencrypted.
    #[error("it would send the password without TLS; add ?tls=required, or begin with smtps://")]
    OpenPassword,
}

impl Transport {
    /// The way by the mail server at that URL. Does not contact it yet: it may be away for a while.
    pub fn smtp(url: &str) -> Result<Self, SmtpError> {
        let form = |error: &dyn std::fmt::Display| SmtpError::Form(error.to_string());
        let uri: http::Uri = url.parse().map_err(|error| form(&error))?;
        let authority = uri.authority().ok_or_else(|| form(&"it has no host"))?;
        let has_tls = uri.scheme_str() == Some("smtps")
            || uri.query().is_some_and(|query| query.split('&').any(|pair| pair == "tls=required"));
        let is_here = matches!(authority.host(), "localhost" | "127.0.0.1" | "[::1]");
        if authority.as_str().contains('@') && !has_tls && !is_here {
            return Err(SmtpError::OpenPassword);
        }
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|error| SmtpError::Form(reason(&error)))?
            .pool_config(PoolConfig::new().max_size(1))
            .build();
        Ok(Self::Smtp(Box::new(Smtp { transport, server: Server::of(&uri) })))
    }

    /// Sends the e-mail. As a file, it gets that name.
    pub(super) async fn send(&self, message: &Message, name: &str) -> Result<(), SendError> {
        match self {
            Self::Smtp(smtp) => {
                let sending = tokio::time::timeout(PATIENCE, smtp.send(message)).await;
                sending.map_err(|_| SendError::TooLong)??;
            }
            Self::Folder(folder) => write(folder, name, &message.formatted()).await?,
        }
        Ok(())
    }
}

/// Writes a file whole or not at all. E-mails hold links for one person: nobody else on this machine may read them.
async fn write(folder: &Path, name: &str, content: &[u8]) -> Result<(), std::io::Error> {
    make_folder(folder).await?;
    let unfinished = folder.join(format!(".{name}"));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    options.mode(0o600);
    let mut file = options.open(&unfinished).await?;
    file.write_all(content).await?;
    file.sync_all().await?;
    fs::rename(&unfinished, folder.join(name)).await
}

async fn make_folder(folder: &Path) -> Result<(), std::io::Error> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    builder.mode(0o700);
    builder.create(folder).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_mail_servers_url_is_checked() {
        for url in [
            "smtps://user:pass@mail.example.org",
            "smtp://user:p%40ss@mail.example.org:587?tls=required",
            "smtp://user:pass@localhost:2525",
            "smtp://mail.example.org:25",
            "smtp://127.0.0.1:2525",
        ] {
            assert!(matches!(Transport::smtp(url), Ok(Transport::Smtp(_))), "{url}");
        }
        for url in ["", "mail.example.org", "https://mail.example.org", "smtp://", "smtp://host?tls=maybe"] {
            assert!(matches!(Transport::smtp(url), Err(SmtpError::Form(_))), "{url}");
        }
        for url in ["smtp://user:pass@mail.example.org", "smtp://user:pass@h?tls=opportunistic"] {
            assert!(matches!(Transport::smtp(url), Err(SmtpError::OpenPassword)), "{url}");
        }
    }

    #[tokio::test]
    async fn a_file_is_its_owners_and_is_written_once() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("mail");
        for content in ["one", "two"] {
            write(&inner, "1-2.eml", content.as_bytes()).await.unwrap();
        }
        let files: Vec<_> = std::fs::read_dir(&inner).unwrap().map(|file| file.unwrap().path()).collect();
        assert_eq!(files, [inner.join("1-2.eml")]);
        assert_eq!(std::fs::read_to_string(&files[0]).unwrap(), "two");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            for (path, mode) in [(&inner, 0o700), (&files[0], 0o600)] {
                assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o777, mode);
            }
        }
    }
}
