//! Expected responses of every server function and every route for each kind of caller: all written out (R2, R3, R5).

use std::collections::BTreeSet;

use app::current_user::{SwitchOrganization, WhoAmI};
use app::import::{ApplyImport, PlanImport};
use app::list::{
    ActOnLicenses, Ask, AskList, BulkAction, Chosen, Customers, EditNote, LicenseDetails, LicenseHistory,
    LicenseTexts, ListChanged, Matched, MyOrganizations, OpenList, RankList, RevealKey, SaveLink, Scope,
    SearchList, SeeLink, SetPin,
};
use app::password_reset::RequestPasswordReset;
use app::sign_in::{SignIn, SignOut};
use app::welcome::{NewOwner, SetUp};
use model::Query;
use model::link::{Next, after_sign_in};
use model::note::NoteKind;
use model::query::Column;
use model::report::Section;
use serde::Serialize;
use server::router;
use store::testing::{NOW, TODAY, TestDb, both_databases};

use crate::console_matrix;
use crate::critical_alerts_matrix;
use crate::deployments_matrix;
use crate::events_matrix;
use crate::federation_matrix;
use crate::groups_matrix;
use crate::pages_matrix;
use crate::people_matrix;
use crate::pools_matrix;
use crate::products_matrix;
use crate::sign_in_matrix;
use crate::stock::organizations_file;
use crate::tables_matrix;
use crate::world::{PEOPLE, World};

/// A request.
pub enum Asked {
    Page(String),
    /// A form that a page sends.
    Form(&'static str, String),
    Function(&'static str, Vec<u8>),
    /// Three bytes that are uploaded there.
    Upload(String),
    /// A sign-in with a wrong password, each as somebody else, because guessing one account is throttled.
    SignIn,
    /// A password reset, each for another address, for the same reason.
    PasswordReset,
}

/// A row: the route or server function that it is about, the request, and who gets which status.
pub struct Row {
    pub of: &'static str,
    pub asked: Asked,
    pub expected: &'static str,
}

pub fn page(of: &'static str, expected: &'static str) -> Row {
    Row { of, asked: Asked::Page(of.to_owned()), expected }
}

pub fn function(of: &'static str, arguments: &impl Serialize, expected: &'static str) -> Row {
    Row { of, asked: Asked::Function(of, postcard::to_stdvec(arguments).unwrap()), expected }
}

/// The statuses by their characters.
fn status(sign: char) -> u16 {
    match sign {
        '2' => 200,
        '+' => 201,
        '3' => 303,
        '1' => 401,
        '.' => 404,
        // Invalid input, such as a wrong password.
        'x' => 422,
        other => panic!("no status has the sign {other}"),
    }
}

fn routes(world: &World) -> Vec<Row> {
    let customers = |format| format!("/export/customers.{format}?orgs={}", world.base.customer);
    let export = |of, path, expected| Row { of, asked: Asked::Page(path), expected };
    // In the order of PEOPLE: signed out · removed, none, viewer, admin · branch, parent · distributor, partner viewer,
    // reseller, other · vendor · solo.
    vec![
        page("/healthz", "2 2222 22 2222 2 2"),
        page("/readyz", "2 2222 22 2222 2 2"),
        page("/api-docs", "2 2222 22 2222 2 2"),
        page("/.well-known/license-keys.json", "2 2222 22 2222 2 2"),
        page("/", "3 3333 33 3333 3 3"),
        page("/sign-in", "2 2222 22 2222 2 2"),
        // The installation has people already.
        page("/welcome", "3 .... .. .... . ."),
        page("/licenses", "3 2222 22 2222 2 2"),
        page("/customers", "3 .... .. 2222 . ."),
        page("/import", "3 .... .. .... 2 ."),
        page("/nowhere", "3 .... .. .... . ."),
        page("/licenses/1", "3 .... .. .... . ."),
        page("/portal.html", "3 .... .. .... . ."),
        page("/rest.html", "3 .... .. .... . ."),
        page("/nowhere.png", ". .... .. .... . ."),
        page("/export/licenses.xlsx", ". 2222 22 2222 2 2"),
        page("/export/licenses.csv", ". 2222 22 2222 2 2"),
        export("/export/customers.xlsx", customers("xlsx"), ". .... .. 2222 . ."),
        export("/export/customers.csv", customers("csv"), ". .... .. 2222 . ."),
        Row {
            of: "/api/{*function}",
            asked: Asked::Function("/api/nowhere", Vec::new()),
            expected: ". .... .. .... . .",
        },
    ]
}

fn lists(world: &World) -> Vec<Row> {
    let mine = || Scope::MyOrganization(None);
    let theirs = || Scope::Customers(vec![world.base.customer]);
    let ask =
        || Ask { generated_at: NOW, query: Query::default(), windows: vec![(Section::OnPremises, 0..10)] };
    let changed = |scope| ListChanged { scope, last_event: 0, today: TODAY, reach: 0 };
    let all = Chosen::Matching(Box::new(Matched {
        generated_at: NOW,
        query: Query { search: "no license has this".into(), ..Query::default() },
        section: Section::OnPremises,
        except: Vec::new(),
        count: 0,
        fingerprint: None,
        after: None,
    }));
    let act = |scope, chosen, action| ActOnLicenses { scope, chosen, action };
    let these = |license| Chosen::These(vec![license]);
    let base = &world.base;
    let to_sub = BulkAction::Move { from: base.customer, to: base.sub };
    let away = BulkAction::Move { from: base.customer, to: base.other_customer };
    let nowhere = BulkAction::Move { from: base.customer, to: base.customer };
    // Everybody has a list of their own, if only of personal licenses. Only partners have a list of customers; it leaves out
    // those of other partners.
    let (own, partners) = ("1 2222 22 2222 2 2", "1 .... .. 2222 . .");
    vec![
        function("/api/open-list", &OpenList { scope: mine() }, own),
        function("/api/open-list", &OpenList { scope: theirs() }, partners),
        function("/api/ask-list", &AskList { scope: mine(), ask: ask() }, own),
        function("/api/ask-list", &AskList { scope: theirs(), ask: ask() }, partners),
        function("/api/license-texts", &LicenseTexts { scope: mine(), licenses: vec![world.license] }, own),
        function(
            "/api/license-texts",
            &LicenseTexts { scope: theirs(), licenses: vec![world.license] },
            partners,
        ),
        function("/api/search-list", &SearchList { scope: mine(), text: "key".into() }, own),
        function("/api/search-list", &SearchList { scope: theirs(), text: "key".into() }, partners),
        function("/api/rank-list", &RankList { scope: mine(), column: Column::Note }, own),
        function("/api/rank-list", &RankList { scope: theirs(), column: Column::PartnerNote }, partners),
        function("/api/list-changed", &changed(mine()), own),
        function("/api/list-changed", &changed(theirs()), partners),
        // What is out of reach is refused license by license: see bulk.rs.
        function("/api/act-on-licenses", &act(mine(), these(world.license), BulkAction::Pin), own),
        function("/api/act-on-licenses", &act(mine(), these(world.foreign), BulkAction::Unpin), own),
        function("/api/act-on-licenses", &act(theirs(), these(world.license), BulkAction::Pin), partners),
        function("/api/act-on-licenses", &act(mine(), all.clone(), BulkAction::Pin), own),
        function("/api/act-on-licenses", &act(theirs(), all, BulkAction::Pin), partners),
        // A license that the organization does not have, moved from it: nothing happens.
        function("/api/act-on-licenses", &act(mine(), these(world.foreign), to_sub), "1 .... .2 .... . ."),
        function("/api/act-on-licenses", &act(mine(), these(world.license), away), "1 .... .. .... . ."),
        function("/api/act-on-licenses", &act(mine(), these(world.license), nowhere), "1 .... xx x..x x ."),
        function("/api/customers", &Customers {}, partners),
        function("/api/my-organizations", &MyOrganizations {}, own),
    ]
}

/// A short link is a filter and gives no rights: signed-in people save and open any. Its licenses are checked as always.
fn links(world: &World) -> Vec<Row> {
    let state = format!("orgs={},999999", world.base.customer);
    let token = store::licenses::link::token_of(&state);
    let by_link = |of: &'static str, expected| {
        let asked = Asked::Page(format!("{of}?state={token}"));
        Row { of, asked, expected }
    };
    vec![
        function("/api/save-link", &SaveLink { state: state.clone() }, "1 2222 22 2222 2 2"),
        function("/api/save-link", &SaveLink { state: "//evil.example".into() }, "1 xxxx xx xxxx x x"),
        function("/api/see-link", &SeeLink { name: token.clone() }, "1 2222 22 2222 2 2"),
        function("/api/see-link", &SeeLink { name: "unknown".into() }, "1 xxxx xx xxxx x x"),
        by_link("/customers", "3 .... .. 2222 . ."),
        by_link("/export/customers.csv", ". .... .. 2222 . ."),
        by_link("/export/customers.xlsx", ". .... .. 2222 . ."),
    ]
}

fn licenses(world: &World) -> Vec<Row> {
    let nobody = "1 .... .. .... . .";
    let mut rows = Vec::new();
    // Actions that need only the right to see the license.
    for (license, seen) in [
        (world.license, "1 ..22 .2 222. . ."),
        (world.cloud, "1 ...2 .2 222. . ."),
        (world.identity, "1 ..22 .2 .... . ."),
        (world.sub_license, "1 .... 22 .... . ."),
        (world.foreign, "1 .... .. ...2 . ."),
        (world.personal, "1 .... .. .... . 2"),
        (world.missing, nobody),
    ] {
        rows.push(function("/api/reveal-key", &RevealKey { license }, seen));
        rows.push(function("/api/set-pin", &SetPin { license, pinned: true }, seen));
        rows.push(function("/api/license-history", &LicenseHistory { license }, seen));
    }
    rows.extend(details(world));
    let text = || "the same for all".to_owned();
    for (license, written) in [
        (world.license, "1 ...2 .2 .... . ."),
        (world.cloud, "1 ...2 .2 .... . ."),
        (world.identity, "1 ...2 .2 .... . ."),
        (world.sub_license, "1 .... 22 .... . ."),
        (world.foreign, nobody),
        (world.personal, nobody),
        (world.missing, nobody),
    ] {
        rows.push(function(
            "/api/edit-note",
            &EditNote { kind: NoteKind::Customer, license, version: 0, text: text() },
            written,
        ));
    }
    for (license, written) in [
        (world.license, "1 .... .. 2.2. . ."),
        (world.cloud, "1 .... .. 2.2. . ."),
        (world.identity, nobody),
        (world.sub_license, nobody),
        (world.foreign, "1 .... .. ...2 . ."),
        (world.personal, nobody),
        (world.missing, nobody),
    ] {
        let arguments = EditNote { kind: NoteKind::Partner, license, version: 0, text: text() };
        rows.push(function("/api/edit-note", &arguments, written));
    }
    rows
}

/// The side panel's license, for readers of My Organization and of Customer Organizations.
fn details(world: &World) -> Vec<Row> {
    let nobody = "1 .... .. .... . .";
    let mut rows = Vec::new();
    for (id, own, customers) in [
        ("L-KEY-CUSTOMER", "1 ..22 .2 .... . .", "1 .... .. 222. . ."),
        ("L-KEY-CLOUD", "1 ...2 .2 .... . .", "1 .... .. 222. . ."),
        ("L-KEY-IDENTITY", "1 ..22 .2 .... . .", nobody),
        ("L-KEY-SUB", "1 .... 22 .... . .", nobody),
        ("L-KEY-FOREIGN", nobody, "1 .... .. ...2 . ."),
        ("L-KEY-PERSONAL", "1 .... .. .... . 2", nobody),
        ("L-NONE", nobody, nobody),
    ] {
        let scopes =
            [(Scope::MyOrganization(None), own), (Scope::Customers(vec![world.base.customer]), customers)];
        rows.extend(scopes.map(|(scope, expected)| {
            function("/api/license-details", &LicenseDetails { scope, id: id.to_owned() }, expected)
        }));
    }
    rows
}

fn others(world: &World) -> Vec<Row> {
    let file = || organizations_file("name,kind\nImported,customer\n");
    let staff = "1 .... .. .... 2 .";
    let owner = NewOwner {
        organization: "Second Vendor".into(),
        name: "Eve".into(),
        email: "eve@example.org".into(),
        password: "a password of one's own".into(),
    };
    vec![
        function("/api/set-up", &SetUp { code: "A".repeat(43).into(), owner }, ". .... .. .... . ."),
        function("/api/plan-import", &PlanImport { file: file() }, staff),
        function("/api/apply-import", &ApplyImport { file: file(), skip_refused: false }, staff),
        function("/api/who-am-i", &WhoAmI {}, "2 2222 22 2222 2 2"),
        function(
            "/api/switch-organization",
            &SwitchOrganization { to: world.base.customer },
            "1 .222 .2 .... . .",
        ),
        Row { of: "/api/sign-in", asked: Asked::SignIn, expected: "x xxxx xx xxxx x x" },
        // These come last, because they end memberships and sessions.
        people_matrix::leave(),
        function("/api/sign-out", &SignOut {}, "2 2222 22 2222 2 2"),
    ]
}

pub fn rows(world: &World) -> Vec<Row> {
    [
        routes(world),
        pages_matrix::rows(),
        lists(world),
        links(world),
        licenses(world),
        tables_matrix::rows(world),
        deployments_matrix::rows(world),
        pools_matrix::rows(world),
        products_matrix::rows(world),
        events_matrix::rows(),
        console_matrix::rows(world),
        people_matrix::rows(world),
        groups_matrix::rows(world),
        critical_alerts_matrix::rows(world),
        federation_matrix::rows(world),
        sign_in_matrix::rows(),
        others(world),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[both_databases]
async fn every_person_gets_what_is_written_here_and_nothing_else(database: TestDb) {
    let world = World::make(&database).await;
    let mut wrong = Vec::new();
    for row in rows(&world) {
        let expected: Vec<u16> = row.expected.chars().filter(|sign| *sign != ' ').map(status).collect();
        assert_eq!(expected.len(), PEOPLE.len(), "{}", row.of);
        for (person, expected) in PEOPLE.iter().zip(expected) {
            let browser = world.browser(person);
            let answer = match &row.asked {
                Asked::Page(path) => browser.get(path).await,
                Asked::Form(path, form) => browser.submit(path, form).await,
                Asked::SignIn => {
                    let email = format!("{person}@nowhere.example");
                    browser.call("sign-in", &SignIn { email, password: "wrong".into() }).await
                }
                Asked::PasswordReset => {
                    let email = format!("{person}@nowhere.example");
                    browser.call("request-password-reset", &RequestPasswordReset { email }).await
                }
                Asked::Function(path, body) => browser.post(path, body.clone()).await,
                Asked::Upload(path) => browser.put(path, "abc").await,
            };
            if let Asked::Page(path) = &row.asked
                && answer.header("content-disposition").starts_with("attachment")
            {
                // Otherwise signing in would stay on its form.
                assert_eq!(after_sign_in(Some(path)), Next::Download(path), "{}", row.of);
            }
            if answer.status != expected {
                wrong.push(format!("{} {}: {} instead of {expected}", row.of, person, answer.status));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn no_server_function_and_no_route_is_missing_here() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    let covered: BTreeSet<&str> = rows(&world).into_iter().map(|row| row.of).collect();
    let functions: Vec<_> = server_fn::axum::server_fn_paths().map(|(path, _)| path).collect();
    assert!(functions.len() > 10, "server functions are not linked in");
    let all = functions.into_iter().chain(router::paths());
    let missing: Vec<_> = all.filter(|path| !covered.contains(path)).collect();
    assert!(missing.is_empty(), "add rows to the matrix for: {missing:?}");
}
