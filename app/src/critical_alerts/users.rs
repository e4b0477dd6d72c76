//! The list of critical alert users.

use leptos::prelude::*;
use model::critical_alert::AlertUser;

use crate::ui::{Button, EmptyState, Instant, Look};

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
    let remove =
        on_remove.is_some().then(|| view! { <th scope="col"><span class="sr-only">"Remove"</span></th> });
    view! {
        <div class="grid-scroll" tabindex="0" role="region" aria-label="Critical alert users">
            <table class="plain-table">
                <thead>
                    <tr>
                        <th scope="col">"E-mail address"</th>
                        <th scope="col">"Name"</th>
                        <th scope="col">"Gets alerts for"</th>
                        <th scope="col">"Added"</th>
                        {remove}
                    </tr>
                </thead>
                <tbody>{users.into_iter().map(|user| row(user, on_remove)).collect::<Vec<_>>()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(user: AlertUser, on_remove: Option<Callback<AlertUser>>) -> AnyView {
    let removed = user.clone();
    let AlertUser { email, name, is_by_itself, is_gone, created_at, .. } = user;
    let remove = on_remove.map(|on_remove| {
        let label = format!("Remove {email}");
        view! {
            <td><Button label=label on_click=move |()| on_remove.run(removed.clone())>"Remove"</Button></td>
        }
        .into_any()
    });
    let told_of = match (is_gone, is_by_itself) {
        (true, _) => "Nothing: no longer a member",
        (false, true) => "Licenses they can see; self-subscribed",
        (false, false) => "All licenses of the organization",
    };
    view! {
        <tr class:unchanged=is_gone>
            <th scope="row">{email}</th>
            <td>{name.unwrap_or_else(|| "—".to_owned())}</td>
            <td>{told_of}</td>
            <td><Instant at=created_at /></td>
            {remove}
        </tr>
    }
    .into_any()
}
