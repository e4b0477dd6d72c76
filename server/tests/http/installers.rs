//! Installers over HTTP: downloads that can be resumed, and uploads that are kept only if complete.

use app::products::{Installers, Products, RemoveInstaller, SeeProduct, SeenProduct};
use axum::body::Body;
use http::{Method, Request, StatusCode};
use store::testing::{TestDb, both_databases};

use crate::browser::{Answer, Browser, own_post};
use crate::stock::{CONTENT, address, upload_address};
use crate::world::World;

/// SHA-256 of [`CONTENT`] and of `abc`.
const HASH: &str = "74e7e5bb9d22d6db26bf76946d40fff3ea9f0346b884fd0694920fccfad15e33";
const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

async fn ask(browser: &Browser, method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
    let request = Request::builder().method(method).uri(path);
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    browser.send(request.body(Body::empty()).unwrap()).await
}

#[both_databases]
async fn a_file_is_sent_whole_and_under_its_name(database: TestDb) {
    let world = World::make(&database).await;
    let viewer = world.browser("viewer");
    let path = address(&world.stock.scanner);
    let whole = ask(&viewer, Method::GET, &path, &[]).await;
    assert_eq!((whole.status, whole.text()), (StatusCode::OK, CONTENT));
    let head = ask(&viewer, Method::HEAD, &path, &[]).await;
    assert_eq!((head.status, head.text()), (StatusCode::OK, ""));
    for answer in [&whole, &head] {
        for (name, value) in [
            ("content-length", "36"),
            ("content-type", "application/octet-stream"),
            ("x-content-type-options", "nosniff"),
            ("accept-ranges", "bytes"),
            ("cache-control", "no-store"),
            ("etag", &*format!("\"{HASH}\"")),
            ("repr-digest", "sha-256=:dOflu50i1tsmv3aUbUD/8+qfA0a4hP0GlJIPzPrRXjM=:"),
            (
                "content-disposition",
                "attachment; filename=\"Setup _ 1.0.run\"; filename*=UTF-8''Setup%20%C3%BC%201.0.run",
            ),
        ] {
            assert_eq!(answer.header(name), value, "{name}");
        }
        assert!(!answer.headers.contains_key("content-range"));
    }
}

#[tokio::test]
async fn a_download_that_broke_off_goes_on() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    let viewer = world.browser("viewer");
    let path = address(&world.stock.scanner);
    let tag = format!("\"{HASH}\"");
    for (headers, status, range, body) in [
        (vec![("range", "bytes=0-9")], 206, "bytes 0-9/36", &CONTENT[..10]),
        (vec![("range", "bytes=10-"), ("if-range", &tag)], 206, "bytes 10-35/36", &CONTENT[10..]),
        (vec![("range", "bytes=-6")], 206, "bytes 30-35/36", &CONTENT[30..]),
        (vec![("range", "bytes=30-999")], 206, "bytes 30-35/36", &CONTENT[30..]),
        (vec![("range", "bytes=36-")], 416, "bytes */36", ""),
        // The client must not append bytes of another file to those it has.
        (vec![("range", "bytes=10-"), ("if-range", "\"other\"")], 200, "", CONTENT),
        (vec![("range", "bytes=0-1,3-4")], 200, "", CONTENT),
        (vec![("range", "bytes=9-3")], 200, "", CONTENT),
        (vec![("if-none-match", &tag)], 304, "", ""),
        (vec![("if-match", "\"other\"")], 412, "", ""),
    ] {
        let answer = ask(&viewer, Method::GET, &path, &headers).await;
        assert_eq!((answer.status.as_u16(), answer.text()), (status, body), "{headers:?}");
        assert_eq!(answer.header("content-range"), range, "{headers:?}");
        assert_eq!(answer.header("etag"), tag, "{headers:?}");
        if status < 300 {
            assert_eq!(answer.header("content-length"), body.len().to_string(), "{headers:?}");
        }
    }
    let head = ask(&viewer, Method::HEAD, &path, &[("range", "bytes=0-9")]).await;
    assert_eq!((head.status.as_u16(), head.header("content-length"), head.text()), (206, "10", ""));
}

#[both_databases]
async fn what_is_hidden_is_as_what_is_missing(database: TestDb) {
    let world = World::make(&database).await;
    let scanner = (&world.stock.scanner, world.base.scanner);
    let identity = (&world.stock.identity, world.base.identity);
    for (person, (hidden, product)) in
        [("signed-out", scanner), ("none", scanner), ("distributor", identity), ("solo", scanner)]
    {
        let browser = world.browser(person);
        let missing = browser.get("/installers/999999/setup.run").await;
        assert_eq!(browser.get(&address(hidden)).await, missing, "{person}");
        let gone = world.missing;
        assert_eq!(
            browser.call("see-product", &SeeProduct { product }).await,
            browser.call("see-product", &SeeProduct { product: gone }).await,
            "{person}"
        );
        assert_eq!(
            browser.call("installers", &Installers { product }).await,
            browser.call("installers", &Installers { product: gone }).await,
            "{person}"
        );
        assert_eq!(
            browser.get(&format!("/products/{product}")).await.status,
            browser.get(&format!("/products/{gone}")).await.status,
        );
    }
    // For people who may add nothing, the address accepts nothing, whatever is sent.
    let viewer = world.browser("viewer");
    let there = viewer.put(&upload_address(world.base.scanner, "2.0"), "abc").await;
    assert_eq!(there, viewer.put(&upload_address(world.missing, "2.0"), "abc").await);
    assert_eq!(there.status, StatusCode::NOT_FOUND);
    assert_eq!(world.stock.files.count().await, 3);
}

#[tokio::test]
async fn a_file_that_was_changed_in_the_store_is_not_given_out() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    world.stock.files.spoil().await.unwrap();
    let path = address(&world.stock.scanner);
    for method in [Method::GET, Method::HEAD] {
        let answer = ask(&world.browser("viewer"), method, &path, &[]).await;
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(!answer.headers.contains_key("content-disposition"));
    }
}

#[both_databases]
async fn the_vendors_staff_adds_and_removes(database: TestDb) {
    let world = World::make(&database).await;
    let (vendor, product) = (world.browser("vendor"), world.base.scanner);
    let path = format!("{}&sha256={}", upload_address(product, "2.0"), ABC.to_uppercase());
    let chunks = futures::stream::iter(["a", "b", "c"].map(Ok::<_, std::io::Error>));
    let added = vendor.put(&path, Body::from_stream(chunks)).await;
    assert_eq!(added.status, StatusCode::CREATED);
    assert_eq!(added.text(), format!("{ABC}  setup.run\n"));
    let downloaded = world.browser("viewer").get(added.header("location")).await;
    assert_eq!((downloaded.status, downloaded.text()), (StatusCode::OK, "abc"));

    let seen: SeenProduct = vendor.call("see-product", &SeeProduct { product }).await.value();
    let listed = seen.installers.unwrap();
    let versions: Vec<_> = listed.iter().map(|one| one.version.as_str()).collect();
    assert_eq!(versions, ["2.0", "1.0", "0.9"]);
    assert_eq!((listed[0].size, listed[0].sha256.as_str()), (3, ABC));
    assert_eq!(seen.adding.unwrap().limit, 1 << 20);
    let count = |products: &[model::product::ListedProduct]| {
        products.iter().map(|one| (one.name.clone(), one.installers)).collect::<Vec<_>>()
    };
    let all: Vec<_> = vendor.call("products", &Products {}).await.value();
    let expected = [("Cloud", 0), ("Identity", 1), ("Scanner", 3)];
    assert_eq!(count(&all), expected.map(|(name, count)| (name.to_owned(), count)));

    let removed = vendor.call("remove-installer", &RemoveInstaller { installer: listed[0].id }).await;
    assert_eq!(removed.status, StatusCode::OK);
    let gone = world.browser("viewer").get(added.header("location")).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    assert_eq!(world.stock.files.count().await, 3);
    let seen: SeenProduct =
        world.browser("viewer").call("see-product", &SeeProduct { product }).await.value();
    assert_eq!((seen.installers.map(|all| all.len()), seen.adding), (Some(2), None));
}

#[tokio::test]
async fn of_an_upload_that_is_not_whole_nothing_is_kept() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    let vendor = world.browser("vendor");
    let path = |version: &str, more: &str| format!("{}{more}", upload_address(world.base.scanner, version));
    let other = "0".repeat(64);
    let wrong_hash = path("2.0", &format!("&sha256={other}"));
    let large = "x".repeat((1 << 20) + 1);
    for (path, body, status, sentence) in [
        (wrong_hash.as_str(), "abc", 422, &*format!("The file's SHA-256 is {ABC}, not {other}")),
        (&path("2.0", ""), "", 422, "This file is empty."),
        (&path("2.0", ""), &large, 413, "This file is too large: an installer can be up to 1.0 MiB."),
        (&path("2.0", "&sha256=12"), "abc", 400, "A SHA-256 is optional and must have 64 hexadecimal digits"),
        (&path("", ""), "abc", 400, "A version must have 1 to 100 characters"),
        (
            &path("2.0%E3%85%A4", ""),
            "abc",
            422,
            "Version, platform and file name can't contain invisible characters",
        ),
        (
            &path("2.0", "").replace("2026-11-22", "soon"),
            "abc",
            400,
            "A release date must be a date such as 2026-11-22.",
        ),
        (
            &path("2.0", "").replace("setup.run", "..%2Fsetup.run"),
            "abc",
            400,
            "A file name must have 1 to 200 characters",
        ),
    ] {
        let answer = vendor.put(path, body.to_owned()).await;
        assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.text());
        assert!(answer.text().starts_with(sentence), "{}", answer.text());
    }
    // Without a stated length, the limit applies while the body arrives.
    let chunks = futures::stream::iter((0..17).map(|_| Ok::<_, std::io::Error>(vec![0_u8; 64 << 10])));
    let answer = vendor.put(&path("2.0", ""), Body::from_stream(chunks)).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    let broken = futures::stream::iter([Ok("abc"), Err(std::io::Error::other("the person canceled"))]);
    let answer = vendor.put(&path("2.0", ""), Body::from_stream(broken)).await;
    assert_eq!((answer.status, answer.text().contains("interrupted")), (StatusCode::BAD_REQUEST, true));
    assert_eq!(world.stock.files.count().await, 3);

    assert_eq!(vendor.put(&path("2.0", ""), "abc").await.status, StatusCode::CREATED);
    let twice = vendor.put(&path("2.0", ""), "abc").await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    assert!(
        twice.text().starts_with("Version 2.0 for Linux already has a file setup.run."),
        "{}",
        twice.text()
    );
    assert_eq!(world.stock.files.count().await, 4);

    // Another site can't make a browser upload.
    let mut foreign = own_post(&path("3.0", "")).body(Body::from("abc")).unwrap();
    *foreign.method_mut() = Method::PUT;
    foreign.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
    assert_eq!(vendor.send(foreign).await.status, StatusCode::FORBIDDEN);
}
