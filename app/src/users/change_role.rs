//! Gives a member another role.

use leptos::prelude::*;
use model::user::{User, Who};

use super::change_user_role;
use super::role_field::{RoleField, chosen, is_missing};
use crate::form::Sending;
use crate::ui::{Button, Dialog, DialogFooter, InlineError, Look, memo, use_toasts};

#[component]
pub(super) fn ChangeRoleDialog(
    /// The member; None while the dialog is closed.
    about: RwSignal<Option<User>>,
    /// Called after success.
    on_changed: Callback<()>,
) -> impl IntoView {
    let open = memo(move || about.with(Option::is_some));
    view! {
        <Dialog open=open title="Change Role" on_close=move |()| about.set(None)>
            {move || about.get_untracked().map(|user| view! { <Form user=user about=about on_changed=on_changed /> })}
        </Dialog>
    }
}

#[component]
fn Form(user: User, about: RwSignal<Option<User>>, on_changed: Callback<()>) -> impl IntoView {
    let (sending, toasts) = (Sending::new(), use_toasts());
    let organization = user.organization;
    let role = RwSignal::new(user.role.to_string());
    let lead = format!(
        "{} is {} in {}. Another role holds from the next click on.",
        user.called(),
        user.role_name,
        user.organization_name
    );
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (Who::Member(member), Some(role)) = (user.who, chosen(role)) else { return };
        let changed = format!("Role of {} changed", user.called());
        sending.send(change_user_role(organization, member, role), move |()| {
            about.set(None);
            toasts.say(changed);
            on_changed.run(());
        });
    };
    view! {
        <form novalidate on:submit=submit>
            <p>{lead}</p>
            <RoleField organization=Signal::stored(organization) value=role error=sending.at("role") />
            <InlineError message=sending.at("") />
            <DialogFooter>
                <Button on_click=move |()| about.set(None)>"Cancel"</Button>
                <Button look=Look::Primary submit=true busy=sending.busy disabled=is_missing(role)>"Change"</Button>
            </DialogFooter>
        </form>
    }
}
