//! License History: the events of a license.

use leptos::prelude::*;
use model::LicenseId;
use model::event::HistoryEntry;

use crate::list::license_history;
use crate::loading::Loading;
use crate::ui::{Dialog, EmptyState, Instant};

/// The license, with the dialog's title.
#[derive(Clone)]
pub(super) struct HistoryOf {
    pub license: LicenseId,
    pub title: String,
}

#[component]
pub(super) fn HistoryDialog(of: RwSignal<Option<HistoryOf>>) -> impl IntoView {
    view! {
        <Dialog open=of title="License History" wide=true>{of.get_untracked().map(|of| events(of))}</Dialog>
    }
}

fn events(of: HistoryOf) -> AnyView {
    let events = Loading::new(move || license_history(of.license));
    view! {
        <p class="lead-text">{of.title}</p>
        {events.view_once(4, "Loading the history", shown)}
    }
    .into_any()
}

fn shown(events: Vec<HistoryEntry>) -> AnyView {
    if events.is_empty() {
        return view! { <EmptyState title="Nothing has happened to this license yet" /> }.into_any();
    }
    timeline(events)
}

/// Returns the list of some events.
pub fn timeline(events: Vec<HistoryEntry>) -> AnyView {
    view! { <ol class="timeline">{events.into_iter().map(entry).collect::<Vec<_>>()}</ol> }.into_any()
}

fn entry(event: HistoryEntry) -> AnyView {
    let HistoryEntry { at, who, kind, old, new } = event;
    let change = match (old.is_empty(), new.is_empty()) {
        (true, true) => String::new(),
        (true, false) => format!("“{new}”"),
        (false, true) => format!("“{old}” was removed"),
        (false, false) => format!("“{old}” → “{new}”"),
    };
    view! {
        <li>
            <strong>{kind.label()}</strong>
            <span class="muted">{who.unwrap_or_else(|| "Grantry".to_owned())} " · " <Instant at=at /></span>
            {(!change.is_empty()).then(|| view! { <span class="change">{change}</span> }.into_any())}
        </li>
    }
    .into_any()
}
