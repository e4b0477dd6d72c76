//! Reports a new invitation: its e-mail is on its way or, if the portal sends none, here is its link to pass on.

use leptos::prelude::*;
use model::Hidden;

use crate::ui::{Button, Dialog, DialogFooter, Look, Notice, Toaster, copy_text, dom, use_toasts};

/// The invitation whose link is on the screen.
#[derive(Clone, Copy)]
pub(crate) struct LinkShown(RwSignal<Option<(String, Hidden)>>);

impl LinkShown {
    /// Returns the state without one.
    pub(crate) fn new() -> Self {
        Self(RwSignal::new(None))
    }

    /// Reports the invitation of that address.
    pub(crate) fn tell(self, email: String, link: Option<Hidden>, toasts: Toaster) {
        match link {
            None => toasts.say(format!("Invitation sent to {email}")),
            Some(link) => self.0.set(Some((email, link))),
        }
    }
}

/// Returns the hint about the e-mail, shown before a person is invited.
pub(crate) fn mail_hint(sends_mails: bool) -> String {
    let text = if sends_mails {
        "They will get an e-mail with a link that is valid for seven days."
    } else {
        "This portal does not send e-mails. You will get a link to pass on, valid for seven days."
    };
    text.to_owned()
}

/// Shows the link, with a button to copy it.
#[component]
pub(crate) fn LinkDialog(shown: LinkShown) -> impl IntoView {
    let LinkShown(about) = shown;
    let made = move || {
        about.get_untracked().map(|(email, link)| view! { <Made about=about email=email link=link /> })
    };
    view! {
        <Dialog open=about title="Invitation Created">{made()}</Dialog>
    }
}

#[component]
fn Made(about: RwSignal<Option<(String, Hidden)>>, email: String, link: Hidden) -> impl IntoView {
    let toasts = use_toasts();
    let link = link.into_inner();
    let copied = link.clone();
    let copy = move |()| copy_text(&copied, "Link copied", toasts);
    dom::focus_soon(dom::MARKED);
    view! {
        <div class="stack" tabindex="-1" autofocus=true>
            <Notice>
                "This portal does not send e-mails. Copy the link and pass it on to " {email}
                ", and nobody else: anyone who has it can accept the invitation. It is not shown again."
            </Notice>
            <p><code class="secret" tabindex="0" aria-label="Link">{link}</code></p>
            <DialogFooter>
                <Button on_click=move |()| about.set(None)>"Done"</Button>
                <Button look=Look::Primary on_click=copy>"Copy"</Button>
            </DialogFooter>
        </div>
    }
}
