//! The columns of all lists but the license lists, table by table, left to right.

use crate::columns::{Cells, Column, TEXT};
use crate::table::Table;

const LICENSES: &[Table] = &[Table::ConsoleLicenses];
const ORGANIZATIONS: &[Table] = &[Table::ConsoleOrganizations];
const PRODUCTS: &[Table] = &[Table::Products];
const USERS: &[Table] = &[Table::Users];
const REQUESTS: &[Table] = &[Table::JoinRequests];
const POOLS: &[Table] = &[Table::Pools];
const DEPLOYMENTS: &[Table] = &[Table::Deployments];
const EVENTS: &[Table] = &[Table::Events];
const TOKENS: &[Table] = &[Table::ApiTokens];
const ALERT_USERS: &[Table] = &[Table::AlertUsers];
const LEAD_TIMES: &[Table] = &[Table::LeadTimes];
const NEXT: &[Table] = &[Table::NextAlerts];
const MAILS: &[Table] = &[Table::SentMails];
const ROLES: &[Table] = &[Table::Roles];
const SUBS: &[Table] = &[Table::SubOrganizations];
const PASSKEYS: &[Table] = &[Table::Passkeys];
const SESSIONS: &[Table] = &[Table::Sessions];

/// The tables whose rows have buttons.
const ACTED_ON: &[Table] = &[
    Table::ConsoleLicenses,
    Table::ConsoleOrganizations,
    Table::Users,
    Table::JoinRequests,
    Table::ApiTokens,
    Table::AlertUsers,
    Table::LeadTimes,
    Table::Roles,
    Table::SubOrganizations,
    Table::Passkeys,
    Table::Sessions,
];

const fn column(of: &'static [Table], id: &'static str, label: &'static str) -> Column {
    Column { id, label, width: "auto", of, ..TEXT }
}

impl Column {
    /// The first column, which is always shown.
    const fn first(self) -> Self {
        Self { fixed: true, ..self }
    }

    /// The column that names the row. It takes more of the width that is left.
    const fn name(self) -> Self {
        Self { cells: Cells::Name, width: "minmax(8rem, 2fr)", ..self }
    }

    /// Long text, which takes of the width that is left.
    const fn long(self) -> Self {
        Self { width: "minmax(8rem, 1.5fr)", ..self }
    }

    const fn short(self) -> Self {
        Self { cells: Cells::Short, ..self }
    }

    const fn number(self) -> Self {
        Self { cells: Cells::Number, ..self }
    }

    /// It has no order.
    const fn unsorted(self) -> Self {
        Self { sortable: false, ..self }
    }
}

/// All columns of lists. One that can be sorted has its word in the address as its id.
pub static LIST_COLUMNS: [Column; 98] = [
    column(LICENSES, "license", "License").name().first(),
    column(LICENSES, "key", "License Key").short(),
    column(LICENSES, "product", "Product").long(),
    column(LICENSES, "organizations", "Organizations").long().unsorted(),
    column(LICENSES, "status", "Status").unsorted(),
    column(LICENSES, "start", "Start Date").short(),
    column(LICENSES, "expiration", "Expiration Date").short(),
    column(LICENSES, "deployed", "Deployed / Purchased"),
    column(LICENSES, "type", "Type"),
    column(ORGANIZATIONS, "name", "Organization").name().first(),
    column(ORGANIZATIONS, "kind", "Kind"),
    column(ORGANIZATIONS, "parent", "Parent").long(),
    column(ORGANIZATIONS, "partners", "Partners").long().unsorted(),
    column(ORGANIZATIONS, "users", "Users").number(),
    column(ORGANIZATIONS, "licenses", "Licenses").number(),
    column(PRODUCTS, "name", "Product").name().first(),
    column(PRODUCTS, "maker", "Maker").long(),
    column(PRODUCTS, "kind", "Kind"),
    column(PRODUCTS, "installers", "Installers").number(),
    column(USERS, "name", "Name").long().first(),
    column(USERS, "email", "E-mail Address").name(),
    column(USERS, "organization", "Organization").long(),
    column(USERS, "role", "Role").long(),
    column(USERS, "status", "Status"),
    column(USERS, "since", "Since"),
    column(REQUESTS, "name", "Name").name().first().unsorted(),
    column(REQUESTS, "email", "E-mail address").long().unsorted(),
    column(REQUESTS, "message", "Message").long().unsorted(),
    column(REQUESTS, "asked", "Asked").unsorted(),
    Column { width: "minmax(13rem, 2fr)", ..column(POOLS, "name", "Pool").name().first() },
    column(POOLS, "group", "Access Group").long(),
    column(POOLS, "status", "Status"),
    column(POOLS, "type", "Type").unsorted(),
    column(POOLS, "licenses", "Licenses").number(),
    column(POOLS, "units", "Units").number(),
    column(POOLS, "online", "Online").number(),
    column(POOLS, "offline", "Offline").number(),
    column(POOLS, "free", "Free").number(),
    column(POOLS, "subunits", "Subunits").unsorted(),
    column(POOLS, "expiration", "Expiration Date").short(),
    column(POOLS, "owner", "Owner Name").long().unsorted(),
    column(POOLS, "contact", "Contact").long().unsorted(),
    column(POOLS, "tags", "Tags").long().unsorted(),
    column(DEPLOYMENTS, "id", "Deployment ID").name().first(),
    column(DEPLOYMENTS, "host", "Host Name").long(),
    column(DEPLOYMENTS, "platform", "Platform"),
    column(DEPLOYMENTS, "version", "Product Version"),
    column(DEPLOYMENTS, "mode", "Mode"),
    column(DEPLOYMENTS, "units", "Units").number(),
    column(DEPLOYMENTS, "group", "Group"),
    column(DEPLOYMENTS, "activated", "Activated"),
    column(DEPLOYMENTS, "seen", "Last Seen"),
    column(EVENTS, "time", "Time").first(),
    column(EVENTS, "who", "Who").long().unsorted(),
    column(EVENTS, "what", "What").name().unsorted(),
    column(EVENTS, "on", "On").long().unsorted(),
    column(EVENTS, "old", "Old Value").long().unsorted(),
    column(EVENTS, "new", "New Value").long().unsorted(),
    column(EVENTS, "network-address", "Network Address").unsorted(),
    column(TOKENS, "name", "Name").name().first(),
    column(TOKENS, "token", "Token").short().unsorted(),
    column(TOKENS, "maker", "Created by").long(),
    column(TOKENS, "created", "Created"),
    column(TOKENS, "last-day", "Last Day").short(),
    column(TOKENS, "used", "Last Used"),
    column(ALERT_USERS, "email", "E-mail address").name().first().unsorted(),
    column(ALERT_USERS, "name", "Name").long().unsorted(),
    column(ALERT_USERS, "alerts", "Gets alerts for").long().unsorted(),
    column(ALERT_USERS, "added", "Added").unsorted(),
    column(LEAD_TIMES, "product", "Product").name().first().unsorted(),
    column(LEAD_TIMES, "license", "License").short().unsorted(),
    column(LEAD_TIMES, "expiration", "Expiration Date").short().unsorted(),
    column(LEAD_TIMES, "days", "Days before").unsorted(),
    column(NEXT, "on", "Sent on (UTC)").short().first().unsorted(),
    column(NEXT, "product", "Product").name().unsorted(),
    column(NEXT, "license", "License").short().unsorted(),
    column(NEXT, "expiration", "Expiration Date").short().unsorted(),
    column(NEXT, "lead-time", "Lead Time").unsorted(),
    column(NEXT, "to", "To").unsorted(),
    column(MAILS, "to", "To").long().first(),
    column(MAILS, "subject", "Subject").long(),
    column(MAILS, "written", "Written"),
    column(MAILS, "state", "State").long(),
    column(ROLES, "role", "Role").name().first().unsorted(),
    column(ROLES, "gives", "Gives").long().unsorted(),
    column(ROLES, "people", "People").number().unsorted(),
    column(SUBS, "name", "Name").name().first().unsorted(),
    column(SUBS, "users", "Users").number().unsorted(),
    column(SUBS, "licenses", "Licenses").number().unsorted(),
    column(PASSKEYS, "name", "Name").name().first().unsorted(),
    column(PASSKEYS, "added", "Added").unsorted(),
    column(PASSKEYS, "used", "Last Used").unsorted(),
    column(SESSIONS, "browser", "Browser").name().first().unsorted(),
    column(SESSIONS, "from", "From").unsorted(),
    column(SESSIONS, "with", "Signed in with").unsorted(),
    column(SESSIONS, "since", "Since").unsorted(),
    column(SESSIONS, "seen", "Last used").unsorted(),
    Column { unseen: true, fixed: true, sortable: false, ..column(ACTED_ON, "actions", "Actions") },
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::api_access::TokenColumn;
    use crate::columns::{COLUMNS, columns, placed};
    use crate::console::{LicenseColumn, OrganizationColumn};
    use crate::critical_alert::MailColumn;
    use crate::deployment::SortBy;
    use crate::event::EventColumn;
    use crate::list::SortColumn;
    use crate::product::ProductColumn;
    use crate::user::UserColumn;

    fn words<By: SortColumn>() -> BTreeSet<&'static str> {
        By::ALL.iter().map(|by| by.name()).collect()
    }

    #[test]
    fn what_can_be_sorted_has_the_word_of_the_address() {
        let mut of_licenses = words::<LicenseColumn>();
        // The usual order, which no column shows.
        of_licenses.remove(LicenseColumn::Added.name());
        for (table, words) in [
            (Table::ConsoleLicenses, of_licenses),
            (Table::ConsoleOrganizations, words::<OrganizationColumn>()),
            (Table::Products, words::<ProductColumn>()),
            (Table::Users, words::<UserColumn>()),
            (Table::Deployments, words::<SortBy>()),
            (Table::Events, words::<EventColumn>()),
            (Table::ApiTokens, words::<TokenColumn>()),
            (Table::SentMails, words::<MailColumn>()),
            (Table::Roles, BTreeSet::new()),
        ] {
            let sortable = columns(&LIST_COLUMNS, table).filter(|column| column.sortable);
            assert_eq!(sortable.map(|column| column.id).collect::<BTreeSet<_>>(), words, "{table:?}");
        }
    }

    #[test]
    fn each_list_has_each_column_once_and_only_its_ends_are_fixed() {
        for table in Table::ALL {
            let all = placed(&LIST_COLUMNS, table, &[]);
            if [0, 1].contains(&all.len()) {
                assert!(columns(&COLUMNS, table).count() > 1, "{table:?}");
                continue;
            }
            let ids: BTreeSet<_> = all.iter().map(|placed| placed.column.id).collect();
            assert_eq!(ids.len(), all.len(), "{table:?}");
            assert!(all[0].column.fixed, "{table:?}");
            let is_within = |at: usize| at > 0 && at + 1 < all.len();
            let within = all.iter().enumerate().filter(|(at, _)| is_within(*at));
            assert!(within.map(|(_, placed)| placed.column).all(|column| !column.fixed), "{table:?}");
            assert!(all.iter().filter(|placed| placed.column.cells == Cells::Name).count() <= 1);
        }
    }
}
