//! The bundles of the browser's side, each a component with a table of its pages.

mod customers;
mod portal;
mod rest;

pub use customers::Customers;
pub use portal::Portal;
pub use rest::Rest;
