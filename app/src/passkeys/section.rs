//! One's own passkeys, a section of the page Sign-in & Security.

use leptos::prelude::*;
use model::sign_in::Passkey;
use model::table::Table;

use super::dialogs::{AddDialog, ConfirmDialog, RemoveDialog, RenameDialog};
use super::passkeys;
use crate::loading::Loading;
use crate::proof::Prover;
use crate::tables::{ListOf, small_list};
use crate::ui::{Button, EmptyState, Instant, Look, Question, kept_rows, plain_row};

/// The signed-in person's passkeys.
#[component]
pub fn Passkeys(
    /// Asks the person to prove who they are.
    prover: Prover,
) -> impl IntoView {
    let list = Loading::new(passkeys);
    let reload = list.again;
    let adding = RwSignal::new(false);
    let (renaming, removing, confirming) = (RwSignal::new(None), Question::new(), Question::new());
    let shown = move |passkeys: Vec<Passkey>| {
        if passkeys.is_empty() { none(adding) } else { table(passkeys, renaming, removing, confirming) }
    };
    view! {
        <section class="section" aria-label="Passkeys">
            <div class="section-head">
                <h2>"Passkeys"</h2>
                <Button look=Look::Primary on_click=move |()| adding.set(true)>"Add Passkey"</Button>
            </div>
            {list.view(3, "Loading passkeys", shown)}
        </section>
        <AddDialog open=adding prover=prover on_added=reload />
        <RenameDialog about=renaming on_renamed=reload />
        <ConfirmDialog question=confirming prover=prover on_confirmed=reload />
        <RemoveDialog question=removing prover=prover on_removed=reload />
    }
}

fn none(adding: RwSignal<bool>) -> AnyView {
    let text = "Add one for each device that you sign in from. A passkey in a password manager works on all of them.";
    view! {
        <EmptyState title="You have no passkeys" text=text>
            <Button on_click=move |()| adding.set(true)>"Add the first passkey"</Button>
        </EmptyState>
    }
    .into_any()
}

fn table(
    passkeys: Vec<Passkey>,
    renaming: RwSignal<Option<Passkey>>,
    removing: Question<Passkey>,
    confirming: Question<Passkey>,
) -> AnyView {
    let buttons = move |passkey: &Passkey| {
        let (rename, remove) = (format!("Rename {}", passkey.name), format!("Remove {}", passkey.name));
        let (renamed, removed) = (passkey.clone(), passkey.clone());
        view! {
            <Button label=rename on_click=move |()| renaming.set(Some(renamed.clone()))>"Rename"</Button>
            " "
            <Button label=remove on_click=move |()| removing.ask(removed.clone())>"Remove"</Button>
        }
        .into_any()
    };
    small_list(ListOf::new(Table::Passkeys, "Your passkeys"), move |shown| {
        kept_rows(
            move || passkeys.clone(),
            move |passkey| {
                plain_row(shown, move |id| match id {
                    "name" => name(&passkey, confirming),
                    "added" => view! { <Instant at=passkey.created_at /> }.into_any(),
                    "used" => match passkey.last_used_at {
                        Some(at) => view! { <Instant at=at /> }.into_any(),
                        None => "Never".into_any(),
                    },
                    _ => buttons(&passkey),
                })
            },
        )
    })
}

fn name(passkey: &Passkey, confirming: Question<Passkey>) -> AnyView {
    let (label, confirmed) = (format!("Confirm {}", passkey.name), passkey.clone());
    let of_home = passkey.home.clone().map(|home| {
        view! {
            <div class="hint">
                "Added while signed in through " {home.clone()} "'s single sign-on, so it signs in only to " {home}
                ". Remove it if it is not yours."
            </div>
            <Button label=label on_click=move |()| confirming.ask(confirmed.clone())>"Confirm"</Button>
        }
        .into_any()
    });
    view! { {passkey.name.clone()} {of_home} }.into_any()
}
