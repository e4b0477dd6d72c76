//! The table of sent e-mails.

use leptos::prelude::*;
use model::critical_alert::{MailColumn, MailState, SentMail};
use model::list::OrderQuery;
use model::table::Table;

use super::sent_mails;
use crate::list_query::{AddressQuery, use_query};
use crate::paged::{PageOf, Paged, PagedList};
use crate::tables::{ListBar, ListOf, arranged};
use crate::ui::{EmptyState, InlineError, Instant, Shown, effect, kept_rows, plain_row};

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
    let list = ListOf::new(Table::SentMails, "Sent e-mails");
    let filtering = query.filtering(|_| Vec::new());
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
            <ListBar list=list filtering=filtering />
            <InlineError message=query.problem() />
            <PagedList
                paged=paged
                loading="Loading sent e-mails"
                is_narrowed=Signal::stored(false)
                nothing=""
                empty=none
                on_again=again
                table=move || table(list, paged, query)
            />
        </section>
    }
}

fn table(list: ListOf, paged: Paged<SentMail>, query: Query) -> AnyView {
    let rows = move |shown: Shown| kept_rows(move || paged.rows(), move |mail| row(shown, mail));
    arranged(list, Some(query.order()), paged.busy(), None, rows)
}

fn row(shown: Shown, mail: SentMail) -> AnyView {
    plain_row(shown, move |id| match id {
        "to" => mail.recipient.clone().into_any(),
        "subject" => {
            let subject = mail.subject.clone();
            subject.unwrap_or_else(|| "Licenses that you may not see".to_owned()).into_any()
        }
        "written" => view! { <Instant at=mail.created_at /> }.into_any(),
        _ => state(&mail),
    })
}

fn state(mail: &SentMail) -> AnyView {
    let (word, at) = match (mail.state, &mail.error) {
        (MailState::Sent(at), _) => ("Sent ", at),
        (MailState::Filed(at), _) => ("Written to a file ", at),
        (MailState::Failed(at), _) => ("Given up ", at),
        (MailState::Waiting(at), Some(_)) => ("Next attempt ", at),
        (MailState::Waiting(at), None) => ("Waiting since ", at),
    };
    let reason = mail.error.clone().map(|error| view! { <div class="hint">{error}</div> }.into_any());
    view! { {word} <Instant at=at /> {reason} }.into_any()
}
