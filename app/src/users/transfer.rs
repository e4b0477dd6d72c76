//! Transfers the role of Super Admin, with another proof of who the person is.

use leptos::prelude::*;
use model::Hidden;
use model::user::{User, Who};

use super::transfer_super_admin;
use crate::account::{SignInState, my_sign_in};
use crate::form::Sending;
use crate::prove::{ProveDialog, Prover};
use crate::ui::{Button, Dialog, DialogFooter, Field, InlineError, Look, TextInput, load, memo, use_toasts};

#[component]
pub(super) fn TransferDialog(
    /// The next Super Admin; None while the dialog is closed.
    about: RwSignal<Option<User>>,
    /// Called after success.
    on_transferred: Callback<()>,
) -> impl IntoView {
    let open = memo(move || about.with(Option::is_some));
    view! {
        <Dialog open=open title="Transfer Super Admin" on_close=move |()| about.set(None)>
            {move || about.get_untracked().map(|user| view! { <Form user=user about=about on_transferred=on_transferred /> })}
        </Dialog>
    }
}

#[component]
fn Form(user: User, about: RwSignal<Option<User>>, on_transferred: Callback<()>) -> impl IntoView {
    let (sending, toasts, prover) = (Sending::new(), use_toasts(), Prover::new());
    let password = RwSignal::new(String::new());
    // People who sign in at their organization's provider may have none.
    let state = RwSignal::new(None);
    load(state, my_sign_in());
    let has_password =
        memo(move || state.with(|state| !matches!(state, Some(Ok(SignInState { has_password: false, .. })))));
    let lead = format!(
        "{} becomes the Super Admin of {}, and you an Admin. Only {} can give the role back.",
        user.called(),
        user.organization_name,
        user.called()
    );
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Who::Member(to) = user.who else { return };
        let done = format!("{} is the Super Admin now", user.called());
        let given: Option<Hidden> = has_password.get_untracked().then(|| password.get_untracked().into());
        let transfer = prover.proved(move || transfer_super_admin(to, given.clone()));
        sending.send(transfer, move |()| {
            about.set(None);
            toasts.say(done);
            on_transferred.run(());
        });
    };
    view! {
        <form novalidate on:submit=submit>
            <p>{lead}</p>
            {move || has_password.get().then(|| view! {
                <Field label="Your password" error=sending.at("password")>
                    <TextInput
                        value=password
                        on_input=move |typed| password.set(typed)
                        kind="password"
                        autocomplete="current-password"
                        autofocus=true
                    />
                </Field>
            })}
            <InlineError message=sending.at("") />
            <DialogFooter>
                <Button on_click=move |()| about.set(None)>"Cancel"</Button>
                <Button look=Look::Primary submit=true busy=sending.busy>"Transfer"</Button>
            </DialogFooter>
        </form>
        <ProveDialog prover=prover />
    }
}
