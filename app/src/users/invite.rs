//! Invites a person by e-mail.

use leptos::prelude::*;
use model::OrganizationId;

use super::invite_user;
use super::role_field::{RoleField, chosen, is_missing};
use super::state::State;
use crate::current_user::use_me;
use crate::form::{DialogForm, FormDialog};
use crate::invitation::{LinkShown, mail_hint};
use crate::ui::{Field, Select, TextInput, memo, use_toasts};

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
    let (toasts, me) = (use_toasts(), use_me());
    let form = move |form: DialogForm| {
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
        let organization =
            memo(move || place.with(|place| place.parse::<OrganizationId>().unwrap_or_default()));
        let submit = move || {
            let to = email.get_untracked().trim().to_owned();
            if to.is_empty() {
                let message = "Enter an e-mail address, such as name@example.org.";
                return form.submission.refuse("email", message);
            }
            let Some(role) = chosen(role) else { return };
            let invited = invite_user(organization.get_untracked(), to.clone(), role);
            form.send(invited, move |made| {
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
        let fields = view! {
            <Field label="E-mail address" hint=mail_hint(me.sends_mails()) error=form.error("email")>
                <TextInput value=email on_input=move |typed| email.set(typed) kind="email" autofocus=true />
            </Field>
            {organizations}
            <RoleField organization=organization value=role error=form.error("role") />
        };
        form.disabled(is_missing(role)).view("Invite", submit, fields)
    };
    view! { <FormDialog open=open title="Invite User" form=form /> }
}
