//! The pages that are administered from, by area: the main navigation has a link for each area, and its pages are beside
//! each other below it. Who may nothing in an area does not see it.

use leptos::prelude::*;
use model::{Action, Target};

use crate::location::use_location;
use crate::ui::{Nav, NavLink, memo};
use crate::who::Me;

/// Pages that belong together.
pub struct Area {
    label: &'static str,
    pages: &'static [Entry],
}

/// A page of an area, and what who sees it may do.
struct Entry {
    path: &'static str,
    label: &'static str,
    action: Action,
    target: Target,
}

const fn entry(path: &'static str, label: &'static str, action: Action, target: Target) -> Entry {
    Entry { path, label, action, target }
}

/// All areas.
pub const AREAS: [Area; 2] = [
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
        self.pages.iter().filter(move |page| me.may(page.action, page.target))
    }

    fn has(&self, path: &str) -> bool {
        self.pages.iter().any(|page| path == page.path || path.starts_with(&[page.path, "/"].concat()))
    }
}

/// The links to the areas: each leads to the first of its pages that the person may see.
pub fn links(me: Me) -> Vec<AnyView> {
    let link = |area: &'static Area| {
        let first = area.permitted(me).next()?;
        let within = move |path: String| area.has(&path);
        Some(view! { <NavLink href=first.path label=area.label within=within /> }.into_any())
    };
    AREAS.iter().filter_map(link).collect()
}

/// The Vendor Console's pages as buttons, for a page that has nothing for the vendor's staff; none for others.
pub fn vendor_console(me: Me) -> Vec<AnyView> {
    let [console, ..] = &AREAS;
    let button =
        |page: &'static Entry| view! { <a class="button" href=page.path>{page.label}</a> }.into_any();
    console.permitted(me).map(button).collect()
}

/// Links to the pages of the area that is open; none outside of areas, and where there is but one.
pub fn pages(me: Me) -> AnyView {
    let location = use_location();
    let area = memo(move || location.path.with(|path| AREAS.iter().position(|area| area.has(path))));
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
