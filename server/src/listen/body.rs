//! Bodies: of requests, which must keep coming, and of responses, which end a request.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

use axum::body::{Body, Bytes, HttpBody};
use http_body::{Frame, SizeHint};

use super::Limits;
use super::connection_limits::{Seat, Serving};
use super::pace::Pace;

/// The body of a request. Fails if it arrives too slowly.
pub(super) struct Steady {
    body: Body,
    pace: Pace,
    seat: Arc<Seat>,
    is_too_slow: Arc<AtomicBool>,
}

impl Steady {
    /// `is_too_slow` is set if the body fails for that reason.
    pub(super) fn new(body: Body, limits: &Limits, seat: Arc<Seat>, is_too_slow: Arc<AtomicBool>) -> Self {
        Self { body, pace: Pace::new(limits.rate, limits.patience), seat, is_too_slow }
    }
}

impl HttpBody for Steady {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        self.seat.waits_for_body(polled.is_pending());
        let Poll::Ready(frame) = polled else {
            ready!(self.pace.poll_over(context));
            self.is_too_slow.store(true, Ordering::Relaxed);
            let error = io::Error::new(io::ErrorKind::TimedOut, "the request arrives too slowly");
            return Poll::Ready(Some(Err(error.into())));
        };
        if let Some(Ok(frame)) = &frame {
            self.pace.progress(frame.data_ref().map_or(0, Bytes::len));
        }
        Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Steady {
    fn drop(&mut self) {
        self.seat.waits_for_body(false);
    }
}

/// The body of a response. The request counts as being served until this is sent or given up.
pub(super) struct Sending {
    pub(super) body: Body,
    pub(super) _serving: Serving,
}

impl HttpBody for Sending {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
