//! Copies to the clipboard, for all copy buttons.

use js_sys::Reflect;
use leptos::prelude::window;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

use super::Toaster;

/// Copies `text` and reports it with `done`, such as "License key copied". If the browser refuses, shows the text selected, with
/// instructions.
pub fn copy_text(text: &str, done: &'static str, toaster: Toaster) {
    let text = text.to_owned();
    spawn_local(async move {
        if write(&text).await {
            toaster.say(done);
        } else {
            toaster.show_to_copy(text);
        }
    });
}

async fn write(text: &str) -> bool {
    let navigator = window().navigator();
    // Over plain HTTP browsers have no clipboard, and using it would throw.
    let clipboard = Reflect::get(&navigator, &"clipboard".into());
    clipboard.is_ok_and(|clipboard| clipboard.is_object())
        && JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
}
