//! The type of a route.

use std::sync::Arc;

use axum::routing::MethodRouter;

use crate::Portal;

/// A path and its handler.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// The path in axum's form.
    pub path: &'static str,
    pub(crate) handler: fn() -> MethodRouter<Arc<Portal>>,
}
