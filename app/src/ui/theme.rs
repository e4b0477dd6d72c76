//! Light, dark, or as the system says.

use super::Segment;
use super::dom::Listener;
use leptos::prelude::*;

const KEY: &str = "grantry-theme";
const LIGHT: &str = "light";
const DARK: &str = "dark";
const SYSTEM: &str = "system";

/// The theme, shared through context.
#[derive(Clone, Copy)]
pub struct Theme {
    choice: RwSignal<&'static str>,
    system_dark: RwSignal<bool>,
}

impl Theme {
    /// Whether the page is dark now. Follows the choice and, without one, the system.
    pub fn dark(&self) -> bool {
        match self.choice.get() {
            LIGHT => false,
            DARK => true,
            _ => self.system_dark.get(),
        }
    }

    /// Chooses `light`, `dark` or `system`, on this page and for later visits.
    pub fn choose(&self, choice: &'static str) {
        self.choice.set(choice);
        keep(choice);
    }
}

/// Makes the theme known to the parts below and applies what was chosen at an earlier visit. Call it once, at the root.
pub fn provide_theme() -> Theme {
    let theme = Theme { choice: RwSignal::new(SYSTEM), system_dark: RwSignal::new(false) };
    start(theme);
    provide_context(theme);
    theme
}

/// The theme of the root, or the light one where none was provided.
pub fn use_theme() -> Theme {
    use_context().unwrap_or_else(|| Theme { choice: RwSignal::new(LIGHT), system_dark: RwSignal::new(false) })
}

/// The choice between light, dark and system.
#[component]
pub fn ThemeChoice() -> impl IntoView {
    let theme = use_theme();
    view! {
        <Segment
            label="Theme"
            options=vec![(LIGHT, "Light"), (DARK, "Dark"), (SYSTEM, "System")]
            value=theme.choice
            on_change=move |choice| theme.choose(choice)
        />
    }
}

/// Reads what was kept, applies it, and follows the system from now on.
fn start(theme: Theme) {
    let kept = storage().and_then(|storage| storage.get_item(KEY).ok().flatten());
    let choice = match kept.as_deref() {
        Some(LIGHT) => LIGHT,
        Some(DARK) => DARK,
        _ => SYSTEM,
    };
    theme.choice.set(choice);
    apply(choice);
    if let Ok(Some(query)) = window().match_media("(prefers-color-scheme: dark)") {
        theme.system_dark.set(query.matches());
        let target = query.clone().into();
        let listener = Listener::new(target, "change", move |_| theme.system_dark.set(query.matches()));
        let listener = StoredValue::new_local(listener);
        on_cleanup(move || listener.dispose());
    }
}

/// Applies the choice and keeps it. A browser that keeps nothing (private mode) still applies it.
fn keep(choice: &str) {
    apply(choice);
    if let Some(storage) = storage() {
        let _ = storage.set_item(KEY, choice);
    }
}

fn apply(choice: &str) {
    if let Some(root) = document().document_element() {
        let _ = match choice {
            SYSTEM => root.remove_attribute("data-theme"),
            choice => root.set_attribute("data-theme", choice),
        };
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}
