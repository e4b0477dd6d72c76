//! A license's standing or warning as a word with a shape and a color.

use leptos::prelude::*;

/// A standing or warning (R6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadgeKind {
    /// Valid.
    Active,
    /// Valid, near its end.
    Expiring,
    /// Past its end.
    Expired,
    /// On hold by the vendor.
    Suspended,
    /// Not registered yet.
    NotRegistered,
    /// Before its first day.
    NotStarted,
    /// More deployed than purchased.
    Overused,
    /// All units deployed.
    Depleted,
    /// Nine tenths of the units or more deployed.
    NearlyDepleted,
}

impl BadgeKind {
    /// Returns the word on the screen.
    pub fn text(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Expiring => "Expiring",
            Self::Expired => "Expired",
            Self::Suspended => "Suspended",
            Self::NotRegistered => "Not registered",
            Self::NotStarted => "Not started",
            Self::Overused => "Overused",
            Self::Depleted => "Depleted",
            Self::NearlyDepleted => "Nearly depleted",
        }
    }

    /// Returns the class with the color and, since color alone is not enough, the shape: `style/components/badge.css`.
    fn class(self) -> &'static str {
        match self {
            Self::Active => "badge good active",
            Self::Expiring => "badge warn expiring",
            Self::Expired => "badge bad expired",
            Self::Suspended => "badge stopped suspended",
            Self::NotRegistered => "badge not-registered",
            Self::NotStarted => "badge not-started",
            Self::Overused => "badge bad overused",
            Self::Depleted => "badge warn depleted",
            Self::NearlyDepleted => "badge warn nearly-depleted",
        }
    }
}

/// A standing or warning.
#[component]
pub fn Badge(
    /// The word.
    kind: BadgeKind,
) -> impl IntoView {
    view! { <span class=kind.class()>{kind.text()}</span> }
}
