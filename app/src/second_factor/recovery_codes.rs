//! Recovery codes, shown once.

use leptos::prelude::*;

use crate::ui::{Button, Look, Notice, NoticeKind, copy_text, dom, use_toasts};

/// Shows them, with ways to keep them.
#[component]
pub fn RecoveryCodes(
    /// The codes.
    codes: Vec<String>,
    /// Called once the person has kept them.
    on_done: Callback<()>,
) -> impl IntoView {
    let toasts = use_toasts();
    let text = codes.join("\n");
    let saved = format!("{text}\n");
    let copy = move |()| copy_text(&text, "Codes copied", toasts);
    let save = move |()| dom::save_text("grantry-recovery-codes.txt", &saved);
    // The pressed button disappears with the form.
    dom::focus_soon(dom::MARKED);
    view! {
        <div class="stack" tabindex="-1" autofocus=true>
            <Notice kind=NoticeKind::Warning>
                "Keep these recovery codes where you keep passwords: they are not shown again. Each works once if you lose your \
                 authenticator app. Earlier codes no longer work."
            </Notice>
            <ul class="recovery-codes" aria-label="Recovery codes">
                {codes.into_iter().map(|code| view! { <li><code>{code}</code></li> }.into_any()).collect::<Vec<_>>()}
            </ul>
            <div class="toolbar">
                <Button on_click=copy>"Copy"</Button>
                <Button on_click=save>"Download"</Button>
                <Button look=Look::Primary on_click=on_done>"Done"</Button>
            </div>
        </div>
    }
}
