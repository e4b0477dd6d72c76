//! The page `/import`: choose a file, confirm the columns, read the dry run, import.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::file::{Chosen, read};
use super::labels;
use super::mapping::MappingTable;
use super::planned::Planned;
use super::reading::{OpenCells, Reading};
use super::source::{Encoding, Place};
use super::{ImportFile, ImportPlan, apply_import, plan_import};
use crate::ui::{Button, Checkbox, Field, FileDrop, InlineError, Look, PageHeading, Segment, Select, dom};
use crate::who::{Me, use_me};

const KINDS: [(&str, &str); 3] =
    [("licenses", "Licenses"), ("organizations", "Organizations"), ("deployments", "Deployments")];

const OWNERS: [(&str, &str); 3] =
    [("ask", "Refuse these rows"), ("keep", labels::KEEP), ("move", labels::MOVE)];

/// What the person has chosen so far.
#[derive(Clone, Copy)]
pub(super) struct Choice {
    me: Me,
    pub(super) file: RwSignal<Option<Chosen>>,
    kind: RwSignal<&'static str>,
    /// Empty, or None, to find it out.
    pub(super) encoding: RwSignal<String>,
    pub(super) sheet: RwSignal<String>,
    pub(super) heading_row: RwSignal<Option<u32>>,
    reading: Reading,
    columns: RwSignal<Vec<(String, String)>>,
    values: RwSignal<Vec<(String, String)>>,
    create_missing: RwSignal<bool>,
    owners: RwSignal<String>,
    skip_refused: RwSignal<bool>,
    pub(super) plan: RwSignal<Option<ImportPlan>>,
    /// The choices that the plan answers.
    answered: RwSignal<Option<ImportFile>>,
    /// Number of the latest request: a dry run that an earlier one asked for comes too late.
    asked: StoredValue<u32>,
    error: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
}

impl Choice {
    fn new() -> Self {
        Self {
            me: use_me(),
            file: RwSignal::new(None),
            kind: RwSignal::new("licenses"),
            encoding: RwSignal::new(String::new()),
            sheet: RwSignal::new(String::new()),
            heading_row: RwSignal::new(None),
            reading: Reading::new(),
            columns: RwSignal::new(Vec::new()),
            values: RwSignal::new(Vec::new()),
            create_missing: RwSignal::new(false),
            owners: RwSignal::new("ask".to_owned()),
            skip_refused: RwSignal::new(false),
            plan: RwSignal::new(None),
            answered: RwSignal::new(None),
            asked: StoredValue::new(0),
            error: RwSignal::new(None),
            busy: RwSignal::new(false),
        }
    }

    /// Forgets how the file is read: another one is not read so.
    fn take(self, file: Chosen) {
        self.file.set(Some(file));
        self.encoding.set(String::new());
        self.start_over();
    }

    /// Forgets the mapping and where the table is: another file, or another kind, has other columns.
    fn start_over(self) {
        self.sheet.set(String::new());
        self.heading_row.set(None);
        self.owners.set("ask".to_owned());
        self.values.set(Vec::new());
        self.plan.set(None);
        self.read_again();
    }

    /// Reads other columns of the file.
    pub(super) fn read_again(self) {
        self.columns.set(Vec::new());
        self.dry_run();
    }

    /// The present choices, without the file.
    fn choices(self) -> ImportFile {
        ImportFile {
            name: String::new(),
            bytes: Vec::new(),
            kind: self.kind.get().to_owned(),
            encoding: self.encoding.get(),
            sheet: self.sheet.get(),
            heading_row: self.heading_row.get(),
            dates: self.reading.dates.get(),
            numbers: self.reading.numbers.get(),
            times: self.reading.times.get(),
            columns: self.columns.get(),
            values: self.values.get(),
            create_missing: self.create_missing.get(),
            owners: self.owners.get(),
        }
    }

    /// Whether the plan on the page answers the present choices. Only such a plan may be imported.
    fn is_answered(self) -> bool {
        let choices = self.choices();
        self.answered.with(|answered| answered.as_ref() == Some(&choices))
    }

    fn dry_run(self) {
        self.send(async |file| plan_import(file).await);
    }

    fn import(self) {
        let skip = self.skip_refused.get_untracked();
        self.send(async move |file| apply_import(file, skip).await);
    }

    fn send(self, ask: impl AsyncFnOnce(ImportFile) -> Result<ImportPlan, crate::ApiError> + 'static) {
        let Some(Chosen { name, bytes }) = self.file.get_untracked() else { return };
        let choices = untrack(|| self.choices());
        let file = ImportFile { name, bytes, ..choices.clone() };
        let number = self.asked.get_value().wrapping_add(1);
        self.asked.set_value(number);
        self.busy.set(true);
        self.error.set(None);
        spawn_local(async move {
            let answer = ask(file).await;
            if self.busy.is_disposed() {
                return;
            }
            let is_late = self.asked.get_value() != number;
            if !is_late {
                self.busy.set(false);
            }
            match answer {
                // The page always reports an import that was done.
                Ok(plan) if is_late && !plan.done => {}
                Ok(plan) => {
                    self.answered.set(Some(choices));
                    self.plan.set(Some(plan));
                }
                Err(error) => {
                    self.me.notice(&error);
                    if !is_late {
                        self.error.set(Some(error.to_string()));
                    }
                }
            }
        });
    }
}

/// Import for the vendor's staff.
#[component]
pub fn ImportPage() -> impl IntoView {
    dom::set_title("Import");
    let choice = Choice::new();
    let chosen = Signal::derive(move || {
        choice.file.with(|file| match file {
            Some(file) => format!("{} ({} bytes). Choose another.", file.name, file.bytes.len()),
            None => "Choose a CSV or XLSX file, or drop it here".to_owned(),
        })
    });
    let take = move |file| {
        spawn_local(async move {
            match read(file).await {
                Ok(file) => choice.take(file),
                Err(error) => choice.error.set(Some(error)),
            }
        });
    };
    view! {
        <PageHeading
            title="Import"
            text="Licenses, organizations and deployments, from CSV or XLSX files as order systems write them. Nothing is changed before you say so."
        />
        <section class="section" aria-label="File">
            <Segment
                label="What the file holds"
                options=KINDS.to_vec()
                value=choice.kind
                on_change=move |kind| {
                    choice.kind.set(kind);
                    choice.start_over();
                }
            />
            <FileDrop text=chosen on_file=take accept=".csv,.tsv,.txt,.xlsx" />
            <InlineError message=choice.error />
            <Encoding choice=choice />
        </section>
        {move || choice.plan.get().map(|plan| view! { <Plan choice=choice plan=plan /> })}
    }
}

#[component]
fn Plan(choice: Choice, plan: ImportPlan) -> impl IntoView {
    let [added, changed, _, refused] = plan.totals;
    let (done, has_problem) = (plan.done, !plan.problems.is_empty());
    let owners = OWNERS.map(|(value, text)| (value.to_owned(), text.to_owned())).to_vec();
    let conflicts = plan.conflicts;
    let again = move |()| choice.dry_run();
    let map = move |pair: (String, String)| {
        choice.columns.update(|columns| {
            columns.retain(|(column, _)| *column != pair.0);
            columns.push(pair);
        });
        choice.dry_run();
    };
    let can_import = move || {
        !has_problem
            && added + changed > 0
            && (refused == 0 || choice.skip_refused.get())
            && choice.is_answered()
    };
    let is_outdated = move || !done && !choice.busy.get() && !choice.is_answered();
    let (mapping, place) = (plan.clone(), plan.clone());
    let problems = plan.problems.clone();
    view! {
        {(!done).then(|| view! {
            <section class="section" aria-label="Columns">
                <h2>"Columns"</h2>
                <Place choice=choice plan=place />
                <MappingTable plan=mapping values=choice.values on_map=map />
                <OpenCells reading=choice.reading on_change=again />
                <Checkbox
                    label=labels::ADD_MISSING
                    checked=choice.create_missing
                    on_change=move |on| { choice.create_missing.set(on); choice.dry_run(); }
                />
                <div><Button on_click=again busy=choice.busy>"Dry run"</Button></div>
            </section>
        }.into_any())}
        <section class="section" aria-label="Dry run">
            <h2>{if done { "Imported" } else { "Dry run" }}</h2>
            {problems.into_iter().map(|problem| view! { <InlineError message=problem /> }).collect_view()}
            {(!done && conflicts > 0).then(|| view! {
                <Field label=conflict(conflicts)>
                    <Select
                        value=choice.owners
                        options=owners
                        on_change=move |owners| { choice.owners.set(owners); choice.dry_run(); }
                    />
                </Field>
            }.into_any())}
            <Planned plan=plan />
            {(!done && refused > 0).then(|| view! {
                <Checkbox
                    label=labels::SKIP_REFUSED
                    checked=choice.skip_refused
                    on_change=move |on| choice.skip_refused.set(on)
                />
            })}
            {move || is_outdated().then(|| view! {
                <p class="hint">"What you chose last is not in this dry run. Run it again before you import."</p>
            }.into_any())}
            {(!done).then(|| view! {
                <div>
                    <Button
                        look=Look::Primary
                        busy=choice.busy
                        disabled=Signal::derive(move || !can_import())
                        on_click=move |()| choice.import()
                    >
                        {format!("Import {}", added + changed)} {if added + changed == 1 { " row" } else { " rows" }}
                    </Button>
                </div>
            }.into_any())}
        </section>
    }
}

fn conflict(count: usize) -> String {
    let rows = if count == 1 { "1 row is".to_owned() } else { format!("{count} rows are") };
    format!("{rows} for licenses that other organizations have")
}
