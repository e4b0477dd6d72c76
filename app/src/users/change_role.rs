//! Gives a member another role.

use leptos::prelude::*;
use model::user::{User, Who};

use super::change_user_role;
use super::role_field::{RoleField, chosen, is_missing};
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
        let organization = user.organization;
        let role = RwSignal::new(user.role.to_string());
        let lead = format!(
            "{} is {} in {}. A new role takes effect immediately.",
            user.called(),
            user.role_name,
            user.organization_name
        );
        let said = format!("Role of {} changed", user.called());
        let submit = move || {
            let (Who::Member(member), Some(role)) = (user.who, chosen(role)) else { return };
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
