//! Server functions for the vendor's console.

mod licenses;
mod organizations;
mod products;

pub use licenses::*;
pub use organizations::*;
pub use products::*;
