//! The page `/console/organizations`.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::address::{Pairs, with_query};
use model::console::{ListedOrganization, OrganizationQuery};
use model::list::PAGE;
use model::list_columns::LIST_COLUMNS;
use model::table::Table;
use model::{Action, OrganizationId, OrganizationKind, Target};

use super::invite::InviteDialog;
use super::organization_save::{OrganizationDialog, Saving};
use super::partners::PartnersDialog;
use super::{begin_viewing, console_organizations};
use crate::current_user::use_me;
use crate::list_query::{AddressQuery, name_of, searched, use_query, without};
use crate::paged::{PageOf, Paged, PagedList};
use crate::proof::{ProveDialog, Prover};
use crate::tables::{ListBar, ListOf, arranged, provide_tables, values_menu};
use crate::ui::{
    Button, EmptyState, InlineError, Look, Menu, MenuItem, PageHeading, Pages, SearchInput, Shown, Toaster,
    effect, kept_rows, memo, plain_row, use_toasts,
};

type Query = AddressQuery<OrganizationQuery>;

/// The partner whose customers were asked for, with its name; no name if there is none such.
type Partner = RwSignal<Option<(OrganizationId, Option<String>)>>;

/// Asks for the organizations of the page.
fn ask(paged: Paged<ListedOrganization>, partner: Partner, query: Query, now: OrganizationQuery) {
    paged.ask(true, async move {
        let list = console_organizations(now.clone()).await?;
        // A late response is about another page.
        if query.now.try_get_untracked().as_ref() == Some(&now) {
            partner.try_set(now.partner.map(|id| (id, list.partner)));
        }
        Ok(PageOf { rows: list.organizations, has_more: false, found: list.found })
    });
}

/// The active filters in words, each with the query without it.
fn filters(query: &OrganizationQuery, partner: Partner) -> Vec<(String, OrganizationQuery)> {
    let mut filters: Vec<_> =
        searched(query, &query.search, |query| query.search.clear()).into_iter().collect();
    for kind in &query.kinds {
        let remove = |query: &mut OrganizationQuery| query.kinds.retain(|one| one != kind);
        filters.push(without(query, ["Kind: ", kind.label()].concat(), remove));
    }
    if let Some(asked) = query.partner {
        let words = partner.with(|known| {
            let known = known.as_ref().map(|(id, name)| (*id, name.as_deref()));
            ["Partner: ", name_of(asked, known)].concat()
        });
        filters.push(without(query, words, |query| query.partner = None));
    }
    filters
}

/// Says that the installation does not have the partner of the address (R19), such as that of a preset.
fn lost(query: Query, partner: Partner) -> Option<String> {
    let asked = query.now.with(|query| query.partner);
    let lost = partner.get().filter(|(id, name)| Some(*id) == asked && name.is_none());
    lost.map(|(id, _)| format!("The address contains the partner “{id}”, which does not exist."))
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
    provide_tables(&LIST_COLUMNS, Table::ConsoleOrganizations, &[]);
    let (paged, partner) = (Paged::new(), RwSignal::new(None));
    effect(move || ask(paged, partner, query, query.now.get()));
    query.keep_to(paged);
    let may_manage = use_me().may(Action::ManageConsole, Target::Installation);
    let saving = RwSignal::new(None);
    let assigning = RwSignal::new(None::<ListedOrganization>);
    let inviting = RwSignal::new(None::<ListedOrganization>);
    let reload = Callback::new(move |()| ask(paged, partner, query, query.now.get_untracked()));
    let search = move |text: String| query.change(true, |query| query.search = text);
    let list = ListOf::new(Table::ConsoleOrganizations, "Organizations").with_actions(may_manage);
    let filtering = query.filtering(move |query| filters(query, partner));
    let add = move || {
        view! { <Button look=Look::Primary on_click=move |()| saving.set(Some(Saving::New))>"Add Organization"</Button> }
    };
    let is_narrowed = memo(move || query.now.with(OrganizationQuery::is_narrowed));
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
            <span class="muted" role="status">{move || organizations(paged.found())}</span>
        </div>
        <ListBar list=list filtering=filtering />
        <InlineError message=Signal::derive(move || lost(query, partner)) />
        <InlineError message=query.problem() />
        <PagedList
            paged=paged
            loading="Loading organizations"
            is_narrowed=is_narrowed
            nothing="No organization matches"
            empty=move || first(may_manage.then_some(saving))
            on_again=reload
            table=move || table(list, paged, query, actions)
        />
        {move || (!is_narrowed.get() && paged.found() == 1).then(|| first(may_manage.then_some(saving)))}
        <OrganizationDialog about=saving on_saved=reload />
        <PartnersDialog about=assigning on_changed=reload />
        <InviteDialog about=inviting />
        <ProveDialog prover=prover />
    }
}

fn kinds(query: Query) -> AnyView {
    let all = OrganizationKind::ALL.map(|kind| (kind, kind.label().to_owned())).to_vec();
    let chosen = move || query.now.with(|query| query.kinds.clone());
    let choose = move |kinds| query.change(false, |query| query.kinds = kinds);
    values_menu("Kind", Signal::stored(all), chosen, choose)
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

fn table(list: ListOf, paged: Paged<ListedOrganization>, query: Query, actions: Option<Actions>) -> AnyView {
    let found = Signal::derive(move || paged.found());
    let rows = move |shown: Shown| {
        kept_rows(move || paged.rows(), move |organization| row(shown, organization, actions))
    };
    view! {
        {arranged(list, Some(query.order()), paged.busy(), None, rows)}
        <Pages page=query.page() size=PAGE.into() found=found counted=organizations on_turn=query.on_turn() />
    }
    .into_any()
}

fn row(shown: Shown, organization: ListedOrganization, actions: Option<Actions>) -> AnyView {
    let toasts = use_toasts();
    plain_row(shown, move |id| match id {
        "name" => {
            let name = organization.name.clone();
            let href = with_query("/console/licenses", &Pairs::of([("q", name.clone())]));
            view! { <a href=href>{name}</a> }.into_any()
        }
        "kind" => organization.kind.label().into_any(),
        "parent" => organization.parent.clone().into_any(),
        "partners" => organization.partners.iter().cloned().map(partner).collect::<Vec<_>>().into_any(),
        "users" => organization.users.into_any(),
        "licenses" => {
            let all = format!("/console/licenses?organization={}", organization.id);
            view! { <a href=all>{organization.licenses}</a> }.into_any()
        }
        _ => actions.map(|actions| menu(&organization, actions, toasts)).into_any(),
    })
}

fn menu(organization: &ListedOrganization, actions: Actions, toasts: Toaster) -> AnyView {
    let Actions { saving, assigning, inviting, prover } = actions;
    let (label, acted_on) = (format!("Actions for {}", organization.name), organization.clone());
    let items = move |()| {
        let (saved, assigned, joined) = (acted_on.clone(), acted_on.clone(), acted_on.clone());
        let id = acted_on.id;
        let mut items = vec![
            MenuItem::new("Edit Organization", move || saving.set(Some(Saving::Changed(saved.clone())))),
            MenuItem::new("Partners", move || assigning.set(Some(assigned.clone()))),
        ];
        if !acted_on.has_inviters {
            items.push(MenuItem::new("Invite", move || inviting.set(Some(joined.clone()))));
        }
        if acted_on.kind != OrganizationKind::Vendor {
            items.push(MenuItem::new("View as Organization", move || view_as(toasts, prover, id)));
        }
        items
    };
    view! { <Menu label=label items=items /> }.into_any()
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
