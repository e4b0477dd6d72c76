//! The text of short e-mails, plain and as HTML.

use std::fmt::Write as _;

use model::{Hidden, OrganizationId};

use super::{NewMail, Purpose, escaped};

/// A short e-mail: paragraphs, and a link below them if there is one.
#[derive(Clone, Debug)]
pub(crate) struct Note<'a> {
    /// A checked e-mail address.
    pub recipient: &'a str,
    /// The subject, one line.
    pub subject: String,
    /// The paragraphs of the text.
    pub paragraphs: Vec<String>,
    /// The link's address and text.
    pub link: Option<(Hidden, &'a str)>,
    /// The reason for the e-mail.
    pub purpose: Purpose,
    /// The organization that it is sent for.
    pub organization: Option<OrganizationId>,
}

impl<'a> Note<'a> {
    /// The e-mail to enqueue, due at `now` (milliseconds since the Unix epoch).
    pub fn into_mail(self, now: i64) -> NewMail<'a> {
        let mut text = format!("{}\n", self.paragraphs.join("\n\n"));
        let paragraphs: Vec<_> = self.paragraphs.iter().map(|paragraph| escaped(paragraph)).collect();
        let paragraphs = paragraphs.join("</p><p>");
        let mut html = format!("<p>{paragraphs}</p>");
        if let Some((link, label)) = self.link {
            let link: &str = &link;
            let _ = write!(text, "\n{label}:\n{link}\n");
            let _ = write!(html, "<p><a href=\"{}\">{}</a></p>", escaped(link), escaped(label));
        }
        NewMail {
            recipient: self.recipient,
            subject: self.subject,
            text: text.into(),
            html: html.into(),
            purpose: self.purpose,
            organization: self.organization,
            license: None,
            once: None,
            unsubscribe: None,
            due_at: now,
        }
    }
}
