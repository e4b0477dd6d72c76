//! The page `/console`: the installation in numbers; each leads to its list.

use leptos::prelude::*;

use super::{ConsoleNumbers, console_dashboard};
use crate::ui::{Button, Count, InlineError, PageHeading, Skeleton, load};

/// The installation in numbers, for the vendor's staff.
#[component]
pub fn DashboardPage() -> impl IntoView {
    let numbers = RwSignal::new(None);
    let reload = move || load(numbers, console_dashboard());
    reload();
    view! {
        <PageHeading title="Dashboard" text="All organizations and licenses of this portal. Each number leads to its list." />
        {move || match numbers.get() {
            None => view! { <Skeleton lines=8 label="Loading the numbers" /> }.into_any(),
            Some(Ok(numbers)) => shown(numbers),
            Some(Err(error)) => view! {
                <InlineError message=error.to_string()>
                    <Button on_click=move |()| reload()>"Try again"</Button>
                </InlineError>
            }
            .into_any(),
        }}
    }
}

fn shown(numbers: ConsoleNumbers) -> AnyView {
    let ConsoleNumbers { organizations, licenses, overused, expiring, products } = numbers;
    let months = expiring
        .into_iter()
        .map(|(month, count)| (month.to_string(), format!("/console/licenses?expiring={month}"), count));
    let top = products
        .into_iter()
        .map(|(id, name, count)| (name, format!("/console/licenses?product={id}"), count));
    view! {
        <div class="stats">
            {stat("Organizations", "/console/organizations", organizations)}
            {stat("Licenses", "/console/licenses", licenses)}
            {stat("Overused licenses", "/console/licenses?overused=1", overused)}
        </div>
        <div class="versions" style:align-items="start">
            <section class="section" aria-label="Expiring by Month">
                <h2>"Expiring by Month"</h2>
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

/// What is counted, where it leads, and how many there are.
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
            <td>
                <span class="meter">
                    <span>{count}</span>
                    <span class="meter-bar" aria-hidden="true"><span style:width=width></span></span>
                </span>
            </td>
        </tr>
    }
    .into_any()
}
