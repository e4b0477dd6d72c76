//! The page `/console/organizations`.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::address::{Pairs, with_query};
use model::console::ListedOrganization;
use model::{Action, OrganizationId, OrganizationKind, Target};

use super::invite::InviteDialog;
use super::organization_save::{OrganizationDialog, Saving};
use super::partners::PartnersDialog;
use super::{begin_viewing, console_organizations};
use crate::location::use_location;
use crate::paged::{PageOf, Paged, PagedList};
use crate::prove::{ProveDialog, Prover};
use crate::ui::{
    Button, EmptyState, Look, Menu, MenuItem, PageHeading, SearchInput, Toaster, effect, memo, use_toasts,
};
use crate::who::use_me;

/// Asks for the first organizations, or for those after `after`.
fn ask(paged: Paged<ListedOrganization>, search: String, after: Option<OrganizationId>) {
    paged.ask(after.is_none(), async move {
        let list = console_organizations(search, after).await?;
        Ok(PageOf { rows: list.organizations, has_more: list.has_more, found: list.found })
    });
}

/// All organizations, for the vendor's staff.
#[component]
pub fn OrganizationsPage() -> impl IntoView {
    let location = use_location();
    let search = memo(move || location.value("q").unwrap_or_default());
    let paged = Paged::new();
    effect(move || ask(paged, search.get(), None));
    let may_manage = use_me().may(Action::ManageConsole, Target::Installation);
    let saving = RwSignal::new(None);
    let assigning = RwSignal::new(None::<ListedOrganization>);
    let inviting = RwSignal::new(None::<ListedOrganization>);
    let reload = Callback::new(move |()| ask(paged, search.get_untracked(), None));
    let on_typed = move |text: String| {
        let mut pairs = Pairs::default();
        pairs.add_unless_empty("q", &text);
        location.change_query(&pairs.into_query(), true);
    };
    let more = move |last: ListedOrganization| ask(paged, search.get_untracked(), Some(last.id));
    let add = move || {
        view! { <Button look=Look::Primary on_click=move |()| saving.set(Some(Saving::New))>"Add Organization"</Button> }
    };
    let is_narrowed = memo(move || search.with(|search| !search.is_empty()));
    let counted = move || match paged.found() {
        1 => "1 organization".to_owned(),
        found => format!("{found} organizations"),
    };
    let prover = Prover::new();
    let actions = may_manage.then_some(Actions { saving, assigning, inviting, prover });
    view! {
        <PageHeading title="Organizations">{may_manage.then(add)}</PageHeading>
        <div class="toolbar" role="search" aria-label="Organizations">
            <SearchInput label="Search organizations" value=search on_input=on_typed />
            <span class="muted" role="status">{move || counted()}</span>
        </div>
        <PagedList
            paged=paged
            loading="Loading organizations"
            is_narrowed=is_narrowed
            nothing="No organization matches"
            empty=move || first(may_manage.then_some(saving))
            on_again=reload
            on_more=Callback::new(more)
            table=move || table(paged, actions)
        />
        {move || (!is_narrowed.get() && paged.found() == 1).then(|| first(may_manage.then_some(saving)))}
        <OrganizationDialog about=saving on_saved=reload />
        <PartnersDialog about=assigning on_changed=reload />
        <InviteDialog about=inviting />
        <ProveDialog prover=prover />
    }
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

fn table(paged: Paged<ListedOrganization>, actions: Option<Actions>) -> AnyView {
    view! {
        <div class="grid-scroll" tabindex="0" role="region" aria-label="Organizations">
            <table class="plain-table">
                <thead>
                    <tr>
                        <th scope="col">"Organization"</th>
                        <th scope="col">"Kind"</th>
                        <th scope="col">"Parent"</th>
                        <th scope="col">"Partners"</th>
                        {actions.map(|_| view! { <th scope="col"><span class="sr-only">"Actions"</span></th> })}
                    </tr>
                </thead>
                <tbody>
                    {move || paged.rows().into_iter().map(|one| row(one, actions)).collect::<Vec<_>>()}
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(organization: ListedOrganization, actions: Option<Actions>) -> AnyView {
    let label = format!("Actions for {}", organization.name);
    let acted_on = organization.clone();
    let toasts = use_toasts();
    let ListedOrganization { id, name, kind, parent, partners, has_inviters } = organization;
    let partners: Vec<String> = partners
        .into_iter()
        .map(|(_, partner, reseller)| match reseller {
            Some(reseller) => format!("{partner}, by {reseller}"),
            None => partner,
        })
        .collect();
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
            <td>{partners.join("; ")}</td>
            {menu}
        </tr>
    }
    .into_any()
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
