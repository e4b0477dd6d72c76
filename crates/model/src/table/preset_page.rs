//! The pages whose filters can be kept as presets, and who may keep and share them there.

use serde::{Deserialize, Serialize};

use crate::access::Relation;
use crate::{Action, Actor, Permit, ProductKind, Refused, Target};

/// A page with tables, whose filters can be kept as presets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PresetPage {
    /// My Organization.
    Licenses,
    /// License Pools.
    Pools,
    /// Customer Organizations.
    Customers,
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
    /// API Access.
    ApiAccess,
    /// Critical Alert Users.
    CriticalAlerts,
    /// Roles.
    Roles,
    /// Organization.
    Organization,
    /// Sign-in & Security.
    AccountSecurity,
}

impl PresetPage {
    /// All pages with presets.
    pub const ALL: [Self; 14] = [
        Self::Licenses,
        Self::Pools,
        Self::Customers,
        Self::Deployments,
        Self::Users,
        Self::Events,
        Self::ConsoleOrganizations,
        Self::ConsoleLicenses,
        Self::Products,
        Self::ApiAccess,
        Self::CriticalAlerts,
        Self::Roles,
        Self::Organization,
        Self::AccountSecurity,
    ];

    /// The word in the database and in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Licenses => "licenses",
            Self::Pools => "pools",
            Self::Customers => "customers",
            Self::Deployments => "deployments",
            Self::Users => "users",
            Self::Events => "events",
            Self::ConsoleOrganizations => "console-organizations",
            Self::ConsoleLicenses => "console-licenses",
            Self::Products => "products",
            Self::ApiAccess => "api-access",
            Self::CriticalAlerts => "critical-alerts",
            Self::Roles => "roles",
            Self::Organization => "organization",
            Self::AccountSecurity => "account-security",
        }
    }

    /// The page of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|page| page.name() == name)
    }

    /// The words in Event History.
    pub fn label(self) -> &'static str {
        match self {
            Self::Licenses => "My Organization",
            Self::Pools => "License Pools",
            Self::Customers => "Customer Organizations",
            Self::Deployments => "Manage Active Deployments",
            Self::Users => "Users",
            Self::Events => "Event History",
            Self::ConsoleOrganizations => "Vendor Console: Organizations",
            Self::ConsoleLicenses => "Vendor Console: Licenses",
            Self::Products => "Products",
            Self::ApiAccess => "API Access",
            Self::CriticalAlerts => "Critical Alert Users",
            Self::Roles => "Roles",
            Self::Organization => "Organization",
            Self::AccountSecurity => "Sign-in & Security",
        }
    }

    /// What a person must be allowed to do to open it, as in [`PAGES`](crate::page::PAGES).
    fn opened_by(self) -> (Action, Target) {
        match self {
            // Everybody may list their personal licenses.
            Self::Licenses | Self::AccountSecurity => (Action::ListLicenses, Target::MyOrganization),
            Self::Pools => (Action::SeePools, Target::MyOrganization),
            Self::Customers => (Action::GenerateReport, Target::Customers),
            Self::Deployments => (Action::ManageDeployments, Target::Anything),
            Self::Users => (Action::ListUsers, Target::MyOrganization),
            Self::Events => (Action::SeeEvents, Target::MyOrganization),
            Self::ConsoleOrganizations | Self::ConsoleLicenses => (Action::SeeConsole, Target::Installation),
            Self::Products => (Action::ManageInstallers, Target::Installation),
            Self::ApiAccess => (Action::ListApiTokens, Target::MyOrganization),
            Self::CriticalAlerts => (Action::ListAlertUsers, Target::MyOrganization),
            Self::Roles => (Action::ListRoles, Target::MyOrganization),
            Self::Organization => (Action::SeeOrganization, Target::MyOrganization),
        }
    }

    /// Returns the permit that a person needs to open the page, or the refusal.
    pub fn permit(self, actor: &Actor) -> Result<Permit, Refused> {
        let (action, target) = self.opened_by();
        actor.permit(action, target)
    }

    /// Returns whether the page shows its reader anything of their organization. If so, it also shows the presets that the
    /// organization's people share there. A person whose role gives nothing has a page of personal licenses alone.
    pub fn shows_shared(self, actor: &Actor) -> bool {
        let of_organization = [Relation::Own, Relation::Sub, Relation::Customer, Relation::Installation];
        // One's own passkeys and sessions are nobody else's.
        self != Self::AccountSecurity
            && actor.membership.is_some()
            && self.permit(actor).is_ok_and(|permit| {
                let reach = permit.reach(ProductKind::OnPremises);
                of_organization.into_iter().any(|relation| reach.has(relation))
            })
    }

    /// Returns whether a person may share presets of the page with their organization.
    pub fn may_share(self, actor: &Actor) -> bool {
        actor.may(Action::ArrangeTables, Target::MyOrganization) && self.shows_shared(actor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Membership, Position};
    use crate::page::{Audience, PAGES};
    use crate::{Level, Levels, OrganizationKind, RoleObject};

    fn member(levels: Levels, kind: OrganizationKind) -> Actor {
        let (has_customers, has_subs) = (kind == OrganizationKind::Distributor, false);
        let position = Position::default();
        let membership =
            Membership { organization: 1, kind, levels, has_customers, has_subs, position, viewed: false };
        Actor { user: 1, membership: Some(membership) }
    }

    #[test]
    fn presets_are_for_whoever_may_open_the_page() {
        for (page, path) in [
            (PresetPage::Licenses, "/licenses"),
            (PresetPage::Pools, "/pools"),
            (PresetPage::Customers, "/customers"),
            (PresetPage::Deployments, "/deployments"),
            (PresetPage::Users, "/users"),
            (PresetPage::Events, "/events"),
            (PresetPage::ConsoleOrganizations, "/console/organizations"),
            (PresetPage::ConsoleLicenses, "/console/licenses"),
            (PresetPage::Products, "/products"),
            (PresetPage::ApiAccess, "/api-access"),
            (PresetPage::CriticalAlerts, "/critical-alerts"),
            (PresetPage::Roles, "/roles"),
            (PresetPage::Organization, "/organization"),
            (PresetPage::AccountSecurity, "/account-security"),
        ] {
            let audience = PAGES.iter().find(|of| of.path == path).unwrap().audience;
            match audience {
                Audience::Permitted(action, target) => assert_eq!(page.opened_by(), (action, target)),
                // Everybody lists their personal licenses.
                _ => assert!(page.permit(&Actor { user: 1, membership: None }).is_ok(), "{path}"),
            }
        }
    }

    #[test]
    fn presets_are_shared_where_the_page_shows_something_of_the_organization() {
        let shares = |actor: &Actor| -> Vec<PresetPage> {
            PresetPage::ALL.into_iter().filter(|page| page.may_share(actor)).collect()
        };
        let at = |object, kind| member(Levels::default().with(object, Level::ViewOnly), kind);
        let nobody = Actor { user: 1, membership: None };
        assert_eq!(shares(&nobody), [PresetPage::Licenses; 0]);
        assert_eq!(shares(&member(Levels::default(), OrganizationKind::Customer)), [PresetPage::Licenses; 0]);
        let viewer = at(RoleObject::LicenseManagement, OrganizationKind::Customer);
        assert_eq!(shares(&viewer), [PresetPage::Licenses, PresetPage::Pools]);
        let seller = at(RoleObject::LicenseManagementCustomerOrganizations, OrganizationKind::Distributor);
        assert_eq!(shares(&seller), [PresetPage::Customers]);
        let staff = at(RoleObject::VendorConsole, OrganizationKind::Vendor);
        assert_eq!(shares(&staff), [PresetPage::ConsoleOrganizations, PresetPage::ConsoleLicenses]);
        let mut looking = member(Levels::all(Level::FullAccess), OrganizationKind::Customer);
        looking.membership.as_mut().unwrap().viewed = true;
        assert_eq!(shares(&looking), [PresetPage::Licenses; 0]);
        assert!(PresetPage::Licenses.shows_shared(&looking));
    }
}
