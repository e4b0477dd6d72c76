//! One's own passkeys, a section of the page Sign-in & Security.

use leptos::prelude::*;
use model::sign_in::Passkey;

use super::dialogs::{AddDialog, ConfirmDialog, RemoveDialog, RenameDialog};
use super::passkeys;
use crate::loading::Loading;
use crate::proof::Prover;
use crate::ui::{Button, EmptyState, Instant, Look, Question};

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
    let row = move |passkey: Passkey| {
        let (renamed, removed, confirmed) = (passkey.clone(), passkey.clone(), passkey.clone());
        let Passkey { name, home, created_at, last_used_at, .. } = passkey;
        let confirm = format!("Confirm {name}");
        let of_home = home.map(|home| {
            view! {
                <div class="hint">
                    "Added while signed in through " {home.clone()} "'s single sign-on, so it signs in only to " {home}
                    ". Remove it if it is not yours."
                </div>
                <Button label=confirm on_click=move |()| confirming.ask(confirmed.clone())>"Confirm"</Button>
            }
            .into_any()
        });
        let last_used = match last_used_at {
            Some(at) => view! { <Instant at=at /> }.into_any(),
            None => "Never".into_any(),
        };
        let (rename, remove) = (format!("Rename {name}"), format!("Remove {name}"));
        view! {
            <tr>
                <th scope="row">{name} {of_home}</th>
                <td><Instant at=created_at /></td>
                <td>{last_used}</td>
                <td>
                    <Button label=rename on_click=move |()| renaming.set(Some(renamed.clone()))>"Rename"</Button>
                </td>
                <td><Button label=remove on_click=move |()| removing.ask(removed.clone())>"Remove"</Button></td>
            </tr>
        }
        .into_any()
    };
    view! {
        <div class="grid-scroll" tabindex="0" role="region" aria-label="Your passkeys">
            <table class="plain-table">
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"Added"</th>
                        <th scope="col">"Last Used"</th>
                        <th scope="col"><span class="sr-only">"Rename"</span></th>
                        <th scope="col"><span class="sr-only">"Remove"</span></th>
                    </tr>
                </thead>
                <tbody>{passkeys.into_iter().map(row).collect::<Vec<_>>()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
