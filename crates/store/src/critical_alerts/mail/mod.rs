//! E-mails: written in the transaction of the change they report, and sent afterwards.

mod claim;
mod delete_old;
mod enqueue;
mod html;
mod pauses;
mod record_result;

pub use claim::{IN_HAND, Letter, claim, due};
pub use delete_old::{KEPT, forget};
pub use enqueue::{NewMail, enqueue};
pub(crate) use html::Note;
pub use record_result::{failed, filed, refused, sent};

/// The reason for an e-mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Somebody is invited into an organization.
    Invitation,
    /// Somebody asks to join an organization, or gets the answer.
    JoinRequest,
    /// Somebody has forgotten their password.
    PasswordReset,
    /// How somebody signs in was changed.
    SecurityNotice,
    /// A license ends soon (R17).
    CriticalAlert,
}

impl Purpose {
    /// All purposes.
    pub const ALL: [Self; 5] =
        [Self::Invitation, Self::JoinRequest, Self::PasswordReset, Self::SecurityNotice, Self::CriticalAlert];

    /// The word in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::JoinRequest => "join-request",
            Self::PasswordReset => "password-reset",
            Self::SecurityNotice => "security-notice",
            Self::CriticalAlert => "critical-alert",
        }
    }

    /// The words on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Invitation => "Invitation",
            Self::JoinRequest => "Request to Join",
            Self::PasswordReset => "Password reset",
            Self::SecurityNotice => "Security notice",
            Self::CriticalAlert => "Critical alert",
        }
    }

    /// The purpose of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.name() == name)
    }
}

/// Escapes a string for HTML, both as content and inside quotes.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// A name as written in an e-mail's text, changed so that mail programs don't turn it into a link. A company may be called
/// `Booking.com`, but nobody may send their link in the portal's name by calling themselves so. An invisible word joiner after
/// each dot and the like breaks up anything that could be a domain.
pub(crate) fn unlinked(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut signs = name.chars().peekable();
    while let Some(sign) = signs.next() {
        out.push(sign);
        let goes_on = signs.peek().is_some_and(|next| !next.is_whitespace());
        if goes_on && matches!(sign, '.' | '@' | ':' | '/' | '\u{3002}' | '\u{ff0e}') {
            out.push('\u{2060}');
        }
    }
    out
}

#[cfg(test)]
mod tests;
