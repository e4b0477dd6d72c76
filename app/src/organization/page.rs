//! The page `/organization`.

use leptos::prelude::*;
use model::access::Relation;
use model::list_columns::LIST_COLUMNS;
use model::organization::{Organization, Part};
use model::table::Table;
use model::{Action, ProductKind, Target};

use super::move_licenses::MoveLicenses;
use super::name::{NameDialog, Naming};
use super::see_organization;
use crate::current_user::use_me;
use crate::loading::Loading;
use crate::tables::{ListOf, provide_tables, small_list};
use crate::ui::{Button, EmptyState, Look, Notice, PageHeading, Shown, kept_rows, memo, plain_row};

/// The organization, for people who may see its general information.
#[component]
pub fn OrganizationPage() -> impl IntoView {
    let me = use_me();
    provide_tables(&LIST_COLUMNS, Table::SubOrganizations, &[]);
    let seen = Loading::new(see_organization);
    let reload = seen.again;
    // The top bar shows its name, too, and with the first sub-organization, more entries appear.
    let anew = Callback::new(move |()| {
        me.load();
        reload.run(());
    });
    let may_edit = me.may(Action::EditOrganization, Target::MyOrganization);
    // Moving licenses takes the right to see them at both ends; levels differ by kind of product.
    let sees_subs = [ProductKind::Cloud, ProductKind::OnPremises]
        .into_iter()
        .any(|kind| me.may_on(Action::ListLicenses, kind, Relation::Sub));
    let naming = RwSignal::new(None);
    // The choices there survive a move, which only changes numbers.
    let parts = memo(move || {
        let named = |part: &Part| (part.id, part.name.clone());
        seen.read(|seen| seen.parts.iter().map(named).collect::<Vec<_>>()).unwrap_or_default()
    });
    let moving = move || {
        let parts = parts.get();
        (may_edit && sees_subs && parts.len() > 1)
            .then(|| view! { <MoveLicenses parts=parts on_moved=reload /> }.into_any())
    };
    view! {
        <PageHeading title="Organization" text="The name, sub-organizations and licenses of your organization." />
        {seen.view(6, "Loading the organization", move |seen| shown(seen, may_edit.then_some(naming)))}
        {moving}
        <NameDialog naming=naming on_saved=anew />
    }
}

/// `naming` is None unless the person may change what is shown.
fn shown(organization: Organization, naming: Option<RwSignal<Option<Naming>>>) -> AnyView {
    let Organization { kind, main, parts } = organization;
    let Some(own) = parts.first().cloned() else { return ().into_any() };
    let is_main = main.is_none();
    let rename = naming.map(|naming| rename(naming, &own));
    let add = naming.filter(|_| is_main).map(|naming| {
        let open = move |()| naming.set(Some(Naming::Sub));
        view! { <Button look=Look::Primary on_click=open>"Add Sub-Organization"</Button> }.into_any()
    });
    let subs: Vec<Part> = parts.into_iter().skip(1).collect();
    let subs = if subs.is_empty() { none(naming) } else { table(subs, naming) };
    let subs = is_main.then(|| {
        view! {
            <section class="section" aria-label="Sub-Organizations">
                <div class="section-head">
                    <h2>"Sub-Organizations"</h2>
                    <div class="toolbar-end">{add}</div>
                </div>
                {subs}
            </section>
        }
        .into_any()
    });
    let of =
        main.map(|main| view! { <Notice>{format!("A sub-organization of {main}.")}</Notice> }.into_any());
    view! {
        {of}
        <section class="section" aria-label="General Information">
            <div class="section-head">
                <h2>"General Information"</h2>
                <div class="toolbar-end">{rename}</div>
            </div>
            <dl class="facts">
                <dt>"Name"</dt><dd>{own.name}</dd>
                <dt>"Kind"</dt><dd>{kind.label()}</dd>
                {own.people.map(|count| view! { <dt>"Users"</dt><dd>{count}</dd> })}
                {own.licenses.map(|count| view! { <dt>"Licenses"</dt><dd>{count}</dd> })}
            </dl>
        </section>
        {subs}
    }
    .into_any()
}

fn none(naming: Option<RwSignal<Option<Naming>>>) -> AnyView {
    let add = naming.map(|naming| {
        let open = move |()| naming.set(Some(Naming::Sub));
        view! { <Button on_click=open>"Add the first sub-organization"</Button> }.into_any()
    });
    view! {
        <EmptyState title="There are no sub-organizations" text="Each has its own people, roles and licenses.">
            {add}
        </EmptyState>
    }
    .into_any()
}

/// Returns the sub-organizations, with the numbers that the person may see.
fn table(subs: Vec<Part>, naming: Option<RwSignal<Option<Naming>>>) -> AnyView {
    let has_people = subs.iter().any(|part| part.people.is_some());
    let has_licenses = subs.iter().any(|part| part.licenses.is_some());
    let list = ListOf::new(Table::SubOrganizations, "Sub-organizations").having(move |id| match id {
        "users" => has_people,
        "licenses" => has_licenses,
        "actions" => naming.is_some(),
        _ => true,
    });
    small_list(list, move |shown| kept_rows(move || subs.clone(), move |part| row(shown, part, naming)))
}

fn row(shown: Shown, part: Part, naming: Option<RwSignal<Option<Naming>>>) -> AnyView {
    plain_row(shown, move |id| match id {
        "name" => part.name.clone().into_any(),
        "users" => part.people.into_any(),
        "licenses" => part.licenses.into_any(),
        _ => naming.map(|naming| rename(naming, &part)).into_any(),
    })
}

fn rename(naming: RwSignal<Option<Naming>>, part: &Part) -> AnyView {
    let (label, id, name) = (format!("Rename {}", part.name), part.id, part.name.clone());
    let open = move |()| naming.set(Some(Naming::Known { id, name: name.clone() }));
    view! { <Button label=label on_click=open>"Rename"</Button> }.into_any()
}
