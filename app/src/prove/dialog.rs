//! The dialog in which people prove who they are.

use leptos::prelude::*;

use super::{Proof, Prover, my_proof, prove};
use crate::form::Sending;
use crate::ui::{Button, Dialog, DialogFooter, Field, InlineError, Look, Skeleton, TextInput, dom, load};

/// Asks for a code or the password, on behalf of a [`Prover`].
#[component]
pub fn ProveDialog(prover: Prover) -> impl IntoView {
    view! {
        <Dialog open=prover.open title="Is it you?" on_close=move |()| prover.settle(false)>
            <Asked prover=prover />
        </Dialog>
    }
}

#[component]
fn Asked(prover: Prover) -> impl IntoView {
    let proof = RwSignal::new(None);
    load(proof, my_proof());
    view! {
        {move || match proof.get() {
            None => view! { <Skeleton lines=2 /> }.into_any(),
            Some(Ok(Proof::SignIn)) => view! {
                <p>"Some time has passed since you signed in. Sign out, and in again, to do this."</p>
            }.into_any(),
            Some(Ok(proof)) => view! { <Form prover=prover proof=proof /> }.into_any(),
            Some(Err(error)) => view! { <InlineError message=error.to_string() /> }.into_any(),
        }}
    }
}

#[component]
fn Form(prover: Prover, proof: Proof) -> impl IntoView {
    let sending = Sending::new();
    let given = RwSignal::new(String::new());
    let (label, hint, kind, autocomplete) = if proof == Proof::Code {
        (
            "Code",
            Some("The six digits that your authenticator app shows now, or a recovery code."),
            "text",
            "one-time-code",
        )
    } else {
        ("Your password", None, "password", "current-password")
    };
    // The input appears after the dialog.
    dom::focus_soon("dialog[open] [name=given]");
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        sending.send(prove(given.get_untracked().into()), move |()| prover.settle(true));
    };
    view! {
        <form novalidate on:submit=submit>
            <p>"Some time has passed since you signed in, and this is something that only you may do."</p>
            <Field label=label hint=hint.map(str::to_owned) error=sending.at("given")>
                <TextInput
                    value=given
                    on_input=move |typed| given.set(typed)
                    kind=kind
                    name="given"
                    autocomplete=autocomplete
                />
            </Field>
            <InlineError message=sending.at("") />
            <DialogFooter>
                <Button on_click=move |()| prover.settle(false)>"Cancel"</Button>
                <Button look=Look::Primary submit=true busy=sending.busy>"Go on"</Button>
            </DialogFooter>
        </form>
    }
}
