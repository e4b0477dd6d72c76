//! Chooses how to read ambiguous cells.

use leptos::prelude::*;
use model::import::{DateOrder, DecimalMark, Times};

use super::labels;
use crate::ui::{Field, Select};

const DATES: &[(&str, &str)] = &[
    (DateOrder::Auto.name(), "Detect automatically"),
    (DateOrder::DayFirst.name(), "Day first (31.12.2026, 31/12/2026)"),
    (DateOrder::MonthFirst.name(), "Month first (12/31/2026)"),
];
const NUMBERS: &[(&str, &str)] = &[
    (DecimalMark::Auto.name(), "Detect automatically"),
    (DecimalMark::Point.name(), "Decimal point (1,200.00)"),
    (DecimalMark::Comma.name(), "Decimal comma (1.200,00)"),
];
const TIMES: &[(&str, &str)] = &[
    (Times::Auto.name(), "Refuse the row: it may mean a different day"),
    (Times::AsWritten.name(), labels::AS_WRITTEN),
];

/// The person's choices.
#[derive(Clone, Copy)]
pub(super) struct Reading {
    pub dates: RwSignal<String>,
    pub numbers: RwSignal<String>,
    pub times: RwSignal<String>,
}

impl Reading {
    pub fn new() -> Self {
        let auto = || RwSignal::new("auto".to_owned());
        Self { dates: auto(), numbers: auto(), times: auto() }
    }

    /// Leaves everything to the file.
    pub fn start_over(self) {
        for choice in [self.dates, self.numbers, self.times] {
            choice.set("auto".to_owned());
        }
    }
}

/// One choice for each ambiguity that the file may have.
#[component]
pub(super) fn OpenCells(
    reading: Reading,
    /// Called after a choice.
    #[prop(into)]
    on_change: Callback<()>,
) -> impl IntoView {
    let choice = |label: &'static str, value: RwSignal<String>, options: &[(&str, &str)]| {
        let options: Vec<_> =
            options.iter().map(|(value, text)| ((*value).to_owned(), (*text).to_owned())).collect();
        let choose = move |chosen: String| {
            value.set(chosen);
            on_change.run(());
        };
        view! {
            <Field label=label>
                <Select value=value options=options on_change=choose />
            </Field>
        }
        .into_any()
    };
    view! {
        {choice(labels::DATES, reading.dates, DATES)}
        {choice(labels::NUMBERS, reading.numbers, NUMBERS)}
        {choice(labels::TIMES, reading.times, TIMES)}
    }
}
