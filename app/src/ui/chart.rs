//! A pie whose slices filter, and the list of buttons that is its twin.

mod draw;
mod legend;
mod library;
mod option;

use super::Count;
use super::dom::fresh_id;
use super::reactive::{effect, memo};
use legend::Legend;
use leptos::html;
use leptos::prelude::*;

/// How many colours there are: `--chart-0` to `--chart-11` in `style/tokens.css`.
const COLOURS: usize = 12;

/// One slice of a [`PieChart`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice {
    /// What it is known by, and what its colour stays with.
    pub id: u32,
    /// Its name.
    pub name: String,
    /// How many.
    pub count: u64,
    /// Whether it is filtered by.
    pub selected: bool,
}

/// How far the chart library has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Loading,
    Drawn,
    Failed,
}

/// Which colour each id has: the first free one when it is first seen, and that one from then on.
#[derive(Clone, Copy)]
struct Colours(StoredValue<Vec<u32>>);

impl Colours {
    fn of(self, id: u32) -> usize {
        let place = self.0.try_update_value(|seen| {
            seen.iter().position(|other| *other == id).unwrap_or_else(|| {
                seen.push(id);
                seen.len() - 1
            })
        });
        place.unwrap_or(0) % COLOURS
    }
}

/// A donut with its list. Both press alike: `on_toggle` is called with the slice's id. Hover tells name, count and share.
#[component]
pub fn PieChart(
    /// What it divides by, such as "By status".
    #[prop(into)]
    title: Signal<String>,
    /// The slices, in the order shown.
    #[prop(into)]
    slices: Signal<Vec<Slice>>,
    /// Called with the id of the slice, or of its twin, that was pressed.
    #[prop(into)]
    on_toggle: Callback<u32>,
    /// What is counted (R20).
    #[prop(default = "licenses")]
    unit: &'static str,
) -> impl IntoView {
    let stage = RwSignal::new(Stage::Loading);
    let colours = Colours(StoredValue::new(Vec::new()));
    let host = NodeRef::<html::Div>::new();
    let title_id = fresh_id("pie");
    let total = memo(move || slices.with(|slices| slices.iter().map(|slice| slice.count).sum::<u64>()));
    // The order in which colours are given is that of the first slices, whichever of chart and list asks first.
    effect(move || slices.with(|slices| slices.iter().for_each(|slice| _ = colours.of(slice.id))));
    draw::draw(&draw::Picture { title, slices, unit, on_toggle, colours, host, stage });
    view! {
        <section class="pie" aria-labelledby=title_id.clone()>
            <h3 id=title_id.clone()>{move || title.get()}</h3>
            <p class="hint" role="status">
                {move || {
                    (stage.get() == Stage::Failed)
                        .then_some("The chart could not be loaded. The list has the same numbers.")
                }}
            </p>
            <div class="pie-body">
            <div class="pie-picture" hidden=move || stage.get() == Stage::Failed>
                <div node_ref=host class="pie-canvas" class:loading=move || stage.get() == Stage::Loading></div>
                <p class="pie-total" aria-hidden="true">
                    <Count value=total />
                    <span>{unit}</span>
                </p>
            </div>
            <Legend slices=slices total=total colours=colours on_toggle=on_toggle />
            </div>
        </section>
    }
}
