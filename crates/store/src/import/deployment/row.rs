//! Rows of a file of deployments.

use model::Day;

use super::{DAY, second_text};
use crate::import::cells::Cells;
use crate::import::field::Field;

const MODES: &[(&str, &[&str])] =
    &[("online", &["online", "on line"]), ("offline", &["offline", "off line"])];

/// The way a row names its license.
#[derive(Clone, PartialEq)]
pub(super) struct Named {
    pub key: Option<String>,
    pub product: Option<String>,
    pub organization: Option<String>,
}

impl Named {
    /// Reads it. Refuses the row in the cells if it is invalid.
    pub fn read(cells: &mut Cells<'_>) -> Self {
        Self {
            key: cells.text(Field::LicenseKey),
            product: cells.text(Field::Product),
            organization: cells.text(Field::Organization),
        }
    }
}

/// The values of a row. None for empty cells.
#[derive(Clone, PartialEq)]
pub(super) struct Row {
    pub license: Named,
    pub deployment_id: String,
    pub host_name: Option<String>,
    pub platform: Option<String>,
    pub product_version: Option<String>,
    pub mode: Option<&'static str>,
    pub quantity: Option<u32>,
    pub group: Option<String>,
    pub activated: Option<When>,
    pub last_seen: Option<When>,
}

/// When something happened: a day, with the time if the file has it.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct When {
    pub day: Day,
    /// Milliseconds since midnight, UTC.
    pub time: Option<i64>,
}

impl When {
    /// A stored moment: midnight stands for the day alone.
    pub fn stored(instant: i64) -> Self {
        let time = instant.rem_euclid(DAY);
        Self { day: Day::of_instant(instant), time: (time != 0).then_some(time) }
    }

    /// The moment, or the beginning of the day, in milliseconds since the Unix epoch.
    pub fn instant(self) -> i64 {
        i64::from(self.day.0) * DAY + self.time.unwrap_or_default()
    }

    /// Whether it was certainly before the other, to the precision that both have. Files have seconds.
    pub fn is_before(self, other: Self) -> bool {
        match (self.time, other.time) {
            (Some(_), Some(_)) => self.instant() / 1_000 < other.instant() / 1_000,
            _ => self.day < other.day,
        }
    }
}

impl std::fmt::Display for When {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.time {
            Some(_) => write!(f, "{} UTC", second_text(self.instant())),
            None => write!(f, "{}", self.day),
        }
    }
}

impl Row {
    /// Reads a row. If it is invalid, refuses it in the cells; the result is then unused.
    pub fn read(cells: &mut Cells<'_>, today: Day) -> Self {
        let row = Self {
            license: Named::read(cells),
            deployment_id: cells.required_text(Field::DeploymentId),
            host_name: cells.text(Field::HostName),
            platform: cells.text(Field::Platform),
            product_version: cells.text(Field::ProductVersion),
            mode: cells.word(Field::Mode, MODES),
            quantity: cells.number(Field::Quantity),
            group: cells.text(Field::Group),
            activated: when(cells, Field::Activated),
            last_seen: when(cells, Field::LastSeen),
        };
        cells.refuse_masked(Field::LicenseKey);
        row.check(cells, today);
        row
    }

    /// Whether the two have the same values for one deployment, however they name its license.
    pub fn agrees(&self, other: &Self) -> bool {
        Self { license: other.license.clone(), ..self.clone() } == *other
    }

    fn check(&self, cells: &mut Cells<'_>, today: Day) {
        if cells.is_empty(Field::LicenseKey) {
            for field in [Field::Product, Field::Organization] {
                if cells.is_empty(field) {
                    let why = "is empty; a row needs a license key, or a product and its organization.";
                    cells.refuse(field, why);
                }
            }
        }
        if self.quantity == Some(0) {
            cells.refuse(Field::Quantity, "is 0; a deployment takes 1 unit or more.");
        }
        // Somewhere on Earth it may already be tomorrow.
        for (field, day) in [(Field::Activated, self.activated), (Field::LastSeen, self.last_seen)] {
            if let Some(When { day, .. }) = day.filter(|when| when.day > today.plus(1)) {
                cells.refuse(field, format!("{day} is in the future; specify today or an earlier day."));
            }
        }
    }
}

fn when(cells: &mut Cells<'_>, field: Field) -> Option<When> {
    let (day, time) = cells.moment(field)?;
    Some(When { day, time })
}
