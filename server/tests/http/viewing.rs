//! The vendor's staff looks into an organisation: it sees what its people see, no key and no partner's note, and whatever it
//! asks for, nothing is changed.

use app::list::{EditPartnerNote, License, LicenseTexts, RevealKey, Scope};
use app::users::{Users, WantedUsers};
use app::vendor::BeginViewing;
use app::who::{EndViewing, Person, SwitchOrganization, Who, WhoAmI};
use http::StatusCode;
use store::testing::{databases, fingerprint};

use crate::browser::Browser;
use crate::matrix::{Asked, rows};
use crate::world::World;

async fn who(browser: &Browser) -> Person {
    browser.call("who-am-i", &WhoAmI {}).await.value::<Who>().person.unwrap()
}

async fn texts(browser: &Browser, scope: Scope, license: i64) -> Vec<License> {
    browser.call("license-texts", &LicenseTexts { scope, licenses: vec![license] }).await.value()
}

#[tokio::test]
async fn who_looks_in_sees_the_organization_without_its_secrets() {
    for database in databases().await {
        let (world, name) = (World::make(&database).await, database.name);
        let (vendor, distributor) = (world.browser("vendor"), world.browser("distributor"));
        let text = "margin 40 %".to_owned();
        let note = EditPartnerNote { license: world.license, version: 0, text };
        assert_eq!(distributor.call("edit-partner-note", &note).await.status, StatusCode::OK, "{name}");
        let customers = || Scope::Customers(vec![world.base.customer]);
        let of_partner = texts(&distributor, customers(), world.license).await;
        assert!(of_partner[0].partner_note.as_ref().is_some_and(|note| note.text == "margin 40 %"), "{name}");

        let begin = |organization| BeginViewing { organization };
        vendor.call("begin-viewing", &begin(world.base.distributor)).await.value::<()>();
        let person = who(&vendor).await;
        assert!(person.actor.is_viewing(), "{name}");
        assert_eq!(person.organizations, [(world.base.distributor, "Distributor".to_owned())], "{name}");
        let seen = texts(&vendor, customers(), world.license).await;
        assert_eq!(seen.len(), 1, "{name}");
        assert_eq!(seen[0].partner_note.clone().unwrap_or_default().text, "", "{name}: R4");
        let export = vendor.get(&format!("/export/customers.csv?orgs={}", world.base.customer)).await;
        assert_eq!(export.status, StatusCode::OK, "{name}");
        for secret in ["KEY-CUSTOMER", "margin"] {
            assert!(!export.text().contains(secret), "{name}: {}", export.text());
        }
        for page in ["/users", "/roles", "/organization", "/critical-alerts", "/events", "/api-access"] {
            assert_eq!(vendor.get(page).await.status, StatusCode::OK, "{name}: {page}");
        }
        let users = Users { wanted: WantedUsers::default() };
        for (function, body) in [
            ("users", postcard::to_stdvec(&users).unwrap()),
            ("roles", Vec::new()),
            ("see-organization", Vec::new()),
            ("critical-alerts", Vec::new()),
            ("api-tokens", Vec::new()),
            ("event-settings", Vec::new()),
        ] {
            let answer = vendor.post(&format!("/api/{function}"), body).await;
            assert_eq!(answer.status, StatusCode::OK, "{name}: {function}");
        }
        let reveal = RevealKey { license: world.license };
        assert_eq!(vendor.call("reveal-key", &reveal).await.status, StatusCode::NOT_FOUND, "{name}");
        // The console is not there meanwhile, nor is any way into another organisation.
        assert_eq!(vendor.get("/console").await.status, StatusCode::NOT_FOUND, "{name}");
        let other = vendor.call("begin-viewing", &begin(world.base.customer)).await;
        assert_eq!(other.status, StatusCode::NOT_FOUND, "{name}");
        let switch = SwitchOrganization { to: world.vendor };
        assert_eq!(vendor.call("switch-organization", &switch).await.status, StatusCode::NOT_FOUND, "{name}");

        vendor.call("end-viewing", &EndViewing {}).await.value::<()>();
        assert!(!who(&vendor).await.actor.is_viewing(), "{name}");
        assert_eq!(vendor.get("/console").await.status, StatusCode::OK, "{name}");
    }
}

#[tokio::test]
async fn whatever_who_looks_in_asks_for_nothing_is_changed() {
    for database in databases().await {
        let (world, name) = (World::make(&database).await, database.name);
        let vendor = world.browser("vendor");
        for organization in [world.base.customer, world.base.distributor] {
            vendor.call("begin-viewing", &BeginViewing { organization }).await.value::<()>();
            let before = fingerprint(&world.db).await;
            // Looking at all tables takes long: once for some at a time.
            for some in rows(&world).chunks(25) {
                for row in some {
                    // These end it, and are meant to.
                    if matches!(row.of, "/api/end-viewing" | "/api/sign-out") {
                        continue;
                    }
                    match &row.asked {
                        Asked::Page(path) => vendor.get(path).await,
                        // By whoever has the link, signed in or not.
                        Asked::Form(..) | Asked::SignIn | Asked::PasswordReset => continue,
                        Asked::Function(path, body) => vendor.post(path, body.clone()).await,
                        Asked::Upload(path) => vendor.put(path, "abc").await,
                    };
                }
                let asked: Vec<_> = some.iter().map(|row| row.of).collect();
                assert_eq!(fingerprint(&world.db).await, before, "{name}: one of {asked:?}");
            }
            vendor.call("end-viewing", &EndViewing {}).await.value::<()>();
        }
    }
}
