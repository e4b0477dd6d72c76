//! The page `/products`: all products, for people who add installers.

use leptos::prelude::*;
use model::product::ListedProduct;
use model::{Action, Target};

use super::products;
use crate::console::{ProductDialog, ProductForm};
use crate::loading::Loading;
use crate::ui::{Button, EmptyState, Look, PageHeading};
use crate::who::use_me;

/// All products of the installation.
#[component]
pub fn ProductsPage() -> impl IntoView {
    let all = Loading::new(products);
    let adding = RwSignal::new(None);
    let may_add = use_me().may(Action::ManageConsole, Target::Installation);
    let add = move || {
        view! {
            <Button look=Look::Primary on_click=move |()| adding.set(Some(ProductForm::empty()))>"Add Product"</Button>
        }
    };
    view! {
        <PageHeading title="Products" text="Open a product to change it or its installers.">
            {may_add.then(add)}
        </PageHeading>
        {all.view_once(8, "Loading products", move |products| shown(products, may_add.then_some(adding)))}
        <ProductDialog about=adding on_saved=all.again />
    }
}

/// `adding` is None unless the person may add a product.
fn shown(products: Vec<ListedProduct>, adding: Option<RwSignal<Option<ProductForm>>>) -> AnyView {
    if products.is_empty() {
        let text = if adding.is_some() {
            "Every license belongs to a product. An import adds the products that it names."
        } else {
            "Ask somebody with Full Access on Vendor Console to add them."
        };
        let add = adding.map(|adding| {
            let open = move |()| adding.set(Some(ProductForm::empty()));
            view! { <Button look=Look::Primary on_click=open>"Add the first product"</Button> }.into_any()
        });
        return view! { <EmptyState title="There are no products yet" text=text>{add}</EmptyState> }
            .into_any();
    }
    view! {
        <div class="grid-scroll" tabindex="0" role="region" aria-label="Products">
            <table class="plain-table">
                <thead>
                    <tr>
                        <th scope="col">"Product"</th>
                        <th scope="col">"Maker"</th>
                        <th scope="col">"Kind"</th>
                        <th scope="col" class="numeric">"Installers"</th>
                    </tr>
                </thead>
                <tbody>{products.into_iter().map(row).collect::<Vec<_>>()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(product: ListedProduct) -> AnyView {
    let ListedProduct { id, name, maker, kind, installers } = product;
    view! {
        <tr>
            <th scope="row"><a href=format!("/products/{id}")>{name}</a></th>
            <td>{maker}</td>
            <td>{kind.label()}</td>
            <td class="numeric">{installers}</td>
        </tr>
    }
    .into_any()
}
