//! The page `/import`: choose a file, confirm the columns, read the dry run, import.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::import::{Kind, Owners};

use super::ambiguous_cells::OpenCells;
use super::choice::Choice;
use super::dry_run::Planned;
use super::file::read;
use super::file_settings::{Encoding, Place};
use super::mapping::MappingTable;
use super::{ImportPlan, labels};
use crate::ui::{Button, Checkbox, Field, FileDrop, InlineError, Look, PageHeading, Segment, Select, dom};

const KINDS: [(&str, &str); 3] = [
    (Kind::Licenses.name(), "Licenses"),
    (Kind::Organizations.name(), "Organizations"),
    (Kind::Deployments.name(), "Deployments"),
];

const OWNERS: [(&str, &str); 3] = [
    (Owners::Ask.name(), "Refuse these rows"),
    (Owners::Keep.name(), labels::KEEP),
    (Owners::Move.name(), labels::MOVE),
];

/// The import, for the vendor's staff.
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
            text="Licenses, organizations and deployments from CSV or XLSX files of order systems. Nothing changes until you \
                confirm."
        />
        <section class="section" aria-label="File">
            <Segment
                label="What the file contains"
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
    let (conflicts, asks_owners) = (plan.conflicts, plan.asks_owners);
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
    // The question is already beside the choice.
    let asks_encoding = !plan.readings.is_empty();
    let problems = plan.problems.iter().filter(|_| !asks_encoding);
    let problems: Vec<String> = problems.chain(&plan.refusal).cloned().collect();
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
            {asks_encoding.then(|| view! {
                <p class="hint">"Choose the encoding of the file first."</p>
            }.into_any())}
            {problems.into_iter().map(|problem| view! { <InlineError message=problem /> }).collect_view()}
            {(!done && asks_owners).then(|| view! {
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
                <p class="hint">"This dry run does not include your latest choices. Run it again before you import."</p>
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
    if count == 0 {
        return "Licenses of other organizations".to_owned();
    }
    let rows = if count == 1 { "1 row is".to_owned() } else { format!("{count} rows are") };
    format!("{rows} for licenses of other organizations")
}
