//! File names in headers.

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Characters that need no encoding in `filename*` and in addresses: both RFC 8187's `attr-char` and RFC 3986's `unreserved`.
const PLAIN: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// `Content-Disposition` of a file to save under that name (RFC 6266): in ASCII with `_` for anything else, for old clients,
/// and as it is for all others.
pub fn attachment(name: &str) -> String {
    let is_plain = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '/' | '%') || c == ' ';
    let ascii: String = name.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    let mut header = format!("attachment; filename=\"{ascii}\"");
    if ascii != name {
        // Writing to a String can't fail.
        let _ = write!(header, "; filename*=UTF-8''{}", encoded(name));
    }
    header
}

/// A name as a part of an address.
pub fn encoded(name: &str) -> String {
    utf8_percent_encode(name, &PLAIN).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_told_to_old_and_new_clients() {
        for (name, expected) in [
            ("setup-5.14.2_x64.exe", "attachment; filename=\"setup-5.14.2_x64.exe\""),
            ("Setup (x64).exe", "attachment; filename=\"Setup (x64).exe\""),
            (
                "a\"; filename=\"b",
                "attachment; filename=\"a_; filename=_b\"; filename*=UTF-8''a%22%3B%20filename%3D%22b",
            ),
            ("100%.run", "attachment; filename=\"100_.run\"; filename*=UTF-8''100%25.run"),
            (
                "Установка ü.exe",
                "attachment; filename=\"_________ _.exe\"; \
                 filename*=UTF-8''%D0%A3%D1%81%D1%82%D0%B0%D0%BD%D0%BE%D0%B2%D0%BA%D0%B0%20%C3%BC.exe",
            ),
        ] {
            let header = attachment(name);
            assert_eq!(header, expected);
            assert!(http::HeaderValue::try_from(header).is_ok());
        }
        assert_eq!(encoded("Setup (x64)#1?.exe"), "Setup%20%28x64%29%231%3F.exe");
    }
}
