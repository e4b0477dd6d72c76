//! The `ECharts` options, built with charming.

use super::legend::share_texts;
use super::picture::Picture;
use super::{COLORS, Slice, color};
use charming::datatype::{CompositeValue, DataPointItem};
use charming::element::{Emphasis, EmphasisFocus, ItemStyle, Label, LabelLine, Tooltip, Trigger};
use charming::series::Pie;
use js_sys::{Function, Object, Reflect};
use leptos::prelude::*;
use serde::Serialize;
use wasm_bindgen::JsValue;

/// The parts of charming's `Chart` that a pie needs; the original would bring every kind of chart into the wasm.
#[derive(Serialize)]
struct Chart {
    animation: bool,
    tooltip: Tooltip,
    series: [Pie; 1],
}

/// The colors of the current theme, in a format for `ECharts`.
pub struct Palette {
    /// One for each slice.
    pub slices: Vec<String>,
    /// The background, for the gaps.
    pub surface: String,
}

impl Palette {
    /// Reads the colors from the style sheet.
    pub fn read(host: &web_sys::Element) -> Self {
        let style = window().get_computed_style(host).ok().flatten();
        let read = |name: &str| {
            let value = style.as_ref().and_then(|style| style.get_property_value(name).ok());
            value.unwrap_or_default().trim().to_owned()
        };
        let slice = |at: usize| read(&["--chart-", &at.to_string()].concat());
        Self { slices: (0..COLORS).map(slice).collect(), surface: read("--surface") }
    }
}

/// Returns the options. `formatter` creates the tooltip's element: a string would need an inline style.
pub fn option(
    picture: &Picture,
    slices: &[Slice],
    palette: &Palette,
    formatter: &Function,
) -> Result<JsValue, JsValue> {
    let any = slices.iter().any(|slice| slice.selected);
    let point = |slice: &Slice| {
        let colour = palette.slices.get(color(slice.id)).cloned().unwrap_or_default();
        let style = ItemStyle::new()
            .color(colour)
            .opacity(if any && !slice.selected { 0.3 } else { 1.0 })
            .border_color(palette.surface.clone())
            .border_width(2.0);
        DataPointItem::new(count(slice.count)).name(slice.name.clone()).item_style(style)
    };
    let pie = Pie::new()
        .radius(CompositeValue::from(vec!["62%", "94%"]))
        .label(Label::new().show(false))
        .label_line(LabelLine::new().show(false))
        .emphasis(Emphasis::new().focus(EmphasisFocus::None))
        .data(slices.iter().map(point).collect::<Vec<_>>());
    let tooltip = Tooltip::new().trigger(Trigger::Item).padding(0.0).border_width(0.0);
    let chart = Chart { animation: false, tooltip, series: [pie] };
    let option = chart.serialize(&serde_wasm_bindgen::Serializer::json_compatible())?;
    let tooltip = Reflect::get(&option, &"tooltip".into())?;
    Reflect::set(&tooltip, &"formatter".into(), formatter)?;
    Reflect::set(&tooltip, &"className".into(), &"tip-frame".into())?;
    Reflect::set(&tooltip, &"backgroundColor".into(), &"transparent".into())?;
    Reflect::set(&tooltip, &"confine".into(), &true.into())?;
    let (aria, label) = (Object::new(), Object::new());
    Reflect::set(&label, &"description".into(), &description(picture, slices).into())?;
    Reflect::set(&aria, &"enabled".into(), &true.into())?;
    Reflect::set(&aria, &"label".into(), &label)?;
    Reflect::set(&option, &"aria".into(), &aria)?;
    Ok(option)
}

fn description(picture: &Picture, slices: &[Slice]) -> String {
    let shares = share_texts(slices, picture.whole.get_untracked());
    let mut text = picture.title.get_untracked();
    for (at, (slice, share)) in slices.iter().zip(shares).enumerate() {
        text.push_str(if at == 0 { ": " } else { "; " });
        text.push_str(&[&slice.name, " ", &slice.count.to_string(), ", ", &share].concat());
    }
    text
}

#[expect(clippy::cast_precision_loss, reason = "exact below 2^53")]
fn count(count: u64) -> f64 {
    count as f64
}
