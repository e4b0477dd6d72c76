//! The dashboard and products.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::console::Dashboard;
use model::{ProductId, ProductKind};

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

/// Returns the installation in numbers.
#[server(prefix = "/api", endpoint = "console-dashboard", protocol = Rpc)]
pub async fn console_dashboard() -> Result<Dashboard, ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::SeeConsole, Target::Installation)?;
        let today = Day::of_instant(context.now);
        Ok(console::dashboard(&context.db, &permit, today).await?)
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
