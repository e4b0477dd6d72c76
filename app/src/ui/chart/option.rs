//! The `ECharts` options, built with charming.

use super::sectors::Sector;
use super::{COLORS, color};
use charming::datatype::{CompositeValue, DataPointItem};
use charming::element::{Emphasis, EmphasisFocus, ItemStyle, Label, LabelLine};
use charming::series::Pie;
use leptos::prelude::*;
use serde::Serialize;
use wasm_bindgen::JsValue;

/// The parts of charming's `Chart` that a pie needs; the original would bring every kind of chart into the wasm.
#[derive(Serialize)]
struct Chart {
    animation: bool,
    series: [Pie; 1],
}

/// The colors of a theme, in a format for `ECharts`, which knows no `light-dark()`.
pub struct Palette {
    /// One for each slice.
    pub slices: Vec<String>,
    /// The background, for the gaps.
    pub surface: String,
}

impl Palette {
    /// Reads the colors from the style sheet.
    pub fn read(host: &web_sys::Element, dark: bool) -> Self {
        let style = window().get_computed_style(host).ok().flatten();
        let read = |name: &str| {
            let value = style.as_ref().and_then(|style| style.get_property_value(name).ok());
            of_theme(&value.unwrap_or_default(), dark).to_owned()
        };
        let slice = |at: usize| read(&["--chart-", &at.to_string()].concat());
        Self { slices: (0..COLORS).map(slice).collect(), surface: read("--surface") }
    }
}

/// Returns a color of `light-dark(…)`; any other value as it is.
fn of_theme(value: &str, dark: bool) -> &str {
    let value = value.trim();
    let both = value.strip_prefix("light-dark(").and_then(|both| both.strip_suffix(')')?.split_once(','));
    both.map_or(value, |(light, of_dark)| if dark { of_dark } else { light }.trim())
}

/// Returns the options of a new chart or, for one that has them, only its data.
pub fn option(sectors: &[Sector], palette: &Palette, is_new: bool) -> Result<JsValue, JsValue> {
    let point = |sector: &Sector| {
        let slice_color = palette.slices.get(color(sector.id)).cloned().unwrap_or_default();
        let style = ItemStyle::new()
            .color(slice_color)
            .opacity(if sector.is_faint { 0.3 } else { 1.0 })
            .border_color(palette.surface.clone())
            .border_width(2.0);
        DataPointItem::new(count(sector.count)).name(sector.name.clone()).item_style(style)
    };
    let mut pie = Pie::new().data(sectors.iter().map(point).collect::<Vec<_>>());
    if is_new {
        pie = pie
            .radius(CompositeValue::from(vec!["62%", "94%"]))
            .label(Label::new().show(false))
            .label_line(LabelLine::new().show(false))
            .emphasis(Emphasis::new().focus(EmphasisFocus::None));
    }
    let chart = Chart { animation: false, series: [pie] };
    Ok(chart.serialize(&serde_wasm_bindgen::Serializer::json_compatible())?)
}

#[expect(clippy::cast_precision_loss, reason = "exact below 2^53")]
fn count(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::of_theme;

    #[test]
    fn a_color_is_that_of_the_theme() {
        assert_eq!(of_theme(" light-dark(#1f6fb5, #62aef0)", false), "#1f6fb5");
        assert_eq!(of_theme("light-dark(#1f6fb5,#62aef0) ", true), "#62aef0");
        assert_eq!(of_theme(" #ffffff", true), "#ffffff");
        assert_eq!(of_theme("", false), "");
    }
}
