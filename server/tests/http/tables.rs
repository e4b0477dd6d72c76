//! Arrangements and presets are kept on the server: they are there in another browser, and say who made them.

use app::ApiError;
use app::console::BeginViewing;
use app::tables::{ArrangeTable, Kept, RemovePreset, RenamePreset, SavePreset};
use http::StatusCode;
use model::table::{self, Arranged, Arrangement, Density, Preset, PresetId, PresetPage, Table};
use server_fn::error::FromServerFnError as _;
use store::sign_in::session::Token;
use store::testing::{NOW, TestDb, both_databases, open_session};

use crate::browser::{Answer, Browser};
use crate::world::World;

const PAGE: PresetPage = PresetPage::Licenses;

async fn kept(browser: &Browser) -> table::Kept {
    browser.call("kept", &Kept { page: PAGE }).await.value()
}

fn preset(name: &str, shared: bool) -> SavePreset {
    SavePreset {
        page: PAGE,
        name: name.into(),
        query: "q=KEY-1&status=expiring".into(),
        shared,
        replace: None,
    }
}

/// The field at which a response says what is wrong, and the sentence.
fn told(answer: Answer) -> (String, String) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    match ApiError::de(answer.body.into()) {
        ApiError::Invalid { field, message } => (field, message),
        other => panic!("{other:?}"),
    }
}

#[both_databases]
async fn what_is_kept_is_there_in_another_browser(database: TestDb) {
    let world = World::make(&database).await;
    let admin = world.browser("admin");
    let column = Arranged { id: "note".into(), shown: false, width: Some(120) };
    let arrangement =
        Arrangement { columns: vec![column], density: Density::Compact, ..Arrangement::default() };
    let arrange = ArrangeTable { table: Table::LicensesOnPremises, arrangement: Some(arrangement.clone()) };
    admin.call("arrange-table", &arrange).await.value::<()>();
    let mine: Preset = admin.call("save-preset", &preset("Mine", false)).await.value();

    let token = Token([0xC2; 32]);
    open_session(&world.db, world.users["admin"], token, NOW).await;
    let other = world.browser("signed-out").with_cookie(format!("grantry-session={}", token.to_cookie()));
    let there = kept(&other).await;
    assert_eq!(there.arrangements, [(Table::LicensesOnPremises, arrangement)]);
    assert_eq!(there.presets, [mine]);
    assert_eq!(kept(&world.browser("viewer")).await, table::Kept::default());
    let reset = ArrangeTable { table: Table::LicensesOnPremises, arrangement: None };
    other.call("arrange-table", &reset).await.value::<()>();
    assert!(kept(&admin).await.arrangements.is_empty());
}

#[both_databases]
async fn a_shared_preset_is_its_maker_s_to_change(database: TestDb) {
    let world = World::make(&database).await;
    let (admin, viewer, parent) = (world.browser("admin"), world.browser("viewer"), world.browser("parent"));
    let ours: Preset = admin.call("save-preset", &preset("Ours", true)).await.value();
    let seen = kept(&viewer).await.presets;
    assert_eq!(seen, [Preset { by: "admin".into(), may_change: false, ..ours.clone() }]);
    let rename = |preset: PresetId| RenamePreset { preset, name: "Theirs".into(), shared: true };
    let remove = |preset: PresetId| RemovePreset { preset };
    // Hidden and missing are the same response (R3).
    for (who, id) in [("viewer", ours.id), ("branch", ours.id), ("other", ours.id), ("admin", world.missing)]
    {
        let browser = world.browser(who);
        let over = SavePreset { replace: Some(id), ..preset("Theirs", true) };
        for answer in [
            browser.call("rename-preset", &rename(id)).await,
            browser.call("remove-preset", &remove(id)).await,
            browser.call("save-preset", &over).await,
        ] {
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{who}");
        }
    }
    // They manage the organization's people.
    assert_eq!(parent.call("rename-preset", &rename(ours.id)).await.status, StatusCode::NOT_FOUND);
    parent.call("remove-preset", &remove(ours.id)).await.value::<()>();
    assert!(kept(&viewer).await.presets.is_empty());
}

#[both_databases]
async fn what_is_wrong_is_told_at_its_field(database: TestDb) {
    let world = World::make(&database).await;
    let admin = world.browser("admin");
    admin.call("save-preset", &preset("Mine", false)).await.value::<Preset>();
    let long = SavePreset { query: "x".repeat(20_000), ..preset("Long", false) };
    for (answer, field, sentence) in [
        (
            admin.call("save-preset", &preset(" mine ", false)).await,
            "name",
            "already have a preset named “mine”",
        ),
        (admin.call("save-preset", &preset("", false)).await, "name", "1 to 60 characters"),
        (admin.call("save-preset", &long).await, "query", "up to 16 KiB"),
        (world.browser("none").call("save-preset", &preset("Ours", true)).await, "shared", "for yourself"),
    ] {
        let (at, message) = told(answer);
        assert_eq!(at, field);
        assert!(message.contains(sentence), "{message}");
    }
    let wide = Arranged { id: "note".into(), shown: true, width: Some(1) };
    let arrangement =
        Some(Arrangement { columns: vec![wide], density: Density::Compact, ..Arrangement::default() });
    let arrange = ArrangeTable { table: Table::LicensesCloud, arrangement };
    let (at, message) = told(admin.call("arrange-table", &arrange).await);
    assert_eq!((at.as_str(), message.as_str()), ("arrangement", "A column can be 40 to 1200 pixels wide."));
}

#[both_databases]
async fn programs_have_no_tables_and_who_looks_in_reads_no_search(database: TestDb) {
    let world = World::make(&database).await;
    let ours: Preset = world.browser("admin").call("save-preset", &preset("Ours", true)).await.value();
    let program = world.browser("signed-out").with_bearer(world.stock.token.to_text());
    for answer in [
        program.call("kept", &Kept { page: PAGE }).await,
        program.call("save-preset", &preset("New", false)).await,
        program.call("remove-preset", &RemovePreset { preset: ours.id }).await,
    ] {
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
    let vendor = world.browser("vendor");
    let arrange = ArrangeTable { table: Table::LicensesCloud, arrangement: Some(Arrangement::default()) };
    vendor.call("arrange-table", &arrange).await.value::<()>();
    vendor.call("begin-viewing", &BeginViewing { organization: world.base.customer }).await.value::<()>();
    let looking = kept(&vendor).await;
    assert!(looking.arrangements.is_empty());
    let seen =
        Preset { query: "status=expiring".into(), by: "admin".into(), may_change: false, ..ours.clone() };
    assert_eq!(looking.presets, [seen]);
    for answer in [
        vendor.call("arrange-table", &arrange).await,
        vendor.call("save-preset", &preset("New", false)).await,
        vendor.call("remove-preset", &RemovePreset { preset: ours.id }).await,
    ] {
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
}
