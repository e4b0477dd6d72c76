//! The page `/licenses`.

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;
use model::columns::COLUMNS;
use model::details::PARAMETER;
use model::report::Section;
use model::table::Table;
use model::{Action, Level, OrganizationId, RoleObject, Target};

use crate::address::{Address, use_address, use_own, with_whole_address};
use crate::current_user::{Me, use_me};
use crate::later::{Part, later, part};
use crate::list::{
    Filters, HiddenExpired, LicenseTable, List, OnPaper, Phase, Problems, Scope, SelectionBar,
    columns_button, my_organizations, provide_dialogs, side_panel,
};
use crate::loading::failed;
use crate::tables::provide_tables;
use crate::ui::{EmptyState, InlineError, PageHeading, Select, Skeleton, dom, live, load};

/// The organization's licenses, and the person's own.
#[component]
pub fn LicensesPage() -> impl IntoView {
    with_whole_address("My Organization", || view! { <MyOrganization /> }.into_any())
}

#[component]
fn MyOrganization() -> impl IntoView {
    dom::set_title("My Organization");
    let me = use_me();
    let address = use_address(&["in", PARAMETER]);
    let picked = use_own("in");
    let dialogs = provide_dialogs(address);
    provide_tables(&COLUMNS, Table::LicensesCloud, &[Table::LicensesOnPremises]);
    view! {
        <PageHeading title="My Organization">
            {picker(me, address, picked)}
            {me.may(Action::ListAlertUsers, Target::MyOrganization).then(|| link("/critical-alerts", "Critical Alert Users"))}
        </PageHeading>
        {move || {
            // A value that is not a number is treated as an unknown organization.
            let one = picked.get().filter(|id| !id.is_empty()).map(|id| id.parse().unwrap_or(0));
            let list = List::open(Scope::MyOrganization(one), address.query);
            view! {
                <Licenses list=list address=address />
                {side_panel(list)}
            }
        }}
        {dialogs}
    }
}

/// Chooses among the organization and its sub-organizations, for people who may see those.
fn picker(me: Me, address: Address, picked: Memo<Option<String>>) -> impl IntoView {
    let has_subs =
        me.actor().and_then(|actor| actor.membership).is_some_and(|membership| membership.has_subs);
    let organizations = RwSignal::new(None);
    if has_subs {
        load(organizations, async { my_organizations().await.unwrap_or_default() });
    }
    live(move || {
        let Some(organizations) = organizations.get() else { return ().into_any() };
        if organizations.len() < 2 {
            return ().into_any();
        }
        let all = (String::new(), "All organizations".to_owned());
        let options: Vec<_> = std::iter::once(all)
            .chain(organizations.into_iter().map(|(id, name)| (id.to_string(), name)))
            .collect();
        let choose = move |id: String| {
            let one = id.parse::<OrganizationId>().ok();
            let own: Vec<_> = one.map(|id| ("in", id.to_string())).into_iter().collect();
            address.set(&own, &address.query.get_untracked(), false);
        };
        view! {
            <Select
                label="Organization"
                value=Signal::derive(move || picked.get().unwrap_or_default())
                options=options
                on_change=choose
            />
        }
        .into_any()
    })
}

#[component]
fn Licenses(list: List, address: Address) -> impl IntoView {
    let reopen = Callback::new(move |()| list.reopen());
    live(move || match list.shape().get().phase {
        Phase::Opening => view! { <Skeleton lines=8 label="Loading licenses" /> }.into_any(),
        Phase::Failed(error) => failed(&error, Some(reopen)),
        Phase::Ready => ready(list, address),
    })
}

fn ready(list: List, address: Address) -> AnyView {
    let me = use_me();
    let shape = list.shape().get_untracked();
    if shape.organizations == 0
        && list.scope().with_value(|scope| matches!(scope, Scope::MyOrganization(Some(_))))
    {
        return view! {
            <EmptyState title="The organization in the address does not exist or is not yours" text="None is chosen.">
                <a class="button" href="/licenses">"All organizations"</a>
            </EmptyState>
        }
        .into_any();
    }
    if shape.is_empty() {
        return later(move || nothing(me));
    }
    view! {
        <Filters list=list address=address />
        <Problems list=list address=address />
        {move || list.trouble().get().map(|error| view! { <InlineError message=error.to_string() /> })}
        <HiddenExpired list=list address=address />
        <OnPaper list=list />
        <SectionView list=list address=address section=Section::CloudServices title="Cloud Services" />
        <SectionView list=list address=address section=Section::OnPremises title="On-Premises Products" />
        <SelectionBar list=list />
    }
    .into_any()
}

/// A section with its table; hidden if the list has no license of its kind, whatever the filter.
#[component]
fn SectionView(list: List, address: Address, section: Section, title: &'static str) -> impl IntoView {
    let exists = list.shape().with_untracked(|shape| shape.sections[section as usize]);
    let count = list.rows(section).count;
    exists.then(|| {
        view! {
            <section class="section" aria-label=title>
                <div class="section-head">
                    <h2>{title}</h2>
                    <span class="muted">{move || licenses(count.get())}</span>
                    <div class="toolbar-end">{columns_button(list, section, title)}</div>
                </div>
                <LicenseTable list=list section=section label=title address=address />
            </section>
        }
        .into_any()
    })
}

/// Returns a number of licenses with its unit (R20).
pub fn licenses(count: usize) -> String {
    if count == 1 { "1 license".to_owned() } else { format!("{count} licenses") }
}

/// Says that there is no organization or no license, and what to do next.
#[wasm_split(on_demand, wasm_split_path = ::leptos::wasm_split, fallible)]
fn nothing(me: Me) -> Part {
    let may_list = me.may(Action::ListLicenses, Target::MyOrganization);
    let level = me
        .actor()
        .and_then(|actor| actor.membership)
        .map(|membership| membership.levels.get(RoleObject::LicenseManagement));
    let is_staff = me.may(Action::SeeConsole, Target::Installation);
    let links = [
        (is_staff, "/console", "Vendor Console"),
        (me.may(Action::GenerateReport, Target::Customers), "/customers", "Customer Organizations"),
        (matches!(level, None | Some(Level::None)), "/activate", "Activate License"),
        (level.is_none(), "/join", "Request to Join"),
    ];
    let links = links.into_iter().filter(|(is_there, ..)| *is_there);
    let links: Vec<_> = links.map(|(_, href, label)| link(href, label)).collect();
    let (title, text) = match level {
        None => (
            "You don't belong to an organization",
            "Request to join, or ask the admin of your organization for an invitation. Your personal licenses would appear here \
             too. With a license key, you can activate a product without an organization.",
        ),
        Some(Level::None) => (
            "Your role does not show licenses",
            "Ask an admin of your organization for View Only on License Management. With a license key, you can activate a \
             product without it.",
        ),
        Some(_) if is_staff => {
            ("Your organization has no licenses yet", "Your customers' licenses are in the Vendor Console.")
        }
        Some(_) if may_list => (
            "Your organization has no licenses yet",
            "They appear here once your vendor or your reseller has issued them.",
        ),
        Some(_) => ("Nothing to show here", "Ask an admin of your organization."),
    };
    part(view! { <EmptyState title=title text=text>{links}</EmptyState> }.into_any())
}

fn link(href: &'static str, label: &'static str) -> AnyView {
    view! { <a class="button" href=href>{label}</a> }.into_any()
}
