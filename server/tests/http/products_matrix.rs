//! Expected responses about products, installers and API tokens for each kind of caller.

use app::api_access::{ApiTokens, CreateApiToken, RevokeApiToken};
use app::products::{Installers, ListProducts, Products, RemoveInstaller, SeeProduct};
use model::list::Sort;
use model::product::ProductQuery;

use crate::matrix::{Asked, Row, function, page};
use crate::stock::{address, upload_address};
use crate::world::World;

/// The rows, in the order of PEOPLE: signed out · removed, none, viewer, admin · branch, parent · distributor, partner
/// viewer, reseller, other · vendor · solo.
pub fn rows(world: &World) -> Vec<Row> {
    [pages(world), products(world), tokens(world)].into_iter().flatten().collect()
}

fn pages(world: &World) -> Vec<Row> {
    let (base, stock) = (&world.base, &world.stock);
    let product = |id: i64, expected| Row {
        of: "/products/{id}",
        asked: Asked::Page(format!("/products/{id}")),
        expected,
    };
    let file =
        |path, expected| Row { of: "/installers/{id}/{file_name}", asked: Asked::Page(path), expected };
    let upload = |product, expected| Row {
        of: "/products/{id}/installers",
        asked: Asked::Upload(upload_address(product, "2.0")),
        expected,
    };
    vec![
        page("/products", "3 .... .. .... 2 ."),
        page("/api-access", "3 .... 22 2..2 2 ."),
        product(base.scanner, "3 ..22 22 2222 2 ."),
        // A cloud service exists for people who may see it with its limits.
        product(base.cloud, "3 ...2 .2 222. 2 2"),
        product(base.identity, "3 ..22 .2 .... 2 ."),
        product(world.missing, "3 .... .. .... . ."),
        page("/products/scanner", "3 .... .. .... . ."),
        file(address(&stock.scanner), ". ..22 22 2222 2 ."),
        file(address(&stock.identity), ". ..22 .2 .... 2 ."),
        file(format!("/installers/{}/other.run", stock.scanner.id), ". .... .. .... . ."),
        file("/installers/999999/setup.run".to_owned(), ". .... .. .... . ."),
        file("/installers/x/setup.run".to_owned(), ". .... .. .... . ."),
        upload(base.scanner, ". .... .. .... + ."),
        upload(world.missing, ". .... .. .... . ."),
    ]
}

fn products(world: &World) -> Vec<Row> {
    let (base, stock) = (&world.base, &world.stock);
    let nobody = "1 .... .. .... . .";
    let mut rows = Vec::new();
    for (product, seen, installed) in [
        (base.scanner, "1 ..22 22 2222 2 .", "1 ..22 22 2222 2 ."),
        // A personal license has nothing to install.
        (base.cloud, "1 ...2 .2 222. 2 2", "1 ...2 .2 222. 2 ."),
        (base.identity, "1 ..22 .2 .... 2 .", "1 ..22 .2 .... 2 ."),
        (world.missing, nobody, nobody),
    ] {
        rows.push(function("/api/see-product", &SeeProduct { product }, seen));
        rows.push(function("/api/installers", &Installers { product }, installed));
    }
    let staff = "1 .... .. .... 2 .";
    rows.push(function("/api/products", &Products {}, staff));
    rows.push(function("/api/list-products", &ListProducts { query: ProductQuery::default() }, staff));
    for (installer, removed) in [(stock.spare.id, staff), (world.missing, nobody)] {
        rows.push(function("/api/remove-installer", &RemoveInstaller { installer }, removed));
    }
    rows
}

fn tokens(world: &World) -> Vec<Row> {
    let with_access = "1 .... 22 2..2 2 .";
    let new = CreateApiToken { name: "the same for all".into(), last_day: None };
    vec![
        function("/api/api-tokens", &ApiTokens { sort: Sort::default() }, with_access),
        function("/api/create-api-token", &new, with_access),
        // Exists only for the organization that the person acts for.
        function(
            "/api/revoke-api-token",
            &RevokeApiToken { token: world.stock.token_id },
            "1 .... .2 .... . .",
        ),
        function("/api/revoke-api-token", &RevokeApiToken { token: world.missing }, "1 .... .. .... . ."),
    ]
}
