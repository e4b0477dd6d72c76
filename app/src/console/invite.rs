//! Invites an organization's first people.

use leptos::prelude::*;
use model::console::ListedOrganization;

use super::{console_invite, console_roles};
use crate::current_user::use_me;
use crate::form::{DialogForm, FormDialog};
use crate::invitation::{LinkDialog, LinkShown, mail_hint};
use crate::ui::{Field, Select, TextInput, effect, load, memo, use_toasts};

#[component]
pub(super) fn InviteDialog(
    /// The organization; None while the dialog is closed.
    about: RwSignal<Option<ListedOrganization>>,
) -> impl IntoView {
    let link = LinkShown::new();
    let title = move || about.with(|about| about.as_ref().map(|about| format!("Invite to {}", about.name)));
    let title = Signal::derive(move || title().unwrap_or_default());
    let (toasts, me) = (use_toasts(), use_me());
    let form = move |form: DialogForm| {
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
        let refused = form.error("role");
        let failed = move || match answer.get() {
            Some(Err(wrong)) => Some(wrong.to_string()),
            _ => refused.get(),
        };
        let options =
            move || roles.get().into_iter().map(|role| (role.id.to_string(), role.name)).collect::<Vec<_>>();
        let submit = move || {
            let to = email.get_untracked().trim().to_owned();
            if to.is_empty() {
                let message = "Enter an e-mail address, such as name@example.org.";
                return form.submission.refuse("email", message);
            }
            let Some(role) = role.with_untracked(|role| role.parse().ok()) else {
                return form.submission.refuse("role", "Choose the role.");
            };
            form.send(console_invite(id, to.clone(), role), move |made| link.tell(to, made, toasts));
        };
        let fields = view! {
            <Field label="E-mail address" hint=mail_hint(me.sends_mails()) error=form.error("email")>
                <TextInput value=email on_input=move |typed| email.set(typed) kind="email" autofocus=true />
            </Field>
            <Field label="Role" error=Signal::derive(failed)>
                <Select value=role options=Signal::derive(options) on_change=move |id| role.set(id) />
            </Field>
        };
        form.view("Invite", submit, fields)
    };
    view! {
        <FormDialog open=about title=title form=form />
        <LinkDialog shown=link />
    }
}
