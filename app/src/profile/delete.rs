//! Deletes a person's own account after they have typed its address.

use leptos::prelude::*;

use super::delete_account;
use crate::drafts::forget_all_but;
use crate::form::{DialogForm, FormDialog};
use crate::proof::Prover;
use crate::ui::{Button, Field, TextInput};

/// Explains what deleting means; its dialog deletes.
#[component]
pub(super) fn DeleteSection(
    /// The person's address.
    email: String,
    /// Asks the person to prove who they are.
    prover: Prover,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let form = move |form: DialogForm| {
        let typed = RwSignal::new(String::new());
        let submit = move || {
            let given = typed.get_untracked();
            form.submission.send(prover.proved(move || delete_account(given.clone())), |()| {
                forget_all_but(None);
                // Refused only by a document that is not shown anymore.
                let _ = window().location().assign("/sign-in");
            });
        };
        let fields = view! {
            <p>"This can't be undone."</p>
            <Field
                label="Your e-mail address"
                hint=format!("Type {email} to delete your account.")
                error=form.error("email")
            >
                <TextInput value=typed on_input=move |text| typed.set(text) name="email" autofocus=true />
            </Field>
        };
        form.view("Delete", submit, fields)
    };
    view! {
        <section class="section" aria-labelledby="delete">
            <div class="section-head"><h2 id="delete">"Delete your account"</h2></div>
            <p>
                "You leave all your organizations, your API tokens are revoked, and your personal licenses no longer belong to \
                 anyone. Your actions remain in the Event History, with your address."
            </p>
            <p><Button on_click=move |()| open.set(true)>"Delete Account"</Button></p>
        </section>
        <FormDialog open=open title="Delete Account" form=form />
    }
}
