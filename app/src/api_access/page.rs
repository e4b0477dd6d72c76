//! The page `/api-access`: the organization's tokens.

use leptos::prelude::*;
use model::api_access::{Dead, ListedToken, TokenColumn};
use model::list::OrderQuery;
use model::list_columns::LIST_COLUMNS;
use model::table::Table;
use model::{Action, Target};

use super::api_tokens;
use super::create::CreateDialog;
use super::revoke::RevokeDialog;
use crate::current_user::use_me;
use crate::list_query::{AddressQuery, use_query};
use crate::paged::{PageOf, Paged, PagedList};
use crate::proof::{ProveDialog, Prover};
use crate::tables::{ListBar, ListOf, arranged, provide_tables};
use crate::ui::{
    Button, EmptyState, InlineError, Instant, Look, Notice, PageHeading, Question, Shown, day_text, effect,
    kept_rows, list_row,
};

type TokenQuery = OrderQuery<TokenColumn>;
type Query = AddressQuery<TokenQuery>;

/// Asks for the tokens.
fn ask(paged: Paged<ListedToken>, query: TokenQuery) {
    paged.ask(true, async move {
        let rows = api_tokens(query.sort).await?;
        Ok(PageOf { has_more: false, found: rows.len() as u64, rows })
    });
}

/// API tokens, for people who may see them.
#[component]
pub fn ApiAccessPage() -> impl IntoView {
    let query: Query =
        use_query(|pairs| TokenQuery::from_pairs(pairs.iter().copied()), TokenQuery::to_query_string);
    provide_tables(&LIST_COLUMNS, Table::ApiTokens, &[]);
    let paged = Paged::new();
    effect(move || ask(paged, query.now.get()));
    let reload = Callback::new(move |()| ask(paged, query.now.get_untracked()));
    let may_manage = use_me().may(Action::ManageApiTokens, Target::MyOrganization);
    let creating = RwSignal::new(false);
    let prover = Prover::new();
    let revoking = Question::new();
    let list = ListOf::new(Table::ApiTokens, "API tokens").with_actions(may_manage);
    let filtering = query.filtering(|_| Vec::new());
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
        <ListBar list=list filtering=filtering />
        <InlineError message=query.problem() />
        <PagedList
            paged=paged
            loading="Loading tokens"
            is_narrowed=Signal::stored(false)
            nothing=""
            empty=move || first(may_manage.then_some(creating))
            on_again=reload
            table=move || table(list, paged, query, on_revoke)
        />
        <CreateDialog open=creating prover=prover on_created=reload />
        <RevokeDialog question=revoking on_revoked=reload />
        <ProveDialog prover=prover />
    }
}

/// Shown while there is no token; `creating` is None unless the person may create one.
fn first(creating: Option<RwSignal<bool>>) -> AnyView {
    let text = if creating.is_some() {
        "Create one per program, so that you can revoke each separately."
    } else {
        "Ask somebody with Full Access on API Access in your organization to create one."
    };
    let create = creating.map(|creating| {
        let open = move |()| creating.set(true);
        view! { <Button look=Look::Primary on_click=open>"Create the first token"</Button> }.into_any()
    });
    view! { <EmptyState title="There are no API tokens" text=text>{create}</EmptyState> }.into_any()
}

/// `on_revoke` is None unless the person may also create tokens.
fn table(
    list: ListOf,
    paged: Paged<ListedToken>,
    query: Query,
    on_revoke: Option<Callback<ListedToken>>,
) -> AnyView {
    let rows = move |shown: Shown| kept_rows(move || paged.rows(), move |token| row(shown, token, on_revoke));
    arranged(list, Some(query.order()), paged.busy(), None, rows)
}

fn row(shown: Shown, token: ListedToken, on_revoke: Option<Callback<ListedToken>>) -> AnyView {
    let class = if token.dead.is_some() { "unchanged" } else { "" };
    list_row(
        shown,
        move || class,
        None,
        move |id| match id {
            "name" => {
                let state = token.dead.map(|dead| match dead {
                    Dead::Expired => "Expired",
                    Dead::MakerMayNot => "Rejected: its creator no longer has API Access",
                });
                let state = state.map(|state| view! { <div class="hint">{state}</div> }.into_any());
                view! { {token.name.clone()} {state} }.into_any()
            }
            "token" => view! { <code>{format!("…{}", token.hint)}</code> }.into_any(),
            "maker" => token.maker.clone().into_any(),
            "created" => view! { <Instant at=token.created_at /> }.into_any(),
            "last-day" => token.last_day.map_or_else(|| "None".to_owned(), |day| day_text(day.0)).into_any(),
            "used" => match token.last_used_at {
                Some(at) => view! { <Instant at=at /> }.into_any(),
                None => "Never".into_any(),
            },
            _ => on_revoke.map(|on_revoke| revoke(&token, on_revoke)).into_any(),
        },
    )
}

fn revoke(token: &ListedToken, on_revoke: Callback<ListedToken>) -> AnyView {
    let (label, revoked) = (format!("Revoke {}", token.name), token.clone());
    view! { <Button label=label on_click=move |()| on_revoke.run(revoked.clone())>"Revoke"</Button> }
        .into_any()
}
