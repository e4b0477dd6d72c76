//! A pie whose slices filter, and the list of buttons that is its twin.

mod draw;
mod legend;
mod library;
mod option;
mod picture;

use super::Count;
use super::dom::fresh_id;
use super::reactive::memo;
use legend::Legend;
use leptos::html;
use leptos::prelude::*;
use picture::Picture;

/// how many colors there are: `--chart-0` to `--chart-11` in `style/tokens.css`.
const COLORS: usize = 12;

/// One slice of a [`PieChart`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice {
    /// What it is known by: its position among all slices there can be, with which its color stays.
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

/// The color of the slice with that id.
fn color(id: u32) -> usize {
    id as usize % COLORS
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
    /// The whole, where slices overlap and so can add up to more; else their sum is the whole.
    #[prop(optional, into)]
    whole: MaybeProp<u64>,
    /// Called with the id of the slice, or of its twin, that was pressed.
    #[prop(into)]
    on_toggle: Callback<u32>,
    /// What is counted (R20), as one and as several.
    #[prop(default = ["license", "licenses"])]
    unit: [&'static str; 2],
) -> impl IntoView {
    let stage = RwSignal::new(Stage::Loading);
    let host = NodeRef::<html::Div>::new();
    let title_id = fresh_id("pie");
    let total = memo(move || slices.with(|slices| slices.iter().map(|slice| slice.count).sum::<u64>()));
    let counted = memo(move || whole.get().unwrap_or_else(|| total.get()));
    draw::draw(&Picture { title, slices, whole: counted, unit, on_toggle, host, stage });
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
                    <Count value=counted />
                    <span>{move || draw::unit_of(counted.get(), unit)}</span>
                </p>
            </div>
            <Legend slices=slices whole=counted on_toggle=on_toggle />
            </div>
            {move || (counted.get() != total.get()).then(|| view! {
                <p class="hint">
                    {["The slices overlap: they add up to ", &total.get().to_string(), ", and the whole is ", &counted.get().to_string(), ". Each share is of the whole."].concat()}
                </p>
            }.into_any())}
        </section>
    }
}
