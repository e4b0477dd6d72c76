//! The areas of the portal. The main navigation has one link for each, to its first page; its pages are tabs below. An area
//! without a page for the person is hidden from them.

use leptos::prelude::*;
use model::{Action, Target};

use crate::location::use_location;
use crate::ui::{Nav, NavLink, memo};
use crate::who::Me;

/// Pages that belong together.
struct Area {
    label: &'static str,
    pages: &'static [Entry],
}

struct Entry {
    path: &'static str,
    label: &'static str,
    /// The action that the page requires; None if everybody who is signed in may open it.
    needs: Option<(Action, Target)>,
}

const fn entry(path: &'static str, label: &'static str, action: Action, target: Target) -> Entry {
    Entry { path, label, needs: Some((action, target)) }
}

static AREAS: [Area; 4] = [
    Area {
        label: "License Management",
        pages: &[
            Entry { path: "/licenses", label: "My Organization", needs: None },
            entry("/customers", "Customer Organizations", Action::GenerateReport, Target::Customers),
        ],
    },
    Area {
        label: "Activate License",
        pages: &[entry("/activate", "Activate License", Action::ActivateLicense, Target::Anything)],
    },
    Area {
        label: "Vendor Console",
        pages: &[
            entry("/console", "Dashboard", Action::SeeConsole, Target::Installation),
            entry("/console/organizations", "Organizations", Action::SeeConsole, Target::Installation),
            entry("/console/licenses", "Licenses", Action::SeeConsole, Target::Installation),
            entry("/products", "Products", Action::ManageInstallers, Target::Installation),
            entry("/import", "Import", Action::Import, Target::Installation),
        ],
    },
    Area {
        label: "Administration",
        pages: &[
            entry("/users", "Users", Action::ListUsers, Target::MyOrganization),
            entry("/roles", "Roles", Action::ListRoles, Target::MyOrganization),
            entry("/organization", "Organization", Action::SeeOrganization, Target::MyOrganization),
            entry("/security", "Security", Action::SeeSecurity, Target::MyOrganization),
            entry("/mail-domains", "Mail Domains", Action::SeeSecurity, Target::MyOrganization),
            entry("/single-sign-on", "Single Sign-on", Action::SeeSecurity, Target::MyOrganization),
            entry("/critical-alerts", "Critical Alert Users", Action::ListAlertUsers, Target::MyOrganization),
            entry("/events", "Event History", Action::SeeEvents, Target::MyOrganization),
            entry("/api-access", "API Access", Action::ListApiTokens, Target::MyOrganization),
        ],
    },
];

impl Area {
    fn permitted(&self, me: Me) -> impl Iterator<Item = &'static Entry> {
        self.pages.iter().filter(move |page| page.needs.is_none_or(|(action, target)| me.may(action, target)))
    }

    /// Returns whether the area has a page at `path` that the person may see; at any other address nothing is marked (R3).
    fn has(&self, me: Me, path: &str) -> bool {
        self.permitted(me).any(|page| path == page.path || path.starts_with(&[page.path, "/"].concat()))
    }
}

/// Returns the links to the areas, each to the first of its pages that the person may see.
pub fn links(me: Me) -> Vec<AnyView> {
    let link = |area: &'static Area| {
        let first = area.permitted(me).next()?;
        let within = move |path: String| area.has(me, &path);
        Some(view! { <NavLink href=first.path label=area.label within=within /> }.into_any())
    };
    AREAS.iter().filter_map(link).collect()
}

/// Returns links to the pages of the open area; nothing outside areas, or if there is only one.
pub fn pages(me: Me) -> AnyView {
    let location = use_location();
    let area = memo(move || location.path.with(|path| AREAS.iter().position(|area| area.has(me, path))));
    let shown = move || {
        let area = AREAS.get(area.get()?)?;
        let link = |page: &'static Entry| view! { <NavLink href=page.path label=page.label /> }.into_any();
        let links: Vec<_> = area.permitted(me).map(link).collect();
        let are_several = links.len() > 1;
        let nav = move || view! { <Nav label=area.label class="nav area-nav">{links}</Nav> }.into_any();
        are_several.then(nav)
    };
    view! { {shown} }.into_any()
}
