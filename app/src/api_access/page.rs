//! The page `/api-access`: the organization's tokens.

use leptos::prelude::*;
use model::token::{Dead, ListedToken};
use model::{Action, Target};

use super::api_tokens;
use super::create::CreateDialog;
use super::revoke::RevokeDialog;
use crate::loading::Loading;
use crate::prove::{ProveDialog, Prover};
use crate::ui::{Button, EmptyState, Instant, Look, Notice, PageHeading, Question, day_text};
use crate::who::use_me;

/// API tokens, for people who may see them.
#[component]
pub fn ApiAccessPage() -> impl IntoView {
    let tokens = Loading::new(api_tokens);
    let may_manage = use_me().may(Action::ManageApiTokens, Target::MyOrganization);
    let creating = RwSignal::new(false);
    let prover = Prover::new();
    let revoking = Question::new();
    let on_revoke = may_manage.then(|| Callback::new(move |token| revoking.ask(token)));
    let create = move || {
        view! { <Button look=Look::Primary on_click=move |()| creating.set(true)>"Create Token"</Button> }
    };
    view! {
        <PageHeading
            title="API Access"
            text="With a token, a program can do what its creator can do in this organization."
        >
            {may_manage.then(create)}
        </PageHeading>
        <Notice>
            "A program sends its token in the header " <code>"Authorization: Bearer grantry_…"</code> " with each request."
        </Notice>
        {tokens.view(4, "Loading tokens", move |tokens| shown(tokens, on_revoke, creating))}
        <CreateDialog open=creating prover=prover on_created=tokens.again />
        <RevokeDialog question=revoking on_revoked=tokens.again />
        <ProveDialog prover=prover />
    }
}

/// `on_revoke` is None unless the person may also create tokens.
fn shown(
    tokens: Vec<ListedToken>,
    on_revoke: Option<Callback<ListedToken>>,
    creating: RwSignal<bool>,
) -> AnyView {
    if tokens.is_empty() {
        let text = if on_revoke.is_some() {
            "Create one per program, so that you can revoke each separately."
        } else {
            "Ask somebody with Full Access on API Access in your organization to create one."
        };
        let create = on_revoke.map(|_| {
            let open = move |()| creating.set(true);
            view! { <Button look=Look::Primary on_click=open>"Create the first token"</Button> }.into_any()
        });
        return view! { <EmptyState title="There are no API tokens" text=text>{create}</EmptyState> }
            .into_any();
    }
    view! {
        <div class="grid-scroll" tabindex="0" role="region" aria-label="API tokens">
            <table class="plain-table">
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"Token"</th>
                        <th scope="col">"Created by"</th>
                        <th scope="col">"Created"</th>
                        <th scope="col">"Last Day"</th>
                        <th scope="col">"Last Used"</th>
                        {on_revoke.is_some().then(|| view! { <th scope="col"><span class="sr-only">"Revoke"</span></th> })}
                    </tr>
                </thead>
                <tbody>{tokens.into_iter().map(|token| row(token, on_revoke)).collect::<Vec<_>>()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(token: ListedToken, on_revoke: Option<Callback<ListedToken>>) -> AnyView {
    let revoked = token.clone();
    let ListedToken { name, maker, hint, created_at, last_day, last_used_at, dead, .. } = token;
    let revoke = on_revoke.map(|on_revoke| {
        let label = format!("Revoke {name}");
        view! {
            <td><Button label=label on_click=move |()| on_revoke.run(revoked.clone())>"Revoke"</Button></td>
        }
        .into_any()
    });
    let state = dead.map(|dead| match dead {
        Dead::Expired => "Expired",
        Dead::MakerMayNot => "Rejected: its creator no longer has API Access",
    });
    let last_used = match last_used_at {
        Some(at) => view! { <Instant at=at /> }.into_any(),
        None => "Never".into_any(),
    };
    view! {
        <tr class:unchanged=dead.is_some()>
            <th scope="row">{name} {state.map(|state| view! { <div class="hint">{state}</div> }.into_any())}</th>
            <td class="day"><code>{format!("…{hint}")}</code></td>
            <td>{maker}</td>
            <td><Instant at=created_at /></td>
            <td class="day">{last_day.map_or_else(|| "No end".to_owned(), |day| day_text(day.0))}</td>
            <td>{last_used}</td>
            {revoke}
        </tr>
    }
    .into_any()
}
