//! Names of mail domains.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::text::ascii_domain;
use crate::text::is_beside;

/// Domains of public mail providers; the file names its source.
static PUBLIC: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("public.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
});

/// The problem with a name, in a sentence for the person who typed it (R19).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// It is not a domain.
    #[error(
        "“{0}” is not a mail domain: a mail domain is the part after the @ in addresses, such as example.org."
    )]
    Form(String),
    /// Everybody can get an address there.
    #[error(
        "{0} belongs to a public mail provider: everybody can have an address there. Use a domain of your own."
    )]
    Public(String),
}

/// Checks a domain, and returns it in lower case and ASCII, as stored.
pub fn checked(typed: &str) -> Result<String, NameError> {
    let domain = normal(typed).ok_or_else(|| NameError::Form(typed.trim().to_owned()))?;
    if PUBLIC.contains(domain.as_str()) { Err(NameError::Public(domain)) } else { Ok(domain) }
}

/// The domain of an e-mail address, as domains are stored; None if it is invalid.
pub fn of_address(email: &str) -> Option<String> {
    let (_, domain) = email.rsplit_once('@')?;
    normal(domain)
}

fn normal(typed: &str) -> Option<String> {
    let typed = typed.trim_matches(is_beside);
    ascii_domain(typed.strip_prefix('@').unwrap_or(typed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_stored_in_one_form() {
        for (typed, stored) in [
            (" Example.ORG ", "example.org"),
            ("@example.org", "example.org"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("a-b.c1.example", "a-b.c1.example"),
        ] {
            assert_eq!(checked(typed).as_deref(), Ok(stored), "{typed}");
        }
        for typed in [
            "",
            "localhost",
            "192.0.2.1",
            "example.org.",
            "a..b",
            "-a.example",
            "a_b.example",
            "a b.example",
            "ada@example.org",
            "example.org/x",
            "*.example.org",
        ] {
            assert!(matches!(checked(typed), Err(NameError::Form(_))), "{typed}");
        }
    }

    #[test]
    fn public_mail_domains_are_nobodys() {
        for domain in ["gmail.com", "GMX.de", "outlook.com", "yahoo.co.jp"] {
            assert!(matches!(checked(domain), Err(NameError::Public(_))), "{domain}");
        }
    }

    #[test]
    fn the_domain_of_an_address_is_behind_its_last_at() {
        assert_eq!(of_address("ada@Example.org").as_deref(), Some("example.org"));
        assert_eq!(of_address("\"a@b.example\"@example.org").as_deref(), Some("example.org"));
        assert_eq!(of_address("ada@bücher.example").as_deref(), Some("xn--bcher-kva.example"));
        for odd in ["ada", "ada@", "ada@localhost", ""] {
            assert_eq!(of_address(odd), None, "{odd}");
        }
    }
}
