//! The page `/console/organizations`.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::address::{Pairs, with_query};
use model::console::{ListedOrganization, OrganizationQuery};
use model::list::PAGE;
use model::{Action, OrganizationId, OrganizationKind, Target};

use super::invite::InviteDialog;
use super::organization_save::{OrganizationDialog, Saving};
use super::partners::PartnersDialog;
use super::{begin_viewing, console_organizations};
use crate::current_user::use_me;
use crate::list_query::{AddressQuery, use_query};
use crate::paged::{PageOf, Paged, PagedList};
use crate::proof::{ProveDialog, Prover};
use crate::ui::{
    Button, Choice, ClearFilters, EmptyState, FilterMenu, InlineError, ListColumn, ListTable, Look, Menu,
    MenuItem, PageHeading, Pages, SearchInput, Toaster, effect, kept_rows, memo, use_toasts,
};

type Query = AddressQuery<OrganizationQuery>;

/// Asks for the organizations of the page.
fn ask(paged: Paged<ListedOrganization>, query: OrganizationQuery) {
    paged.ask(true, async move {
        let list = console_organizations(query).await?;
        Ok(PageOf { rows: list.organizations, has_more: false, found: list.found })
    });
}

/// Returns a number of organizations with its unit (R20).
fn organizations(count: u64) -> String {
    if count == 1 { "1 organization".to_owned() } else { format!("{count} organizations") }
}

/// All organizations, for the vendor's staff.
#[component]
pub fn OrganizationsPage() -> impl IntoView {
    let query: Query = use_query(
        |pairs| OrganizationQuery::from_pairs(pairs.iter().copied()),
        OrganizationQuery::to_query_string,
    );
    let paged = Paged::new();
    effect(move || ask(paged, query.now.get()));
    query.keep_to(paged);
    let may_manage = use_me().may(Action::ManageConsole, Target::Installation);
    let saving = RwSignal::new(None);
    let assigning = RwSignal::new(None::<ListedOrganization>);
    let inviting = RwSignal::new(None::<ListedOrganization>);
    let reload = Callback::new(move |()| ask(paged, query.now.get_untracked()));
    let search = move |text: String| query.change(true, |query| query.search = text);
    let clear = move |()| {
        query.change(false, |query| {
            *query = OrganizationQuery { sort: query.sort, ..OrganizationQuery::default() };
        });
    };
    let add = move || {
        view! { <Button look=Look::Primary on_click=move |()| saving.set(Some(Saving::New))>"Add Organization"</Button> }
    };
    let is_narrowed = memo(move || query.now.with(OrganizationQuery::is_narrowed));
    let counted = move || {
        let of_partner = query.now.with(|query| query.partner.is_some());
        [organizations(paged.found()).as_str(), if of_partner { " of one partner" } else { "" }].concat()
    };
    let prover = Prover::new();
    let actions = may_manage.then_some(Actions { saving, assigning, inviting, prover });
    view! {
        <PageHeading title="Organizations">{may_manage.then(add)}</PageHeading>
        <div class="toolbar" role="search" aria-label="Organizations">
            <SearchInput
                label="Search organizations"
                value=Signal::derive(move || query.now.with(|query| query.search.clone()))
                on_input=search
            />
            {kinds(query)}
            <span class="muted" role="status">{move || counted()}</span>
            <ClearFilters shown=is_narrowed on_clear=clear />
        </div>
        <InlineError message=query.problem() />
        <PagedList
            paged=paged
            loading="Loading organizations"
            is_narrowed=is_narrowed
            nothing="No organization matches"
            empty=move || first(may_manage.then_some(saving))
            on_again=reload
            table=move || table(paged, query, actions)
        />
        {move || (!is_narrowed.get() && paged.found() == 1).then(|| first(may_manage.then_some(saving)))}
        <OrganizationDialog about=saving on_saved=reload />
        <PartnersDialog about=assigning on_changed=reload />
        <InviteDialog about=inviting />
        <ProveDialog prover=prover />
    }
}

fn kinds(query: Query) -> AnyView {
    let numbered = || (0_u32..).zip(OrganizationKind::ALL);
    let options = numbered()
        .map(|(id, kind)| Choice { id, label: kind.label().to_owned(), count: None })
        .collect::<Vec<_>>();
    let chosen = move || {
        query.now.with(|query| {
            let chosen = numbered().filter(|(_, kind)| query.kinds.contains(kind));
            chosen.map(|(id, _)| id).collect::<Vec<_>>()
        })
    };
    let choose = move |ids: Vec<u32>| {
        let chosen = numbered().filter(|(id, _)| ids.contains(id)).map(|(_, kind)| kind);
        query.change(false, |query| query.kinds = chosen.collect());
    };
    view! {
        <FilterMenu label="Kind" options=Signal::stored(options) chosen=Signal::derive(chosen) on_change=choose />
    }
    .into_any()
}

/// Shown while the vendor is the only organization; `saving` is None unless the person may add one.
fn first(saving: Option<RwSignal<Option<Saving>>>) -> AnyView {
    let text = if saving.is_some() {
        "Add the customers, distributors and resellers that you sell to, or import a list."
    } else {
        "Ask somebody with Full Access on Vendor Console to add the organizations that you sell to."
    };
    let steps = saving.map(|saving| {
        let add = move |()| saving.set(Some(Saving::New));
        view! {
            <Button look=Look::Primary on_click=add>"Add the first organization"</Button>
            <a class="button" href="/import">"Import a list"</a>
        }
        .into_any()
    });
    view! { <EmptyState title="There are no other organizations yet" text=text>{steps}</EmptyState> }
        .into_any()
}

/// The actions on an organization; each opens a dialog.
#[derive(Clone, Copy)]
struct Actions {
    saving: RwSignal<Option<Saving>>,
    assigning: RwSignal<Option<ListedOrganization>>,
    inviting: RwSignal<Option<ListedOrganization>>,
    prover: Prover,
}

/// The columns, by their words in the address (`OrganizationColumn`).
fn columns(has_actions: bool) -> Vec<ListColumn> {
    let mut columns = vec![
        ListColumn::sorted("name", "Organization"),
        ListColumn::sorted("kind", "Kind"),
        ListColumn::sorted("parent", "Parent"),
        ListColumn::plain("Partners"),
        ListColumn::sorted("users", "Users").numeric(),
        ListColumn::sorted("licenses", "Licenses").numeric(),
    ];
    columns.extend(has_actions.then(ListColumn::actions));
    columns
}

fn table(paged: Paged<ListedOrganization>, query: Query, actions: Option<Actions>) -> AnyView {
    let found = Signal::derive(move || paged.found());
    view! {
        <ListTable
            label="Organizations"
            columns=Signal::stored(columns(actions.is_some()))
            sort=query.sort()
            on_sort=query.on_sort()
            busy=paged.busy()
            rows=kept_rows(move || paged.rows(), move |organization| row(organization, actions))
        />
        <Pages page=query.page() size=PAGE.into() found=found counted=organizations on_turn=query.on_turn() />
    }
    .into_any()
}

fn row(organization: ListedOrganization, actions: Option<Actions>) -> AnyView {
    let label = format!("Actions for {}", organization.name);
    let acted_on = organization.clone();
    let toasts = use_toasts();
    let ListedOrganization { id, name, kind, parent, partners, users, licenses, has_inviters } = organization;
    let partners: Vec<_> = partners.into_iter().map(partner).collect();
    let all = format!("/console/licenses?organization={id}");
    let href = with_query("/console/licenses", &Pairs::of([("q", name.clone())]));
    let menu = actions.map(|Actions { saving, assigning, inviting, prover }| {
        let items = move |()| {
            let (saved, assigned, joined) = (acted_on.clone(), acted_on.clone(), acted_on.clone());
            let mut items = vec![
                MenuItem::new("Edit Organization", move || saving.set(Some(Saving::Changed(saved.clone())))),
                MenuItem::new("Partners", move || assigning.set(Some(assigned.clone()))),
            ];
            if !has_inviters {
                items.push(MenuItem::new("Invite", move || inviting.set(Some(joined.clone()))));
            }
            if kind != OrganizationKind::Vendor {
                items.push(MenuItem::new("View as Organization", move || view_as(toasts, prover, id)));
            }
            items
        };
        view! { <td><Menu label=label items=items /></td> }.into_any()
    });
    view! {
        <tr>
            <th scope="row"><a href=href>{name}</a></th>
            <td>{kind.label()}</td>
            <td>{parent}</td>
            <td>{partners}</td>
            <td class="numeric">{users}</td>
            <td class="numeric"><a href=all>{licenses}</a></td>
            {menu}
        </tr>
    }
    .into_any()
}

/// A partner that an organization is assigned to, with a link to all its customers, and the reseller that sold to it.
fn partner((id, name, reseller): (OrganizationId, String, Option<String>)) -> AnyView {
    let href = format!("/console/organizations?partner={id}");
    let by = reseller.map(|reseller| [", by ", &reseller].concat());
    view! { <div><a href=href>{name}</a>{by}</div> }.into_any()
}

/// Starts viewing the organization, read-only, in all tabs of this browser.
fn view_as(toasts: Toaster, prover: Prover, organization: OrganizationId) {
    spawn_local(async move {
        match prover.proved(move || begin_viewing(organization)).await {
            // Fails only in a document that is no longer shown.
            Ok(()) => drop(window().location().assign("/licenses")),
            Err(error) => toasts.fail(error.to_string()),
        }
    });
}
