//! Adds, renames and removes passkeys.

use leptos::prelude::*;
use model::sign_in::Passkey;

use super::{add_passkey, authenticator, begin_passkey, confirm_passkey, remove_passkey, rename_passkey};
use crate::current_user::use_me;
use crate::form::{DialogForm, TextDialog, settle};
use crate::proof::Prover;
use crate::ui::{Confirm, Question, dom, use_toasts};

/// Asks the person for a name, then the browser for the passkey.
#[component]
pub(super) fn AddDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Asks the person to prove who they are.
    prover: Prover,
    /// Called after it was added.
    on_added: Callback<()>,
) -> impl IntoView {
    let add = move |(form, name): (DialogForm, String)| {
        if let Err(wrong) = model::person::checked_name(&name) {
            return form.submission.refuse("name", wrong.to_string());
        }
        let adding = async move {
            let answered = authenticator::create(prover.proved(begin_passkey).await?).await?;
            add_passkey(answered, name).await
        };
        form.save(adding, "Passkey added", on_added);
    };
    view! {
        <TextDialog
            open=open
            title="Add Passkey"
            label="Name"
            hint="A name to recognize it by, such as Work laptop. Your browser then asks for the passkey."
            name="name"
            action="Add"
            on_submit=add
        />
    }
}

#[component]
pub(super) fn RenameDialog(
    /// The passkey to rename; None while the dialog is closed.
    about: RwSignal<Option<Passkey>>,
    /// Called after success.
    on_renamed: Callback<()>,
) -> impl IntoView {
    let before = Signal::derive(move || {
        about.with(|about| about.as_ref().map(|passkey| passkey.name.clone()).unwrap_or_default())
    });
    let rename = move |(form, name): (DialogForm, String)| {
        let Some(passkey) = about.get_untracked() else { return };
        form.save(rename_passkey(passkey.id, name), "Passkey renamed", on_renamed);
    };
    view! {
        <TextDialog
            open=about
            title="Rename Passkey"
            label="Name"
            name="name"
            value=before
            action="Rename"
            on_submit=rename
        />
    }
}

#[component]
pub(super) fn ConfirmDialog(
    /// Asks about the passkey that is to count everywhere.
    question: Question<Passkey>,
    /// Asks the person to prove who they are.
    prover: Prover,
    /// Called after success.
    on_confirmed: Callback<()>,
) -> impl IntoView {
    let (me, toasts) = (use_me(), use_toasts());
    let text = |passkey: Passkey| {
        format!(
            "The operator of that single sign-on could have added “{}” in your name. Confirm it only if it is on your own \
             device: it then signs in to all your organizations.",
            passkey.name
        )
    };
    let confirm = move |passkey: Passkey| {
        settle(question, me, prover.proved(move || confirm_passkey(passkey.id)), move |()| {
            toasts.say("Passkey confirmed");
            on_confirmed.run(());
            // The pressed button disappears.
            dom::focus_soon(dom::HEADING);
        });
    };
    view! { <Confirm question=question title="Confirm Passkey" action="Confirm" text=text on_confirm=confirm /> }
}

#[component]
pub(super) fn RemoveDialog(
    /// Asks about the one to remove.
    question: Question<Passkey>,
    /// Asks the person to prove who they are.
    prover: Prover,
    /// Called after success.
    on_removed: Callback<()>,
) -> impl IntoView {
    let (me, toasts) = (use_me(), use_toasts());
    let text = |passkey: Passkey| {
        format!(
            "“{}” can no longer be used to sign in. Remove it from the device or password manager too, or it will still be \
             offered.",
            passkey.name
        )
    };
    let remove = move |passkey: Passkey| {
        settle(question, me, prover.proved(move || remove_passkey(passkey.id)), move |()| {
            toasts.say("Passkey removed");
            on_removed.run(());
            // The pressed button disappears with its row.
            dom::focus_soon(dom::HEADING);
        });
    };
    view! { <Confirm question=question title="Remove Passkey" action="Remove" text=text on_confirm=remove /> }
}
