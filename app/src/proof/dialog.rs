//! The dialog in which people prove who they are.

use leptos::prelude::*;

use super::{Proof, Prover, my_proof, prove};
use crate::form::DialogForm;
use crate::loading::Loading;
use crate::ui::{Dialog, Field, TextInput, dom};

/// Asks for a code or the password, on behalf of a [`Prover`].
#[component]
pub fn ProveDialog(prover: Prover) -> impl IntoView {
    view! {
        <Dialog open=prover.open title="Confirm your identity" on_close=move |()| prover.settle(false)>
            {asked(prover)}
        </Dialog>
    }
}

fn asked(prover: Prover) -> AnyView {
    Loading::new(my_proof).view_once(2, "Loading", move |proof| match proof {
        Proof::SignIn => view! {
            <p>
                "Some time has passed since you signed in, or your organization now requires a second factor. To do this, sign out and in again."
            </p>
        }
        .into_any(),
        proof => form(prover, proof),
    })
}

fn form(prover: Prover, proof: Proof) -> AnyView {
    let form = DialogForm::new(Callback::new(move |()| prover.settle(false)));
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
    let submit = move || {
        form.submission.send(prove(given.get_untracked().into()), move |()| prover.settle(true));
    };
    let fields = view! {
        <p>"Some time has passed since you signed in. Confirm that it is you."</p>
        <Field label=label hint=hint.map(str::to_owned) error=form.error("given")>
            <TextInput
                value=given
                on_input=move |typed| given.set(typed)
                kind=kind
                name="given"
                autocomplete=autocomplete
            />
        </Field>
    };
    form.view("Continue", submit, fields)
}
