//! Which part of a file a request wants (RFC 9110, sections 13 and 14). Pure.

use std::ops::Range;

use headers::{ETag, HeaderMapExt as _, IfMatch, IfNoneMatch, IfRange};
use http::HeaderMap;
use http_range_header::{EndPosition, RangeUnsatisfiableError, StartPosition, parse_range_header};

/// What to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The whole file: 200.
    Whole,
    /// Its bytes in this range: 206.
    Part(Range<u64>),
    /// Nothing: the range lies outside the file. 416.
    Nothing,
    /// Nothing: the client has the file already. 304.
    Known,
    /// Nothing: the client wants a different version of the file. 412.
    Other,
}

/// The part that a GET with those headers wants of a file with that tag and size; the size is not 0.
///
/// Several ranges at once, a range in another unit and a misspelled one get the whole file: a server may ignore them. With
/// `If-Range`, only the same file is sent in ranges.
pub fn wanted(asked: &HeaderMap, tag: &ETag, size: u64) -> Wanted {
    if asked.typed_get::<IfMatch>().is_some_and(|wanted| !wanted.precondition_passes(tag)) {
        return Wanted::Other;
    }
    if asked.typed_get::<IfNoneMatch>().is_some_and(|known| !known.precondition_passes(tag)) {
        return Wanted::Known;
    }
    let is_of_this = !asked.contains_key(http::header::IF_RANGE)
        || asked.typed_get::<IfRange>().is_some_and(|begun| !begun.is_modified(Some(tag), None));
    let range = asked.get(http::header::RANGE).and_then(|range| range.to_str().ok());
    range.filter(|_| is_of_this).map_or(Wanted::Whole, |range| part(range, size))
}

fn part(range: &str, size: u64) -> Wanted {
    let ranges = match parse_range_header(range) {
        Ok(parsed) => parsed.ranges,
        Err(RangeUnsatisfiableError::ZeroSuffix) => return Wanted::Nothing,
        Err(_) => return Wanted::Whole,
    };
    let [one] = ranges.as_slice() else { return Wanted::Whole };
    let start = match one.start {
        StartPosition::Index(start) => start,
        // The last bytes: all of them if there are fewer.
        StartPosition::FromLast(last) => size.saturating_sub(last),
    };
    let end = match one.end {
        EndPosition::Index(last) if last < start => return Wanted::Whole,
        EndPosition::Index(last) => last.saturating_add(1).min(size),
        EndPosition::LastByte => size,
    };
    if start < size { Wanted::Part(start..end) } else { Wanted::Nothing }
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    fn ask(pairs: &[(&'static str, &'static str)]) -> Wanted {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        wanted(&headers, &"\"tag\"".parse().unwrap(), 100)
    }

    #[test]
    fn one_range_of_bytes_is_sent() {
        for (range, expected) in [
            ("bytes=0-0", Wanted::Part(0..1)),
            ("bytes=10-19", Wanted::Part(10..20)),
            ("bytes=90-", Wanted::Part(90..100)),
            ("bytes=90-1000", Wanted::Part(90..100)),
            ("bytes=-10", Wanted::Part(90..100)),
            ("bytes=-1000", Wanted::Part(0..100)),
            ("bytes=99-18446744073709551615", Wanted::Part(99..100)),
            ("bytes=100-", Wanted::Nothing),
            ("bytes=100-200", Wanted::Nothing),
            ("bytes=-0", Wanted::Nothing),
            // Ranges that a server may ignore.
            ("bytes=20-10", Wanted::Whole),
            ("bytes=0-9,20-29", Wanted::Whole),
            ("bytes=a-b", Wanted::Whole),
            ("bytes=1-99999999999999999999", Wanted::Whole),
            ("bytes=", Wanted::Whole),
            ("bytes", Wanted::Whole),
            ("lines=1-2", Wanted::Whole),
            ("", Wanted::Whole),
        ] {
            assert_eq!(ask(&[("range", range)]), expected, "{range}");
        }
        assert_eq!(ask(&[]), Wanted::Whole);
    }

    #[test]
    fn a_download_goes_on_with_the_same_file_alone() {
        let part = || Wanted::Part(50..100);
        for (condition, expected) in [
            (("if-range", "\"tag\""), part()),
            (("if-range", "\"other\""), Wanted::Whole),
            (("if-range", "W/\"tag\""), Wanted::Whole),
            (("if-range", "Sun, 22 Nov 2026 00:00:00 GMT"), Wanted::Whole),
            (("if-range", "nonsense"), Wanted::Whole),
            (("if-match", "\"tag\""), part()),
            (("if-match", "*"), part()),
            (("if-match", "\"other\", \"tag\""), part()),
            (("if-match", "\"other\""), Wanted::Other),
            (("if-none-match", "\"other\""), part()),
            (("if-none-match", "\"tag\""), Wanted::Known),
            (("if-none-match", "W/\"tag\""), Wanted::Known),
            (("if-none-match", "*"), Wanted::Known),
        ] {
            assert_eq!(ask(&[("range", "bytes=50-"), condition]), expected, "{condition:?}");
        }
    }
}
