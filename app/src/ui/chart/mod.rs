//! A pie whose slices filter, and the same slices as a list of buttons.

mod draw;
mod drawing;
mod legend;
mod library;
mod option;
mod picture;
mod sectors;
mod tip;

use super::Count;
use super::dom::fresh_id;
use super::reactive::memo;
use legend::{Legend, share_texts};
use leptos::html;
use leptos::prelude::*;
use picture::Picture;
use tip::Tip;

/// The number of colors: `--chart-0` to `--chart-11` in `style/components/chart.css`.
const COLORS: usize = 12;

/// One slice of a [`PieChart`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice {
    /// Its position among all possible slices, which determines its color.
    pub id: u32,
    pub name: String,
    pub count: u64,
    /// Whether the list is filtered by it.
    pub selected: bool,
}

/// The state of the chart library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Loading,
    Drawn,
    Failed,
}

/// Returns the color of the slice with that id.
fn color(id: u32) -> usize {
    id as usize % COLORS
}

/// Returns the unit for this count.
fn unit_of(count: u64, [one, several]: [&'static str; 2]) -> &'static str {
    if count == 1 { one } else { several }
}

/// A donut with its list. Pressing either calls `on_toggle` with the slice's id; hovering shows name, count and share.
#[component]
pub fn PieChart(
    /// The criterion, such as "By status".
    #[prop(into)]
    title: Signal<String>,
    /// The slices, in order.
    #[prop(into)]
    slices: Signal<Vec<Slice>>,
    /// The whole, if slices overlap and can add up to more; otherwise the whole is their sum.
    #[prop(optional, into)]
    whole: MaybeProp<u64>,
    /// Called with the id of the pressed slice or button.
    #[prop(into)]
    on_toggle: Callback<u32>,
    /// The unit (R20), singular and plural.
    #[prop(default = ["license", "licenses"])]
    unit: [&'static str; 2],
) -> impl IntoView {
    let stage = RwSignal::new(Stage::Loading);
    let host = NodeRef::<html::Div>::new();
    let title_id = fresh_id("pie");
    let total = memo(move || slices.with(|slices| slices.iter().map(|slice| slice.count).sum::<u64>()));
    let counted = memo(move || whole.get().unwrap_or_else(|| total.get()));
    let pointed = RwSignal::new(None);
    let picture = Picture { slices, whole: counted, unit, on_toggle, host, stage, pointed };
    draw::draw(picture);
    let description = move || slices.with(|slices| describe(&title.get(), slices, counted.get()));
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
                <div
                    node_ref=host
                    class="pie-canvas"
                    class:loading=move || stage.get() == Stage::Loading
                    role="img"
                    aria-label=move || description()
                ></div>
                <p class="pie-total" aria-hidden="true">
                    <Count value=counted />
                    <span>{move || unit_of(counted.get(), unit)}</span>
                </p>
                <Tip picture=picture />
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

/// Returns the picture in words, with the shares, which the names of the buttons lack.
fn describe(title: &str, slices: &[Slice], whole: u64) -> String {
    let mut text = title.to_owned();
    for (at, (slice, share)) in slices.iter().zip(share_texts(slices, whole)).enumerate() {
        text.push_str(if at == 0 { ": " } else { "; " });
        text.push_str(&[&slice.name, " ", &slice.count.to_string(), ", ", &share].concat());
    }
    text
}
