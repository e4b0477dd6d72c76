//! The bundles of the browser's side. Each is a component, and matches the pages of [`model::page`] that it has to their views.

mod customers;
mod portal;
mod rest;

pub use customers::Customers;
pub use portal::Portal;
pub use rest::Rest;
