//! Parses the limits of a cloud license.

use model::report::Per;

use super::{ConsoleError, wrong};

/// A license has at most this many limits.
const MOST: usize = 20;
/// A limit's name has at most this many characters.
const NAME_LIMIT: usize = 100;

/// A limit on one API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Limit {
    /// Name of the limited API.
    pub name: String,
    /// Calls allowed per window.
    pub allowance: i64,
    pub per: Per,
}

/// Parses text with one limit a line: a name, a number and a window, such as `Scans: 1000 per day`.
pub(super) fn limits(text: &str) -> Result<Vec<Limit>, ConsoleError> {
    let mut all: Vec<Limit> = Vec::new();
    for (place, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let limit = limit(line).ok_or_else(|| {
            let number = place + 1;
            wrong(
                "limits",
                format!(
                    "Line {number}: a limit needs a name of up to {NAME_LIMIT} characters, a number and a window, such as \
                     “Scans: 1000 per day” or “Reports: 50 per month”."
                ),
            )
        })?;
        if all.iter().any(|other| other.name == limit.name) {
            return Err(wrong("limits", format!("“{}” has two limits.", limit.name)));
        }
        all.push(limit);
    }
    if all.len() > MOST {
        return Err(wrong("limits", format!("A license can have up to {MOST} limits.")));
    }
    Ok(all)
}

fn limit(line: &str) -> Option<Limit> {
    let (name, rest) = line.rsplit_once(':')?;
    let (allowance, per) = rest.rsplit_once(" per ")?;
    let name = name.trim();
    let fits = (1..=NAME_LIMIT).contains(&name.chars().count()) && !name.contains(char::is_control);
    let allowance: i64 =
        allowance.trim().parse().ok().filter(|number| (1..=1_000_000_000_000).contains(number))?;
    let per = Per::from_name(&per.trim().to_lowercase())?;
    fits.then(|| Limit { name: name.to_owned(), allowance, per })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_a_name_a_number_and_a_window() {
        let read = limits("Scans: 1000 per day\n\n  API v2: calls : 5 per Month ").unwrap();
        let expected = [("Scans", 1_000, Per::Day), ("API v2: calls", 5, Per::Month)];
        let expected = expected.map(|(name, allowance, per)| Limit { name: name.to_owned(), allowance, per });
        assert_eq!(read, expected);
        assert_eq!(limits(" \n").unwrap(), []);
        for odd in [
            "Scans",
            "Scans: 5",
            "Scans: x per day",
            "Scans: 0 per day",
            "Scans: 5 per year",
            ": 5 per day",
            "Scans 5 per day",
        ] {
            assert!(limits(odd).is_err(), "{odd}");
        }
        assert!(limits("Scans: 1 per day\nScans: 2 per month").is_err());
    }
}
