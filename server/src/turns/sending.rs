//! Responses that hold a turn until they are sent, but not for as long as their reader likes.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::{Body, Bytes};
use futures::stream;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use super::{Turn, lock};

/// This many bytes are passed on at once, as copies: the response itself can be dropped while some of it is being sent.
const CHUNK: usize = 64 << 10;
/// The time for any response, and the pace in bytes a second at which a large one must be read beyond that.
const PATIENCE: Duration = Duration::from_mins(1);
const PACE: usize = 32 << 10;

/// The longest time in which a reader must take that many bytes.
pub fn deadline(bytes: usize) -> Duration {
    PATIENCE + Duration::from_secs((bytes / PACE) as u64)
}

/// A body of these bytes that holds the turn until it is read. If that takes too long, it breaks off and gives back both.
pub fn send(bytes: Bytes, turn: Turn) -> Body {
    send_within(deadline(bytes.len()), bytes, turn)
}

fn send_within(time: Duration, bytes: Bytes, turn: Turn) -> Body {
    let left = Arc::new(Mutex::new(Some((bytes, turn))));
    let at_end = Arc::clone(&left);
    let end = tokio::spawn(async move {
        sleep(time).await;
        lock(&at_end).take();
    });
    let sending = Sending { left, end };
    Body::from_stream(stream::unfold(Some(sending), async |sending| {
        let sending = sending?;
        match sending.next() {
            Some((chunk, true)) => Some((Ok(chunk), None)),
            Some((chunk, false)) => Some((Ok(chunk), Some(sending))),
            None => Some((Err(io::Error::from(io::ErrorKind::TimedOut)), None)),
        }
    }))
}

struct Sending {
    /// The rest of the response; None once it was given up.
    left: Arc<Mutex<Option<(Bytes, Turn)>>>,
    end: JoinHandle<()>,
}

impl Sending {
    /// The next part, and whether it is the last; None once the response was given up.
    fn next(&self) -> Option<(Bytes, bool)> {
        let mut left = lock(&self.left);
        let (bytes, _) = left.as_mut()?;
        let chunk = bytes.split_to(bytes.len().min(CHUNK));
        Some((Bytes::copy_from_slice(&chunk), bytes.is_empty()))
    }
}

impl Drop for Sending {
    fn drop(&mut self) {
        self.end.abort();
        lock(&self.left).take();
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;

    use super::*;
    use crate::turns::{Limits, Turns};

    fn one() -> Turns {
        let limits =
            Limits { all: 1, organization: 1, person: 1, waiting: 0, wait: Duration::ZERO, retry_after: 1 };
        Turns::new("lists", limits)
    }

    #[tokio::test]
    async fn a_body_is_sent_as_it_is_and_holds_its_turn_until_then() {
        let turns = one();
        let bytes: Vec<u8> = (0..200_000_u32).map(|number| number.to_le_bytes()[0]).collect();
        let mut body = send(bytes.clone().into(), turns.take(1, None).await.unwrap());
        let first = body.frame().await.unwrap().unwrap().into_data().unwrap();
        assert!(turns.take(1, None).await.is_err());
        let rest = body.collect().await.unwrap().to_bytes();
        assert_eq!([first, rest].concat(), bytes);
        assert!(turns.take(1, None).await.is_ok());
    }

    #[tokio::test]
    async fn a_body_that_is_not_read_gives_turn_and_memory_back_and_breaks_off() {
        let turns = one();
        let bytes = Bytes::from(vec![7; 200_000]);
        let turn = turns.take(1, None).await.unwrap();
        let mut body = send_within(Duration::from_millis(50), bytes.clone(), turn);
        body.frame().await.unwrap().unwrap();
        sleep(Duration::from_millis(500)).await;
        assert!(turns.take(1, None).await.is_ok());
        assert!(bytes.is_unique(), "the body keeps what it will not send");
        assert!(body.frame().await.unwrap().is_err());
    }

    #[tokio::test]
    async fn a_body_that_is_thrown_away_gives_its_turn_back() {
        let turns = one();
        drop(send(Bytes::from_static(b"x"), turns.take(1, None).await.unwrap()));
        assert!(turns.take(1, None).await.is_ok());
    }
}
