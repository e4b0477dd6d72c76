//! Short links: an address that would be too long has a token in place of its long pairs, and the server stores those.
//!
//! A token stands only for a part of a list's filter: for no path and no right. Opening the address is checked like the long
//! one (R3). The text of a search stays in the address, because it may be a key or a name, and everybody who is signed in may
//! open a token.

use crate::address::{Pairs, with_query};
use crate::text::is_local;

/// The longest query that stays in an address as it is, in bytes. Inside another address, as when signing in, it grows by
/// half, at worst to twice its size, and still fits into the 4 KiB that strict proxies allow for a request line or for the
/// head of a response.
pub const ADDRESS_LIMIT: usize = 1_500;
/// The longest text that a token stands for, in bytes.
pub const STATE_LIMIT: usize = 64 << 10;
/// Pairs up to this length stay in the address, where people can read them, in bytes.
const READABLE: usize = 100;
/// The start of the pair with the token.
const PAIR: &str = "state=";
/// The pairs of a list's query that can be long, and that hold only numbers or Grantry's own words.
const NAMES: [&str; 7] = ["orgs", "status", "warning", "type", "product", "reseller", "org"];

/// The start page.
pub const START: &str = "/licenses";
/// The sign-in page.
const SIGN_IN: &str = "/sign-in";
/// The start of the addresses of files that a browser saves.
const DOWNLOADS: [&str; 2] = ["/export/", "/installers/"];

/// Why a string gets no token, in a sentence for the person (R19).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StateError {
    /// It is too long.
    #[error(
        "A short link can replace up to {} KiB of an address, and this one is longer. Choose fewer organizations.",
        STATE_LIMIT >> 10
    )]
    TooLong,
    /// It is not part of a list's query.
    #[error(
        "A short link can only replace the filter of a list: pairs such as orgs=3-8,11 or product=3, each once."
    )]
    NoFilter,
}

/// Splits a query that is too long for an address into the pairs for a token and the others. None if it is short enough, or
/// if none of a list's pairs is long.
pub fn split(query: &str) -> Option<(String, String)> {
    if query.len() <= ADDRESS_LIMIT || token(query).is_some() {
        return None;
    }
    let is_long = |pair: &&str| pair.len() > READABLE && NAMES.contains(&name(pair));
    let (long, others): (Vec<&str>, Vec<&str>) = query.split('&').partition(is_long);
    (!long.is_empty()).then(|| (long.join("&"), others.join("&")))
}

/// The query with a token in place of the pairs that [`split`] took out, and with the `others`.
pub fn shortened(token: &str, others: &str) -> String {
    let and = if others.is_empty() { "" } else { "&" };
    [PAIR, token, and, others].concat()
}

/// The token in a query, if it has one.
pub fn token(query: &str) -> Option<&str> {
    query.split('&').find_map(|pair| pair.strip_prefix(PAIR))
}

/// The query with the pairs of `state` in place of its token.
pub fn expanded(query: &str, state: &str) -> String {
    let pairs: Vec<&str> =
        query.split('&').map(|pair| if pair.starts_with(PAIR) { state } else { pair }).collect();
    pairs.join("&")
}

/// The address to come back to after signing in. If it is too long to be passed on, it gets an empty token, for which
/// [`unknown`] says what happened.
pub fn to_come_back_to(address: &str) -> String {
    match address.split_once('?') {
        Some((path, query)) if query.len() > ADDRESS_LIMIT => [path, "?", PAIR].concat(),
        _ => address.to_owned(),
    }
}

/// The address of the sign-in page that leads on to `next`.
pub fn sign_in_address(next: &str) -> String {
    with_query(SIGN_IN, &Pairs::of([("next", next.to_owned())]))
}

/// Where to go after signing in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next<'a> {
    /// A page to open.
    Page(&'a str),
    /// A file. A browser that loads a file stays where it is, so it opens the start page as well.
    Download(&'a str),
}

impl<'a> Next<'a> {
    /// The page's or the file's address.
    pub fn address(self) -> &'a str {
        let (Self::Page(address) | Self::Download(address)) = self;
        address
    }
}

/// Where to go after signing in with the request to go to `next`: to the start page, unless `next` is an address of this
/// portal other than the sign-in page's.
pub fn after_sign_in(next: Option<&str>) -> Next<'_> {
    let is_elsewhere = |next: &&str| next.split(['?', '#']).next() != Some(SIGN_IN);
    match next.filter(|next| is_local(next)).filter(is_elsewhere) {
        None => Next::Page(START),
        Some(next) if DOWNLOADS.iter().any(|folder| next.starts_with(folder)) => Next::Download(next),
        Some(next) => Next::Page(next),
    }
}

/// The message for an unknown token (R19).
pub fn unknown(token: &str) -> &'static str {
    if token.is_empty() {
        "The filter was too long to keep while you signed in. Open the original address again."
    } else {
        "The short link in this address does not exist: it was mistyped, or has not been used for more than a year. Ask \
         whoever gave it to you for a new one, or choose your filters again."
    }
}

/// Checks that a string consists of pairs of a list's query, in the form that browsers write in an address.
pub fn checked(state: &str) -> Result<(), StateError> {
    if state.len() > STATE_LIMIT {
        return Err(StateError::TooLong);
    }
    let mut names = Vec::new();
    for pair in state.split('&') {
        let name = name(pair);
        let is_written =
            pair.len() > name.len() + 1 && pair.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#');
        if !is_written || !NAMES.contains(&name) || names.contains(&name) {
            return Err(StateError::NoFilter);
        }
        names.push(name);
    }
    Ok(())
}

/// The name of a pair.
fn name(pair: &str) -> &str {
    pair.split('=').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Query;
    use crate::query::organizations_to_address;

    /// Every second organization: no ranges.
    fn scattered(count: i64) -> String {
        let ids: Vec<_> = (1..=count).map(|number| 2 * number).collect();
        ["orgs=", &organizations_to_address(&ids)].concat()
    }

    fn read(query: &str) -> Query {
        Query::from_pairs(query.split('&').filter_map(|pair| pair.split_once('='))).0
    }

    #[test]
    fn what_is_typed_stays_in_the_address() {
        assert_eq!(split("orgs=3-8,11&status=expired"), None);
        assert_eq!(split(&format!("orgs={}", "1".repeat(ADDRESS_LIMIT - 5))), None);
        // No pair of a list is long, so a token gains nothing.
        assert_eq!(split(&format!("campaign={}", "x".repeat(2_000))), None);
        assert_eq!(split(&["a=b"; 500].join("&")), None);
    }

    #[test]
    fn a_long_address_is_short_and_leads_back() {
        let (orgs, chosen) = (scattered(400), scattered(300).replace("orgs=", "org="));
        let query = format!("{orgs}&q=%C3%A4&status=expired&{chosen}&history=1&sort=-product");
        let (long, others) = split(&query).unwrap();
        assert_eq!(long, format!("{orgs}&{chosen}"));
        assert_eq!(others, "q=%C3%A4&status=expired&history=1&sort=-product");
        assert_eq!(checked(&long), Ok(()));
        let short = shortened("abc", &others);
        assert_eq!(short, "state=abc&q=%C3%A4&status=expired&history=1&sort=-product");
        assert_eq!((token(&short), split(&short)), (Some("abc"), None));
        let back = expanded(&short, &long);
        assert_eq!(read(&back), read(&query));
        // A search stays as it is, however long it is in an address: nobody else may read it (R3).
        let search = format!("q={}", "%F0%9F%94%91".repeat(200));
        assert_eq!(split(&search), None);
        assert_eq!(split(&format!("{orgs}&{search}")), Some((orgs.clone(), search)));
        // Changing a short pair keeps the token.
        assert_eq!(split(&back.replace("expired", "active")).unwrap().0, long);
        let (long, others) = split(&orgs).unwrap();
        assert_eq!((shortened("abc", &others), expanded("state=abc", &long)), ("state=abc".to_owned(), orgs));
    }

    #[test]
    fn a_token_stands_for_a_filter_and_nothing_else() {
        assert_eq!(checked("orgs=1,3&status=expired&product=1"), Ok(()));
        for odd in [
            "",
            "orgs",
            "orgs=",
            "/customers?orgs=1",
            "https://evil.example/?orgs=1",
            "//evil.example",
            "next=/licenses",
            "state=abc",
            "orgs=1&state=abc",
            "orgs=1&orgs=2",
            "orgs=1&",
            "org=a b",
            "org=a\r\nb",
            "org=\0",
            "org=ä",
            "org=a#b",
            "q=key",
            "orgs=1,3&q=key",
        ] {
            assert_eq!(checked(odd), Err(StateError::NoFilter), "{odd:?}");
        }
        let most = format!("org={}", "1".repeat(STATE_LIMIT - 4));
        assert_eq!(checked(&most), Ok(()));
        assert_eq!(checked(&(most + "1")), Err(StateError::TooLong));
        assert!(StateError::TooLong.to_string().contains("64 KiB"));
    }

    #[test]
    fn who_signs_in_comes_back_to_a_short_address() {
        for short in ["/licenses", "/customers?orgs=3-8&q=%C3%A4", "/customers?state=abc&sort=product"] {
            assert_eq!(to_come_back_to(short), short);
        }
        let lost = to_come_back_to(&format!("/customers?{}", scattered(500)));
        assert_eq!((lost.as_str(), token("state=")), ("/customers?state=", Some("")));
        assert!(unknown("").contains("signed in") && unknown("abc").contains("mistyped"));
    }

    #[test]
    fn a_sign_in_leads_to_a_page_whatever_was_asked_for() {
        for page in ["/support", "/customers?state=abc&sort=product", "/sign-in-help", "/exports"] {
            assert_eq!(after_sign_in(Some(page)), Next::Page(page));
        }
        for file in ["/export/licenses.csv?status=expired", "/installers/3/setup.exe"] {
            assert_eq!(after_sign_in(Some(file)), Next::Download(file));
        }
        let nowhere =
            ["//evil.example", "https://evil.example/export/x", "/sign-in", "/sign-in?next=/sign-in"];
        for next in nowhere.map(Some).into_iter().chain([None, Some("")]) {
            assert_eq!(after_sign_in(next), Next::Page(START), "{next:?}");
        }
    }
}
