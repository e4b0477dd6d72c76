//! License History: the events of a license.

use leptos::prelude::*;
use model::LicenseId;
use model::event::HistoryEntry;

use crate::ApiError;
use crate::list::license_history;
use crate::ui::{Dialog, EmptyState, InlineError, Instant, Skeleton, load, memo};

/// The license, with the dialog's title.
#[derive(Clone)]
pub(super) struct HistoryOf {
    pub license: LicenseId,
    pub title: String,
}

#[component]
pub(super) fn HistoryDialog(of: RwSignal<Option<HistoryOf>>) -> impl IntoView {
    let open = memo(move || of.with(Option::is_some));
    view! {
        <Dialog open=open title="License History" on_close=move |()| of.set(None) wide=true>
            <Events of=of />
        </Dialog>
    }
}

#[component]
fn Events(of: RwSignal<Option<HistoryOf>>) -> impl IntoView {
    let Some(of) = of.get_untracked() else { return ().into_any() };
    let license = of.license;
    let events = RwSignal::new(None);
    load(events, license_history(license));
    view! {
        <p class="lead-text">{of.title}</p>
        {move || match events.get() {
            None => view! { <Skeleton lines=4 label="Loading the history" /> }.into_any(),
            Some(answer) => shown(answer),
        }}
    }
    .into_any()
}

fn shown(answer: Result<Vec<HistoryEntry>, ApiError>) -> AnyView {
    match answer {
        Err(error) => view! { <InlineError message=error.to_string() /> }.into_any(),
        Ok(events) if events.is_empty() => {
            view! { <EmptyState title="Nothing has happened to this license yet" /> }.into_any()
        }
        Ok(events) => {
            view! { <ol class="timeline">{events.into_iter().map(entry).collect::<Vec<_>>()}</ol> }.into_any()
        }
    }
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
