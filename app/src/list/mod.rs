//! Lists of licenses, shared by My Organization and Customer Organizations.

mod api;
mod bulk_api;
mod details_api;
mod protocol;
mod short_link_api;

#[cfg(feature = "ssr")]
mod reports;

#[cfg(feature = "csr")]
mod bulk;
#[cfg(feature = "csr")]
mod cells;
#[cfg(feature = "csr")]
mod chips;
#[cfg(feature = "csr")]
mod dialogs;
#[cfg(feature = "csr")]
mod facet;
#[cfg(feature = "csr")]
mod filters;
#[cfg(feature = "csr")]
mod kept;
#[cfg(feature = "csr")]
mod panel;
#[cfg(feature = "csr")]
mod presses;
#[cfg(feature = "csr")]
mod print;
#[cfg(feature = "csr")]
mod problems;
#[cfg(feature = "csr")]
mod reach;
#[cfg(feature = "csr")]
mod row_texts;
#[cfg(feature = "csr")]
mod rows;
#[cfg(feature = "csr")]
mod selecting;
#[cfg(feature = "csr")]
mod selection;
#[cfg(feature = "csr")]
mod shown;
#[cfg(feature = "csr")]
mod state;
#[cfg(feature = "csr")]
mod table;
#[cfg(feature = "csr")]
mod values;

pub use api::*;
#[cfg(feature = "csr")]
pub use bulk::SelectionBar;
pub use bulk_api::*;
pub use details_api::*;
#[cfg(feature = "csr")]
pub use dialogs::{Dialogs, provide_dialogs};
#[cfg(feature = "csr")]
pub use facet::Facet;
#[cfg(feature = "csr")]
pub use filters::{Filters, HiddenExpired, HistorySwitch};
#[cfg(feature = "csr")]
pub use panel::side_panel;
#[cfg(feature = "csr")]
pub use print::OnPaper;
#[cfg(feature = "csr")]
pub use problems::Problems;
pub use protocol::{Acted, Answer, Ask, BulkAction, Chosen, EXCEPT_LIMIT, Matched, Opened, Scope};
#[cfg(feature = "ssr")]
pub use reports::Reports;
pub use short_link_api::*;
#[cfg(feature = "csr")]
pub use state::{List, Phase, Shape};
#[cfg(feature = "csr")]
pub use table::{LicenseTable, columns_button};
#[cfg(feature = "csr")]
pub use values::badges;
