//! The table of sent e-mails.

use leptos::prelude::*;
use model::critical_alert::{MailColumn, MailState, SentMail};
use model::list::OrderQuery;

use super::sent_mails;
use crate::list_query::{AddressQuery, use_query};
use crate::paged::{PageOf, Paged, PagedList};
use crate::ui::{EmptyState, InlineError, Instant, ListColumn, ListTable, effect, kept_rows};

type MailQuery = OrderQuery<MailColumn>;
type Query = AddressQuery<MailQuery>;

/// Asks for the e-mails.
fn ask(paged: Paged<SentMail>, query: MailQuery) {
    paged.ask(true, async move {
        let rows = sent_mails(query.sort).await?;
        Ok(PageOf { has_more: false, found: rows.len() as u64, rows })
    });
}

/// The latest e-mails.
#[component]
pub(super) fn SentSection() -> impl IntoView {
    let query: Query =
        use_query(|pairs| MailQuery::from_pairs(pairs.iter().copied()), MailQuery::to_query_string);
    let paged = Paged::new();
    effect(move || ask(paged, query.now.get()));
    let again = Callback::new(move |()| ask(paged, query.now.get_untracked()));
    let none = || {
        let text = "E-mails are written within an hour of becoming due.";
        view! { <EmptyState title="No e-mails sent yet" text=text /> }
    };
    view! {
        <section class="section" aria-labelledby="sent-mails">
            <div class="section-head"><h2 id="sent-mails">"Sent"</h2></div>
            <p class="lead-text">"The latest 200 e-mails. Failed e-mails are retried for three days, unless the recipient is \
                refused permanently."</p>
            <InlineError message=query.problem() />
            <PagedList
                paged=paged
                loading="Loading sent e-mails"
                is_narrowed=Signal::stored(false)
                nothing=""
                empty=none
                on_again=again
                table=move || table(paged, query)
            />
        </section>
    }
}

/// The columns, by their words in the address (`MailColumn`).
fn columns() -> Vec<ListColumn> {
    vec![
        ListColumn::sorted("to", "To"),
        ListColumn::sorted("subject", "Subject"),
        ListColumn::sorted("written", "Written"),
        ListColumn::sorted("state", "State"),
    ]
}

fn table(paged: Paged<SentMail>, query: Query) -> AnyView {
    view! {
        <ListTable
            label="Sent e-mails"
            columns=Signal::stored(columns())
            sort=query.sort()
            on_sort=query.on_sort()
            busy=paged.busy()
            rows=kept_rows(move || paged.rows(), sent_row)
        />
    }
    .into_any()
}

fn sent_row(mail: SentMail) -> AnyView {
    let SentMail { recipient, subject, created_at, state, error } = mail;
    let (word, at) = match (state, &error) {
        (MailState::Sent(at), _) => ("Sent ", at),
        (MailState::Filed(at), _) => ("Written to a file ", at),
        (MailState::Failed(at), _) => ("Given up ", at),
        (MailState::Waiting(at), Some(_)) => ("Next attempt ", at),
        (MailState::Waiting(at), None) => ("Waiting since ", at),
    };
    let reason = error.map(|error| view! { <div class="hint">{error}</div> }.into_any());
    view! {
        <tr>
            <td>{recipient}</td>
            <td>{subject.unwrap_or_else(|| "Licenses that you may not see".to_owned())}</td>
            <td><Instant at=created_at /></td>
            <td>{word} <Instant at=at /> {reason}</td>
        </tr>
    }
    .into_any()
}
