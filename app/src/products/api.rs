//! Server functions for products and their installers. Uploads and downloads have their own routes.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::installer::Installer;
use model::product::{ListedProduct, ProductList, ProductQuery};
use model::{Day, InstallerId, ProductId, ProductKind};
use serde::{Deserialize, Serialize};

use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::{Context, answer},
    model::{Action, Permit, Refused, Target},
    store::licenses::installer::InstallerError,
    store::licenses::product::{Product, ProductError},
};

properties! {
    SeeProduct: WhileViewing;
    Installers: WhileViewing;
    RemoveInstaller;
    Products;
    ListProducts;
}

/// A product, as the person may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenProduct {
    /// Names it in requests.
    pub id: ProductId,
    /// Its name on the screen.
    pub name: String,
    /// Its maker; empty for the vendor itself.
    pub maker: String,
    /// Cloud service or on-premises software.
    pub kind: ProductKind,
    /// The address of its page elsewhere, if it has one.
    pub page: Option<String>,
    /// Its installers, newest first; None if the person may not download them.
    pub installers: Option<Vec<Installer>>,
    /// Whether Customer Organizations shows it; None unless the person may change that.
    pub shown_to_partners: Option<bool>,
    /// None unless the person may add installers.
    pub adding: Option<AddingTerms>,
}

/// The rules for a new installer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddingTerms {
    /// The largest file, in bytes.
    pub limit: u64,
    /// The current day, in UTC.
    pub today: Day,
}

/// Returns the product, and the permit to download its installers. A product exists for people who reach a license for it, with
/// or without the permit.
#[cfg(feature = "ssr")]
async fn found(context: &Context, id: ProductId) -> Result<(Product, Option<Permit>), ApiError> {
    let actor = context.actor()?;
    if let Ok(permit) = actor.permit(Action::DownloadInstaller, Target::Anything) {
        match store::licenses::product::find(&context.db, &permit, id).await {
            Err(ProductError::Refused(Refused)) => {}
            product => return Ok((product?, Some(permit))),
        }
    }
    let permit = actor.permit(Action::ListLicenses, Target::Anything)?;
    Ok((store::licenses::product::find(&context.db, &permit, id).await?, None))
}

/// Returns whether the product exists for the person.
#[cfg(feature = "ssr")]
pub async fn is_there(context: &Context, id: ProductId) -> Result<bool, ApiError> {
    match found(context, id).await {
        Ok(_) => Ok(true),
        Err(ApiError::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Returns a product for its page.
#[server(prefix = "/api", endpoint = "see-product", protocol = Rpc)]
pub async fn see_product(product: ProductId) -> Result<SeenProduct, ApiError> {
    answer(async |context| {
        let (found, download) = found(&context, product).await?;
        let installers = match download {
            Some(permit) => Some(store::licenses::installer::list(&context.db, &permit, product).await?),
            None => None,
        };
        let may_add = context.actor()?.may(Action::ManageInstallers, Target::Installation);
        let may_change = context.actor()?.may(Action::ManageConsole, Target::Installation);
        let Product { id, name, maker, kind, page, shown_to_partners } = found;
        let shown_to_partners = may_change.then_some(shown_to_partners);
        let terms = || AddingTerms { limit: context.installer_limit, today: Day::of_instant(context.now) };
        Ok(SeenProduct {
            id,
            name,
            maker,
            kind,
            page,
            installers,
            shown_to_partners,
            adding: may_add.then(terms),
        })
    })
    .await
}

/// Returns the installers of a product, newest first.
#[server(prefix = "/api", endpoint = "installers", protocol = Rpc)]
pub async fn installers(product: ProductId) -> Result<Vec<Installer>, ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::DownloadInstaller, Target::Anything)?;
        Ok(store::licenses::installer::list(&context.db, &permit, product).await?)
    })
    .await
}

/// Removes an installer and its file.
#[server(prefix = "/api", endpoint = "remove-installer", protocol = Rpc)]
pub async fn remove_installer(installer: InstallerId) -> Result<(), ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ManageInstallers, Target::Installation)?;
        store::licenses::installer::remove(&context.db, &context.files, &permit, installer, context.now)
            .await?;
        Ok(())
    })
    .await
}

/// Returns all products by name, for people who add installers.
#[server(prefix = "/api", endpoint = "products", protocol = Rpc)]
pub async fn products() -> Result<Vec<ListedProduct>, ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ManageInstallers, Target::Installation)?;
        Ok(store::licenses::product::all(&context.db, &permit).await?)
    })
    .await
}

/// Returns the query's page of the products that match it, for people who add installers.
#[server(prefix = "/api", endpoint = "list-products", protocol = Rpc)]
pub async fn list_products(query: ProductQuery) -> Result<ProductList, ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ManageInstallers, Target::Installation)?;
        Ok(store::licenses::product::page(&context.db, &permit, &query).await?)
    })
    .await
}

#[cfg(feature = "ssr")]
impl From<InstallerError> for ApiError {
    fn from(error: InstallerError) -> Self {
        match error {
            InstallerError::Refused(refused) => refused.into(),
            InstallerError::Database(error) => Self::failed(&error),
        }
    }
}

#[cfg(feature = "ssr")]
impl From<ProductError> for ApiError {
    fn from(error: ProductError) -> Self {
        match error {
            ProductError::Refused(refused) => refused.into(),
            ProductError::Database(error) => Self::failed(&error),
        }
    }
}
