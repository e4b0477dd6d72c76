//! The dashboard, and products.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::console::Month;
use model::{ProductId, ProductKind};
use serde::{Deserialize, Serialize};

use crate::ApiError;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::answer,
    model::{Action, Day, Target},
    store::console::{self, ProductDraft},
};

/// The installation in numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsoleNumbers {
    /// How many organizations there are.
    pub organizations: u64,
    /// How many licenses there are.
    pub licenses: u64,
    /// How many licenses have more deployed than purchased.
    pub overused: u64,
    /// How many licenses expire in each month, from this one on; in this one, those that have not expired yet.
    pub expiring: Vec<(Month, u64)>,
    /// The products with the most licenses: number, name, and how many.
    pub products: Vec<(ProductId, String, u64)>,
}

/// The installation in numbers.
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

/// Adds a product, or changes that of the number; gives its number.
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
