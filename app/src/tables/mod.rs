//! How people arrange the tables of a page, and the filter presets that they keep there.

mod api;

pub use api::*;
