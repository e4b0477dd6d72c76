//! The question before licenses are moved, and the undo.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{LicenseId, OrganizationId};

use super::move_licenses;
use crate::ApiError;
use crate::current_user::use_me;
use crate::form::settle;
use crate::ui::{Confirm, Question, Toaster, use_toasts};

/// Licenses to move.
#[derive(Clone)]
pub(super) struct Moving {
    pub licenses: Vec<LicenseId>,
    /// Purchased units of all of them.
    pub units: i64,
    /// Their current organization.
    pub from: (OrganizationId, String),
    /// Their next organization.
    pub to: (OrganizationId, String),
}

impl Moving {
    fn question(&self) -> String {
        let (from, to) = (&self.from.1, &self.to.1);
        let units = if self.units == 1 { "1 unit".to_owned() } else { format!("{} units", self.units) };
        format!(
            "{} with {units} purchased will move from {from} to {to}. After that, only people who can see the licenses of {to} \
             see them.",
            counted(self.licenses.len())
        )
    }

    fn back(self) -> Self {
        Self { from: self.to, to: self.from, ..self }
    }
}

/// Returns a number of licenses with its unit (R20).
pub(super) fn counted(count: usize) -> String {
    if count == 1 { "1 license".to_owned() } else { format!("{count} licenses") }
}

/// Asks, moves, and offers to undo.
#[component]
pub(super) fn MoveDialog(
    /// Asks about the licenses to move.
    question: Question<Moving>,
    /// Called after licenses were moved, or moved back.
    on_moved: Callback<()>,
) -> impl IntoView {
    let (me, toasts) = (use_me(), use_toasts());
    let go = move |moving: Moving| {
        let moved = move_licenses(moving.licenses.clone(), moving.from.0, moving.to.0);
        settle(question, me, moved, move |merged| {
            on_moved.run(());
            let said = format!("{} moved", counted(moving.licenses.len()));
            if merged == 0 {
                let back = moving.back();
                let undo = Callback::new(move |()| undo(back.clone(), toasts, on_moved));
                toasts.say_with_undo(said, undo);
            } else {
                // An undo would take those away, too.
                toasts.say(format!("{said}; {} already had {merged} of them", moving.to.1));
            }
        });
    };
    let text = |moving: Moving| moving.question();
    view! { <Confirm question=question title="Move Licenses" action="Move" text=text on_confirm=go /> }
}

/// Moves all of them back, or none: if one is no longer there, something has changed since.
fn undo(back: Moving, toasts: Toaster, on_moved: Callback<()>) {
    spawn_local(async move {
        match move_licenses(back.licenses, back.from.0, back.to.0).await {
            Ok(_) => {
                toasts.say("Move undone");
                // The person may have left the page in the meantime.
                on_moved.try_run(());
            }
            Err(ApiError::NotFound) => {
                toasts.fail("Nothing was moved back: some of these licenses have since been moved again or assigned elsewhere.");
            }
            Err(error) => toasts.fail(error.to_string()),
        }
    });
}
