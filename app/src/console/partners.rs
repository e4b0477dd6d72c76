//! The partners of an organization, and the resellers that sold to it.

use leptos::prelude::*;
use model::OrganizationId;
use model::console::ListedOrganization;

use super::form::DialogForm;
use super::suggest::OrganizationInput;
use super::{assign_partner, unassign_partner};
use crate::form::Sending;
use crate::ui::{Button, Dialog, Field, InlineError, memo, use_toasts};

#[component]
pub(super) fn PartnersDialog(
    /// The organization; None while the dialog is closed.
    about: RwSignal<Option<ListedOrganization>>,
    /// Called after a change.
    on_changed: Callback<()>,
) -> impl IntoView {
    let open = memo(move || about.with(Option::is_some));
    let title = move || about.with(|about| about.as_ref().map(|about| format!("Partners of {}", about.name)));
    view! {
        <Dialog open=open title=Signal::derive(move || title().unwrap_or_default()) on_close=move |()| about.set(None)>
            <Form about=about on_changed=on_changed />
        </Dialog>
    }
}

#[component]
fn Form(about: RwSignal<Option<ListedOrganization>>, on_changed: Callback<()>) -> impl IntoView {
    let toasts = use_toasts();
    let Some(ListedOrganization { id, partners, .. }) = about.get_untracked() else { return ().into_any() };
    let (partner, reseller) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (assigning, removing) = (Sending::new(), Sending::new());
    let done = move |said: &'static str| {
        about.set(None);
        toasts.say(said);
        on_changed.run(());
    };
    let remove = Callback::new(move |partner: OrganizationId| {
        removing.send_checked(|| Ok(unassign_partner(id, partner)), move |()| done("Partner removed"));
    });
    let assign = move |()| {
        let work = || Ok(assign_partner(id, partner.get_untracked(), reseller.get_untracked()));
        assigning.send_checked(work, move |()| done("Partner assigned"));
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
        view! { <p class="muted">"It is assigned to no partner."</p> }.into_any()
    } else {
        view! { <ul class="stack">{current}</ul> }.into_any()
    };
    view! {
        {shown}
        <InlineError message=removing.at("") />
        <DialogForm sending=assigning action="Assign" on_submit=Callback::new(assign) on_cancel=Callback::new(move |()| about.set(None))>
            <Field label="Partner" hint="The name of a distributor or reseller." error=assigning.at("partner")>
                <OrganizationInput value=partner autofocus=true />
            </Field>
            <Field
                label="Reseller"
                hint="The name of the distributor's reseller that sold to it; may be left empty."
                error=assigning.at("reseller")
            >
                <OrganizationInput value=reseller />
            </Field>
        </DialogForm>
    }
    .into_any()
}
