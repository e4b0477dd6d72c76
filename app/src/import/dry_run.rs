//! The dry run, row by row.

use leptos::prelude::*;

use super::{ImportPlan, ImportRow, ROWS_SHOWN};
use crate::ui::{Notice, NoticeKind, dom};

/// What the import would do or has done.
#[component]
pub(super) fn Planned(plan: ImportPlan) -> impl IntoView {
    let [added, changed, unchanged, refused] = plan.totals;
    let shown = plan.rows.len();
    let rest = (added + changed + refused).saturating_sub(shown);
    let list = |what: &str, names: &[String]| {
        (!names.is_empty())
            .then(|| format!("{what}: {}.", names.join(", ")))
            .map(|text| view! { <p class="lead-text">{text}</p> }.into_any())
    };
    // A file of organizations says itself what they are.
    let is_by_the_way = plan.fields.iter().any(|field| field.name == "license-key");
    let organizations = if is_by_the_way { "New organizations, as customers" } else { "New organizations" };
    view! {
        <dl class="facts">
            <dt>"Added"</dt><dd>{rows(added)}</dd>
            <dt>"Changed"</dt><dd>{rows(changed)}</dd>
            <dt>"Unchanged"</dt><dd>{rows(unchanged)}</dd>
            <dt>"Refused"</dt><dd>{rows(refused)}</dd>
        </dl>
        {plan.warning.filter(|_| !plan.done).map(|text| view! { <Notice kind=NoticeKind::Warning>{text}</Notice> }.into_any())}
        {(!plan.done && !plan.notes.is_empty()).then(|| notes(&plan.notes))}
        {plan.done.then(|| done(added + changed, refused))}
        {list("New products", &plan.new_products)}
        {list(organizations, &plan.new_organizations)}
        {(shown > 0).then(|| view! {
            <div class="grid-scroll" tabindex="0" role="region" aria-label="Rows of the file">
                <table class="plain-table">
                    <thead>
                        <tr>
                            <th scope="col">"Line"</th>
                            <th scope="col">"Row"</th>
                            <th scope="col">"Outcome"</th>
                            <th scope="col" class="why">"Details"</th>
                        </tr>
                    </thead>
                    <tbody>{plan.rows.into_iter().map(row).collect::<Vec<_>>()}</tbody>
                </table>
            </div>
        }.into_any())}
        {(rest > 0).then(|| view! { <p class="lead-text">{format!("And {} more; the first {ROWS_SHOWN} are listed, refused ones first.", rows(rest))}</p> }.into_any())}
    }
}

/// Says that the import is done, with its row counts. It takes the focus, because the pressed button disappears.
fn done(imported: usize, skipped: usize) -> AnyView {
    let were = |count: usize| if count == 1 { "was" } else { "were" };
    let refused = if skipped == 1 { "1 refused row".to_owned() } else { format!("{skipped} refused rows") };
    let said = if skipped == 0 {
        "The file was imported.".to_owned()
    } else {
        format!("{} {} imported, {refused} {} skipped.", rows(imported), were(imported), were(skipped))
    };
    dom::focus_soon(dom::MARKED);
    view! {
        <div tabindex="-1" autofocus=true>
            <Notice kind=NoticeKind::Success>{said}</Notice>
        </div>
    }
    .into_any()
}

/// The parts of the file that were skipped or guessed.
fn notes(notes: &[String]) -> AnyView {
    let notes: Vec<_> = notes.iter().map(|note| view! { <div>{note.clone()}</div> }.into_any()).collect();
    view! { <Notice kind=NoticeKind::Info>{notes}</Notice> }.into_any()
}

fn rows(count: usize) -> String {
    if count == 1 { "1 row".to_owned() } else { format!("{count} rows") }
}

fn row(row: ImportRow) -> AnyView {
    view! {
        <tr class=row.outcome.label().to_ascii_lowercase()>
            <td>{row.line}</td>
            <td>{row.subject}</td>
            <td>{row.outcome.label()}</td>
            <td class="why">{row.notes.into_iter().map(|note| view! { <div>{note}</div> }.into_any()).collect::<Vec<_>>()}</td>
        </tr>
    }
    .into_any()
}
