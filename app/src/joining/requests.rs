//! Requests to join, beside the users: accepts or declines them.

use leptos::prelude::*;
use model::invitation::JoinRequest;
use model::table::Table;
use model::{Action, Target};

use super::{approve_join_request, decline_join_request, join_requests};
use crate::current_user::use_me;
use crate::form::{DialogForm, FormDialog};
use crate::loading::{Loading, failed};
use crate::tables::{ListOf, small_list};
use crate::ui::{Button, Field, Instant, TextArea, dom, kept_rows, live, memo, plain_row};
use crate::users::{RoleField, chosen, is_missing};

/// The section; empty while there are no requests.
#[component]
pub(crate) fn JoinRequestsSection(
    /// Called after a request was accepted.
    on_joined: Callback<()>,
) -> impl IntoView {
    let requests = Loading::new(join_requests);
    let may_manage = use_me().may(Action::ManageUsers, Target::MyOrganization);
    let (approving, declining) = (RwSignal::new(None), RwSignal::new(None));
    let decided = Callback::new(move |is_in: bool| {
        requests.again.run(());
        if is_in {
            on_joined.run(());
        }
        // The pressed button disappears with its request.
        dom::focus_soon(dom::HEADING);
    });
    let shown = move || match requests.get() {
        Some(Ok(requests)) if !requests.is_empty() => table(requests, may_manage, approving, declining),
        Some(Err(error)) => failed(&error, Some(requests.again)),
        _ => ().into_any(),
    };
    view! {
        {live(shown)}
        <ApproveDialog about=approving on_decided=decided />
        <DeclineDialog about=declining on_decided=decided />
    }
}

type About = RwSignal<Option<JoinRequest>>;

fn table(requests: Vec<JoinRequest>, may_manage: bool, approving: About, declining: About) -> AnyView {
    let buttons = move |request: &JoinRequest| {
        let (approve, decline) = (format!("Approve {}", request.email), format!("Decline {}", request.email));
        let (approved, declined) = (request.clone(), request.clone());
        view! {
            <Button label=approve on_click=move |()| approving.set(Some(approved.clone()))>"Approve"</Button>
            " "
            <Button label=decline on_click=move |()| declining.set(Some(declined.clone()))>"Decline"</Button>
        }
        .into_any()
    };
    let list = ListOf::new(Table::JoinRequests, "People who ask to join").with_actions(may_manage);
    let list = small_list(list, move |shown| {
        kept_rows(
            move || requests.clone(),
            move |request| {
                plain_row(shown, move |id| match id {
                    "name" => request.name.clone().into_any(),
                    "email" => request.email.clone().into_any(),
                    "message" => request.message.clone().into_any(),
                    "asked" => view! { <Instant at=request.created_at /> }.into_any(),
                    _ => buttons(&request),
                })
            },
        )
    });
    view! {
        <section class="section" aria-label="Requests to Join">
            <div class="section-head"><h2>"Requests to Join"</h2></div>
            {list}
        </section>
    }
    .into_any()
}

#[component]
fn ApproveDialog(about: About, on_decided: Callback<bool>) -> impl IntoView {
    let me = use_me();
    let approved = Callback::new(move |()| on_decided.run(true));
    let form = move |form: DialogForm| {
        let Some(request) = about.get_untracked() else { return ().into_any() };
        let role = RwSignal::new(String::new());
        let organization = memo(move || me.organization().unwrap_or_default());
        let submit = move || {
            let Some(role) = chosen(role) else { return };
            form.save(approve_join_request(request.id, role), "Request approved", approved);
        };
        let fields = view! {
            <p>
                {request.name} " (" {request.email} ") "
                {if me.sends_mails() {
                    "will get an e-mail and become a member immediately."
                } else {
                    "will become a member immediately. This portal does not send e-mails: tell them yourself."
                }}
            </p>
            <RoleField organization=organization value=role error=form.error("role") />
        };
        form.disabled(is_missing(role)).view("Approve", submit, fields)
    };
    view! { <FormDialog open=about title="Approve Request" form=form /> }
}

#[component]
fn DeclineDialog(about: About, on_decided: Callback<bool>) -> impl IntoView {
    let me = use_me();
    let declined = Callback::new(move |()| on_decided.run(false));
    let form = move |form: DialogForm| {
        let Some(request) = about.get_untracked() else { return ().into_any() };
        let reason = RwSignal::new(String::new());
        let submit = move || {
            form.save(decline_join_request(request.id, reason.get_untracked()), "Request declined", declined);
        };
        let hint = if me.sends_mails() {
            format!("It is sent to {}. Up to 500 characters.", request.email)
        } else {
            format!(
                "This portal does not send e-mails: tell {} yourself. Up to 500 characters.",
                request.email
            )
        };
        let field = view! {
            <Field label="Reason" hint=hint error=form.error("text")>
                <TextArea
                    value=reason
                    on_input=move |typed| reason.set(typed)
                    rows=3
                    max_length=500
                    autofocus=true
                />
            </Field>
        };
        form.view("Decline", submit, field)
    };
    view! { <FormDialog open=about title="Decline Request" form=form /> }
}
