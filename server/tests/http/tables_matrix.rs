//! Expected responses about table arrangements and filter presets for each kind of caller.

use app::tables::{ArrangeTable, Kept, RemovePreset, RenamePreset, SavePreset};
use model::table::{Arrangement, PresetPage, Table};

use crate::matrix::{Row, function};
use crate::world::World;

/// Everybody who is signed in.
const ALL: &str = "1 2222 22 2222 2 2";

/// The rows of the matrix.
pub fn rows(world: &World) -> Vec<Row> {
    let staff = "1 .... .. .... 2 .";
    let with_level = "1 .... 22 2..2 2 .";
    let mut rows = Vec::new();
    // As the pages themselves.
    for (page, table, who) in [
        (PresetPage::Licenses, Table::LicensesCloud, ALL),
        (PresetPage::Pools, Table::Pools, "1 ..22 22 2..2 2 ."),
        (PresetPage::Customers, Table::CustomersCloud, "1 .... .. 2222 . ."),
        (PresetPage::Deployments, Table::Deployments, "1 ...2 22 2.22 2 ."),
        (PresetPage::Users, Table::Users, "1 .... 22 2..2 2 ."),
        (PresetPage::Events, Table::Events, "1 .... 22 2..2 2 ."),
        (PresetPage::ConsoleOrganizations, Table::ConsoleOrganizations, staff),
        (PresetPage::ConsoleLicenses, Table::ConsoleLicenses, staff),
        (PresetPage::Products, Table::Products, staff),
        (PresetPage::ApiAccess, Table::ApiTokens, with_level),
        (PresetPage::CriticalAlerts, Table::SentMails, with_level),
        (PresetPage::Roles, Table::Roles, with_level),
        (PresetPage::Organization, Table::SubOrganizations, with_level),
        (PresetPage::AccountSecurity, Table::Sessions, ALL),
    ] {
        let arrange = |arrangement| ArrangeTable { table, arrangement };
        rows.push(function("/api/kept", &Kept { page }, who));
        rows.push(function("/api/arrange-table", &arrange(Some(Arrangement::default())), who));
        rows.push(function("/api/arrange-table", &arrange(None), who));
        rows.push(function("/api/save-preset", &save(page, "Of one's own", false), who));
    }
    let missing = world.missing;
    let rename = RenamePreset { preset: missing, name: "Other".into(), shared: false };
    let nobody = "1 .... .. .... . .";
    let over = SavePreset { replace: Some(missing), ..save(PresetPage::Licenses, "Over", false) };
    rows.extend([
        // Sharing requires a role that shows something of the organization there.
        function("/api/save-preset", &save(PresetPage::Licenses, "Ours", true), "1 xx22 22 2xx2 2 x"),
        function("/api/save-preset", &save(PresetPage::Customers, "Ours", true), "1 .... .. 2222 . ."),
        // The name is already taken.
        function(
            "/api/save-preset",
            &save(PresetPage::Licenses, "OF ONE'S OWN", false),
            "1 xxxx xx xxxx x x",
        ),
        function("/api/save-preset", &over, nobody),
        function("/api/rename-preset", &rename, nobody),
        function("/api/remove-preset", &RemovePreset { preset: missing }, nobody),
    ]);
    rows
}

fn save(page: PresetPage, name: &str, shared: bool) -> SavePreset {
    SavePreset { page, name: name.into(), query: "q=x".into(), shared, replace: None }
}
