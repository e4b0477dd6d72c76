//! The list of critical alert users.

use leptos::prelude::*;
use model::critical_alert::AlertUser;
use model::table::Table;

use crate::tables::{ListOf, small_list};
use crate::ui::{Button, EmptyState, Instant, Look, Shown, kept_rows, list_row};

/// The list of critical alert users; `on_remove` is None unless the person may remove them.
pub(super) fn users(
    users: Vec<AlertUser>,
    on_remove: Option<Callback<AlertUser>>,
    adding: RwSignal<bool>,
) -> AnyView {
    if users.is_empty() {
        let text = if on_remove.is_some() {
            "Add the addresses of people who renew licenses. They don't have to be users of this portal."
        } else {
            "Somebody with Full Access on Critical Alert Users in your organization can add people. You can subscribe yourself under Support."
        };
        let step = if on_remove.is_some() {
            let open = move |()| adding.set(true);
            view! { <Button look=Look::Primary on_click=open>"Add the first alert user"</Button> }.into_any()
        } else {
            view! { <a class="button" href="/support">"Subscribe to Critical Alerts"</a> }.into_any()
        };
        return view! { <EmptyState title="Nobody gets critical alerts" text=text>{step}</EmptyState> }
            .into_any();
    }
    let list = ListOf::new(Table::AlertUsers, "Critical alert users").with_actions(on_remove.is_some());
    small_list(list, move |shown| kept_rows(move || users.clone(), move |user| row(shown, user, on_remove)))
}

fn row(shown: Shown, user: AlertUser, on_remove: Option<Callback<AlertUser>>) -> AnyView {
    let class = if user.is_gone { "unchanged" } else { "" };
    list_row(
        shown,
        move || class,
        None,
        move |id| match id {
            "email" => user.email.clone().into_any(),
            "name" => user.name.clone().unwrap_or_else(|| "—".to_owned()).into_any(),
            "alerts" => match (user.is_gone, user.is_by_itself) {
                (true, _) => "Nothing: no longer a member",
                (false, true) => "Licenses they can see; self-subscribed",
                (false, false) => "All licenses of the organization",
            }
            .into_any(),
            "added" => view! { <Instant at=user.created_at /> }.into_any(),
            _ => on_remove.map(|on_remove| remove(&user, on_remove)).into_any(),
        },
    )
}

fn remove(user: &AlertUser, on_remove: Callback<AlertUser>) -> AnyView {
    let (label, removed) = (format!("Remove {}", user.email), user.clone());
    view! { <Button label=label on_click=move |()| on_remove.run(removed.clone())>"Remove"</Button> }
        .into_any()
}
