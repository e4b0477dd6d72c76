//! Sends e-mails: by SMTP, or as files if no mail server is configured.

mod message;
mod recipient;
mod send_due;
#[cfg(test)]
mod testing;
mod transport;

use std::error::Error as _;
use std::path::PathBuf;

use lettre::Address;
use lettre::message::Mailbox;
use store::critical_alerts::mail::Letter;

use crate::address::PublicAddress;

pub use send_due::{round, run};
pub use transport::{SmtpError, Transport};

/// The codes of a mail server that takes no e-mail at all: not now, or not with these credentials (RFC 5321, RFC 4954).
const OF_ALL: [u16; 6] = [421, 454, 530, 534, 535, 538];

/// Sends e-mails.
#[derive(Debug)]
pub struct Mailer {
    way: Transport,
    from: Mailbox,
    /// The part of each e-mail's Message-ID after the @.
    host: String,
}

/// Why an e-mail was not sent.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// It can't become an e-mail: mail servers don't take its recipient's address.
    #[error("the e-mail can't be written: {0}")]
    Message(#[from] message::MessageError),
    /// The mail server can't be reached, or refuses it.
    #[error("{}", reason(.0))]
    Smtp(#[from] lettre::transport::smtp::Error),
    /// The mail server permanently refuses the recipient, whatever the e-mail (RFC 5321, 4.2.1).
    #[error("the recipient is refused: {}", reason(.0))]
    Recipient(lettre::transport::smtp::Error),
    /// The mail server took too long.
    #[error("the mail server took longer than {} seconds", transport::PATIENCE.as_secs())]
    TooLong,
    /// Its file can't be written.
    #[error("the e-mail's file can't be written: {0}")]
    File(#[from] std::io::Error),
}

/// An error of the mail server and its causes.
fn reason(error: &lettre::transport::smtp::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    text
}

/// Returns whether the mail server takes no e-mail at all.
fn is_of_all(error: &lettre::transport::smtp::Error) -> bool {
    error.status().is_none_or(|code| OF_ALL.contains(&u16::from(code)))
}

impl SendError {
    /// Returns whether trying again is useless: the address is invalid, or the mail server knows that nobody has it.
    fn is_final(&self) -> bool {
        matches!(self, Self::Message(_) | Self::Recipient(_))
    }

    /// Returns whether no other e-mail could be sent now either.
    fn is_of_all(&self) -> bool {
        match self {
            Self::Message(_) | Self::Recipient(_) => false,
            Self::Smtp(error) => is_of_all(error),
            Self::TooLong | Self::File(_) => true,
        }
    }
}

impl Mailer {
    /// A mailer that sends by `way`, from `from`, for the portal at `address`.
    pub fn new(way: Transport, from: Mailbox, address: &PublicAddress) -> Self {
        Self { way, from, host: address.host().to_owned() }
    }

    /// A mailer that writes files into that folder, from a sender that does not exist.
    pub fn to_folder(folder: impl Into<PathBuf>, address: &PublicAddress) -> Self {
        let nobody = Mailbox::new(Some("Grantry".to_owned()), Address::new_dangerous("grantry", "localhost"));
        Self::new(Transport::Folder(folder.into()), nobody, address)
    }

    /// Returns whether e-mails become files because there is no mail server.
    pub fn writes_files(&self) -> bool {
        matches!(self.way, Transport::Folder(_))
    }

    /// Sends an e-mail. Sending it again sends the same e-mail: it has the same Message-ID, or the same file.
    pub async fn send(&self, letter: &Letter) -> Result<(), SendError> {
        let message = message::message(letter, &self.from, &self.host)?;
        self.way.send(&message, &format!("{}-{}.eml", letter.created_at, letter.id)).await
    }
}
