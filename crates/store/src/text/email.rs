//! E-mail addresses: which are valid, and the one spelling of each.

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use unicode_normalization::UnicodeNormalization as _;

use super::is_beside;

/// The part before the @ has at most this many bytes (RFC 5321).
const NAME_LIMIT: usize = 64;
/// An address has at most this many bytes when sent.
const ADDRESS_LIMIT: usize = 254;

/// An address in its parts.
struct Parts {
    name: String,
    /// In ASCII.
    domain: String,
}

/// Returns a typed address as it is stored: in lower case, and with an international domain in its own letters. None if no e-mail
/// server accepts it.
pub(crate) fn stored_email(typed: &str) -> Option<String> {
    parts(typed).map(|parts| parts.shown())
}

/// Returns the stored spelling of a typed address, to recognize it by, even if it is invalid.
pub fn spelled_email(typed: &str) -> String {
    parts(typed).map_or_else(|| typed.trim().to_lowercase(), |parts| parts.shown())
}

/// Returns an address as mail servers accept it, with the domain in ASCII. The part before the @ may have letters of any
/// script, which servers with SMTPUTF8 accept.
pub fn sendable_email(email: &str) -> String {
    parts(email).map_or_else(|| email.to_owned(), |Parts { name, domain }| format!("{name}@{domain}"))
}

/// Returns a mail domain in lower case and ASCII; None if it is invalid.
pub(crate) fn ascii_domain(typed: &str) -> Option<String> {
    let (denied, hyphens) = (AsciiDenyList::STD3, Hyphens::CheckFirstLast);
    let domain = Uts46::new().to_ascii(typed.as_bytes(), denied, hyphens, DnsLength::Verify).ok()?;
    let (_, last) = domain.rsplit_once('.')?;
    // No domain ends in a number; an IPv4 address does.
    let is_number = last.bytes().all(|byte| byte.is_ascii_digit());
    (!is_number).then(|| domain.into_owned())
}

fn parts(typed: &str) -> Option<Parts> {
    let email: String = typed.nfc().collect();
    let email = email.trim_matches(is_beside).to_lowercase();
    let (name, domain) = email.split_once('@')?;
    // The dot-atoms of RFC 5322, with letters of every script (RFC 6531). Nobody has an address with a quoted part.
    let is_of_name = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    let is_atom = |atom: &str| !atom.is_empty() && atom.chars().all(is_of_name);
    let domain = ascii_domain(domain)?;
    let fits = name.split('.').all(is_atom)
        && name.len() <= NAME_LIMIT
        && name.len() + 1 + domain.len() <= ADDRESS_LIMIT;
    fits.then(|| Parts { name: name.to_owned(), domain })
}

impl Parts {
    fn shown(&self) -> String {
        let (domain, result) = idna::domain_to_unicode(&self.domain);
        let domain = if result.is_ok() { &domain } else { &self.domain };
        format!("{}@{domain}", self.name)
    }
}
