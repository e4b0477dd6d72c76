//! Hidden and missing things get the same response, in status, headers and body (R3).

use app::list::{
    EditNote, LicenseDetails, LicenseHistory, LicenseTexts, OpenList, Opened, RevealKey, Scope, SetPin,
};
use model::LicenseId;
use model::note::NoteKind;
use store::testing::{TestDb, both_databases};

use crate::browser::Answer;
use crate::world::World;

/// The response of each function that takes a license.
async fn answers(world: &World, person: &str, license: LicenseId) -> Vec<(&'static str, Answer)> {
    let browser = world.browser(person);
    let text = || "text".to_owned();
    let own = LicenseTexts { scope: Scope::MyOrganization(None), licenses: vec![license] };
    let theirs = || Scope::Customers(vec![world.base.customer]);
    let customers = LicenseTexts { scope: theirs(), licenses: vec![license] };
    let id = world.public_id(license);
    let details = |scope| LicenseDetails { scope, id: id.to_owned() };
    vec![
        ("reveal-key", browser.call("reveal-key", &RevealKey { license }).await),
        ("set-pin", browser.call("set-pin", &SetPin { license, pinned: true }).await),
        ("license-history", browser.call("license-history", &LicenseHistory { license }).await),
        (
            "edit-note",
            browser
                .call("edit-note", &EditNote { kind: NoteKind::Customer, license, version: 0, text: text() })
                .await,
        ),
        (
            "edit-partner-note",
            browser
                .call("edit-note", &EditNote { kind: NoteKind::Partner, license, version: 0, text: text() })
                .await,
        ),
        ("details", browser.call("license-details", &details(Scope::MyOrganization(None))).await),
        ("details of customers", browser.call("license-details", &details(theirs())).await),
        ("texts", browser.call("license-texts", &own).await),
        ("texts of customers", browser.call("license-texts", &customers).await),
    ]
}

#[both_databases]
async fn a_hidden_license_and_a_missing_one_are_one_answer(database: TestDb) {
    let world = World::make(&database).await;
    for (person, hidden) in [
        ("signed-out", world.license),
        ("removed", world.license),
        ("none", world.license),
        ("viewer", world.cloud),
        ("admin", world.sub_license),
        ("branch", world.license),
        ("parent", world.foreign),
        ("distributor", world.identity),
        ("reseller", world.personal),
        ("other", world.license),
        ("vendor", world.license),
        ("solo", world.license),
    ] {
        let missing = answers(&world, person, world.missing).await;
        let hidden = answers(&world, person, hidden).await;
        assert_eq!(hidden, missing, "{person}");
    }
}

#[tokio::test]
async fn a_hidden_page_and_a_missing_one_are_one_answer() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    let viewer = world.browser("viewer");
    let missing = viewer.get("/nowhere").await;
    for hidden in [
        "/customers",
        "/customers?orgs=1-3",
        "/import",
        "/products",
        "/products/999999",
        "/api-access",
        "/users",
        "/roles",
        "/organization",
        "/portal.html",
    ] {
        assert_eq!(viewer.get(hidden).await, missing, "{hidden}");
    }
    let missing = viewer.get("/export/nowhere.csv").await;
    let hidden = viewer.get(&format!("/export/customers.csv?orgs={}", world.base.customer)).await;
    assert_eq!(hidden, missing);
    assert_eq!(viewer.get("/nowhere.png").await, missing);
}

#[tokio::test]
async fn who_is_signed_out_is_sent_to_sign_in_from_anywhere_and_back() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    let nobody = world.browser("signed-out");
    for (path, location) in [
        ("/customers?orgs=3-8&q=%C3%A4", "/sign-in?next=%2Fcustomers%3Forgs%3D3-8%26q%3D%25C3%25A4"),
        ("/nowhere", "/sign-in?next=%2Fnowhere"),
        ("//evil.example/x", "/sign-in?next=%2Fevil.example%2Fx"),
    ] {
        let answer = nobody.get(path).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, location));
        assert!(answer.body.is_empty());
    }
}

#[both_databases]
async fn customers_of_another_partner_are_left_out_of_a_report(database: TestDb) {
    let world = World::make(&database).await;
    let scope = Scope::Customers(vec![world.base.customer, world.base.other_customer, world.missing]);
    for (person, expected) in [
        ("distributor", vec![world.cloud, world.license]),
        ("reseller", vec![world.cloud, world.license]),
        ("other", vec![world.foreign]),
    ] {
        let answer = world.browser(person).call("open-list", &OpenList { scope: scope.clone() }).await;
        let Opened::Columns(columns) = answer.value() else { panic!("{person}: computed on the server") };
        assert_eq!(columns.rows.license, expected, "{person}");
    }
}
