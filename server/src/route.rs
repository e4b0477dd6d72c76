//! What a route is.

use std::sync::Arc;

use axum::routing::MethodRouter;

use crate::Portal;

/// A path and what answers there.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// The path as axum has it.
    pub path: &'static str,
    pub(crate) handler: fn() -> MethodRouter<Arc<Portal>>,
}
