//! The page `/products/{id}`: a product and its installers.

use leptos::prelude::*;
use model::ProductId;

use super::remove::RemoveDialog;
use super::upload::UploadForm;
use super::{InstallerTable, SeenProduct, see_product};
use crate::ApiError;
use crate::console::{ProductDialog, ProductForm};
use crate::loading::{Loading, answered};
use crate::shell::NotFound;
use crate::ui::{Button, PageHeading, Question, dom, live};

/// A product, for the vendor's staff and people who reach a license for it.
#[component]
pub fn ProductPage(
    /// The product's number.
    id: ProductId,
) -> impl IntoView {
    let has_changed = StoredValue::new(false);
    let product = Loading::new(move || async move {
        let seen = see_product(id).await;
        if has_changed.try_get_value() == Some(true) {
            // The page is redrawn, and the pressed button disappears.
            dom::focus_soon(dom::HEADING);
        }
        seen
    });
    let changed = Callback::new(move |()| {
        has_changed.set_value(true);
        product.again.run(());
    });
    live(move || match product.get() {
        // Hidden or missing: looks like any unknown address (R3).
        Some(Err(ApiError::NotFound)) => view! { <NotFound /> }.into_any(),
        answer => {
            answered(answer, 8, "Loading the product", Some(product.again), |seen| shown(seen, changed))
        }
    })
}

fn shown(product: SeenProduct, changed: Callback<()>) -> AnyView {
    let SeenProduct { id, name, maker, kind, page, installers, shown_to_partners, adding } = product;
    let removing = Question::new();
    let on_remove = adding.map(|_| Callback::new(move |installer| removing.ask(installer)));
    let installers = installers.map(|installers| {
        view! {
            <section class="section" aria-label="Installers">
                <h2>"Installers"</h2>
                <InstallerTable installers=installers on_remove=on_remove />
            </section>
        }
        .into_any()
    });
    let adding = adding.map(|terms| {
        view! {
            <section class="section" aria-label="Add Installer">
                <h2>"Add Installer"</h2>
                <UploadForm product=id terms=terms on_added=changed />
            </section>
            <RemoveDialog question=removing on_removed=changed />
        }
        .into_any()
    });
    let editing = RwSignal::new(None);
    let edit = shown_to_partners.map(|shown_to_partners| {
        let form = ProductForm {
            id: Some(id),
            name: name.clone(),
            maker: maker.clone(),
            kind,
            page: page.clone().unwrap_or_default(),
            shown_to_partners,
        };
        view! {
            <Button on_click=move |()| editing.set(Some(form.clone()))>"Edit Product"</Button>
            <ProductDialog about=editing on_saved=changed />
        }
    });
    view! {
        <PageHeading title=name>{edit}</PageHeading>
        <dl class="facts">
            <dt>"Kind"</dt><dd>{kind.label()}</dd>
            {(!maker.is_empty()).then(|| view! { <dt>"Maker"</dt><dd>{maker}</dd> }.into_any())}
            {page.map(|page| view! {
                <dt>"More"</dt>
                <dd><a href=page.clone() rel="external noreferrer" target="_blank">{page.clone()}</a></dd>
            }.into_any())}
        </dl>
        {installers}
        {adding}
    }
    .into_any()
}
