//! The outer form of a file: a certificate between two lines.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::{Deserialize, Serialize};

use super::{FileError, Kind};

/// Base64 characters per line; Keygen breaks lines here too.
const LINE: usize = 60;

/// The fields in the order Keygen writes them.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Certificate {
    pub enc: String,
    pub sig: String,
    pub alg: String,
}

impl Certificate {
    /// The file's text. Every line ends in a newline, the last one too.
    pub fn render(&self, kind: Kind) -> serde_json::Result<String> {
        let body = BASE64_STANDARD.encode(serde_json::to_vec(self)?);
        let (begin, end) = (begin(kind), end(kind));
        let mut text = String::with_capacity(begin.len() + end.len() + body.len() + body.len() / LINE + 4);
        text.push_str(&begin);
        for (index, letter) in body.chars().enumerate() {
            if index % LINE == 0 {
                text.push('\n');
            }
            text.push(letter);
        }
        text.push('\n');
        text.push_str(&end);
        text.push('\n');
        Ok(text)
    }

    /// Reads a file's text. Accepts only what [`Self::render`] writes, so that each file has one form. Two differences are
    /// allowed: the last newline may be missing, and all lines may end in CRLF, as editors and mail leave them.
    pub fn parse(text: &[u8], kind: Kind) -> Result<Self, FileError> {
        let trimmed = text.trim_ascii();
        if let Some(actual) = Kind::ALL.into_iter().find(|&other| {
            other != kind
                && trimmed.starts_with(begin(other).as_bytes())
                && trimmed.ends_with(end(other).as_bytes())
        }) {
            return Err(FileError::OtherKind { expected: kind, actual });
        }
        let body = trimmed
            .strip_prefix(begin(kind).as_bytes())
            .and_then(|rest| rest.strip_suffix(end(kind).as_bytes()))
            .ok_or(FileError::NotAFile)?;
        let letters: Vec<u8> = body.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
        let json = BASE64_STANDARD.decode(letters).map_err(|_| FileError::Damaged)?;
        let certificate: Self = serde_json::from_slice(&json).map_err(|_| FileError::Damaged)?;
        let rendered = certificate.render(kind).map_err(|_| FileError::Damaged)?;
        let same = [rendered.replace('\n', "\r\n"), rendered]
            .iter()
            .any(|form| text == form.as_bytes() || text == form.trim_end().as_bytes());
        if same { Ok(certificate) } else { Err(FileError::Damaged) }
    }
}

fn begin(kind: Kind) -> String {
    format!("-----BEGIN {}-----", kind.to_string().to_ascii_uppercase())
}

fn end(kind: Kind) -> String {
    format!("-----END {}-----", kind.to_string().to_ascii_uppercase())
}
