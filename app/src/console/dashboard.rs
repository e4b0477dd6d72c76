//! The page `/console`: the installation in numbers, each with a link to its list.

use leptos::prelude::*;
use model::console::Dashboard;
use model::{Action, Target};

use super::console_dashboard;
use crate::current_user::use_me;
use crate::loading::Loading;
use crate::ui::{Count, EmptyState, PageHeading};

/// The installation in numbers, for the vendor's staff.
#[component]
pub fn DashboardPage() -> impl IntoView {
    let numbers = Loading::new(console_dashboard);
    view! {
        <PageHeading title="Dashboard" text="All organizations and licenses in this portal. Click a number to open its list." />
        {numbers.view(8, "Loading the numbers", shown)}
    }
}

fn shown(numbers: Dashboard) -> AnyView {
    let Dashboard { organizations, licenses, overused, expiring, products } = numbers;
    let stats = view! {
        <div class="stats">
            {stat("Organizations", "/console/organizations", organizations)}
            {stat("Licenses", "/console/licenses", licenses)}
            {stat("Overused licenses", "/console/licenses?overused=1", overused)}
        </div>
    };
    if licenses == 0 {
        return view! { {stats} {first_steps()} }.into_any();
    }
    let months = expiring
        .into_iter()
        .map(|(month, count)| (month.to_string(), format!("/console/licenses?expiring={month}"), count));
    let top = products
        .into_iter()
        .map(|(id, name, count)| (name, format!("/console/licenses?product={id}"), count));
    view! {
        {stats}
        <div class="versions" style:align-items="start">
            <section class="section" aria-label="Expiring by Month">
                <h2>"Expiring by Month"</h2>
                <p class="lead-text">"Licenses that have not expired, by the month of their last day. This month counts from \
                    today."</p>
                {table("Month (UTC)", months.collect())}
            </section>
            <section class="section" aria-label="Top Products">
                <h2>"Top Products"</h2>
                {table("Product", top.collect())}
            </section>
        </div>
    }
    .into_any()
}

/// The first steps of setting up a portal; each page says what it needs.
fn first_steps() -> AnyView {
    let may = |action| use_me().may(action, Target::Installation);
    let links = [
        (may(Action::ManageInstallers), "button primary", "/products", "Add products"),
        (true, "button", "/console/organizations", "Organizations"),
        (true, "button", "/console/licenses", "Licenses"),
        (may(Action::Import), "button", "/import", "Import"),
    ];
    let links = links.into_iter().filter(|(is_there, ..)| *is_there);
    let links: Vec<_> = links
        .map(|(_, class, href, label)| view! { <a class=class href=href>{label}</a> }.into_any())
        .collect();
    view! {
        <EmptyState
            title="There are no licenses yet"
            text="Start with your products. Then add the organizations that you sell to and their licenses, one by one or from \
                a file."
        >
            {links}
        </EmptyState>
    }
    .into_any()
}

fn stat(label: &'static str, href: &'static str, value: u64) -> AnyView {
    view! {
        <a class="stat" href=href>
            <span class="stat-label">{label}</span>
            " "
            <span class="stat-value"><Count value=Signal::stored(value) /></span>
        </a>
    }
    .into_any()
}

/// Label, link and count.
type Counted = (String, String, u64);

fn table(heading: &'static str, rows: Vec<Counted>) -> AnyView {
    let most = rows.iter().map(|(.., count)| *count).max().unwrap_or(0).max(1);
    let rows: Vec<_> = rows.into_iter().map(|counted| row(counted, most)).collect();
    view! {
        <div class="grid-scroll" tabindex="0" role="region" aria-label=["Licenses by ", heading].concat()>
            <table class="plain-table">
                <thead>
                    <tr>
                        <th scope="col">{heading}</th>
                        <th scope="col">"Licenses"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row((name, href, count): Counted, most: u64) -> AnyView {
    let width = format!("{}%", count * 100 / most);
    view! {
        <tr>
            <th scope="row"><a href=href>{name}</a></th>
            <td><span class="meter" style=("--share", width)>{count}</span></td>
        </tr>
    }
    .into_any()
}
