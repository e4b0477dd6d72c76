//! The table of pools. A pool's row opens to the rows of its licenses.

use leptos::attr::custom::custom_attribute;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use model::columns::{Cells, Column};
use model::pools::{Pool, PoolLicense};
use model::table::Table;

use super::cells::{of_license, of_pool};
use super::keys::Keys;
use super::open_pool;
use super::state::State;
use crate::paged::{PageOf, Paged};
use crate::tables::{ListOf, arranged_tree};
use crate::ui::{Button, Checkbox, Glyph, Icon, Look, PageSelection, Shown, effect, kept_rows, live, memo};

/// Returns the list of pools.
pub(super) fn list() -> ListOf {
    ListOf::new(Table::Pools, "License pools")
}

/// Returns a page of pools.
pub(super) fn treegrid(state: State, list: ListOf) -> AnyView {
    let first = memo(move || state.paged().rows().first().map(|pool| key_of_pool(pool)));
    // The row that was a tab stop may be gone.
    effect(move || {
        let first = first.get();
        state.current.set(first);
    });
    let rows = move |shown: Shown| {
        kept_rows(move || state.paged().rows(), move |pool| pool_rows(shown, state, &pool))
    };
    arranged_tree(list, Some(state.query.order()), state.paged().busy(), Some(page_selection(state)), rows)
}

fn page_selection(state: State) -> PageSelection {
    let chosen = memo(move || {
        let here = state.paged().rows();
        let selected = state
            .selection
            .pools
            .with(|pools| here.iter().filter(|pool| pools.contains_key(&pool.id)).count());
        (selected, here.len())
    });
    let choose = move |on: bool| {
        for pool in untrack(move || state.paged().rows()) {
            state.selection.set_pool(&pool, on);
        }
    };
    PageSelection {
        all: Signal::derive(move || matches!(chosen.get(), (some, all) if all > 0 && some == all)),
        some: Signal::derive(move || matches!(chosen.get(), (some, all) if some > 0 && some < all)),
        choose: Callback::new(choose),
    }
}

fn key_of_pool(pool: &Pool) -> String {
    format!("pool-{}", pool.id)
}

/// A row of the treegrid.
struct Row {
    /// Tells it from other rows.
    key: String,
    level: &'static str,
    /// The name of its box.
    label: String,
    keys: Keys,
    selected: Signal<bool>,
}

impl Row {
    fn draw(
        self,
        shown: Shown,
        state: State,
        cell: impl Fn(&'static str) -> AnyView + Send + 'static,
    ) -> AnyView {
        let Self { key, level, label, keys, selected } = self;
        let (own, focused) = (key.clone(), key);
        let is_stop = move || state.current.with(|current| current.as_deref() == Some(own.as_str()));
        let (is_open, toggle, select) = (keys.is_open, keys.toggle, keys.select);
        let button = is_open.map(|open| opener(label.clone(), open, toggle));
        let cells = move || {
            let cell = |(at, column): (usize, &'static Column)| {
                let content = cell(column.id);
                let lead = (at == 0).then(|| button.clone()).flatten().map(|open| open.run());
                drawn(column, lead, content)
            };
            shown.get().into_iter().enumerate().map(cell).collect::<Vec<_>>().into_any()
        };
        view! {
            <tr
                role="row"
                class=move || if selected.get() { "pool-row selected" } else { "pool-row" }
                {..custom_attribute("aria-level", level)}
                aria-expanded=move || is_open.map(|open| open.get().to_string())
                aria-selected=move || selected.get().to_string()
                tabindex=move || if is_stop() { "0" } else { "-1" }
                on:focus=move |_| state.current.set(Some(focused.clone()))
                on:keydown=move |event: KeyboardEvent| keys.press(&event)
            >
                <td role="gridcell" class="choose">
                    <Checkbox
                        label=["Select ", &label].concat()
                        checked=selected
                        on_change=move |_: bool| select.run(())
                    />
                </td>
                {live(cells)}
            </tr>
        }
        .into_any()
    }
}

fn drawn(column: &Column, lead: Option<AnyView>, content: AnyView) -> AnyView {
    let class = match column.cells {
        Cells::Name => return view! { <th role="rowheader">{lead} {content}</th> }.into_any(),
        Cells::Text => None,
        Cells::Short => Some("day"),
        Cells::Number => Some("numeric"),
    };
    view! { <td role="gridcell" class=class>{lead} {content}</td> }.into_any()
}

/// The button that opens a pool, for the pointer. By keyboard, the row itself opens.
fn opener(label: String, open: Signal<bool>, toggle: Callback<()>) -> ViewFn {
    ViewFn::from(move || {
        let name = {
            let label = label.clone();
            move || [if open.get() { "Close " } else { "Open " }, &label].concat()
        };
        view! {
            <button
                type="button"
                class="button icon-only pool-opener"
                class:open=move || open.get()
                tabindex="-1"
                aria-label=name
                on:click=move |_| toggle.run(())
            >
                <Icon glyph=Glyph::ChevronDown />
            </button>
        }
    })
}

/// A pool's row and, while it is open, those of its licenses.
fn pool_rows(shown: Shown, state: State, pool: &Pool) -> AnyView {
    let id = pool.id;
    let open = memo(move || state.open.with(|open| open.contains(&id)));
    let toggle = move |()| {
        state.open.update(|open| {
            if !open.remove(&id) {
                open.insert(id);
            }
        });
    };
    let selected = Signal::derive(move || state.selection.pools.with(|pools| pools.contains_key(&id)));
    let (chosen, shown_pool, of_licenses) = (pool.clone(), pool.clone(), StoredValue::new(pool.clone()));
    let select = move |()| state.selection.set_pool(&chosen, !selected.get_untracked());
    let row = Row {
        key: key_of_pool(pool),
        level: "1",
        label: pool.name.clone(),
        keys: Keys {
            is_open: Some(open.into()),
            toggle: Callback::new(toggle),
            select: Callback::new(select),
        },
        selected,
    };
    view! {
        {row.draw(shown, state, move |id| of_pool(state, &shown_pool, id))}
        {move || open.get().then(|| licenses(shown, state, &of_licenses.get_value()))}
    }
    .into_any()
}

/// The rows of an open pool's licenses.
fn licenses(shown: Shown, state: State, pool: &Pool) -> AnyView {
    let (id, paged) = (pool.id, Paged::<PoolLicense>::new());
    let ask = move |page: u32| {
        let query = state.query.now.get_untracked();
        paged.ask(page == 0, async move {
            let answer = open_pool(id, query, page).await?;
            let before = u64::from(page) * u64::from(model::list::PAGE);
            let has_more = before + (answer.licenses.len() as u64) < answer.found;
            Ok(PageOf { rows: answer.licenses, has_more, found: answer.found })
        });
    };
    effect(move || {
        state.round.track();
        state.query.now.track();
        ask(0);
    });
    let pool = StoredValue::new(pool.clone());
    let more = move |()| {
        let there = untrack(move || paged.rows().len());
        ask(u32::try_from(there).unwrap_or(u32::MAX) / model::list::PAGE);
    };
    let row = move |license: PoolLicense| license_row(shown, state, &pool.get_value(), license);
    let missing = memo(move || paged.found().saturating_sub(paged.rows().len() as u64));
    view! {
        {kept_rows(move || paged.rows(), row)}
        {move || paged.failure().map(|error| note(view! { <span class="field-error">{error.to_string()}</span> }.into_any()))}
        {move || (paged.busy().get() && paged.rows().is_empty()).then(|| note("Loading licenses…".into_any()))}
        {move || (missing.get() > 0).then(|| note(view! {
            <Button look=Look::Link busy=paged.busy() on_click=more>
                {move || format!("Show more licenses, {} are left", missing.get())}
            </Button>
        }.into_any()))}
    }
    .into_any()
}

/// A row with something else than a license.
fn note(content: AnyView) -> AnyView {
    view! { <tr role="row" class="pool-note"><td role="gridcell">{content}</td></tr> }.into_any()
}

fn license_row(shown: Shown, state: State, pool: &Pool, license: PoolLicense) -> AnyView {
    let id = license.id;
    let selected = Signal::derive(move || state.selection.licenses.with(|all| all.contains_key(&id)));
    let (pool, chosen) = (pool.clone(), license.clone());
    let select = move |()| state.selection.set_license(&pool, &chosen, !selected.get_untracked());
    let row = Row {
        key: format!("license-{id}"),
        level: "2",
        label: license.public_id.clone(),
        keys: Keys { is_open: None, toggle: Callback::new(|()| ()), select: Callback::new(select) },
        selected,
    };
    row.draw(shown, state, move |id| of_license(state, &license, id))
}
