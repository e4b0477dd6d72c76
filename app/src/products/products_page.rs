//! The page `/products`: all products, for people who add installers.

use leptos::prelude::*;
use model::list::PAGE;
use model::list_columns::LIST_COLUMNS;
use model::product::{ListedProduct, ProductQuery};
use model::table::Table;
use model::{Action, Target};

use super::list_products;
use crate::console::{ProductDialog, ProductForm};
use crate::current_user::use_me;
use crate::list_query::{AddressQuery, searched, use_query};
use crate::paged::{PageOf, Paged, PagedList};
use crate::tables::{ListBar, ListOf, arranged, provide_tables};
use crate::ui::{
    Button, EmptyState, InlineError, Look, PageHeading, Pages, SearchInput, Shown, effect, kept_rows, memo,
    plain_row,
};

type Query = AddressQuery<ProductQuery>;

/// Asks for the products of the page.
fn ask(paged: Paged<ListedProduct>, query: ProductQuery) {
    paged.ask(true, async move {
        let list = list_products(query).await?;
        Ok(PageOf { rows: list.products, has_more: false, found: list.found })
    });
}

/// Returns a number of products with its unit (R20).
fn products(count: u64) -> String {
    if count == 1 { "1 product".to_owned() } else { format!("{count} products") }
}

/// All products of the installation.
#[component]
pub fn ProductsPage() -> impl IntoView {
    let query: Query =
        use_query(|pairs| ProductQuery::from_pairs(pairs.iter().copied()), ProductQuery::to_query_string);
    provide_tables(&LIST_COLUMNS, Table::Products, &[]);
    let list = ListOf::new(Table::Products, "Products");
    let filtering = query.filtering(|query| {
        searched(query, &query.search, |query| query.search.clear()).into_iter().collect()
    });
    let paged = Paged::new();
    effect(move || ask(paged, query.now.get()));
    query.keep_to(paged);
    let adding = RwSignal::new(None);
    let may_add = use_me().may(Action::ManageConsole, Target::Installation);
    let reload = Callback::new(move |()| ask(paged, query.now.get_untracked()));
    let add = move || {
        view! {
            <Button look=Look::Primary on_click=move |()| adding.set(Some(ProductForm::empty()))>"Add Product"</Button>
        }
    };
    let search = move |text: String| query.change(true, |query| query.search = text);
    view! {
        <PageHeading title="Products" text="Open a product to change it or its installers.">
            {may_add.then(add)}
        </PageHeading>
        <div class="toolbar" role="search" aria-label="Products">
            <SearchInput
                label="Search by name or maker"
                value=Signal::derive(move || query.now.with(|query| query.search.clone()))
                on_input=search
            />
            <span class="muted" role="status">{move || products(paged.found())}</span>
        </div>
        <ListBar list=list filtering=filtering />
        <InlineError message=query.problem() />
        <PagedList
            paged=paged
            loading="Loading products"
            is_narrowed=memo(move || query.now.with(|query| !query.search.is_empty()))
            nothing="No product matches"
            empty=move || first(may_add.then_some(adding))
            on_again=reload
            table=move || table(list, paged, query)
        />
        <ProductDialog about=adding on_saved=reload />
    }
}

/// Shown while there is no product; `adding` is None unless the person may add one.
fn first(adding: Option<RwSignal<Option<ProductForm>>>) -> AnyView {
    let text = if adding.is_some() {
        "Every license belongs to a product. An import adds the products that it names."
    } else {
        "Ask somebody with Full Access on Vendor Console to add them."
    };
    let add = adding.map(|adding| {
        let open = move |()| adding.set(Some(ProductForm::empty()));
        view! { <Button look=Look::Primary on_click=open>"Add the first product"</Button> }.into_any()
    });
    view! { <EmptyState title="There are no products yet" text=text>{add}</EmptyState> }.into_any()
}

fn table(list: ListOf, paged: Paged<ListedProduct>, query: Query) -> AnyView {
    let found = Signal::derive(move || paged.found());
    let rows = move |shown: Shown| kept_rows(move || paged.rows(), move |product| row(shown, product));
    view! {
        {arranged(list, Some(query.order()), paged.busy(), None, rows)}
        <Pages page=query.page() size=PAGE.into() found=found counted=products on_turn=query.on_turn() />
    }
    .into_any()
}

fn row(shown: Shown, product: ListedProduct) -> AnyView {
    plain_row(shown, move |id| match id {
        "name" => view! { <a href=format!("/products/{}", product.id)>{product.name.clone()}</a> }.into_any(),
        "maker" => product.maker.clone().into_any(),
        "kind" => product.kind.label().into_any(),
        _ => product.installers.into_any(),
    })
}
