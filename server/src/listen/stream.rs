//! A connection that is closed if its client says nothing at first, or reads next to nothing of a response.

use std::future::Future as _;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

use super::Limits;
use super::connection_limits::Seat;
use super::pace::Pace;

/// At most this many bytes wait to be sent, besides those under way. The server notices that a client reads only as they go.
#[cfg(any(target_os = "android", target_os = "linux"))]
const UNSENT: u32 = 64 << 10;

/// A connection whose client is watched.
pub(super) struct Watched {
    stream: TcpStream,
    seat: Arc<Seat>,
    /// Runs until the first byte comes.
    silence: Option<Pin<Box<Sleep>>>,
    pace: Pace,
}

impl Watched {
    pub(super) fn new(stream: TcpStream, seat: Arc<Seat>, limits: &Limits) -> Self {
        let done = stream.set_nodelay(true);
        #[cfg(any(target_os = "android", target_os = "linux"))]
        let done = done.and_then(|()| socket2::SockRef::from(&stream).set_tcp_notsent_lowat(UNSENT));
        if let Err(error) = done {
            tracing::debug!(%error, "a connection's options could not be set");
        }
        Self {
            stream,
            seat,
            silence: Some(Box::pin(sleep(limits.first_byte))),
            pace: Pace::new(limits.rate, limits.patience),
        }
    }

    /// Passes on the result of a write. Patience shrinks while it waits for the client.
    fn written(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        match written {
            Poll::Ready(Ok(bytes)) => {
                self.pace.progress(bytes);
                self.seat.moved();
                Poll::Ready(Ok(bytes))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => {
                ready!(self.pace.poll_over(context));
                Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the response is not read")))
            }
        }
    }
}

impl AsyncRead for Watched {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if buffer.filled().len() > before {
            self.silence = None;
            self.seat.moved();
            self.seat.speaks();
        } else if read.is_pending()
            && let Some(silence) = &mut self.silence
        {
            ready!(silence.as_mut().poll(context));
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "nothing was sent")));
        }
        read
    }
}

impl AsyncWrite for Watched {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.written(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, bytes);
        self.written(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
