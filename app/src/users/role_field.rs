//! Chooses a role of an organization, of those that the person may give.

use leptos::prelude::*;
use model::role::RoleToGive;
use model::{OrganizationId, RoleId};

use super::roles_to_give;
use crate::ui::{Field, Latest, Select, effect, memo};

/// The field. It starts with the role User unless `value` is a role that the person may give.
#[component]
pub(crate) fn RoleField(
    /// The organization with the roles; 0 while unknown.
    #[prop(into)]
    organization: Signal<OrganizationId>,
    /// The number of the chosen role; empty until roles have loaded.
    value: RwSignal<String>,
    /// The problem with the chosen role, if there is one.
    error: Signal<Option<String>>,
) -> impl IntoView {
    let answer = RwSignal::new(None);
    let latest = Latest::new();
    effect(move || {
        answer.set(None);
        let organization = organization.get();
        if organization != 0 {
            latest.ask(roles_to_give(organization), move |roles| answer.set(Some(roles)));
        }
    });
    let roles = memo(move || match answer.get() {
        Some(Ok(roles)) => roles,
        _ => Vec::new(),
    });
    effect(move || {
        roles.with(|roles| {
            let chosen = value.get_untracked();
            let is_offered = roles.iter().any(|role| role.id.to_string() == chosen);
            let first = roles.iter().find(|role| role.name == "User").or(roles.first());
            if let (false, Some(first)) = (is_offered, first) {
                value.set(first.id.to_string());
            }
        });
    });
    let failed = move || match answer.get() {
        Some(Err(wrong)) => Some(wrong.to_string()),
        Some(Ok(roles)) if roles.is_empty() => Some("There are no roles that you can assign.".to_owned()),
        _ => error.get(),
    };
    let described = move || {
        let chosen = value.get();
        let describe = |role: &&RoleToGive| role.id.to_string() == chosen && !role.description.is_empty();
        roles.with(|roles| roles.iter().find(describe).map(|role| role.description.clone()))
    };
    let options =
        move || roles.get().into_iter().map(|role| (role.id.to_string(), role.name)).collect::<Vec<_>>();
    view! {
        <Field label="Role" hint=Signal::derive(described) error=Signal::derive(failed)>
            <Select value=value options=Signal::derive(options) on_change=move |id| value.set(id) />
        </Field>
    }
}

/// Returns the chosen role.
pub(crate) fn chosen(value: RwSignal<String>) -> Option<RoleId> {
    value.with_untracked(|value| value.parse().ok())
}

/// True if no role is chosen, as before the roles have loaded: then nothing can be sent.
pub(crate) fn is_missing(value: RwSignal<String>) -> Signal<bool> {
    Signal::derive(move || value.with(String::is_empty))
}
