//! The partners of an organization, and the resellers that sold to it.

use leptos::prelude::*;
use model::OrganizationId;
use model::console::ListedOrganization;

use super::suggest::OrganizationInput;
use super::{assign_partner, unassign_partner};
use crate::form::{DialogForm, FormDialog};
use crate::ui::{Button, Field, InlineError};

#[component]
pub(super) fn PartnersDialog(
    /// The organization; None while the dialog is closed.
    about: RwSignal<Option<ListedOrganization>>,
    /// Called after a change.
    on_changed: Callback<()>,
) -> impl IntoView {
    let title = move || about.with(|about| about.as_ref().map(|about| format!("Partners of {}", about.name)));
    let title = Signal::derive(move || title().unwrap_or_default());
    let form = move |form: DialogForm| {
        let Some(organization) = about.get_untracked() else { return ().into_any() };
        content(form, organization, on_changed)
    };
    view! { <FormDialog open=about title=title form=form /> }
}

fn content(form: DialogForm, organization: ListedOrganization, on_changed: Callback<()>) -> AnyView {
    let ListedOrganization { id, partners, .. } = organization;
    let (partner, reseller) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let removing = form.beside();
    let remove = Callback::new(move |partner: OrganizationId| {
        removing.save(unassign_partner(id, partner), "Partner removed", on_changed);
    });
    let assign = move || {
        let request = assign_partner(id, partner.get_untracked(), reseller.get_untracked());
        form.save(request, "Partner assigned", on_changed);
    };
    let current: Vec<_> = partners
        .into_iter()
        .map(|(id, name, reseller)| {
            let label = format!("Remove {name}");
            let sold = reseller.map(|reseller| format!(", by {reseller}"));
            view! {
                <li>
                    {name} {sold} " "
                    <Button label=label on_click=move |()| remove.run(id)>"Remove"</Button>
                </li>
            }
            .into_any()
        })
        .collect();
    let shown = if current.is_empty() {
        view! { <p class="muted">"No partner is assigned."</p> }.into_any()
    } else {
        view! { <ul class="stack">{current}</ul> }.into_any()
    };
    let fields = view! {
        <Field label="Partner" hint="The name of a distributor or reseller." error=form.error("partner")>
            <OrganizationInput value=partner autofocus=true />
        </Field>
        <Field
            label="Reseller"
            hint="Optional. The distributor's reseller that sold to the organization."
            error=form.error("reseller")
        >
            <OrganizationInput value=reseller />
        </Field>
    };
    view! {
        {shown}
        <InlineError message=removing.error("") />
        {form.view("Assign", assign, fields)}
    }
    .into_any()
}
