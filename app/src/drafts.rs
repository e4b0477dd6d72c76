//! Unsaved input. It waits in the browser's tab, through reloads and other pages, for the person who typed them (R19).

use leptos::prelude::window;
use model::UserId;
use web_sys::Storage;

/// The prefix of all names of drafts.
const ALL: &str = "draft-";

/// Returns the prefix of the names of a person's drafts.
pub fn of(user: UserId) -> String {
    [ALL, &user.to_string(), "-"].concat()
}

/// Returns the draft of that name.
pub fn read(name: &str) -> Option<String> {
    storage()?.get_item(name).ok().flatten()
}

/// Keeps a draft under that name.
pub fn keep(name: &str, text: &str) {
    if let Some(storage) = storage() {
        // Fails only if the browser has no room left.
        let _ = storage.set_item(name, text);
    }
}

/// Forgets the draft of that name.
pub fn forget(name: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(name);
    }
}

/// Deletes the drafts of everybody else: several people may use the same browser.
pub fn forget_all_but(user: Option<UserId>) {
    let Some(storage) = storage() else { return };
    let own = user.map(of);
    let count = storage.length().unwrap_or_default();
    let names: Vec<String> = (0..count).filter_map(|at| storage.key(at).ok().flatten()).collect();
    for name in names {
        let is_own = own.as_ref().is_some_and(|own| name.starts_with(own.as_str()));
        if name.starts_with(ALL) && !is_own {
            let _ = storage.remove_item(&name);
        }
    }
}

fn storage() -> Option<Storage> {
    window().session_storage().ok().flatten()
}
