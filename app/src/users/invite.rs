//! Invites a person by e-mail.

use leptos::prelude::*;
use model::OrganizationId;

use super::invite_user;
use super::role_field::{RoleField, chosen, is_missing};
use super::state::State;
use crate::form::Sending;
use crate::invitation::{LinkShown, mail_hint};
use crate::ui::{
    Button, Dialog, DialogFooter, Field, InlineError, Look, Select, TextInput, memo, use_toasts,
};
use crate::who::use_me;

#[component]
pub(super) fn InviteDialog(
    state: State,
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Shows the link.
    link: LinkShown,
    /// Called after an invitation.
    on_invited: Callback<()>,
) -> impl IntoView {
    view! {
        <Dialog open=open title="Invite User" on_close=move |()| open.set(false)>
            <Form state=state open=open link=link on_invited=on_invited />
        </Dialog>
    }
}

#[component]
fn Form(state: State, open: RwSignal<bool>, link: LinkShown, on_invited: Callback<()>) -> impl IntoView {
    let (sending, toasts, sends_mails) = (Sending::new(), use_toasts(), use_me().sends_mails());
    let places = memo(move || {
        state.list.with(|list| {
            let all = list.as_ref().map_or(&[][..], |list| &list.organizations);
            let managed = all.iter().filter(|(.., may_invite)| *may_invite);
            managed.map(|(id, name, _)| (id.to_string(), name.clone())).collect::<Vec<_>>()
        })
    });
    let (email, chosen_place, role) =
        (RwSignal::new(String::new()), RwSignal::new(None), RwSignal::new(String::new()));
    // Starts with the first; the list of users, which names them, may still be loading.
    let place = memo(move || {
        let first = || places.with(|places| places.first().map(|(id, _)| id.clone()));
        chosen_place.get().or_else(first).unwrap_or_default()
    });
    let organization = memo(move || place.with(|place| place.parse::<OrganizationId>().unwrap_or_default()));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let to = email.get_untracked().trim().to_owned();
        if to.is_empty() {
            return sending
                .refuse("email", "Whom do you invite? An e-mail address looks like name@example.org.");
        }
        let Some(role) = chosen(role) else { return };
        let invited = invite_user(organization.get_untracked(), to.clone(), role);
        sending.send(invited, move |made| {
            open.set(false);
            link.tell(to, made, toasts);
            on_invited.run(());
        });
    };
    let organizations = move || {
        (places.with(Vec::len) > 1).then(|| {
            view! {
                <Field label="Organization">
                    <Select value=place options=places on_change=move |id| chosen_place.set(Some(id)) />
                </Field>
            }
        })
    };
    view! {
        <form novalidate on:submit=submit>
            <Field
                label="E-mail address"
                hint=mail_hint(sends_mails)
                error=sending.at("email")
            >
                <TextInput value=email on_input=move |typed| email.set(typed) kind="email" autofocus=true />
            </Field>
            {organizations}
            <RoleField organization=organization value=role error=sending.at("role") />
            <InlineError message=sending.at("") />
            <DialogFooter>
                <Button on_click=move |()| open.set(false)>"Cancel"</Button>
                <Button look=Look::Primary submit=true busy=sending.busy disabled=is_missing(role)>"Invite"</Button>
            </DialogFooter>
        </form>
    }
}
