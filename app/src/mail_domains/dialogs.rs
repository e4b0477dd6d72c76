//! Adds and removes mail domains.

use leptos::prelude::*;
use model::organization::MailDomain;

use super::{add_mail_domain, remove_mail_domain};
use crate::current_user::use_me;
use crate::form::{DialogForm, TextDialog, settle};
use crate::proof::Prover;
use crate::ui::{Confirm, Question, dom, use_toasts};

#[component]
pub(super) fn AddDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Asks the person to prove who they are.
    prover: Prover,
    /// Called after it was added.
    on_added: Callback<()>,
) -> impl IntoView {
    let add = move |(form, domain): (DialogForm, String)| {
        form.save(prover.proved(move || add_mail_domain(domain.clone())), "Domain added", on_added);
    };
    view! {
        <TextDialog
            open=open
            title="Add Domain"
            label="Domain"
            hint="The part after the @ in your people's addresses, such as example.org. Not a public mail provider's."
            name="domain"
            action="Add"
            on_submit=add
        />
    }
}

#[component]
pub(super) fn RemoveDialog(
    /// Asks about the one to remove.
    question: Question<MailDomain>,
    /// Asks the person to prove who they are.
    prover: Prover,
    /// Called after success.
    on_removed: Callback<()>,
) -> impl IntoView {
    let (me, toasts) = (use_me(), use_toasts());
    let text = |domain: MailDomain| {
        format!(
            "People with an address in {} can no longer ask to join or use single sign-on. Current members are not affected.",
            domain.domain
        )
    };
    let remove = move |domain: MailDomain| {
        settle(question, me, prover.proved(move || remove_mail_domain(domain.id)), move |()| {
            toasts.say("Domain removed");
            on_removed.run(());
            // The pressed button disappears with the domain.
            dom::focus_soon(dom::HEADING);
        });
    };
    view! { <Confirm question=question title="Remove Domain" action="Remove" text=text on_confirm=remove /> }
}
