//! The parameters of an address, read strictly (R19): if one was passed over, the response would differ from the one asked
//! for, but would pass for it.

use std::borrow::Cow;
use std::collections::HashSet;

/// The name and the value of a parameter.
pub type Parameter<'a> = (Cow<'a, str>, Cow<'a, str>);

/// Reads a query. Otherwise says in a sentence which parameter is unknown, comes twice, or can't be text.
pub fn read<'a>(query: &'a str, known: &[&str]) -> Result<Vec<Parameter<'a>>, String> {
    let all: Vec<Parameter<'a>> = form_urlencoded::parse(query.as_bytes()).collect();
    for (place, (name, value)) in all.iter().enumerate() {
        let shown: String = name.chars().take(100).collect();
        if !known.contains(&name.as_ref()) {
            return Err(format!(
                "There is no parameter “{shown}” here; the parameters are {}.",
                known.join(", ")
            ));
        }
        if all[..place].iter().any(|(earlier, _)| earlier == name) {
            return Err(twice(&shown));
        }
        if value.contains('\0') {
            return Err(format!("The parameter {shown} contains a NUL character, which is not allowed."));
        }
    }
    Ok(all)
}

/// Whether a parameter comes twice: for addresses in which others may write parameters that are unknown here.
pub fn repeats(query: &str) -> bool {
    let mut seen = HashSet::new();
    !form_urlencoded::parse(query.as_bytes()).all(|(name, _)| seen.insert(name))
}

/// The sentence about a parameter that comes twice.
pub fn twice(name: &str) -> String {
    format!("The parameter {name} occurs more than once; specify it once.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unknown_or_comes_twice_is_named() {
        let known = ["a", "b"];
        let pairs = read("a=1&b=%202", &known).unwrap();
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (&**name, &**value)).collect();
        assert_eq!(pairs, [("a", "1"), ("b", " 2")]);
        assert_eq!(read("", &known), Ok(Vec::new()));
        for (query, problem) in [
            ("a=1&c=2", "There is no parameter “c” here; the parameters are a, b."),
            ("A=1", "There is no parameter “A” here; the parameters are a, b."),
            ("=1", "There is no parameter “” here; the parameters are a, b."),
            ("a=1&b=2&a=1", "The parameter a occurs more than once; specify it once."),
            ("a=1&%61=2", "The parameter a occurs more than once; specify it once."),
            ("a=%00", "The parameter a contains a NUL character, which is not allowed."),
        ] {
            assert_eq!(read(query, &known).unwrap_err(), problem, "{query}");
        }
    }

    #[test]
    fn what_comes_twice_is_found_among_unknown_parameters() {
        for (query, is_found) in
            [("", false), ("a=1&b=1&c", false), ("a=1&b=2&a=1", true), ("a=1&%61=2", true)]
        {
            assert_eq!(repeats(query), is_found, "{query}");
        }
    }
}
