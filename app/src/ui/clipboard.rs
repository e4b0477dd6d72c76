//! Copying.

use super::Toaster;

/// Copies `text` and says so: `done`, such as "License key copied", or that the browser did not allow it.
pub fn copy_text(text: &str, done: &'static str, toaster: Toaster) {
    let copying = leptos::prelude::window().navigator().clipboard().write_text(text);
    leptos::task::spawn_local(async move {
        match wasm_bindgen_futures::JsFuture::from(copying).await {
            Ok(_) => toaster.say(done),
            Err(_) => {
                toaster.fail("Not copied: the browser did not allow it. Select the text and copy it.");
            }
        }
    });
}
