//! Invites people into an organization: its first ones, too.

use leptos::prelude::*;
use model::console::ListedOrganization;

use super::form::DialogForm;
use super::{console_invite, console_roles};
use crate::ApiError;
use crate::form::Sending;
use crate::invitation::{LinkDialog, LinkShown, mail_hint};
use crate::ui::{Dialog, Field, Select, TextInput, effect, load, memo, use_toasts};
use crate::who::use_me;

#[component]
pub(super) fn InviteDialog(
    /// The organization; None while the dialog is closed.
    about: RwSignal<Option<ListedOrganization>>,
) -> impl IntoView {
    let link = LinkShown::new();
    let open = memo(move || about.with(Option::is_some));
    let title = move || about.with(|about| about.as_ref().map(|about| format!("Invite to {}", about.name)));
    view! {
        <Dialog open=open title=Signal::derive(move || title().unwrap_or_default()) on_close=move |()| about.set(None)>
            <Form about=about link=link />
        </Dialog>
        <LinkDialog shown=link />
    }
}

#[component]
fn Form(about: RwSignal<Option<ListedOrganization>>, link: LinkShown) -> impl IntoView {
    let (toasts, sending, sends_mails) = (use_toasts(), Sending::new(), use_me().sends_mails());
    let Some(ListedOrganization { id, .. }) = about.get_untracked() else { return ().into_any() };
    let (email, role) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let answer = RwSignal::new(None);
    load(answer, console_roles(id));
    let roles = memo(move || match answer.get() {
        Some(Ok(roles)) => roles,
        _ => Vec::new(),
    });
    // The first person has to be able to invite the others: a Super Admin if there is none, else an Admin.
    effect(move || {
        let chosen = roles.with(|roles| {
            let named = |name: &str| roles.iter().find(|role| role.name == name);
            named("Super Admin").or(named("Admin")).map(|role| role.id.to_string())
        });
        role.set(chosen.unwrap_or_default());
    });
    let failed = move || match answer.get() {
        Some(Err(wrong)) => Some(wrong.to_string()),
        _ => sending.at("role").get(),
    };
    let options =
        move || roles.get().into_iter().map(|role| (role.id.to_string(), role.name)).collect::<Vec<_>>();
    let send = move |()| {
        let to = email.get_untracked().trim().to_owned();
        let invited = to.clone();
        let work = || {
            if to.is_empty() {
                let message = "Whom do you invite? An e-mail address looks like name@example.org.";
                return Err(ApiError::invalid("email", message));
            }
            let role = role.with_untracked(|role| role.parse().ok());
            let role = role.ok_or_else(|| ApiError::invalid("role", "Choose the role."))?;
            Ok(console_invite(id, to, role))
        };
        sending.send_checked(work, move |made| {
            about.set(None);
            link.tell(invited, made, toasts);
        });
    };
    view! {
        <DialogForm sending=sending action="Invite" on_submit=Callback::new(send) on_cancel=Callback::new(move |()| about.set(None))>
            <Field
                label="E-mail address"
                hint=mail_hint(sends_mails)
                error=sending.at("email")
            >
                <TextInput value=email on_input=move |typed| email.set(typed) kind="email" autofocus=true />
            </Field>
            <Field label="Role" error=Signal::derive(failed)>
                <Select value=role options=Signal::derive(options) on_change=move |id| role.set(id) />
            </Field>
        </DialogForm>
    }
    .into_any()
}
