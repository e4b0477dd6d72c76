//! The cells of a row in the table, with few elements and one reaction for the whole row: a screen has dozens of rows.

use leptos::prelude::*;
use model::query::Column as By;
use model::report::{Dictionaries, Limit, Row, RowTexts, Section};

use super::List;
use super::selection::SELECT;
use super::values::{badges, expiration, organizations, resellers};
use crate::ui::{Badge, day_text, digits, live, memo, meter, share, used_up};

/// The content of a slot. Slots are reused for other rows.
#[derive(Clone, Default, PartialEq)]
struct Content {
    /// None past the end, and until the server has sent the row.
    row: Option<Row>,
    /// None until they arrive.
    texts: Option<RowTexts>,
    /// The license key, once revealed (R8).
    key: Option<String>,
    selected: bool,
}

impl Content {
    fn of(list: List, section: Section, position: usize) -> Self {
        let Some(row) = list.row(section, position) else { return Self::default() };
        let texts = list.texts();
        let key = texts.revealed.with(|revealed| revealed.get(&row.license).cloned());
        let selected = list.selection().has(section, row.license);
        Self { row: Some(row), texts: texts.get(row.license), key, selected }
    }
}

/// Creates the cells of a slot, one per column. With `hides_keys`, license keys can't be revealed.
pub(super) fn cells(
    list: List,
    section: Section,
    columns: Vec<&'static str>,
    hides_keys: bool,
    position: Signal<usize>,
) -> AnyView {
    let content = memo(move || Content::of(list, section, position.get()));
    let names = list.names();
    let shown = move || {
        names.with(|names| {
            content.with(|content| {
                let cell = |id: &&'static str| cell(id, content, names, hides_keys);
                columns.iter().map(cell).collect::<Vec<_>>().into_any()
            })
        })
    };
    live(shown)
}

/// Returns a cell. Its structure is the same for any content, so that its elements are kept, and the focus with them.
fn cell(id: &str, content: &Content, names: &Dictionaries, hides_keys: bool) -> AnyView {
    let class = ["vt-cell c-", id].concat();
    let row = content.row.as_ref();
    let of_row =
        |read: fn(&Dictionaries, &Row) -> String| row.map_or_else(String::new, |row| read(names, row));
    let texts = content.texts.as_ref();
    match By::from_name(id) {
        Some(By::Product) => product(class, row, names),
        Some(By::Organization) => lines(class, of_row(organizations), false),
        Some(By::Reseller) => lines(class, of_row(resellers), false),
        Some(By::Key) => key(class, content, hides_keys),
        Some(By::Status) => status(class, row),
        Some(By::Start) => plain(class, of_row(|_, row| day_text(row.start.0))),
        Some(By::Expiration) => plain(class, of_row(|_, row| expiration(row))),
        Some(By::Deployed) => deployed(class, row),
        Some(By::Type) => plain(class, of_row(|_, row| row.license_type.label().to_owned())),
        Some(By::Note) => lines(class, texts.map(|texts| texts.note.text.clone()).unwrap_or_default(), true),
        Some(By::PartnerNote) => {
            let note = texts.and_then(|texts| texts.partner_note.as_ref());
            lines(class, note.map(|note| note.text.clone()).unwrap_or_default(), true)
        }
        None if id == SELECT => select(class, content, names),
        None if id == "limits" => limits(&class, texts.map_or(&[][..], |texts| texts.limits.as_slice())),
        None => actions(class, texts.is_none()),
    }
}

/// The box that selects the row. It keeps no state of its own: a press changes the selection, which draws it again.
fn select(class: String, content: &Content, names: &Dictionaries) -> AnyView {
    let product = content.row.and_then(|row| names.products.get(row.product as usize));
    let product = product.map_or("", |product| product.name.as_str());
    let id = content.texts.as_ref().map_or("", |texts| texts.public_id.as_str());
    let label = ["Select ", product, " ", id].concat();
    view! {
        <div class=class role="cell">
            <input type="checkbox" aria-label=label prop:checked=content.selected data-act="select" />
        </div>
    }
    .into_any()
}

fn plain(class: String, text: String) -> AnyView {
    view! { <div class=class role="cell">{text}</div> }.into_any()
}

/// Two lines at most. A note is shown in full on focus: a tab stop for people without a pointer, if there is text.
fn lines(class: String, text: String, is_note: bool) -> AnyView {
    let stop = (is_note && !text.is_empty()).then_some("0");
    let class = [&class, " lines"].concat();
    view! { <div class=class role="cell" dir=is_note.then_some("auto") tabindex=stop>{text}</div> }.into_any()
}

fn product(class: String, row: Option<&Row>, names: &Dictionaries) -> AnyView {
    let product = row.and_then(|row| names.products.get(row.product as usize));
    let pin = row
        .is_some_and(|row| row.pinned)
        .then(|| view! { <span class="pin-mark" title="Pinned">"Pinned"</span> }.into_any());
    let name = product.map(|product| product.name.clone());
    let page = product.and_then(|product| product.page.clone());
    let (rel, target) = page.is_some().then_some(("external noreferrer", "_blank")).unzip();
    let href = page.or_else(|| product.map(|product| ["/products/", &product.id.to_string()].concat()));
    view! {
        <div class=class role="cell">
            {pin}
            <a href=href rel=rel target=target>{name}</a>
            <button
                type="button"
                class="button icon-only i-panel"
                aria-label="Details"
                title="Details"
                data-act="details"
                data-license=row.map(|row| row.license.to_string())
            ></button>
        </div>
    }
    .into_any()
}

fn key(class: String, content: &Content, hides_keys: bool) -> AnyView {
    let masked = || content.texts.as_ref().map_or_else(String::new, |texts| texts.masked_key.clone());
    if hides_keys {
        return plain(class, masked());
    }
    let (state, label) = match &content.key {
        None => ("", "Reveal license key"),
        Some(_) => (" revealed", "Hide license key"),
    };
    view! {
        <div class=[&class, state].concat() role="cell">
            {content.key.clone().unwrap_or_else(masked)}
            <button type="button" class="button icon-only i-eye" aria-label=label title=label data-act="reveal"></button>
            <button
                type="button"
                class="button icon-only i-copy"
                aria-label="Copy license key"
                title="Copy license key"
                data-act="copy"
            ></button>
        </div>
    }
    .into_any()
}

fn status(class: String, row: Option<&Row>) -> AnyView {
    let badges = row.map(|row| badges(row.standing)).unwrap_or_default();
    let badges: Vec<_> = badges.into_iter().map(|kind| view! { <Badge kind=kind /> }.into_any()).collect();
    let state = match badges.len() {
        0 | 1 => "",
        2 => " crowded",
        _ => " crowded full",
    };
    view! { <div class=[&class, state].concat() role="cell">{badges}</div> }.into_any()
}

fn deployed(class: String, row: Option<&Row>) -> AnyView {
    let (state, text, width) = match row {
        Some(row) => meter(row.deployed.into(), row.purchased.into()),
        None => ("", String::new(), String::new()),
    };
    view! { <div class=[&class, " ", state].concat() role="cell" style=("--share", width)>{text}</div> }
        .into_any()
}

/// A limit with what is used of it, its unit and window.
pub(super) fn one_limit(limit: &Limit) -> AnyView {
    view! {
        {[&limit.name, ": "].concat()}
        {digits(limit.used)}
        " / "
        {digits(limit.allowance)}
        {after(limit)}
    }
    .into_any()
}

/// The limit that is used up most, with its unit and window (R20), and how many others there are. They are shown on focus.
fn limits(class: &str, limits: &[Limit]) -> AnyView {
    let worst = worst(limits);
    let state = worst.map_or("", |at| used_up(used(&limits[at])).0);
    let shown = worst.map(|at| one_limit(&limits[at]));
    let others = (limits.len() > 1).then(|| {
        let others = limits.iter().enumerate().filter(|(at, _)| Some(*at) != worst);
        let others = others.map(|(_, limit)| {
            let (used, allowance) = (limit.used.to_string(), limit.allowance.to_string());
            [" · ", &limit.name, ": ", &used, " / ", &allowance, &after(limit)].concat()
        });
        let count = (limits.len() - 1).to_string();
        view! {
            <span class="fewer">{[" and ", &count, " more"].concat()}</span>
            <span class="more">{others.collect::<String>()}</span>
        }
        .into_any()
    });
    let stop = others.is_some().then_some("0");
    view! {
        <div class=[class, " lines count ", state].concat() role="cell" tabindex=stop>
            {shown}
            {others}
        </div>
    }
    .into_any()
}

/// Returns the limit that is used up most; of several, the first.
fn worst(limits: &[Limit]) -> Option<usize> {
    (0..limits.len()).rev().max_by_key(|at| used(&limits[*at]))
}

fn used(limit: &Limit) -> u64 {
    share(limit.used, limit.allowance)
}

/// The window of a limit, and a word if little or nothing is left.
fn after(limit: &Limit) -> String {
    let (_, word) = used_up(used(limit));
    [" per ", limit.per.name(), word].concat()
}

fn actions(class: String, is_loading: bool) -> AnyView {
    view! {
        <div class=class role="cell">
            <button
                type="button"
                class="button icon-only i-dots"
                aria-label="Actions"
                aria-haspopup="menu"
                data-act="menu"
                disabled=is_loading
            ></button>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use model::report::Per;

    use super::*;

    fn limit(used: u64, allowance: u64) -> Limit {
        Limit { name: "Scans".to_owned(), used, allowance, per: Per::Day }
    }

    #[test]
    fn the_first_of_the_limits_that_are_used_up_most_is_shown() {
        assert_eq!(worst(&[]), None);
        assert_eq!(worst(&[limit(10, 100), limit(9, 10), limit(900, 1_000)]), Some(1));
        // Nothing allowed and something used is worse than everything used.
        assert_eq!(worst(&[limit(10, 10), limit(1, 0)]), Some(1));
    }

    #[test]
    fn a_limit_tells_its_window_and_that_little_is_left() {
        assert_eq!(after(&limit(1, 100)), " per day");
        assert_eq!(after(&limit(90, 100)), " per day, nearly used up");
        assert_eq!(after(&limit(100, 100)), " per day, used up");
    }
}
