//! Rows of a file of licenses.

use model::activation::Overage;
use model::{Day, LicenseType, ProductKind};

use crate::import::cells::{Cells, End};
use crate::import::field::Field;
use crate::text::fold;

const TYPES: &[(LicenseType, &[&str])] = &[
    (
        LicenseType::Purchased,
        &[
            "purchased",
            "perpetual",
            "subscription",
            "paid",
            "commercial",
            "full",
            "oem",
            "volume",
            "site",
            "retail",
        ],
    ),
    (LicenseType::Evaluation, &["evaluation", "trial", "eval", "demo"]),
    (LicenseType::Msp, &["msp", "rental"]),
    (LicenseType::Nfr, &["nfr", "not for resale", "internal"]),
];

pub(super) const PRODUCT_KINDS: &[(ProductKind, &[&str])] = &[
    (ProductKind::OnPremises, &["on-premises", "on premise", "onprem", "on prem", "local", "desktop"]),
    (ProductKind::Cloud, &["cloud", "saas", "hosted", "online"]),
];

const OVERAGES: &[(Overage, &[&str])] = &[
    (Overage::None, &["none", "no", "strict", "1", "no overage"]),
    (Overage::Quarter, &["1.25", "1,25", "125 %", "125%"]),
    (Overage::Half, &["1.5", "1,5", "150 %", "150%"]),
    (Overage::Double, &["2", "2.0", "200 %", "200%"]),
    (Overage::Always, &["always", "unlimited"]),
];

/// Other systems' values for unlimited units, folded.
const UNLIMITED: &[&str] =
    &["-1", "\u{2212}1", "unlimited", "infinite", "∞", "unbegrenzt", "illimite", "ilimitado", "illimitato"];

/// The most hours of silence that fit into 32 bits as seconds.
const MOST_HOURS: u32 = u32::MAX / 3_600;

/// The values of a row. None for empty cells.
#[derive(Clone, PartialEq)]
pub(super) struct Row {
    pub key: String,
    pub product: String,
    pub maker: Option<String>,
    pub product_kind: Option<ProductKind>,
    pub organization: String,
    pub license_type: Option<LicenseType>,
    pub start: Day,
    pub expiration: Option<End>,
    pub purchased: u32,
    pub offline: Option<u32>,
    pub overage: Option<Overage>,
    /// In seconds; 0: forever.
    pub heartbeat: Option<u32>,
    pub contract: Option<String>,
    pub suspended: Option<bool>,
    pub registered: Option<bool>,
    pub note: Option<String>,
}

impl Row {
    /// Reads a row. If it is invalid, refuses it in the cells; the result is then unused.
    pub fn read(cells: &mut Cells<'_>) -> Self {
        let start = cells.day(Field::StartDate);
        if cells.is_empty(Field::StartDate) {
            cells.refuse(Field::StartDate, "is empty; a date is needed here, for example 2026-01-31.");
        }
        let purchased = purchased(cells);
        cells.refuse_masked(Field::LicenseKey);
        Self {
            key: cells.required_text(Field::LicenseKey),
            product: cells.required_text(Field::Product),
            maker: cells.text(Field::Maker),
            product_kind: cells.word(Field::ProductKind, PRODUCT_KINDS),
            organization: cells.required_text(Field::Organization),
            license_type: cells.word(Field::Type, TYPES),
            start: start.unwrap_or_default(),
            expiration: cells.end(Field::ExpirationDate),
            purchased: purchased.unwrap_or_default(),
            offline: cells.number(Field::OfflineUnits),
            overage: cells.word(Field::Overage, OVERAGES),
            heartbeat: heartbeat(cells),
            contract: cells.text(Field::ContractNumber),
            suspended: cells.suspended(),
            registered: cells.yes_no(Field::Registered),
            note: note(cells),
        }
    }

    /// Whether the two have the same values for one license, whoever it is assigned to and however its key is spelled.
    pub fn agrees(&self, other: &Self) -> bool {
        Self { organization: other.organization.clone(), key: other.key.clone(), ..self.clone() } == *other
    }
}

/// Units purchased. Every license needs a number, from which its use is computed.
fn purchased(cells: &mut Cells<'_>) -> Option<u32> {
    let word = cells.name(Field::Purchased);
    if cells.is_empty(Field::Purchased) {
        cells.refuse(Field::Purchased, "is empty; a number of units is needed here.");
    } else if UNLIMITED.contains(&fold(&word).as_str()) {
        let why = format!(
            "“{word}” means no limit in other systems, but here a license has a number of units. Specify the most that you expect, \
             and the overage “always” if more may be deployed."
        );
        cells.refuse(Field::Purchased, why);
        return None;
    }
    cells.number(Field::Purchased)
}

fn heartbeat(cells: &mut Cells<'_>) -> Option<u32> {
    let hours = cells.number(Field::HeartbeatHours)?;
    if hours > MOST_HOURS {
        cells.refuse(Field::HeartbeatHours, format!("{hours} is more than {MOST_HOURS}, the maximum."));
    }
    Some(hours.saturating_mul(3_600))
}

fn note(cells: &mut Cells<'_>) -> Option<String> {
    match model::note::checked_note(&cells.prose(Field::Note)) {
        Ok(note) => Some(note).filter(|note| !note.is_empty()),
        Err(error) => {
            cells.refuse(Field::Note, error.to_string());
            None
        }
    }
}
