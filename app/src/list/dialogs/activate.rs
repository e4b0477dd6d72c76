//! Activate License from a license's row, with its key filled in.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::LicenseId;

use crate::activate::ActivateForm;
use crate::current_user::use_me;
use crate::list::{List, reveal_key};
use crate::ui::Dialog;

/// The license to activate.
#[derive(Clone)]
pub(super) struct Activating {
    pub list: List,
    pub license: LicenseId,
    pub title: String,
}

#[component]
pub(super) fn ActivateDialog(of: RwSignal<Option<Activating>>) -> impl IntoView {
    view! {
        <Dialog open=of title="Activate License">
            {of.get_untracked().map(|row| form(of, row))}
        </Dialog>
    }
}

fn form(of: RwSignal<Option<Activating>>, row: Activating) -> AnyView {
    let me = use_me();
    let key = RwSignal::new(String::new());
    let Activating { list, license, title } = row;
    spawn_local(async move {
        match reveal_key(license).await {
            // Text typed in the meantime is kept.
            Ok(known) => {
                key.try_update(|key| {
                    if key.is_empty() {
                        *key = known;
                    }
                });
            }
            Err(error) => me.notice(&error),
        }
    });
    // Counts the new units immediately.
    let done = move |()| list.reopen();
    view! {
        <div class="stack">
            <p class="lead-text">{title}</p>
            <ActivateForm key=key key_comes=true on_done=done on_close=move |()| of.set(None) />
        </div>
    }
    .into_any()
}
