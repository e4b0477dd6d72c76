//! The page `/console/organizations`.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{Action, OrganizationKind, Target};

use super::organization_save::{OrganizationDialog, Saving};
use super::partners::PartnersDialog;
use super::{ConsoleOrganization, console_organizations};
use crate::ApiError;
use crate::location::use_location;
use crate::ui::{
    Button, EmptyState, InlineError, Look, Menu, MenuItem, PageHeading, SearchInput, Skeleton, effect, memo,
};
use crate::who::use_me;

/// What came so far of what is searched for.
#[derive(Clone, Copy)]
struct Shown {
    all: RwSignal<Option<Vec<ConsoleOrganization>>>,
    found: RwSignal<u64>,
    has_more: RwSignal<bool>,
    busy: RwSignal<bool>,
    error: RwSignal<Option<ApiError>>,
    /// Counts what was asked: a late answer to an earlier question is none to this one.
    turn: StoredValue<u32>,
}

impl Shown {
    fn ask(self, search: String, after: Option<i64>) {
        let me = use_me();
        let turn = self.turn.get_value().wrapping_add(1);
        self.turn.set_value(turn);
        self.busy.set(true);
        self.error.set(None);
        spawn_local(async move {
            let answer = console_organizations(search, after).await;
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            self.busy.set(false);
            match answer {
                Ok(list) => {
                    self.all.update(|all| match all {
                        Some(all) if after.is_some() => all.extend(list.organizations),
                        _ => *all = Some(list.organizations),
                    });
                    self.found.set(list.found);
                    self.has_more.set(list.has_more);
                }
                Err(error) => {
                    me.notice(&error);
                    self.error.set(Some(error));
                }
            }
        });
    }
}

/// All organisations, for the vendor's staff.
#[component]
pub fn OrganizationsPage() -> impl IntoView {
    let location = use_location();
    let search = memo(move || location.value("q").unwrap_or_default());
    let shown = Shown {
        all: RwSignal::new(None),
        found: RwSignal::new(0),
        has_more: RwSignal::new(false),
        busy: RwSignal::new(false),
        error: RwSignal::new(None),
        turn: StoredValue::new(0),
    };
    effect(move || shown.ask(search.get(), None));
    let may_manage = use_me().may(Action::ManageConsole, Target::Installation);
    let saving = RwSignal::new(None);
    let assigning = RwSignal::new(None::<ConsoleOrganization>);
    let reload = Callback::new(move |()| shown.ask(search.get_untracked(), None));
    let on_typed = move |text: String| {
        let encoded = js_sys::encode_uri_component(&text).as_string().unwrap_or_default();
        let query = if text.is_empty() { String::new() } else { ["?q=", &encoded].concat() };
        location.go(&["/console/organizations", &query].concat(), true);
    };
    let more = move |()| {
        let last = shown.all.with_untracked(|all| all.as_ref()?.last().map(|last| last.id));
        shown.ask(search.get_untracked(), last);
    };
    let add = move || {
        view! { <Button look=Look::Primary on_click=move |()| saving.set(Some(Saving::New))>"Add Organization"</Button> }
    };
    let counted = move || match shown.found.get() {
        1 => "1 organization".to_owned(),
        found => format!("{found} organizations"),
    };
    let actions = may_manage.then_some((saving, assigning));
    view! {
        <PageHeading title="Organizations">{may_manage.then(add)}</PageHeading>
        <div class="toolbar" role="search" aria-label="Organizations">
            <SearchInput label="Search organizations" value=search on_input=on_typed />
            <span class="muted" role="status">{move || counted()}</span>
        </div>
        <InlineError message=Signal::derive(move || shown.error.get().map(|error| error.to_string()))>
            <Button on_click=reload>"Try again"</Button>
        </InlineError>
        {move || match shown.all.with(|all| all.as_ref().map(Vec::is_empty)) {
            None if shown.error.with(Option::is_some) => ().into_any(),
            None => view! { <Skeleton lines=8 label="Loading organizations" /> }.into_any(),
            Some(true) => view! { <EmptyState title="No organization matches" text="Search for less, or clear the search." /> }.into_any(),
            Some(false) => table(shown.all, actions),
        }}
        {move || shown.has_more.get().then(|| view! {
            <p><Button busy=shown.busy on_click=more>"Show more"</Button></p>
        })}
        <OrganizationDialog about=saving on_saved=reload />
        <PartnersDialog about=assigning on_changed=reload />
    }
}

type Actions = (RwSignal<Option<Saving>>, RwSignal<Option<ConsoleOrganization>>);

fn table(all: RwSignal<Option<Vec<ConsoleOrganization>>>, actions: Option<Actions>) -> AnyView {
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
                    {move || all.get().unwrap_or_default().into_iter().map(|one| row(one, actions)).collect::<Vec<_>>()}
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(organization: ConsoleOrganization, actions: Option<Actions>) -> AnyView {
    let label = format!("Actions for {}", organization.name);
    let acted_on = organization.clone();
    let ConsoleOrganization { id: _, name, kind, parent, partners } = organization;
    let partners: Vec<String> = partners
        .into_iter()
        .map(|(_, partner, reseller)| match reseller {
            Some(reseller) => format!("{partner}, by {reseller}"),
            None => partner,
        })
        .collect();
    let href = {
        let encoded = js_sys::encode_uri_component(&name).as_string().unwrap_or_default();
        ["/console/licenses?q=", &encoded].concat()
    };
    let menu = actions.map(|(saving, assigning)| {
        let items = move |()| {
            let (saved, assigned) = (acted_on.clone(), acted_on.clone());
            vec![
                MenuItem::new("Edit Organization", move || saving.set(Some(Saving::Changed(saved.clone())))),
                MenuItem::new("Partners", move || assigning.set(Some(assigned.clone()))),
            ]
        };
        view! { <td><Menu label=label items=items /></td> }.into_any()
    });
    view! {
        <tr>
            <th scope="row"><a href=href>{name}</a></th>
            <td>{kind_text(kind)}</td>
            <td>{parent}</td>
            <td>{partners.join("; ")}</td>
            {menu}
        </tr>
    }
    .into_any()
}

/// The kind in words.
pub(super) fn kind_text(kind: OrganizationKind) -> &'static str {
    match kind {
        OrganizationKind::Vendor => "Vendor",
        OrganizationKind::Distributor => "Distributor",
        OrganizationKind::Reseller => "Reseller",
        OrganizationKind::Customer => "Customer",
    }
}
