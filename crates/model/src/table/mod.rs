//! The tables of the portal as each person arranges them: which columns, in which order and width, how dense, and the side panel
//! beside them. And the filter presets of their pages.

mod preset;
mod preset_page;

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

pub use preset::{
    FORMER_MEMBER, PRESET_NAME_LIMIT, PRESET_QUERY_LIMIT, PRESETS_OF_PERSON, Preset, PresetError, PresetId,
    SHARED_PRESETS, checked_preset_name, checked_preset_query, may_remove_shared, without_search,
};
pub use preset_page::PresetPage;

/// An arrangement has at most this many columns.
pub const COLUMNS_LIMIT: usize = 40;
/// A column's id has at most this many letters.
const ID_LIMIT: usize = 40;
/// The widths that a column can have, in pixels.
pub const WIDTHS: RangeInclusive<u16> = 40..=1_200;

/// The widths that a side panel can have, in pixels.
pub const PANEL_WIDTHS: RangeInclusive<u16> = 320..=960;

/// A table whose arrangement is kept for each person and organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Table {
    /// Cloud Services of My Organization.
    LicensesCloud,
    /// On-Premises Products of My Organization.
    LicensesOnPremises,
    /// Cloud Services of Customer Organizations.
    CustomersCloud,
    /// Products of Customer Organizations.
    CustomersOnPremises,
    /// License Pools.
    Pools,
    /// Manage Active Deployments.
    Deployments,
    /// Users.
    Users,
    /// Event History.
    Events,
    /// Organizations in the Vendor Console.
    ConsoleOrganizations,
    /// Licenses in the Vendor Console.
    ConsoleLicenses,
    /// Products.
    Products,
    /// Tokens of API Access.
    ApiTokens,
    /// Critical Alert Users.
    AlertUsers,
    /// Licenses with their own lead times.
    LeadTimes,
    /// Critical alerts to come.
    NextAlerts,
    /// Sent critical alerts.
    SentMails,
    /// Roles.
    Roles,
    /// Sub-organizations.
    SubOrganizations,
    /// Requests to join, beside the users.
    JoinRequests,
    /// One's own passkeys.
    Passkeys,
    /// One's own sessions.
    Sessions,
}

impl Table {
    /// All tables.
    pub const ALL: [Self; 21] = [
        Self::LicensesCloud,
        Self::LicensesOnPremises,
        Self::CustomersCloud,
        Self::CustomersOnPremises,
        Self::Pools,
        Self::Deployments,
        Self::Users,
        Self::Events,
        Self::ConsoleOrganizations,
        Self::ConsoleLicenses,
        Self::Products,
        Self::ApiTokens,
        Self::AlertUsers,
        Self::LeadTimes,
        Self::NextAlerts,
        Self::SentMails,
        Self::Roles,
        Self::SubOrganizations,
        Self::JoinRequests,
        Self::Passkeys,
        Self::Sessions,
    ];

    /// The word in the database and in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::LicensesCloud => "licenses-cloud",
            Self::LicensesOnPremises => "licenses-on-premises",
            Self::CustomersCloud => "customers-cloud",
            Self::CustomersOnPremises => "customers-on-premises",
            Self::Pools => "pools",
            Self::Deployments => "deployments",
            Self::Users => "users",
            Self::Events => "events",
            Self::ConsoleOrganizations => "console-organizations",
            Self::ConsoleLicenses => "console-licenses",
            Self::Products => "products",
            Self::ApiTokens => "api-tokens",
            Self::AlertUsers => "alert-users",
            Self::LeadTimes => "lead-times",
            Self::NextAlerts => "next-alerts",
            Self::SentMails => "sent-mails",
            Self::Roles => "roles",
            Self::SubOrganizations => "sub-organizations",
            Self::JoinRequests => "join-requests",
            Self::Passkeys => "passkeys",
            Self::Sessions => "sessions",
        }
    }

    /// The table of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.name() == name)
    }

    /// The page that it is on.
    pub fn page(self) -> PresetPage {
        match self {
            Self::LicensesCloud | Self::LicensesOnPremises => PresetPage::Licenses,
            Self::CustomersCloud | Self::CustomersOnPremises => PresetPage::Customers,
            Self::Pools => PresetPage::Pools,
            Self::Deployments => PresetPage::Deployments,
            Self::Users | Self::JoinRequests => PresetPage::Users,
            Self::Events => PresetPage::Events,
            Self::ConsoleOrganizations => PresetPage::ConsoleOrganizations,
            Self::ConsoleLicenses => PresetPage::ConsoleLicenses,
            Self::Products => PresetPage::Products,
            Self::ApiTokens => PresetPage::ApiAccess,
            Self::AlertUsers | Self::LeadTimes | Self::NextAlerts | Self::SentMails => {
                PresetPage::CriticalAlerts
            }
            Self::Roles => PresetPage::Roles,
            Self::SubOrganizations => PresetPage::Organization,
            Self::Passkeys | Self::Sessions => PresetPage::AccountSecurity,
        }
    }
}

/// How tall rows are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Density {
    /// Two lines.
    #[default]
    Comfortable,
    /// One line.
    Compact,
}

/// A column as a person arranged it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arranged {
    /// The column's id, such as `expiration`.
    pub id: String,
    /// Whether it is shown.
    pub shown: bool,
    /// Its width in pixels; None for the table's own.
    pub width: Option<u16>,
}

/// The side panel of a page as a person left it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SidePanel {
    /// Its width in pixels; None for its own.
    pub width: Option<u16>,
    /// Whether it is open when the page opens.
    pub open: bool,
}

/// How a person arranged a table. A column that is missing here is where the table itself puts it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrangement {
    /// The columns, in order.
    pub columns: Vec<Arranged>,
    /// How tall rows are.
    pub density: Density,
    /// The side panel of the table's page, which is kept with the page's first table. Earlier versions had none.
    #[serde(default)]
    pub panel: SidePanel,
}

impl Arrangement {
    /// Returns the arrangement if it is within the limits; otherwise a sentence about what is not.
    pub fn checked(self) -> Result<Self, String> {
        if self.columns.len() > COLUMNS_LIMIT {
            return Err(format!("A table can have up to {COLUMNS_LIMIT} columns."));
        }
        if self.panel.width.is_some_and(|width| !PANEL_WIDTHS.contains(&width)) {
            let (least, most) = (PANEL_WIDTHS.start(), PANEL_WIDTHS.end());
            return Err(format!("The side panel can be {least} to {most} pixels wide."));
        }
        let is_id = |id: &str| {
            (1..=ID_LIMIT).contains(&id.len())
                && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
        };
        for (place, column) in self.columns.iter().enumerate() {
            if !is_id(&column.id) {
                return Err(format!(
                    "The id of a column must have 1 to {ID_LIMIT} lowercase letters and hyphens."
                ));
            }
            if self.columns[..place].iter().any(|earlier| earlier.id == column.id) {
                return Err(format!("The column {} occurs twice.", column.id));
            }
            if column.width.is_some_and(|width| !WIDTHS.contains(&width)) {
                let (least, most) = (WIDTHS.start(), WIDTHS.end());
                return Err(format!("A column can be {least} to {most} pixels wide."));
            }
        }
        Ok(self)
    }
}

/// The settings kept for a person on a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// How they arranged the page's tables; without tables that they left as they are.
    pub arrangements: Vec<(Table, Arrangement)>,
    /// Their presets and those that others share, by name.
    pub presets: Vec<Preset>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(id: &str, width: Option<u16>) -> Arranged {
        Arranged { id: id.to_owned(), shown: true, width }
    }

    fn arranged(columns: Vec<Arranged>) -> Arrangement {
        Arrangement { columns, density: Density::Compact, panel: SidePanel::default() }
    }

    #[test]
    fn tables_and_pages_are_found_by_their_names() {
        for table in Table::ALL {
            assert_eq!(Table::from_name(table.name()), Some(table));
        }
        for page in PresetPage::ALL {
            assert_eq!(PresetPage::from_name(page.name()), Some(page));
            assert!(Table::ALL.iter().any(|table| table.page() == page), "{page:?} has a table");
        }
        assert_eq!((Table::from_name("Users"), PresetPage::from_name("")), (None, None));
    }

    #[test]
    fn an_arrangement_has_limits() {
        let id = |number: usize| "x".repeat(number + 1);
        let most = (0..COLUMNS_LIMIT).map(|number| column(&id(number), None)).collect();
        for good in [
            Arrangement::default(),
            arranged(most),
            arranged(vec![column("start-date", Some(40)), column("end-date", Some(1_200))]),
        ] {
            assert_eq!(good.clone().checked(), Ok(good));
        }
        let many = (0..=COLUMNS_LIMIT).map(|_| column("a", None)).collect();
        for (wrong, what) in [
            (many, "up to 40 columns"),
            (vec![column("", None)], "1 to 40 lowercase letters"),
            (vec![column("Note", None)], "1 to 40 lowercase letters"),
            (vec![column("note2", None)], "1 to 40 lowercase letters"),
            (vec![column(&id(40), None)], "1 to 40 lowercase letters"),
            (
                vec![column("note", None), column("key", None), column("note", None)],
                "column note occurs twice",
            ),
            (vec![column("note", Some(39))], "40 to 1200 pixels"),
            (vec![column("note", Some(1_201))], "40 to 1200 pixels"),
        ] {
            let told = arranged(wrong).checked().unwrap_err();
            assert!(told.contains(what), "{told}");
        }
        for (width, is_good) in [(319, false), (320, true), (960, true), (961, false)] {
            let panel = SidePanel { width: Some(width), open: true };
            let checked = Arrangement { panel, ..Arrangement::default() }.checked();
            assert_eq!(checked.is_ok(), is_good, "{width}");
        }
    }
}
