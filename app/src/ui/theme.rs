//! Light, dark, or the system's theme.

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
    /// Returns whether the page is dark now, by the choice or, without one, by the system.
    pub fn dark(&self) -> bool {
        match self.choice.get() {
            LIGHT => false,
            DARK => true,
            _ => self.system_dark.get(),
        }
    }

    /// Chooses `light`, `dark` or `system`, for this page and later visits.
    pub fn choose(&self, choice: &'static str) {
        self.choice.set(choice);
        keep(choice);
    }
}

/// Provides the theme to the parts below and applies the choice of an earlier visit. Call it once, at the root.
pub fn provide_theme() -> Theme {
    let theme = Theme { choice: RwSignal::new(SYSTEM), system_dark: RwSignal::new(false) };
    start(theme);
    provide_context(theme);
    theme
}

/// Returns the root's theme, or the light one if none was provided.
pub fn use_theme() -> Theme {
    use_context().unwrap_or_else(|| Theme { choice: RwSignal::new(LIGHT), system_dark: RwSignal::new(false) })
}

/// Chooses between light, dark and system.
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

/// Applies the saved choice, and follows the system from now on.
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

/// Applies and saves the choice. A browser that saves nothing (private mode) still applies it.
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
