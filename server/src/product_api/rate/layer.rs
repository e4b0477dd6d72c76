//! Counts requests before doing anything for them.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::Response;

use super::{Subject, Taken, refusal, write};
use crate::Portal;
use crate::product_api::caller::Credential;
use crate::requester::network_address;

/// Counts the request by its address and by what it presents, and refuses it beyond a limit. The response has the state of the
/// tighter of the two limits.
pub async fn limit(State(portal): State<Arc<Portal>>, request: Request, next: Next) -> Response {
    let now = (portal.clock)();
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
    let address = network_address(request.headers(), peer, portal.site.proxies);
    // Credentials that can't be read prove nothing; they are refused later.
    let presented = Credential::presented(request.headers()).ok().flatten();
    let subjects = [Some(Subject::Address(address)), presented.map(Subject::Credential)];
    let mut narrowest: Option<Taken> = None;
    for subject in subjects.into_iter().flatten() {
        if let Some(taken) = portal.product.limiter().take(&subject, now) {
            if taken.is_over() {
                return refusal(&taken, now);
            }
            narrowest = narrowest.filter(|other| other.remaining() <= taken.remaining()).or(Some(taken));
        }
    }
    let mut response = next.run(request).await;
    if let Some(taken) = narrowest
        && !response.headers().contains_key("x-ratelimit-limit")
    {
        write(&taken, response.headers_mut());
    }
    response
}
