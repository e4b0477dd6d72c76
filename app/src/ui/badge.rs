//! A license's standing or warning as a word with a shape and a colour.

use leptos::prelude::*;

/// Which standing or warning (R6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadgeKind {
    /// Valid.
    Active,
    /// Valid, and near its end.
    Expiring,
    /// Past its end.
    Expired,
    /// Stopped by the vendor.
    Suspended,
    /// Not registered yet.
    NotRegistered,
    /// More deployed than purchased.
    Overused,
    /// All deployed.
    Depleted,
    /// Nine tenths or more deployed.
    NearlyDepleted,
    /// Anything else: give it a label.
    Neutral,
}

impl BadgeKind {
    /// The word on the screen.
    pub fn text(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Expiring => "Expiring",
            Self::Expired => "Expired",
            Self::Suspended => "Suspended",
            Self::NotRegistered => "Not registered",
            Self::Overused => "Overused",
            Self::Depleted => "Depleted",
            Self::NearlyDepleted => "Nearly depleted",
            Self::Neutral => "",
        }
    }

    fn tone(self) -> &'static str {
        match self {
            Self::Active => "badge good",
            Self::Expiring | Self::Depleted | Self::NearlyDepleted => "badge warn",
            Self::Expired | Self::Overused => "badge bad",
            Self::Suspended => "badge stopped",
            Self::NotRegistered | Self::Neutral => "badge",
        }
    }

    /// A shape of its own for each, on a 10 × 10 grid, so that colour is never alone.
    fn shape(self) -> &'static str {
        match self {
            Self::Active => "M5 1a4 4 0 1 0 0 8 4 4 0 0 0 0-8z",
            Self::Expiring => "M5 1a4 4 0 1 0 0 8 4 4 0 0 0 0-8zm.7 2v1.8l1.3.9-.7 1-2-1.3V3z",
            Self::Expired => "M2.2 1 5 3.8 7.8 1 9 2.2 6.2 5 9 7.8 7.8 9 5 6.2 2.2 9 1 7.8 3.8 5 1 2.2z",
            Self::Suspended => "M2 1h2.2v8H2zM5.8 1H8v8H5.8z",
            Self::NotRegistered => "M5 .7 9.3 5 5 9.3.7 5zM5 2.8 2.8 5 5 7.2 7.2 5z",
            Self::Overused => "M5 .5 9.5 5.5H6.7V9.5H3.3V5.5H.5z",
            Self::Depleted => "M1 1h8v8H1z",
            Self::NearlyDepleted => "M1 1h8v8H1zM2.3 2.3v1.4h5.4V2.3z",
            Self::Neutral => "M1 4h8v2H1z",
        }
    }
}

/// A standing or a warning.
#[component]
pub fn Badge(
    /// Which.
    #[prop(into)]
    kind: Signal<BadgeKind>,
    /// The word, where it is not the kind's own.
    #[prop(optional, into)]
    label: MaybeProp<String>,
) -> impl IntoView {
    view! {
        <span class=move || kind.get().tone()>
            <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
                <path d=move || kind.get().shape() fill-rule="evenodd"></path>
            </svg>
            {move || label.get().unwrap_or_else(|| kind.get().text().to_owned())}
        </span>
    }
}
