//! Installers: uploaded by the vendor's staff, downloaded by people who have a license of the product.

mod download;
mod file_name;
mod range;
mod upload;

pub use download::download;
pub use upload::upload;
