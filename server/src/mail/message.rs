//! An e-mail in the form that mail servers take: text and HTML, with the headers for unsubscribing (RFC 8058).

use std::time::{Duration, UNIX_EPOCH};

use email_encoding::headers::rfc2047;
use email_encoding::headers::writer::EmailWriter;
use lettre::Message;
use lettre::address::AddressError;
use lettre::message::header::{ContentType, Header as _, HeaderName, HeaderValue, Subject};
use lettre::message::{Mailbox, MultiPart};
use store::critical_alerts::mail::Letter;
use store::people::sendable_email;

/// Why an e-mail can't be built.
#[derive(Debug, thiserror::Error)]
pub enum MessageError {
    /// The recipient's address is invalid.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// Parts of it are missing.
    #[error(transparent)]
    Parts(#[from] lettre::error::Error),
}

/// Builds the e-mail. Its Message-ID comes from its number and the time it was written, so that mail programs recognize an e-mail
/// that was sent twice because a server died in between.
pub fn message(letter: &Letter, from: &Mailbox, host: &str) -> Result<Message, MessageError> {
    let written = UNIX_EPOCH + Duration::from_millis(letter.created_at.try_into().unwrap_or(0));
    let to = Mailbox::new(None, sendable_email(&letter.recipient).parse()?);
    let mut message = Message::builder()
        .from(from.clone())
        .to(to)
        .date(written)
        .message_id(Some(format!("<{}.{}@{host}>", letter.id, letter.created_at)))
        // Vacation notices and other automatic responses are unwanted (RFC 3834).
        .raw_header(raw("Auto-Submitted", "auto-generated"));
    message = match encoded_subject(&letter.subject) {
        Some(encoded) => {
            let value =
                HeaderValue::dangerous_new_pre_encoded(Subject::name(), letter.subject.clone(), encoded);
            message.raw_header(value)
        }
        None => message.subject(&letter.subject),
    };
    if let Some(unsubscribe) = &letter.unsubscribe {
        let unsubscribe: &str = unsubscribe;
        message = message
            .raw_header(raw("List-Unsubscribe", &format!("<{unsubscribe}>")))
            .raw_header(raw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
    }
    let text = lettre::message::SinglePart::builder().header(ContentType::TEXT_PLAIN);
    let html = lettre::message::SinglePart::builder().header(ContentType::TEXT_HTML);
    let parts = MultiPart::alternative()
        .singlepart(text.body(letter.text.to_string()))
        .singlepart(html.body(letter.html.to_string()));
    Ok(message.multipart(parts)?)
}

/// Encodes a subject that mail programs would decode although nobody encoded it (RFC 2047), so that it reads as typed. None
/// if the library handles the subject.
fn encoded_subject(subject: &str) -> Option<String> {
    if !subject.contains("=?") {
        return None;
    }
    let mut encoded = String::new();
    // Writing to a String can't fail.
    rfc2047::encode(subject, &mut EmailWriter::new(&mut encoded, "Subject: ".len(), 0, false)).ok()?;
    Some(encoded)
}

/// A header whose value is ASCII without line breaks. It is not folded, because some mail programs can't read a folded link.
fn raw(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::dangerous_new_pre_encoded(
        HeaderName::new_from_ascii_str(name),
        value.to_owned(),
        value.to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;

    use super::*;

    fn letter(recipient: &str, unsubscribe: Option<&str>) -> Letter {
        Letter {
            id: 7,
            recipient: recipient.into(),
            subject: "Größe: 3 licenses".into(),
            text: "Über alles".into(),
            html: "<p>Über alles</p>".into(),
            unsubscribe: unsubscribe.map(model::Hidden::from),
            created_at: 1_795_356_179_000,
            attempts: 1,
            until: 0,
        }
    }

    fn text(letter: &Letter) -> String {
        let from = "Grantry <licenses@example.org>".parse().unwrap();
        String::from_utf8(message(letter, &from, "licenses.example.org").unwrap().formatted()).unwrap()
    }

    #[test]
    fn a_mail_has_what_mail_programs_look_for() {
        let link = format!("https://licenses.example.org/unsubscribe/{}", "x".repeat(43));
        let mail = text(&letter("ada@example.org", Some(&link)));
        for line in [
            "From: Grantry <licenses@example.org>",
            "To: ada@example.org",
            "Date: Sun, 22 Nov 2026 14:02:59 +0000",
            "Message-ID: <7.1795356179000@licenses.example.org>",
            "Auto-Submitted: auto-generated",
            &format!("List-Unsubscribe: <{link}>"),
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Type: text/html; charset=utf-8",
            "MIME-Version: 1.0",
        ] {
            assert!(mail.split("\r\n").any(|it| it == line), "{line}\n{mail}");
        }
        assert!(mail.contains("Content-Type: multipart/alternative;"), "{mail}");
        assert!(mail.contains("Subject: =?utf-8?b?"), "{mail}");
        assert!(!text(&letter("ada@example.org", None)).contains("List-Unsubscribe"));
    }

    #[test]
    fn a_subject_reads_as_it_was_typed() {
        let long = format!("=?utf-8?q?{}?=", "ü".repeat(100));
        for typed in
            ["Invitation to =?utf-8?q?Evil=20Corp?= on Grantry", "=?x", "Größe =?iso-8859-1?b?QQ==?=", &long]
        {
            let mail = text(&Letter { subject: typed.to_owned(), ..letter("ada@example.org", None) });
            let from = mail.find("Subject: ").unwrap() + "Subject: ".len();
            let header =
                mail[from..].lines().enumerate().take_while(|(at, line)| *at == 0 || line.starts_with(' '));
            let words = header.flat_map(|(_, line)| line.split_whitespace());
            let decoded = words.flat_map(|word| {
                assert!(word.len() <= 75, "{word}");
                let word = word.strip_prefix("=?utf-8?b?").and_then(|word| word.strip_suffix("?="));
                base64::engine::general_purpose::STANDARD.decode(word.unwrap()).unwrap()
            });
            assert_eq!(String::from_utf8(decoded.collect()).unwrap(), typed, "{mail}");
        }
    }

    #[test]
    fn an_international_domain_is_sent_to_in_ascii() {
        let mail = text(&letter("zoë@blåbær.example", None));
        assert!(!mail.contains("blåbær"), "{mail}");
        let mail = text(&letter("zoe@blåbær.example", None));
        assert!(mail.contains("To: zoe@xn--blbr-roah.example\r\n"), "{mail}");
    }

    #[test]
    fn every_address_that_is_taken_can_be_written_to() {
        let from = "a@example.org".parse().unwrap();
        let long = format!("{}@{}.{}.example", "n".repeat(64), "d".repeat(63), "ü".repeat(40));
        for typed in [
            "O'Neill+licenses=2@a-b.example",
            "{x}|y~z!#$%&*/?^_`@example.org",
            "zoë@blåbær.example",
            "почта@пример.example",
            "info@東京.example",
            "info@r3---sn.example",
            "1@2.example",
            &long,
        ] {
            let taken = store::people::checked_email(typed);
            assert!(taken.is_ok(), "{typed}");
            let written = message(&letter(&taken.unwrap(), None), &from, "host");
            assert!(written.is_ok(), "{typed}: {written:?}");
        }
    }

    #[test]
    fn what_is_no_address_is_told() {
        let from = "a@example.org".parse().unwrap();
        for wrong in ["ada", "a@b@c", "<a@example.org>, b@example.org", "a\r\nBcc: b@example.org"] {
            let refused = message(&letter(wrong, None), &from, "host");
            assert!(matches!(refused, Err(MessageError::Address(_))), "{wrong}");
        }
    }
}
