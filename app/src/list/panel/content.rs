//! What the panel shows of a license.

use leptos::prelude::*;
use model::access::Relation;
use model::details::Details;
use model::event::HistoryEntry;
use model::note::{Note, NoteKind};

use super::facts::facts;
use super::loaded::{Answer, Loaded};
use crate::ApiError;
use crate::list::badges;
use crate::list::cells::one_limit;
use crate::list::dialogs::timeline;
use crate::loading::failed;
use crate::ui::{Badge, Button, InlineError, Look, MenuItem, Skeleton, live};

/// Returns the content of the panel's box, below its heading.
pub(super) fn content(loaded: Loaded) -> AnyView {
    live(move || shown(loaded, loaded.answer.get()))
}

fn shown(loaded: Loaded, answer: Answer) -> AnyView {
    match answer {
        None => view! { <Skeleton lines=8 label="Loading the license" /> }.into_any(),
        Some(Ok(details)) => license(loaded, details),
        Some(Err(ApiError::NotFound)) => {
            let id = loaded.dialogs().shown.id.get_untracked().unwrap_or_default();
            let message =
                ["There is no license with the ID “", &id, "” here, or you don't have access to it."]
                    .concat();
            view! { <InlineError message=message /> }.into_any()
        }
        Some(Err(error)) => failed(&error, Some(Callback::new(move |()| loaded.again()))),
    }
}

fn license(loaded: Loaded, details: Details) -> AnyView {
    let kinds = badges(details.standing);
    let kinds: Vec<_> = kinds.into_iter().map(|kind| view! { <Badge kind=kind /> }.into_any()).collect();
    let actions = loaded.dialogs().actions(&loaded.subject(&details));
    let actions: Vec<_> = actions.into_iter().map(MenuItem::button).collect();
    view! {
        <p class="chips">
            {kinds}
            {details.pinned.then(|| view! { <span class="muted">"Pinned"</span> })}
        </p>
        {facts(loaded, &details)}
        {limits(&details)}
        {notes(loaded, &details)}
        <section class="section" aria-label="Actions">
            <h3>"Actions"</h3>
            <div class="side-panel-actions">{actions}</div>
        </section>
        {details.history.clone().map(|events| history(loaded, &details, events))}
    }
    .into_any()
}

/// All limits of a cloud license, each with what is used.
fn limits(details: &Details) -> Option<AnyView> {
    let limits = details.texts.limits.iter();
    let limits: Vec<_> =
        limits.map(|limit| view! { <li class="count">{one_limit(limit)}</li> }.into_any()).collect();
    (!limits.is_empty()).then(|| {
        view! {
            <section class="section" aria-label="Limits">
                <h3>"Limits"</h3>
                <ul class="side-panel-list">{limits}</ul>
            </section>
        }
        .into_any()
    })
}

fn notes(loaded: Loaded, details: &Details) -> AnyView {
    let is_partner = details.relation == Relation::Customer;
    let customer = if is_partner { "Customer Note" } else { "Note" };
    let customer = note(loaded, details, customer, NoteKind::Customer, |texts| Some(texts.note));
    let partner = is_partner
        .then(|| note(loaded, details, "Partner Note", NoteKind::Partner, |texts| texts.partner_note));
    (customer, partner).into_any()
}

/// A note as the list shows it at the moment, with a button if the person may edit it.
fn note(
    loaded: Loaded,
    details: &Details,
    title: &'static str,
    kind: NoteKind,
    of: fn(model::report::RowTexts) -> Option<Note>,
) -> AnyView {
    let known = details.texts.clone();
    let text = move || {
        let note = of(loaded.list.texts().of(&known)).unwrap_or_default();
        if note.text.is_empty() { "None".to_owned() } else { note.text }
    };
    let subject = StoredValue::new(loaded.subject(details));
    let edit = move |()| subject.with_value(|subject| loaded.dialogs().edit_note(subject, kind));
    let may = subject.with_value(|subject| loaded.dialogs().may_edit(subject, kind));
    let label = ["Edit ", title].concat();
    view! {
        <section class="section" aria-label=title>
            <div class="section-head">
                <h3>{title}</h3>
                {may.then(|| view! { <Button look=Look::Link label=label on_click=edit>"Edit"</Button> })}
            </div>
            <p class="side-panel-note" dir="auto">{text}</p>
        </section>
    }
    .into_any()
}

fn history(loaded: Loaded, details: &Details, events: Vec<HistoryEntry>) -> AnyView {
    let subject = StoredValue::new(loaded.subject(details));
    let all = move |()| subject.with_value(|subject| loaded.dialogs().see_history(subject));
    let events = if events.is_empty() {
        view! { <p class="muted">"Nothing has happened to this license yet."</p> }.into_any()
    } else {
        timeline(events)
    };
    view! {
        <section class="section" aria-label="Latest Events">
            <div class="section-head">
                <h3>"Latest Events"</h3>
                <Button look=Look::Link on_click=all>"All events"</Button>
            </div>
            {events}
        </section>
    }
    .into_any()
}
