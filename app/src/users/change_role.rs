//! Gives a member another role.

use leptos::prelude::*;

use super::role_field::{RoleField, chosen, is_missing};
use super::{Id, User, change_user_role};
use crate::form::{DialogForm, FormDialog};

#[component]
pub(super) fn ChangeRoleDialog(
    /// The member; None while the dialog is closed.
    about: RwSignal<Option<User>>,
    /// Called after success.
    on_changed: Callback<()>,
) -> impl IntoView {
    let form = move |form: DialogForm| {
        let Some(user) = about.get_untracked() else { return ().into_any() };
        let organization = user.organization.0;
        let role = RwSignal::new(user.role.0.to_string());
        let lead = format!(
            "{} is {} in {}. Another role holds from the next click on.",
            user.called(),
            user.role.1,
            user.organization.1
        );
        let said = format!("Role of {} changed", user.called());
        let submit = move || {
            let (Id::Member(member), Some(role)) = (user.id, chosen(role)) else { return };
            form.save(change_user_role(organization, member, role), said.clone(), on_changed);
        };
        let fields = view! {
            <p>{lead}</p>
            <RoleField organization=Signal::stored(organization) value=role error=form.error("role") />
        };
        form.disabled(is_missing(role)).view("Change", submit, fields)
    };
    view! { <FormDialog open=about title="Change Role" form=form /> }
}
