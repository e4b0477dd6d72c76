//! Tags on pools and licenses.

use crate::text::is_unseen;

/// The longest tag, in characters.
pub const TAG_LIMIT: usize = 60;
/// A pool or license has at most this many tags.
pub const TAGS_OF_THING: usize = 50;
/// An organization has at most this many different tags.
pub const TAGS_OF_ORGANIZATION: u64 = 1_000;

/// Why tags are refused, in a sentence for the person who typed them (R19).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TagError {
    /// It is empty, or longer than [`TAG_LIMIT`].
    #[error("A tag must have 1 to {TAG_LIMIT} characters; “{0}” doesn't.")]
    Length(String),
    /// It has an invisible character, such as a line break.
    #[error("A tag can't contain line breaks or invisible characters. Type it instead of pasting it.")]
    Invisible,
    /// There are more than [`TAGS_OF_THING`].
    #[error("A pool or license can have up to {TAGS_OF_THING} tags; these are {0}.")]
    TooMany(usize),
}

/// Checks a tag as typed. Returns it as it is stored: without blanks at its ends, with single spaces between its words.
pub fn checked_tag(typed: &str) -> Result<String, TagError> {
    if typed.trim().contains(is_unseen) {
        return Err(TagError::Invisible);
    }
    let tag = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = (1..=TAG_LIMIT).contains(&tag.chars().count());
    if fits { Ok(tag) } else { Err(TagError::Length(shortened(&tag))) }
}

fn shortened(tag: &str) -> String {
    let begin: String = tag.chars().take(TAG_LIMIT).collect();
    if begin == tag { begin } else { begin + "…" }
}

/// Checks all tags of a thing. Tags that differ only in case are one; the first spelling counts.
pub fn checked_tags<T: AsRef<str>>(typed: &[T]) -> Result<Vec<String>, TagError> {
    let mut tags: Vec<String> = Vec::new();
    for tag in typed {
        let tag = checked_tag(tag.as_ref())?;
        if !tags.iter().any(|known| known.to_lowercase() == tag.to_lowercase()) {
            tags.push(tag);
        }
    }
    if tags.len() > TAGS_OF_THING { Err(TagError::TooMany(tags.len())) } else { Ok(tags) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_a_line_within_its_limit() {
        assert_eq!(checked_tag("  Branch   Tokyo "), Ok("Branch Tokyo".to_owned()));
        assert_eq!(checked_tag(&"ü".repeat(TAG_LIMIT)), Ok("ü".repeat(TAG_LIMIT)));
        assert_eq!(checked_tag("a\nb"), Err(TagError::Invisible));
        assert_eq!(checked_tag("a\u{200b}b"), Err(TagError::Invisible));
        assert_eq!(checked_tag(" "), Err(TagError::Length(String::new())));
        let long = checked_tag(&"ü".repeat(TAG_LIMIT + 1)).unwrap_err();
        assert_eq!(long, TagError::Length("ü".repeat(TAG_LIMIT) + "…"));
    }

    #[test]
    fn a_thing_has_each_tag_once() {
        assert_eq!(checked_tags(&["Tokyo", "tokyo ", "Lab"]), Ok(vec!["Tokyo".to_owned(), "Lab".to_owned()]));
        let many: Vec<String> = (0..=TAGS_OF_THING).map(|number| number.to_string()).collect();
        assert_eq!(checked_tags(&many), Err(TagError::TooMany(TAGS_OF_THING + 1)));
    }
}
