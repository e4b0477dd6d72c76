//! The dashboard and products.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::console::Month;
use model::{ProductId, ProductKind};
use serde::{Deserialize, Serialize};

use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::answer,
    model::{Action, Day, Target},
    store::console::{self, ProductDraft},
};

properties! {
    ConsoleDashboard;
    SaveProduct;
}

/// The installation in numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsoleNumbers {
    /// All organizations.
    pub organizations: u64,
    /// All licenses.
    pub licenses: u64,
    /// Licenses with more units deployed than purchased.
    pub overused: u64,
    /// Licenses that expire in each month, from this month on; for this month, only those that have not expired yet.
    pub expiring: Vec<(Month, u64)>,
    /// The products with the most licenses: number, name, license count.
    pub products: Vec<(ProductId, String, u64)>,
}

/// Returns the installation in numbers.
#[server(prefix = "/api", endpoint = "console-dashboard", protocol = Rpc)]
pub async fn console_dashboard() -> Result<ConsoleNumbers, ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::SeeConsole, Target::Installation)?;
        let today = Day::of_instant(context.now);
        let board = console::dashboard(&context.db, &permit, today).await?;
        let console::Dashboard { organizations, licenses, overused, expiring, products } = board;
        Ok(ConsoleNumbers { organizations, licenses, overused, expiring, products })
    })
    .await
}

/// Adds a product, or changes the one with that number. Returns its number.
#[server(prefix = "/api", endpoint = "save-product", protocol = Rpc)]
pub async fn save_product(
    id: Option<ProductId>,
    name: String,
    maker: String,
    kind: ProductKind,
    page: String,
    shown_to_partners: bool,
) -> Result<ProductId, ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ManageConsole, Target::Installation)?;
        let draft = ProductDraft { name: &name, maker: &maker, kind, page: &page, shown_to_partners };
        Ok(console::save_product(&context.db, &permit, id, draft, context.now).await?)
    })
    .await
}
