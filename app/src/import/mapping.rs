//! The mapping of columns to fields: guessed by the server, confirmed or changed here.

use leptos::prelude::*;

use super::{ImportPlan, labels};
use crate::ui::{Field, Select, TextInput};

/// Stands for the fields that a column's words fill; the server finds such columns, and this is never sent.
const WORDS: &str = "words";

/// Stands for a field that a person has to choose; it is never sent.
const ASKED: &str = "asked";

/// Chooses a field for each column, and values for the whole file.
#[component]
pub(super) fn MappingTable(
    /// The current dry run.
    plan: ImportPlan,
    /// Values for the whole file.
    values: RwSignal<Vec<(String, String)>>,
    /// Called with a column's heading and the chosen field.
    #[prop(into)]
    on_map: Callback<(String, String)>,
) -> impl IntoView {
    let options: Vec<(String, String)> = std::iter::once((String::new(), "Not imported".to_owned()))
        .chain(plan.fields.iter().map(|field| {
            let mark = if field.required { " (required)" } else { "" };
            (field.name.clone(), format!("{}{mark}", field.label))
        }))
        .collect();
    let row = |(heading, field): (String, String)| {
        // A skipped column no longer fills these fields, so this option disappears.
        let words = plan.words.iter().find(|(column, _)| field.is_empty() && *column == heading);
        let field = if words.is_some() { WORDS.to_owned() } else { field };
        let is_asked = plan.asked.contains(&heading);
        let field = if is_asked { ASKED.to_owned() } else { field };
        let question = is_asked.then(|| (ASKED.to_owned(), "Choose a field, or Not imported".to_owned()));
        let words = words.map(|(_, fields)| (WORDS.to_owned(), fields.clone()));
        let options: Vec<_> = question.into_iter().chain(words).chain(options.iter().cloned()).collect();
        let column = heading.clone();
        let map = move |field: String| on_map.run((column.clone(), field));
        let label = format!("Field for column {heading}");
        view! {
            <tr>
                <th scope="row">{heading}</th>
                <td><Select label=label value=field options=options on_change=map /></td>
            </tr>
        }
        .into_any()
    };
    let rows = plan.columns.iter().cloned().map(row).collect::<Vec<_>>();
    let is_filled = |name: &String| plan.columns.iter().any(|(_, field)| field == name);
    let open: Vec<_> = plan.fields.iter().filter(|field| !is_filled(&field.name)).cloned().collect();
    let value_of = move |name: &str| {
        values.with(|values| {
            values
                .iter()
                .find(|(field, _)| field == name)
                .map_or_else(String::new, |(_, value)| value.clone())
        })
    };
    let set = move |name: &str, value: String| {
        values.update(|values| {
            values.retain(|(field, _)| field != name);
            if !value.is_empty() {
                values.push((name.to_owned(), value));
            }
        });
    };
    let (needed, optional): (Vec<_>, Vec<_>) = open.into_iter().partition(|field| field.required);
    let input = move |field: super::ImportField| {
        let (read, write) = (field.name.clone(), field.name);
        view! {
            <Field label=field.label hint=field.help>
                <TextInput value=Signal::derive(move || value_of(&read)) on_input=move |value| set(&write, value) />
            </Field>
        }
    };
    view! {
        <div class="grid-scroll" tabindex="0" role="region" aria-label=labels::COLUMNS>
            <table class="plain-table">
                <thead><tr><th scope="col">"Column of the file"</th><th scope="col">"Field"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {(!needed.is_empty()).then(|| view! {
            <fieldset class="stack">
                <legend>"Fields that no column fills: one value for the whole file"</legend>
                {needed.into_iter().map(input).collect_view()}
            </fieldset>
        }.into_any())}
        {(!optional.is_empty()).then(|| view! {
            <details>
                <summary>"Other fields: one value for the whole file"</summary>
                <div class="stack">{optional.into_iter().map(input).collect_view()}</div>
            </details>
        }.into_any())}
    }
}
