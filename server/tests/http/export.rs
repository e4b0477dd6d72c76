//! Exports have all filtered rows, and nothing that belongs to others (R4, R11).

use app::list::EditNote;
use http::StatusCode;
use model::note::NoteKind;
use store::testing::{NewLicense, TestDb, add_license, both_databases};

use crate::browser::{Answer, Browser};
use crate::world::World;

fn table(answer: &Answer) -> spreadsheet::Table {
    assert_eq!(answer.status, StatusCode::OK, "{}", String::from_utf8_lossy(&answer.body));
    spreadsheet::read(&answer.body, "export").unwrap()
}

/// The cells of a column, in order.
fn column(table: &spreadsheet::Table, heading: &str) -> Vec<String> {
    let at = table.header.iter().position(|found| found == heading).unwrap();
    table.rows.iter().map(|row| row.cells[at].to_owned()).collect()
}

async fn note(browser: &Browser, license: i64, text: &str) {
    let answer = browser
        .call("edit-note", &EditNote { kind: NoteKind::Customer, license, version: 0, text: text.to_owned() })
        .await;
    assert_eq!(answer.status, StatusCode::OK);
}

async fn partner_note(browser: &Browser, license: i64, text: &str) {
    let arguments = EditNote { kind: NoteKind::Partner, license, version: 0, text: text.to_owned() };
    assert_eq!(browser.call("edit-note", &arguments).await.status, StatusCode::OK);
}

#[both_databases]
async fn a_partner_gets_its_customers_rows_with_its_own_notes_alone(database: TestDb) {
    let world = World::make(&database).await;
    note(&world.browser("admin"), world.license, "=HYPERLINK(\"http://evil.example\")").await;
    partner_note(&world.browser("distributor"), world.license, "margin 40 %").await;
    partner_note(&world.browser("reseller"), world.license, "asked for a discount").await;
    let organizations = format!("orgs={},{}", world.base.customer, world.base.other_customer);
    for format in ["csv", "xlsx"] {
        let path = format!("/export/customers.{format}?{organizations}");
        let distributor = world.browser("distributor").get(&path).await;
        let name = format!("attachment; filename=\"customer-licenses-2026-11-22T1200Z.{format}\"");
        assert_eq!(distributor.header("content-disposition"), name);
        let rows = table(&distributor);
        assert_eq!(column(&rows, "Limits").len(), 2, "{format}");
        // Cloud services come first, as on the page.
        assert_eq!(column(&rows, "License Key"), ["KEY-CLOUD", "KEY-CUSTOMER"], "{format}");
        assert_eq!(column(&rows, "Organization"), ["Customer", "Customer"]);
        assert_eq!(column(&rows, "Reseller"), ["Reseller", "Reseller"]);
        assert_eq!(column(&rows, "Partner Note"), ["", "margin 40 %"]);
        assert_eq!(column(&rows, "Expiration Date"), ["2027-11-22", "2027-11-22"]);
        assert_eq!(column(&rows, "Deployed"), ["1", "1"]);
        assert!(column(&rows, "Customer Note")[1].ends_with("=HYPERLINK(\"http://evil.example\")"));

        let reseller = table(&world.browser("reseller").get(&path).await);
        assert!(!reseller.header.contains(&"Reseller".to_owned()), "{:?}", reseller.header);
        assert_eq!(column(&reseller, "Partner Note"), ["", "asked for a discount"]);

        let other = table(&world.browser("other").get(&path).await);
        assert_eq!(column(&other, "License Key"), ["KEY-FOREIGN"]);
        assert_eq!(column(&other, "Partner Note"), [""]);
    }
}

#[both_databases]
async fn what_is_filtered_is_what_is_exported(database: TestDb) {
    let world = World::make(&database).await;
    let admin = world.browser("admin");
    let keys = async |query: &str| {
        column(&table(&admin.get(&format!("/export/licenses.csv?{query}")).await), "License Key")
    };
    assert_eq!(keys("").await, ["KEY-CLOUD", "KEY-CUSTOMER", "KEY-IDENTITY"]);
    assert_eq!(keys("q=ident").await, ["KEY-IDENTITY"]);
    assert_eq!(keys("sort=-product").await, ["KEY-CLOUD", "KEY-CUSTOMER", "KEY-IDENTITY"]);
    assert_eq!(keys("sort=product").await, ["KEY-CLOUD", "KEY-IDENTITY", "KEY-CUSTOMER"]);
    assert_eq!(keys("status=expired").await, [] as [&str; 0]);
    note(&admin, world.identity, "aaa").await;
    assert_eq!(keys("sort=note").await, ["KEY-CLOUD", "KEY-IDENTITY", "KEY-CUSTOMER"]);

    let parent = world.browser("parent");
    let picked = format!("/export/licenses.xlsx?in={}", world.base.sub);
    let picked = table(&parent.get(&picked).await);
    assert_eq!(column(&picked, "License Key"), ["KEY-SUB"]);
    let all = table(&parent.get("/export/licenses.xlsx").await);
    assert!(column(&all, "Organization").contains(&"Customer North".to_owned()));
    assert!(!all.header.contains(&"Partner Note".to_owned()));
}

#[tokio::test]
async fn pages_of_texts_make_one_file() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    for number in 0..1_200 {
        let key = format!("BULK-{number:05}");
        let new = NewLicense {
            key: &key,
            product: world.base.scanner,
            organizations: &[world.base.direct_customer],
            user: None,
            deployed: 0,
        };
        add_license(&world.db, &new).await;
    }
    let path = format!("/export/customers.xlsx?orgs={}", world.base.direct_customer);
    let keys = column(&table(&world.browser("distributor").get(&path).await), "License Key");
    assert_eq!(keys.len(), 1_200);
    assert!(keys.is_sorted());
}

#[tokio::test]
async fn an_address_that_means_nothing_gives_no_file() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    let distributor = world.browser("distributor");
    for (path, sentence) in [
        ("/export/licenses.csv?status=gone", "The address contains an unknown status: “gone”."),
        ("/export/customers.csv", "The address contains no organizations; add them as in orgs=3-8,11."),
        (
            "/export/customers.csv?orgs=all",
            "“all” is not a list of organizations; use one such as orgs=3-8,11.",
        ),
        ("/export/customers.csv?orgs=5&orgs=6", "The parameter orgs occurs more than once; specify it once."),
        (
            "/export/licenses.csv?zzz=1",
            "There is no parameter “zzz” here; the parameters are q, status, warning, type, product, reseller, org, history, sort, in.",
        ),
        (
            "/export/events.csv?user=18",
            "There is no parameter “user” here; the parameters are q, about, by, from, to, sort.",
        ),
        (
            "/export/active-deployments.xlsx?license=L-KEY-CUSTOMER&license=L-KEY-SUB",
            "The parameter license occurs more than once; specify it once.",
        ),
    ] {
        let answer = distributor.get(path).await;
        assert_eq!((answer.status, answer.text().trim()), (StatusCode::BAD_REQUEST, sentence));
        assert!(!answer.headers.contains_key("content-disposition"));
    }
}
