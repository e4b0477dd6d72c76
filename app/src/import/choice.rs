//! The choices on the page, and the requests that they lead to.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::import::{DateOrder, DecimalMark, Kind, Owners, Times};

use super::ambiguous_cells::Reading;
use super::file::Chosen;
use super::{ImportFile, ImportPlan, apply_import, plan_import};
use crate::ApiError;
use crate::current_user::{Me, use_me};
use crate::ui::{Latest, after};

/// The person's choices so far.
#[derive(Clone, Copy)]
pub(super) struct Choice {
    me: Me,
    pub(super) file: RwSignal<Option<Chosen>>,
    pub(super) kind: RwSignal<&'static str>,
    /// Empty, or None, to detect it.
    pub(super) encoding: RwSignal<String>,
    pub(super) sheet: RwSignal<String>,
    pub(super) heading_row: RwSignal<Option<u32>>,
    pub(super) reading: Reading,
    pub(super) columns: RwSignal<Vec<(String, String)>>,
    pub(super) values: RwSignal<Vec<(String, String)>>,
    pub(super) create_missing: RwSignal<bool>,
    pub(super) owners: RwSignal<String>,
    pub(super) skip_refused: RwSignal<bool>,
    pub(super) plan: RwSignal<Option<ImportPlan>>,
    /// The choices that the plan belongs to.
    answered: RwSignal<Option<ImportFile>>,
    /// Responses to earlier dry runs are dropped.
    asked: Latest,
    pub(super) error: RwSignal<Option<String>>,
    pub(super) busy: RwSignal<bool>,
}

impl Choice {
    pub(super) fn new() -> Self {
        Self {
            me: use_me(),
            file: RwSignal::new(None),
            kind: RwSignal::new(Kind::Licenses.name()),
            encoding: RwSignal::new(String::new()),
            sheet: RwSignal::new(String::new()),
            heading_row: RwSignal::new(None),
            reading: Reading::new(),
            columns: RwSignal::new(Vec::new()),
            values: RwSignal::new(Vec::new()),
            create_missing: RwSignal::new(false),
            owners: RwSignal::new(Owners::Ask.name().to_owned()),
            skip_refused: RwSignal::new(false),
            plan: RwSignal::new(None),
            answered: RwSignal::new(None),
            asked: Latest::new(),
            error: RwSignal::new(None),
            busy: RwSignal::new(false),
        }
    }

    /// Takes a file. Choices that were made for another file don't apply to it.
    pub(super) fn take(self, file: Chosen) {
        self.file.set(Some(file));
        self.encoding.set(String::new());
        self.reading.start_over();
        self.start_over();
    }

    /// Forgets the mapping and the position of the table, for another file or another kind.
    pub(super) fn start_over(self) {
        self.sheet.set(String::new());
        self.heading_row.set(None);
        self.owners.set(Owners::Ask.name().to_owned());
        self.create_missing.set(false);
        self.skip_refused.set(false);
        self.values.set(Vec::new());
        self.plan.set(None);
        self.read_again();
    }

    /// Forgets the mapping and reads the file again.
    pub(super) fn read_again(self) {
        self.columns.set(Vec::new());
        self.dry_run();
    }

    /// Returns the current choices without the file.
    fn choices(self) -> ImportFile {
        ImportFile {
            name: String::new(),
            bytes: Vec::new(),
            kind: Kind::from_name(self.kind.get()).unwrap_or(Kind::Licenses),
            encoding: self.encoding.get(),
            sheet: self.sheet.get(),
            heading_row: self.heading_row.get(),
            dates: self.reading.dates.with(|name| DateOrder::from_name(name)).unwrap_or_default(),
            numbers: self.reading.numbers.with(|name| DecimalMark::from_name(name)).unwrap_or_default(),
            times: self.reading.times.with(|name| Times::from_name(name)).unwrap_or_default(),
            columns: self.columns.get(),
            values: self.values.get(),
            create_missing: self.create_missing.get(),
            owners: self.owners.with(|name| Owners::from_name(name)).unwrap_or_default(),
        }
    }

    /// Returns whether the plan on the page belongs to the current choices. Only such a plan may be imported.
    pub(super) fn is_answered(self) -> bool {
        let choices = self.choices();
        self.answered.with(|answered| answered.as_ref() == Some(&choices))
    }

    pub(super) fn dry_run(self) {
        self.send(async |file| plan_import(file).await, Some(Self::dry_run));
    }

    pub(super) fn import(self) {
        let skip = self.skip_refused.get_untracked();
        self.send(async move |file| apply_import(file, skip).await, None);
    }

    /// Sends the file with the choices. While others have their turn, `again` asks once more after the time that the server names.
    fn send(
        self,
        ask: impl AsyncFnOnce(ImportFile) -> Result<ImportPlan, ApiError> + 'static,
        again: Option<fn(Self)>,
    ) {
        let Some(Chosen { name, bytes }) = self.file.get_untracked() else { return };
        let choices = untrack(|| self.choices());
        let file = ImportFile { name, bytes, ..choices.clone() };
        let number = self.asked.begin();
        self.busy.set(true);
        self.error.set(None);
        spawn_local(async move {
            let answer = ask(file).await;
            if self.busy.is_disposed() {
                return;
            }
            let is_late = !self.asked.is(number);
            if !is_late {
                self.busy.set(false);
            }
            match answer {
                // The page always reports a finished import.
                Ok(plan) if is_late && !plan.done => {}
                Ok(plan) => {
                    self.answered.set(Some(choices));
                    self.plan.set(Some(plan));
                }
                Err(error) => {
                    self.me.notice(&error);
                    if is_late {
                        return;
                    }
                    self.error.set(Some(error.to_string()));
                    if let (ApiError::Busy { retry_after, .. }, Some(again)) = (&error, again) {
                        after(Duration::from_secs((*retry_after).into()), move || {
                            if self.asked.is(number) {
                                again(self);
                            }
                        });
                    }
                }
            }
        });
    }
}
