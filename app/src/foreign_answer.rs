//! Responses that are not the portal's own: a proxy, or a network that wants a sign-in first, answered instead. Such a response
//! is neither a success nor one of the portal's errors, whatever its bytes decode to: the unit type decodes from anything.

use serde::{Deserialize, Serialize};

#[cfg(any(feature = "csr", test))]
use {
    crate::ApiError, serde::de::DeserializeOwned, server_fn::ContentType as _,
    server_fn::codec::PostcardEncoding,
};

/// The header that marks the portal's own responses.
pub const OWN_ANSWER: &str = "grantry-answer";

/// The source of a response that is not the portal's own, as far as it shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Foreign {
    /// 413: the request is too large for it.
    #[error(
        "This is too large for a server between you and the portal (413). Nothing was saved. Send less at once, or ask the \
         portal's operator to allow larger requests."
    )]
    TooLarge,
    /// 502 or 503: it does not reach the portal.
    #[error(
        "The server in front of the portal can't reach it at the moment ({0}). Try again in a minute. If it keeps failing, \
         contact the portal's operator."
    )]
    Unreachable(u16),
    /// 504: it stopped waiting for the portal's response.
    #[error(
        "The server in front of the portal stopped waiting for a response (504). Your request may have succeeded: check before \
         you try again."
    )]
    TimedOut,
    /// 2xx or 3xx: somebody else's page.
    #[error(
        "Something other than the portal answered, and nothing was saved. Your network may require you to sign in: open any \
         other site in a new tab to find out, then try again."
    )]
    Instead,
    /// Any other status: it refuses the request.
    #[error(
        "A server between you and the portal refused this request ({0}). Contact the operator of this portal or of your network."
    )]
    Refused(u16),
}

impl Foreign {
    /// Classifies a response with that status that is not the portal's own.
    pub fn of(status: u16) -> Self {
        match status {
            413 => Self::TooLarge,
            502 | 503 => Self::Unreachable(status),
            504 => Self::TimedOut,
            400.. => Self::Refused(status),
            _ => Self::Instead,
        }
    }
}

/// The parts of a response that are known before it is decoded.
#[cfg(any(feature = "csr", test))]
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    pub status: u16,
    pub content_type: &'a str,
    /// Whether it has the header [`OWN_ANSWER`].
    pub is_own: bool,
}

/// Fails unless the portal itself answered and did the request; then the body is its response.
#[cfg(any(feature = "csr", test))]
pub fn check(head: Head<'_>, body: &[u8]) -> Result<(), ApiError> {
    if !head.is_own || head.content_type != PostcardEncoding::CONTENT_TYPE {
        return Err(match head.status {
            // The portal itself sends this after a panic.
            500 => ApiError::Failed,
            status => ApiError::Foreign(Foreign::of(status)),
        });
    }
    match head.status {
        200..=299 => Ok(()),
        _ => Err(read(body)?),
    }
}

/// Decodes the portal's own response. Left-over or missing bytes mean another version.
#[cfg(any(feature = "csr", test))]
pub fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    match postcard::take_from_bytes(body) {
        Ok((value, [])) => Ok(value),
        _ => Err(ApiError::Outdated),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const HTML: &[u8] = b"<html><body><h1>Sign in to the hotel's network</h1></body></html>";
    const POSTCARD: &str = PostcardEncoding::CONTENT_TYPE;

    fn answered<T: DeserializeOwned>(head: (u16, &str, bool), body: &[u8]) -> Result<T, ApiError> {
        let (status, content_type, is_own) = head;
        check(Head { status, content_type, is_own }, body)?;
        read(body)
    }

    #[test]
    fn nothing_of_somebody_else_is_taken_for_success_or_for_an_upgrade() {
        let foreign = |status| match status {
            413 => Foreign::TooLarge,
            502 | 503 => Foreign::Unreachable(status),
            504 => Foreign::TimedOut,
            200..=399 => Foreign::Instead,
            _ => Foreign::Refused(status),
        };
        for status in [200, 201, 204, 302, 400, 401, 403, 404, 407, 413, 414, 429, 431, 502, 503, 504, 511] {
            for (content_type, is_own) in
                [("text/html", false), ("text/html", true), (POSTCARD, false), ("", false)]
            {
                for body in [HTML, b"", b"\0"] {
                    let found = answered::<()>((status, content_type, is_own), body);
                    assert_eq!(found, Err(ApiError::Foreign(foreign(status))), "{status} {content_type}");
                }
            }
        }
        assert_eq!(
            answered::<()>((500, "text/plain; charset=utf-8", false), b"broken"),
            Err(ApiError::Failed)
        );
        let sentences: BTreeSet<_> =
            [413, 502, 504, 200, 403].map(|status| Foreign::of(status).to_string()).into();
        assert_eq!(sentences.len(), 5, "each has its own sentence");
    }

    #[test]
    fn the_portals_own_answers_are_read_to_their_last_byte() {
        assert_eq!(answered((200, POSTCARD, true), &[]), Ok(()));
        assert_eq!(answered((200, POSTCARD, true), &[7]), Ok(7_u8));
        assert_eq!(answered::<()>((200, POSTCARD, true), &[0]), Err(ApiError::Outdated));
        assert_eq!(answered::<u8>((200, POSTCARD, true), &[7, 7]), Err(ApiError::Outdated));
        assert_eq!(answered::<u8>((200, POSTCARD, true), &[]), Err(ApiError::Outdated));
        for error in [ApiError::NotFound, ApiError::invalid("name", "Enter a name."), ApiError::Outdated] {
            let body = postcard::to_stdvec(&error).unwrap();
            assert_eq!(answered::<()>((error.status(), POSTCARD, true), &body), Err(error));
        }
        assert_eq!(answered::<()>((422, POSTCARD, true), HTML), Err(ApiError::Outdated));
    }
}
