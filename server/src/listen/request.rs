//! Answers one request of a connection.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::response::Response;
use http::header::{CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderValue, Request, StatusCode};
use hyper::body::Incoming;
use tower::ServiceExt as _;

use super::body::{Sending, Steady};
use super::connection_limits::Seat;
use super::{Limits, host};
use crate::reply;

/// Passes the request to the router, with the address it comes from. If the body came too slowly, the response is a 408
/// whatever the router says. A request that does not name one host is a 400, and never gets there.
pub(super) async fn answer(
    router: Router,
    request: Request<Incoming>,
    peer: SocketAddr,
    seat: Arc<Seat>,
    limits: Limits,
) -> Result<Response, Infallible> {
    let serving = seat.serve();
    if let Some(problem) = host::problem(&request) {
        let mut refused = reply::plain(StatusCode::BAD_REQUEST, problem);
        refused.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        return Ok(refused.map(|body| Body::new(Sending { body, _serving: serving })));
    }
    let is_too_slow = Arc::new(AtomicBool::new(false));
    let mut request =
        request.map(|body| Body::new(Steady::new(Body::new(body), &limits, seat, Arc::clone(&is_too_slow))));
    request.extensions_mut().insert(ConnectInfo(peer));
    let mut response = router.oneshot(request).await?;
    if is_too_slow.load(Ordering::Relaxed) {
        *response.status_mut() = StatusCode::REQUEST_TIMEOUT;
        *response.body_mut() = Body::from("The request arrived too slowly.\n");
        let headers = response.headers_mut();
        headers.remove(CONTENT_LENGTH);
        headers.remove(CONTENT_ENCODING);
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    Ok(response.map(|body| Body::new(Sending { body, _serving: serving })))
}
