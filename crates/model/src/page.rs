//! The pages of the portal, in one table. The server's routes, the bundles of the browser's side and the navigation follow it.

use crate::access::{Action, Actor, Target};

/// The page for the owner of an installation that has no people yet.
pub const WELCOME: &str = "/welcome";

/// At the end of a path it stands for a number, such as a product's.
const ID: &str = "{id}";

/// A page.
#[derive(Debug)]
pub struct Page {
    /// The path. `{id}` at its end stands for a number.
    pub path: &'static str,
    /// The component that draws it.
    pub component: Component,
    /// The people who may open it.
    pub audience: Audience,
    /// Its link in the navigation; None if only other pages lead to it.
    pub link: Option<Link>,
}

/// The component that draws a page, by the bundle that contains it. Each bundle in `app/src/bundles` matches its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Component {
    /// One of the bundle `portal`.
    Portal(PortalPage),
    /// The one of the bundle `customers`.
    Customers,
    /// One of the bundle `rest`.
    Rest(RestPage),
}

/// A page of the bundle `portal`. Every byte of these is in everybody's first load.
#[expect(missing_docs, reason = "the table says what each is")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PortalPage {
    Licenses,
    SignIn,
}

/// A page of the bundle `rest`.
#[expect(missing_docs, reason = "the table says what each is")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RestPage {
    AccessGroups,
    AccountSecurity,
    Activate,
    ApiAccess,
    ConsoleDashboard,
    ConsoleLicenses,
    ConsoleOrganizations,
    CriticalAlerts,
    Deployments,
    Events,
    Import,
    Invitation,
    Join,
    MailDomains,
    Organization,
    PasskeySignIn,
    PasswordReset,
    Pools,
    Product,
    Products,
    Profile,
    Roles,
    SecondFactor,
    Security,
    SignUp,
    SingleSignOn,
    Sso,
    Support,
    Users,
    Welcome,
}

/// A program of the browser's side, with an entry point of the same name in `frontend/src/bin`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bundle {
    /// Signing in and My Organization.
    Portal,
    /// Customer Organizations. It draws the pages of `portal` as well.
    Customers,
    /// All other pages.
    Rest,
}

/// The people who may open a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Anybody, signed in or not.
    Anybody,
    /// Anybody while the installation has no people, and nobody after that.
    UntilSetUp,
    /// Everybody who is signed in.
    SignedIn,
    /// Those who may do the action on anything of the target.
    Permitted(Action, Target),
    /// Those who reach a license of the product whose number ends the path. Only the server knows them.
    OfProduct,
}

/// A link in the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The area that it belongs to.
    pub area: Area,
    /// Its text.
    pub label: &'static str,
}

/// Pages that belong together.
#[expect(missing_docs, reason = "the labels say what each is")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    LicenseManagement,
    ActivateLicense,
    VendorConsole,
    Administration,
    /// The account's menu.
    Account,
}

/// All pages. Within an area, their order is that of their links.
pub static PAGES: &[Page] = &[
    portal("/sign-in", PortalPage::SignIn, Audience::Anybody),
    rest("/passkey-sign-in", RestPage::PasskeySignIn, Audience::Anybody),
    rest("/sso", RestPage::Sso, Audience::Anybody),
    rest("/second-factor", RestPage::SecondFactor, Audience::Anybody),
    rest("/password-reset", RestPage::PasswordReset, Audience::Anybody),
    rest("/sign-up", RestPage::SignUp, Audience::Anybody),
    rest("/invitation", RestPage::Invitation, Audience::Anybody),
    rest(WELCOME, RestPage::Welcome, Audience::UntilSetUp),
    portal("/licenses", PortalPage::Licenses, Audience::SignedIn)
        .linked(Area::LicenseManagement, "My Organization"),
    rest("/pools", RestPage::Pools, organization(Action::SeePools))
        .linked(Area::LicenseManagement, "License Pools"),
    Page {
        path: "/customers",
        component: Component::Customers,
        audience: Audience::Permitted(Action::GenerateReport, Target::Customers),
        link: Some(Link { area: Area::LicenseManagement, label: "Customer Organizations" }),
    },
    rest("/activate", RestPage::Activate, anything(Action::ActivateLicense))
        .linked(Area::ActivateLicense, "Activate License"),
    rest("/deployments", RestPage::Deployments, anything(Action::ManageDeployments)),
    rest("/console", RestPage::ConsoleDashboard, installation(Action::SeeConsole))
        .linked(Area::VendorConsole, "Dashboard"),
    rest("/console/organizations", RestPage::ConsoleOrganizations, installation(Action::SeeConsole))
        .linked(Area::VendorConsole, "Organizations"),
    rest("/console/licenses", RestPage::ConsoleLicenses, installation(Action::SeeConsole))
        .linked(Area::VendorConsole, "Licenses"),
    rest("/products", RestPage::Products, installation(Action::ManageInstallers))
        .linked(Area::VendorConsole, "Products"),
    rest("/products/{id}", RestPage::Product, Audience::OfProduct),
    rest("/import", RestPage::Import, installation(Action::Import)).linked(Area::VendorConsole, "Import"),
    rest("/users", RestPage::Users, organization(Action::ListUsers)).linked(Area::Administration, "Users"),
    rest("/access-groups", RestPage::AccessGroups, organization(Action::ManageGroups))
        .linked(Area::Administration, "Access Groups"),
    rest("/roles", RestPage::Roles, organization(Action::ListRoles)).linked(Area::Administration, "Roles"),
    rest("/organization", RestPage::Organization, organization(Action::SeeOrganization))
        .linked(Area::Administration, "Organization"),
    rest("/security", RestPage::Security, organization(Action::SeeSecurity))
        .linked(Area::Administration, "Security"),
    rest("/mail-domains", RestPage::MailDomains, organization(Action::SeeSecurity))
        .linked(Area::Administration, "Mail Domains"),
    rest("/single-sign-on", RestPage::SingleSignOn, organization(Action::SeeSecurity))
        .linked(Area::Administration, "Single Sign-on"),
    rest("/critical-alerts", RestPage::CriticalAlerts, organization(Action::ListAlertUsers))
        .linked(Area::Administration, "Critical Alert Users"),
    rest("/events", RestPage::Events, organization(Action::SeeEvents))
        .linked(Area::Administration, "Event History"),
    rest("/api-access", RestPage::ApiAccess, organization(Action::ListApiTokens))
        .linked(Area::Administration, "API Access"),
    rest("/profile", RestPage::Profile, Audience::SignedIn).linked(Area::Account, "Profile"),
    rest("/account-security", RestPage::AccountSecurity, Audience::SignedIn)
        .linked(Area::Account, "Sign-in & Security"),
    rest("/support", RestPage::Support, Audience::SignedIn).linked(Area::Account, "Support"),
    rest("/join", RestPage::Join, Audience::SignedIn),
];

const fn portal(path: &'static str, page: PortalPage, audience: Audience) -> Page {
    Page { path, component: Component::Portal(page), audience, link: None }
}

const fn rest(path: &'static str, page: RestPage, audience: Audience) -> Page {
    Page { path, component: Component::Rest(page), audience, link: None }
}

const fn anything(action: Action) -> Audience {
    Audience::Permitted(action, Target::Anything)
}

const fn organization(action: Action) -> Audience {
    Audience::Permitted(action, Target::MyOrganization)
}

const fn installation(action: Action) -> Audience {
    Audience::Permitted(action, Target::Installation)
}

impl Page {
    /// Returns the page with a link in that area of the navigation.
    const fn linked(mut self, area: Area, label: &'static str) -> Self {
        self.link = Some(Link { area, label });
        self
    }

    /// Returns the page at a path.
    pub fn at(path: &str) -> Option<&'static Self> {
        PAGES.iter().find(|page| match page.path.strip_suffix(ID) {
            Some(folder) => path.strip_prefix(folder).is_some_and(|id| id.parse::<i64>().is_ok()),
            None => page.path == path,
        })
    }
}

/// Returns the number at the end of a path.
pub fn id(path: &str) -> Option<i64> {
    path.rsplit('/').next()?.parse().ok()
}

impl Component {
    /// Returns the bundle that contains it.
    pub fn bundle(self) -> Bundle {
        match self {
            Self::Portal(_) => Bundle::Portal,
            Self::Customers => Bundle::Customers,
            Self::Rest(_) => Bundle::Rest,
        }
    }
}

impl Bundle {
    /// All bundles.
    pub const ALL: [Self; 3] = [Self::Portal, Self::Customers, Self::Rest];

    /// The path of the document that loads it.
    pub fn document(self) -> &'static str {
        match self {
            Self::Portal => "/portal.html",
            Self::Customers => "/customers.html",
            Self::Rest => "/rest.html",
        }
    }
}

impl Audience {
    /// Returns whether somebody who is signed in may open the page, as far as their rights show.
    pub fn includes(self, actor: &Actor) -> bool {
        match self {
            Self::Anybody | Self::SignedIn | Self::OfProduct => true,
            // Anyone who is signed in is one of the installation's people.
            Self::UntilSetUp => false,
            Self::Permitted(action, target) => actor.may(action, target),
        }
    }
}

impl Area {
    /// The areas of the main navigation, in their order.
    pub const MAIN: [Self; 4] =
        [Self::LicenseManagement, Self::ActivateLicense, Self::VendorConsole, Self::Administration];

    /// Its text.
    pub fn label(self) -> &'static str {
        match self {
            Self::LicenseManagement => "License Management",
            Self::ActivateLicense => "Activate License",
            Self::VendorConsole => "Vendor Console",
            Self::Administration => "Administration",
            Self::Account => "Account",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn a_path_leads_to_one_page_and_a_component_draws_one() {
        for (place, page) in PAGES.iter().enumerate() {
            for other in &PAGES[place + 1..] {
                assert_ne!(page.path, other.path);
                assert_ne!(page.component, other.component, "{} and {}", page.path, other.path);
                assert!(page.link.is_none() || page.link != other.link, "{} and {}", page.path, other.path);
            }
            let path = page.path.replace(ID, "7");
            assert_eq!(Page::at(&path).map(|found| found.path), Some(page.path));
        }
        for nowhere in ["", "/", "/licenses/", "/licenses/1", "/products/", "/products/x", "/products/1/2"] {
            assert!(Page::at(nowhere).is_none(), "{nowhere}");
        }
        assert!(Page::at("/products/{id}").is_none());
        assert_eq!((id("/products/7"), id("/products/x")), (Some(7), None));
    }

    #[test]
    fn each_area_has_a_page() {
        for area in Area::MAIN.into_iter().chain([Area::Account]) {
            assert!(PAGES.iter().any(|page| page.link.is_some_and(|link| link.area == area)), "{area:?}");
        }
    }

    #[test]
    fn each_bundle_has_an_entry_point() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../frontend/src/bin");
        let stem = |entry: fs::DirEntry| entry.path().file_stem().map(|stem| stem.display().to_string());
        let found: BTreeSet<_> =
            fs::read_dir(folder).unwrap().filter_map(|entry| stem(entry.unwrap())).collect();
        let expected: BTreeSet<_> =
            Bundle::ALL.map(|bundle| bundle.document().trim_matches('/').replace(".html", "")).into();
        assert_eq!(found, expected);
    }
}
