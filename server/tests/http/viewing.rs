//! The vendor's staff views an organization: they see what its people see, except keys and partner notes, and nothing that they
//! ask for changes anything.

use std::io::Cursor;

use app::api_access::ApiTokens;
use app::console::BeginViewing;
use app::current_user::{EndViewing, Person, SwitchOrganization, Who, WhoAmI};
use app::list::{EditNote, LicenseTexts, RevealKey, Scope};
use app::users::Users;
use calamine::{Data, Range, Reader as _, Xlsx};
use http::StatusCode;
use model::list::Sort;
use model::note::NoteKind;
use model::report::RowTexts;
use model::user::WantedUsers;
use store::testing::{TestDb, both_databases, fingerprint};

use crate::browser::{Answer, Browser};
use crate::matrix::{Asked, rows};
use crate::world::World;

async fn who(browser: &Browser) -> Person {
    browser.call("who-am-i", &WhoAmI {}).await.value::<Who>().person.unwrap()
}

async fn texts(browser: &Browser, scope: Scope, license: i64) -> Vec<RowTexts> {
    browser.call("license-texts", &LicenseTexts { scope, licenses: vec![license] }).await.value()
}

/// The text of a response without the public IDs and deployment IDs that the tests derive from keys.
fn without_ids(answer: &Answer) -> String {
    let mut text = String::from_utf8_lossy(&answer.body).into_owned();
    if answer.body.starts_with(b"PK") {
        let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(answer.body.clone())).unwrap();
        let cells = |range: Range<Data>| range.rows().flatten().map(ToString::to_string).collect::<Vec<_>>();
        text = workbook
            .worksheets()
            .into_iter()
            .flat_map(|(_, range)| cells(range))
            .collect::<Vec<_>>()
            .join("|");
    }
    let text = text.replace("L-KEY-", "");
    let is_deployment = |rest: &str| {
        let number = rest.trim_start_matches(|c: char| c.is_ascii_uppercase()).strip_prefix('-');
        number.is_some_and(|number| number.starts_with(|c: char| c.is_ascii_digit()))
    };
    let mut parts = text.split("KEY-");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, rest| if is_deployment(rest) { all + rest } else { all + "KEY-" + rest })
}

#[both_databases]
async fn who_looks_in_sees_the_organization_without_its_secrets(database: TestDb) {
    let world = World::make(&database).await;
    let (vendor, distributor) = (world.browser("vendor"), world.browser("distributor"));
    let text = "margin 40 %".to_owned();
    let note = EditNote { kind: NoteKind::Partner, license: world.license, version: 0, text };
    assert_eq!(distributor.call("edit-note", &note).await.status, StatusCode::OK);
    let customers = || Scope::Customers(vec![world.base.customer]);
    let of_partner = texts(&distributor, customers(), world.license).await;
    assert!(of_partner[0].partner_note.as_ref().is_some_and(|note| note.text == "margin 40 %"));

    let begin = |organization| BeginViewing { organization };
    vendor.call("begin-viewing", &begin(world.base.distributor)).await.value::<()>();
    let person = who(&vendor).await;
    assert!(person.actor.is_viewing());
    assert_eq!(person.organizations, [(world.base.distributor, "Distributor".to_owned())]);
    let seen = texts(&vendor, customers(), world.license).await;
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].partner_note.clone().unwrap_or_default().text, "", "R4");
    let export = vendor.get(&format!("/export/customers.csv?orgs={}", world.base.customer)).await;
    assert_eq!(export.status, StatusCode::OK);
    for secret in ["KEY-CUSTOMER", "margin"] {
        assert!(!export.text().contains(secret), "{}", export.text());
    }
    for page in ["/users", "/roles", "/organization", "/critical-alerts", "/events", "/api-access"] {
        assert_eq!(vendor.get(page).await.status, StatusCode::OK, "{page}");
    }
    let users = Users { wanted: WantedUsers::default() };
    let tokens = ApiTokens { sort: Sort::default() };
    for (function, body) in [
        ("users", postcard::to_stdvec(&users).unwrap()),
        ("roles", Vec::new()),
        ("see-organization", Vec::new()),
        ("critical-alerts", Vec::new()),
        ("api-tokens", postcard::to_stdvec(&tokens).unwrap()),
        ("event-settings", Vec::new()),
    ] {
        let answer = vendor.post(&format!("/api/{function}"), body).await;
        assert_eq!(answer.status, StatusCode::OK, "{function}");
    }
    // The workbook that the distributor's people get, with the license's key masked.
    let report = vendor.get("/export/active-deployments.xlsx?license=L-KEY-CUSTOMER").await;
    assert_eq!(report.status, StatusCode::OK);
    let told = without_ids(&report);
    assert!(told.contains("••••OMER") && !told.contains("KEY-"), "{told}");
    let reveal = RevealKey { license: world.license };
    assert_eq!(vendor.call("reveal-key", &reveal).await.status, StatusCode::NOT_FOUND);
    // Meanwhile the console does not exist, nor any way into another organization.
    assert_eq!(vendor.get("/console").await.status, StatusCode::NOT_FOUND);
    let other = vendor.call("begin-viewing", &begin(world.base.customer)).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
    let switch = SwitchOrganization { to: world.vendor };
    assert_eq!(vendor.call("switch-organization", &switch).await.status, StatusCode::NOT_FOUND);

    vendor.call("end-viewing", &EndViewing {}).await.value::<()>();
    assert!(!who(&vendor).await.actor.is_viewing());
    assert_eq!(vendor.get("/console").await.status, StatusCode::OK);
}

#[both_databases]
async fn whatever_who_looks_in_asks_for_nothing_is_changed_and_no_key_is_told(database: TestDb) {
    let world = World::make(&database).await;
    let vendor = world.browser("vendor");
    for organization in [world.base.customer, world.base.distributor] {
        vendor.call("begin-viewing", &BeginViewing { organization }).await.value::<()>();
        let before = fingerprint(&world.db).await;
        // Comparing all tables takes long, so it is done once for several rows.
        for some in rows(&world).chunks(25) {
            for row in some {
                // These end the viewing, and are meant to.
                if matches!(row.of, "/api/end-viewing" | "/api/sign-out") {
                    continue;
                }
                let answer = match &row.asked {
                    Asked::Page(path) => vendor.get(path).await,
                    // Anybody with the link may do it, signed in or not.
                    Asked::Form(..) | Asked::SignIn | Asked::PasswordReset => continue,
                    Asked::Function(path, body) => vendor.post(path, body.clone()).await,
                    Asked::Upload(path) => vendor.put(path, "abc").await,
                };
                let told = without_ids(&answer);
                assert!(!told.contains("KEY-"), "{} tells a key: {told}", row.of);
            }
            let asked: Vec<_> = some.iter().map(|row| row.of).collect();
            assert_eq!(fingerprint(&world.db).await, before, "one of {asked:?}");
        }
        vendor.call("end-viewing", &EndViewing {}).await.value::<()>();
    }
}
