//! A pie of `ECharts`, through our own bindings.

use crate::ui::dom::{Listener, SizeWatch, ViewWatch, whole};
use js_sys::{Function, Object, Reflect};
use std::cell::Cell;
use std::rc::Rc;
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
    fn resize(this: &Instance, size: &JsValue);
    #[wasm_bindgen(method)]
    fn dispose(this: &Instance);
}

/// What happens to a drawing. Sectors are named by their position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happening {
    /// It came into view or left it.
    Seen(bool),
    /// The pointer moves onto it. The library looks for the sector under it only after this.
    Entered,
    /// The pointer is on a sector, this far below the top in pixels, and in the lower half or not.
    Pointed(usize, i32, bool),
    /// The pointer has left a sector.
    Left,
    /// A sector was clicked.
    Clicked(usize),
}

/// A chart with its callbacks; disposed of when dropped.
pub struct Drawing {
    chart: Rc<Instance>,
    view: Option<ViewWatch>,
    _handlers: [Closure<dyn FnMut(JsValue)>; 3],
    _size: Option<SizeWatch>,
    _entered: Listener,
}

impl Drop for Drawing {
    fn drop(&mut self) {
        self.chart.dispose();
    }
}

impl Drawing {
    /// Makes an empty chart, and reports what happens to it.
    pub fn new(host: &HtmlElement, tell: impl Fn(Happening) + Copy + 'static) -> Result<Self, JsValue> {
        let size = Rc::new(Cell::new(size_of(host)));
        let options = sized(size.get())?;
        Reflect::set(&options, &"renderer".into(), &"svg".into())?;
        let chart = Rc::new(init(host, &JsValue::NULL, &options));
        let click = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
            if let Some(at) = sector(&event) {
                tell(Happening::Clicked(at));
            }
        });
        let known = size.clone();
        let point = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
            if let (Some(at), Some(top)) = (sector(&event), top(&event)) {
                tell(Happening::Pointed(at, top, 2 * top > known.get().1));
            }
        });
        let leave = Closure::<dyn FnMut(JsValue)>::new(move |_: JsValue| tell(Happening::Left));
        for (event, handler) in [("click", &click), ("mousemove", &point), ("mouseout", &leave)] {
            chart.on(event, handler.as_ref().unchecked_ref());
        }
        let (resized, element) = (chart.clone(), host.clone());
        let watch = SizeWatch::new(host, move || {
            let now = size_of(&element);
            // It also calls after the first layout.
            if now != size.replace(now)
                && let Ok(now) = sized(now)
            {
                resized.resize(&now);
            }
        });
        let view = ViewWatch::new(host, move |is_in_view| tell(Happening::Seen(is_in_view)));
        let entered = Listener::new(host.clone().into(), "pointerover", move |_| tell(Happening::Entered));
        Ok(Self { chart, view, _handlers: [click, point, leave], _size: watch, _entered: entered })
    }

    /// Merges options into the chart. (A new one would measure the page while it changes.)
    pub fn show(&self, option: &JsValue) {
        self.chart.set_option(option);
    }

    /// Returns whether the drawing is in view, if that has changed and was not reported yet. It will not be reported again.
    pub fn untold(&self) -> Option<bool> {
        self.view.as_ref()?.untold()
    }
}

/// Returns width and height. They are read here and only when they change: the library would make the browser lay out the page
/// twice.
fn size_of(host: &HtmlElement) -> (i32, i32) {
    (host.offset_width(), host.offset_height())
}

fn sized((width, height): (i32, i32)) -> Result<Object, JsValue> {
    let size = Object::new();
    Reflect::set(&size, &"width".into(), &width.into())?;
    Reflect::set(&size, &"height".into(), &height.into())?;
    Ok(size)
}

/// Returns the position of the sector that an event is about.
fn sector(event: &JsValue) -> Option<usize> {
    usize::try_from(number(event, "dataIndex")?).ok()
}

/// Returns how far the pointer of an event is from the top, in pixels.
fn top(event: &JsValue) -> Option<i32> {
    number(&Reflect::get(event, &"event".into()).ok()?, "offsetY")
}

fn number(object: &JsValue, name: &str) -> Option<i32> {
    Some(whole(Reflect::get(object, &name.into()).ok()?.as_f64()?))
}
