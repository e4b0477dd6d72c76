//! Draws a pie with `ECharts`, through our own bindings.

use super::legend::share_texts;
use super::option::{Palette, option};
use super::picture::Picture;
use super::{Slice, Stage, library};
use crate::ui::dom::SizeWatch;
use crate::ui::reactive::effect;
use crate::ui::use_theme;
use js_sys::{Function, Object, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement};

#[wasm_bindgen]
extern "C" {
    /// A chart.
    type Instance;
    #[wasm_bindgen(js_namespace = echarts)]
    fn init(host: &Element, theme: &JsValue, options: &JsValue) -> Instance;
    #[wasm_bindgen(method, js_name = setOption)]
    fn set_option(this: &Instance, option: &JsValue);
    #[wasm_bindgen(method)]
    fn on(this: &Instance, event: &str, handler: &Function);
    #[wasm_bindgen(method)]
    fn resize(this: &Instance);
    #[wasm_bindgen(method)]
    fn dispose(this: &Instance);
}

/// Returns the unit for this count.
pub fn unit_of(count: u64, [one, several]: [&'static str; 2]) -> &'static str {
    if count == 1 { one } else { several }
}

/// A chart with its callbacks; disposed of when dropped.
struct Drawing {
    chart: std::rc::Rc<Instance>,
    formatter: Closure<dyn FnMut(JsValue) -> JsValue>,
    _click: Closure<dyn FnMut(JsValue)>,
    _size: Option<SizeWatch>,
}

impl Drop for Drawing {
    fn drop(&mut self) {
        self.chart.dispose();
    }
}

/// Draws once the library has loaded, and whenever the slices or the theme change.
pub fn draw(picture: &Picture) {
    let picture = *picture;
    let theme = use_theme();
    let drawing = StoredValue::new_local(None::<Drawing>);
    effect(move || {
        let Some(host) = picture.host.get() else { return };
        spawn_local(async move {
            let ready = library::ready().await.is_ok();
            if !host.is_connected() {
                return;
            }
            let made = if ready { Drawing::new(picture, &host).ok() } else { None };
            let stage = if made.is_some() { Stage::Drawn } else { Stage::Failed };
            drawing.try_set_value(made);
            picture.stage.try_set(stage);
        });
    });
    let palette = StoredValue::new_local(None::<(bool, Palette)>);
    effect(move || {
        let dark = theme.dark();
        let Some(host) = picture.host.get() else { return };
        if picture.stage.get() != Stage::Drawn {
            return;
        }
        let stale = palette.with_value(|kept| kept.as_ref().is_none_or(|(of, _)| *of != dark));
        if stale {
            palette.set_value(Some((dark, Palette::read(&host))));
        }
        let slices = picture.slices.get();
        picture.whole.track();
        drawing.with_value(|drawing| {
            palette.with_value(|palette| {
                if let (Some(drawing), Some((_, palette))) = (drawing, palette) {
                    drawing.show(&picture, &slices, palette);
                }
            });
        });
    });
    on_cleanup(move || drawing.dispose());
}

impl Drawing {
    fn new(picture: Picture, host: &HtmlElement) -> Result<Self, JsValue> {
        let options = Object::new();
        Reflect::set(&options, &"renderer".into(), &"svg".into())?;
        let chart = std::rc::Rc::new(init(host, &JsValue::NULL, &options));
        let slice = move |event: &JsValue| {
            let at = Reflect::get(event, &"dataIndex".into()).ok()?.as_f64()?;
            let at = usize::try_from(crate::ui::dom::whole(at)).ok()?;
            picture.slices.with_untracked(|slices| slices.get(at).cloned())
        };
        let click = Closure::<dyn FnMut(JsValue)>::new(move |event| {
            if let Some(slice) = slice(&event) {
                picture.on_toggle.run(slice.id);
            }
        });
        chart.on("click", click.as_ref().unchecked_ref());
        let formatter = Closure::<dyn FnMut(JsValue) -> JsValue>::new(move |event| {
            slice(&event).and_then(|slice| tip(&picture, &slice).ok()).map_or(JsValue::NULL, JsValue::from)
        });
        let sized = chart.clone();
        let size = SizeWatch::new(host, move || sized.resize());
        Ok(Self { chart, formatter, _click: click, _size: size })
    }

    fn show(&self, picture: &Picture, slices: &[Slice], palette: &Palette) {
        // Merges into the present chart: a new one would measure the page while it changes.
        match option(picture, slices, palette, self.formatter.as_ref().unchecked_ref()) {
            Ok(option) => self.chart.set_option(&option),
            Err(_) => picture.stage.set(Stage::Failed),
        }
    }
}

/// The tooltip: name, count and share. Names are set as text, because they can contain anything.
fn tip(picture: &Picture, slice: &Slice) -> Result<Element, JsValue> {
    let share = picture.slices.with_untracked(|slices| {
        let at = slices.iter().position(|one| one.id == slice.id)?;
        share_texts(slices, picture.whole.get_untracked()).into_iter().nth(at)
    });
    let frame = document().create_element("div")?;
    frame.set_class_name("tip");
    let name = document().create_element("strong")?;
    name.set_text_content(Some(&slice.name));
    let text = document().create_element("span")?;
    text.set_text_content(Some(
        &[
            &slice.count.to_string(),
            " ",
            unit_of(slice.count, picture.unit),
            " · ",
            &share.unwrap_or_default(),
        ]
        .concat(),
    ));
    frame.append_child(&name)?;
    frame.append_child(&text)?;
    Ok(frame)
}
