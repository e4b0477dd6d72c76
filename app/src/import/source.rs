//! How the file is read, where a person knows better than the portal: its encoding, its sheet, its headings.

use leptos::prelude::*;

use super::page::Choice;
use super::{ENCODINGS, ImportPlan};
use crate::ui::{Field, Select};

/// Whether it is a ZIP archive, as workbooks are, by the same bytes as on the server: the first heading of a text may be `PK`.
fn is_archive(bytes: &[u8]) -> bool {
    const ZIP: [&[u8]; 3] = [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"];
    ZIP.iter().any(|magic| bytes.starts_with(magic))
}

/// The choice of a text file's encoding. It is there as soon as the file is: one that can't be read may need it.
#[component]
pub(super) fn Encoding(choice: Choice) -> impl IntoView {
    let is_text = move || choice.file.with(|file| file.as_ref().is_some_and(|file| !is_archive(&file.bytes)));
    let options = || {
        let named = ENCODINGS.map(|(name, text)| (name.to_owned(), text.to_owned()));
        std::iter::once((String::new(), "As the file shows".to_owned())).chain(named).collect::<Vec<_>>()
    };
    let change = move |encoding| {
        choice.encoding.set(encoding);
        choice.read_again();
    };
    move || {
        is_text().then(|| {
            view! {
                <Field label="Encoding">
                    <Select value=choice.encoding options=options() on_change=change />
                </Field>
            }
            .into_any()
        })
    }
}

/// The choice of the sheet and of the line of the headings, where there is one.
#[component]
pub(super) fn Place(choice: Choice, plan: ImportPlan) -> impl IntoView {
    let sheets: Vec<_> = plan.sheets.iter().map(|sheet| (sheet.clone(), sheet.clone())).collect();
    let lines: Vec<_> =
        plan.lines.iter().map(|(line, text)| (line.to_string(), format!("{line}: {text}"))).collect();
    let (sheet, line) = (plan.sheet, plan.heading_row.to_string());
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
            <Field label="Sheet"><Select value=sheet options=sheets on_change=change_sheet /></Field>
        }.into_any())}
        {(lines.len() > 1).then(|| view! {
            <Field label="Line of the headings">
                <Select value=line options=lines on_change=change_line />
            </Field>
        }.into_any())}
    }
}
