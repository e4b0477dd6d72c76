//! Our own line icons on a 16 × 16 grid, in the text's color. Those in each row of a table are in `style/components/icons.css`.

use leptos::prelude::*;

/// An icon's shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    /// A check mark.
    Check,
    /// Points down: opens something below.
    ChevronDown,
    /// Points up: ascending order.
    ChevronUp,
    /// A cross: close, clear, remove.
    Close,
    /// Two sheets: copy.
    Copy,
    /// A screen on a foot: installations.
    Computer,
    /// Three dots, one above the other: the row menu.
    Dots,
    /// An arrow into a tray: download.
    Download,
    /// A clock turning back: history.
    History,
    /// A circled i: information.
    Info,
    /// A key: activate.
    Key,
    /// A sheet with lines: a note.
    Note,
    /// A silhouette: the account.
    Person,
    /// A pushpin.
    Pin,
    /// A magnifying glass.
    Search,
    /// A triangle with an exclamation mark: warning.
    Warning,
}

impl Glyph {
    fn path(self) -> &'static str {
        match self {
            Self::Check => "M3 8.5 6.5 12 13 4.5",
            Self::ChevronDown => "m4 6 4 4 4-4",
            Self::ChevronUp => "m4 10 4-4 4 4",
            Self::Close => "m4 4 8 8m0-8-8 8",
            Self::Copy => "M5.5 5.5h8v8h-8zM10.5 5V2.5h-8v8H5",
            Self::Computer => "M2 3h12v8H2zM5.5 13.5h5M8 11v2.5",
            Self::Dots => {
                "M8 2.7a.5.5 0 1 0 0 1 .5.5 0 0 0 0-1zM8 7.5a.5.5 0 1 0 0 1 .5.5 0 0 0 0-1zM8 12.3a.5.5 0 1 0 0 1 .5.5 0 0 0 0-1z"
            }
            Self::Download => "M8 2v8m-3.5-3.5L8 10l3.5-3.5M2.5 13.5h11",
            Self::History => "M2.5 3v3h3M2.7 6A5.7 5.7 0 1 1 2.4 9M8 5v3.2l2 1.3",
            Self::Info => "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM8 7.3v3.7M8 5v.1",
            Self::Key => "M10.5 2.5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8.3 7.7 2.5 13.5m2-2 1.5 1.5",
            Self::Note => "M3.5 2h9v12h-9zM6 5.5h4M6 8h4M6 10.5h2.5",
            Self::Person => {
                "M8 2.5a2.7 2.7 0 1 0 0 5.4 2.7 2.7 0 0 0 0-5.4zM2.8 14c.6-2.6 2.6-4 5.2-4s4.6 1.4 5.2 4"
            }
            Self::Pin => "M5.5 2h5M6.3 2v4.5L4 9.5h8L9.7 6.5V2M8 9.5V14",
            Self::Search => "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.3 10.3 14 14",
            Self::Warning => "M8 2.5 14.5 13.5h-13zM8 6.5v3.3M8 11.6v.1",
        }
    }
}

/// An icon. Hidden from assistive technology: the control around it carries the name.
#[component]
pub fn Icon(
    /// Its shape.
    glyph: Glyph,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
            <path d=glyph.path()></path>
        </svg>
    }
}
