//! How the file is read, if a person knows better than the portal: encoding, sheet, headings.

use leptos::prelude::*;

use super::choice::Choice;
use super::{ENCODINGS, ImportPlan, ImportReading, labels};
use crate::ui::{Field, Select, memo};

/// Returns whether the file is a ZIP archive, as workbooks are. Checks the same bytes as the server, since a text file's first
/// heading may be `PK`.
fn is_archive(bytes: &[u8]) -> bool {
    const ZIP: [&[u8]; 3] = [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"];
    ZIP.iter().any(|magic| bytes.starts_with(magic))
}

/// Chooses a text file's encoding. It appears with the file: an unreadable file may need it.
#[component]
pub(super) fn Encoding(choice: Choice) -> impl IntoView {
    let is_text = move || choice.file.with(|file| file.as_ref().is_some_and(|file| !is_archive(&file.bytes)));
    let options = || {
        let named = ENCODINGS.map(|(name, text)| (name.to_owned(), text.to_owned()));
        std::iter::once((String::new(), "Detect automatically".to_owned())).chain(named).collect::<Vec<_>>()
    };
    let change = move |encoding| {
        choice.encoding.set(encoding);
        choice.read_again();
    };
    let readings = memo(move || {
        choice.plan.with(|plan| plan.as_ref().map(|plan| plan.readings.clone()).unwrap_or_default())
    });
    let question = Signal::derive(move || readings.with(|readings| question(readings)));
    move || {
        is_text().then(|| {
            view! {
                <Field label=labels::ENCODING error=question>
                    <Select value=choice.encoding options=options() on_change=change />
                </Field>
                {move || readings.with(|readings| (!readings.is_empty()).then(|| compared(readings)))}
            }
            .into_any()
        })
    }
}

/// Returns the question to ask if several encodings fit.
fn question(readings: &[ImportReading]) -> Option<String> {
    (!readings.is_empty()).then(|| {
        "This file does not state its encoding, and several are possible. Compare these cells, and choose the right one."
            .to_owned()
    })
}

/// Shows the cells side by side, as each encoding reads them.
fn compared(readings: &[ImportReading]) -> AnyView {
    let lines = readings.first().map(|reading| reading.cells.clone()).unwrap_or_default();
    let headings: Vec<_> = lines
        .into_iter()
        .map(|(line, _)| view! { <th scope="col">{format!("Line {line}")}</th> }.into_any())
        .collect();
    let rows: Vec<_> = readings.iter().map(reading_row).collect();
    view! {
        <div class="grid-scroll" tabindex="0" role="region" aria-label="Readings of the file">
            <table class="plain-table">
                <thead><tr><th scope="col">"Encoding"</th>{headings}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn reading_row(reading: &ImportReading) -> AnyView {
    let named = ENCODINGS.iter().find(|(name, _)| *name == reading.encoding);
    let name = named.map_or_else(|| reading.encoding.clone(), |(_, text)| (*text).to_owned());
    let cells: Vec<_> =
        reading.cells.iter().map(|(_, text)| view! { <td>{text.clone()}</td> }.into_any()).collect();
    view! { <tr><th scope="row">{name}</th>{cells}</tr> }.into_any()
}

/// Chooses the sheet and the line of the headings, if the file has any.
#[component]
pub(super) fn Place(choice: Choice, plan: ImportPlan) -> impl IntoView {
    let question = plan.asks_sheet.then(|| (String::new(), "Choose a sheet".to_owned()));
    let named = plan.sheets.iter().map(|sheet| (sheet.clone(), sheet.clone()));
    let sheets: Vec<_> = question.into_iter().chain(named).collect();
    let lines: Vec<_> =
        plan.lines.iter().map(|(line, text)| (line.to_string(), format!("{line}: {text}"))).collect();
    let sheet = if plan.asks_sheet { String::new() } else { plan.sheet };
    let line = plan.heading_row.to_string();
    let change_sheet = move |sheet| {
        choice.sheet.set(sheet);
        choice.heading_row.set(None);
        choice.read_again();
    };
    let change_line = move |line: String| {
        choice.heading_row.set(line.parse().ok());
        choice.read_again();
    };
    view! {
        {(sheets.len() > 1).then(|| view! {
            <Field label=labels::SHEET><Select value=sheet options=sheets on_change=change_sheet /></Field>
        }.into_any())}
        {(lines.len() > 1).then(|| view! {
            <Field label=labels::HEADINGS>
                <Select value=line options=lines on_change=change_line />
            </Field>
        }.into_any())}
    }
}
