//! Transfers the role of Super Admin, with another proof of who the person is.

use leptos::prelude::*;
use model::Hidden;
use model::user::{User, Who};

use super::transfer_super_admin;
use crate::account_security::{SignInState, my_sign_in};
use crate::form::{DialogForm, FormDialog};
use crate::proof::{ProveDialog, Prover};
use crate::ui::{Field, TextInput, load, memo};

#[component]
pub(super) fn TransferDialog(
    /// The next Super Admin; None while the dialog is closed.
    about: RwSignal<Option<User>>,
    /// Called after success.
    on_transferred: Callback<()>,
) -> impl IntoView {
    let form = move |form: DialogForm| {
        let Some(user) = about.get_untracked() else { return ().into_any() };
        let (prover, password) = (Prover::new(), RwSignal::new(String::new()));
        // People who sign in at their organization's provider may have none.
        let state = RwSignal::new(None);
        load(state, my_sign_in());
        let has_password = memo(move || {
            state.with(|state| !matches!(state, Some(Ok(SignInState { has_password: false, .. }))))
        });
        let lead = format!(
            "{} becomes the Super Admin of {}, and you become an Admin. Only {} can return the role.",
            user.called(),
            user.organization_name,
            user.called()
        );
        let said = format!("{} is now the Super Admin", user.called());
        let submit = move || {
            let Who::Member(to) = user.who else { return };
            let given: Option<Hidden> = has_password.get_untracked().then(|| password.get_untracked().into());
            let transfer = prover.proved(move || transfer_super_admin(to, given.clone()));
            form.save(transfer, said.clone(), on_transferred);
        };
        let fields = view! {
            <p>{lead}</p>
            {move || has_password.get().then(|| view! {
                <Field label="Your password" error=form.error("password")>
                    <TextInput
                        value=password
                        on_input=move |typed| password.set(typed)
                        kind="password"
                        autocomplete="current-password"
                        autofocus=true
                    />
                </Field>
            })}
        };
        view! {
            {form.view("Transfer", submit, fields)}
            <ProveDialog prover=prover />
        }
        .into_any()
    };
    view! { <FormDialog open=about title="Transfer Super Admin" form=form /> }
}
