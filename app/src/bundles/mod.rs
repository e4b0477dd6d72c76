//! The bundles of the browser's side: each is a component with a table of its pages.

mod console;
mod customers;
mod portal;

pub use console::Console;
pub use customers::Customers;
pub use portal::Portal;
