//! The navigation. It has one link for each area, to its first page; the pages of the open area are tabs below. An area without a
//! page for the person is hidden from them.

use leptos::prelude::*;
use model::page::{Area, PAGES};

use crate::current_user::Me;
use crate::location::use_location;
use crate::ui::{Nav, NavLink, memo};

/// Returns paths and labels of an area's pages that the person may open.
pub fn links_in(area: Area, me: Me) -> impl Iterator<Item = (&'static str, &'static str)> {
    PAGES.iter().filter_map(move |page| {
        let link = page.link.filter(|link| link.area == area)?;
        me.may_open(page).then_some((page.path, link.label))
    })
}

/// Returns whether the area has a page at `path` that the person may open; at any other address nothing is marked (R3).
fn has(area: Area, me: Me, path: &str) -> bool {
    links_in(area, me).any(|(page, _)| path == page || path.starts_with(&[page, "/"].concat()))
}

/// Returns the links to the areas, each to the first of its pages that the person may open.
pub fn links(me: Me) -> Vec<AnyView> {
    let link = |area: Area| {
        let (first, _) = links_in(area, me).next()?;
        let within = move |path: String| has(area, me, &path);
        Some(view! { <NavLink href=first label=area.label() within=within /> }.into_any())
    };
    Area::MAIN.into_iter().filter_map(link).collect()
}

/// Returns links to the pages of the open area; nothing outside areas, or if there is only one.
pub fn pages(me: Me) -> AnyView {
    let location = use_location();
    let place = move |path: &String| Area::MAIN.iter().position(|area| has(*area, me, path));
    let open = memo(move || location.path.with(place));
    let shown = move || {
        let area = *Area::MAIN.get(open.get()?)?;
        let link = |(path, label): (&'static str, &'static str)| {
            view! { <NavLink href=path label=label /> }.into_any()
        };
        let links: Vec<_> = links_in(area, me).map(link).collect();
        let are_several = links.len() > 1;
        let nav = move || view! { <Nav label=area.label() class="nav area-nav">{links}</Nav> }.into_any();
        are_several.then(nav)
    };
    view! { {shown} }.into_any()
}
