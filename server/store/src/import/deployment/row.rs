//! A row of a file of deployments.

use model::Day;

use crate::import::cells::Cells;
use crate::import::field::Field;

const MODES: &[(&str, &[&str])] =
    &[("online", &["online", "on line"]), ("offline", &["offline", "off line"])];

/// What a row says. None where it says nothing.
pub(super) struct Row {
    pub key: Option<String>,
    pub product: Option<String>,
    pub organization: Option<String>,
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

/// When something was: a day, with the second in it where the file tells it.
#[derive(Clone, Copy)]
pub(super) struct When {
    pub day: Day,
    /// In milliseconds since midnight, UTC.
    pub time: Option<i64>,
}

impl Row {
    /// Reads a row; what is wrong with it is noted in the cells, and then what is given is of no use.
    pub fn read(cells: &mut Cells<'_>, today: Day) -> Self {
        let row = Self {
            key: cells.text(Field::LicenseKey),
            product: cells.text(Field::Product),
            organization: cells.text(Field::Organization),
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
        // Somewhere on Earth it may be tomorrow already.
        for (field, day) in [(Field::Activated, self.activated), (Field::LastSeen, self.last_seen)] {
            if let Some(When { day, .. }) = day.filter(|when| when.day > today.plus(1)) {
                cells.refuse(field, format!("{day} is yet to come; give today or an earlier day."));
            }
        }
    }
}

fn when(cells: &mut Cells<'_>, field: Field) -> Option<When> {
    let day = cells.day_of_moment(field)?;
    Some(When { day, time: cells.time_of_day(field, day) })
}
