//! Writes addresses, and reads the parts that must stay as they are written.

use std::fmt::{Display, Write as _};

/// Percent-encodes everything but unreserved characters (RFC 3986, 2.3).
pub fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    encode(text, &mut out);
    out
}

fn encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String can't fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

/// Joins a path and a query. No question mark follows the path if the query is empty.
pub fn with_query(path: &str, query: &str) -> String {
    if query.is_empty() { path.to_owned() } else { [path, "?", query].concat() }
}

/// Returns a value of a query as it is written there, still encoded.
pub fn raw_value<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(found, _)| *found == name).map(|(_, value)| value)
}

/// Writes a query: pairs joined by `&`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairs(String);

impl Pairs {
    /// Returns the query with these pairs, percent-encoded.
    pub fn of<'a>(pairs: impl IntoIterator<Item = (&'a str, String)>) -> String {
        let mut all = Self::default();
        for (name, value) in pairs {
            all.add(name, &value);
        }
        all.into_query()
    }

    /// Adds a pair, percent-encoded.
    pub fn add(&mut self, name: &str, value: &str) {
        self.begin(name);
        encode(value, &mut self.0);
    }

    /// Adds a pair, percent-encoded, unless the value is empty.
    pub fn add_unless_empty(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.add(name, value);
        }
    }

    /// Adds a pair of values joined by commas, unless there are none. The values are written as they are: numbers, or words that
    /// need no encoding.
    pub fn add_list<T: Display>(&mut self, name: &str, values: impl IntoIterator<Item = T>) {
        for (position, value) in values.into_iter().enumerate() {
            if position > 0 {
                self.0.push(',');
            } else {
                self.begin(name);
            }
            // Writing to a String can't fail.
            let _ = write!(self.0, "{value}");
        }
    }

    /// Adds pairs that are written already.
    pub fn add_query(&mut self, query: &str) {
        if !self.0.is_empty() && !query.is_empty() {
            self.0.push('&');
        }
        self.0.push_str(query);
    }

    /// Returns the query; empty without pairs.
    pub fn into_query(self) -> String {
        self.0
    }

    fn begin(&mut self, name: &str) {
        self.add_query(name);
        self.0.push('=');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_written_for_an_address() {
        let mut pairs = Pairs::default();
        pairs.add_unless_empty("q", "");
        pairs.add_list("org", [0; 0]);
        assert_eq!(with_query("/users", &pairs.clone().into_query()), "/users");
        pairs.add("q", "ä&b");
        pairs.add("sha256", "");
        pairs.add_list("org", [3, 11]);
        pairs.add_query("");
        pairs.add_query("history=1");
        let query = pairs.into_query();
        assert_eq!(with_query("/users", &query), "/users?q=%C3%A4%26b&sha256=&org=3,11&history=1");
        assert_eq!(raw_value(&query, "q"), Some("%C3%A4%26b"));
        assert_eq!(raw_value(&query, "o"), None);
        assert_eq!(Pairs::of([("q", "1+1".to_owned())]), "q=1%2B1");
        assert_eq!(encoded("/a b~"), "%2Fa%20b~");
    }
}
