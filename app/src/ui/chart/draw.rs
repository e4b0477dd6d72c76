//! Draws a pie with `ECharts`, through our own bindings.

use super::option::{Palette, option};
use super::picture::{Picture, Pointed};
use super::sectors::{Sector, sectors};
use super::{Stage, library};
use crate::ui::dom::{Listener, SizeWatch, ViewWatch, whole};
use crate::ui::reactive::{effect, memo};
use crate::ui::timer::after_paint;
use crate::ui::use_theme;
use js_sys::{Function, Object, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
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

/// Returns the unit for this count.
pub fn unit_of(count: u64, [one, several]: [&'static str; 2]) -> &'static str {
    if count == 1 { one } else { several }
}

/// A chart with its callbacks; disposed of when dropped.
struct Drawing {
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

/// A picture and what is drawn of it.
#[derive(Clone, Copy)]
struct Canvas {
    picture: Picture,
    dark: Memo<bool>,
    drawing: StoredValue<Option<Drawing>, LocalStorage>,
    palette: StoredValue<Option<(bool, Palette)>>,
    /// What it shows, and whether on dark.
    drawn: StoredValue<Option<(bool, Vec<Sector>)>>,
    is_in_view: StoredValue<bool>,
    /// Whether it will be drawn after the next frame.
    is_due: StoredValue<bool>,
}

/// Draws once the library has loaded, and whenever the slices or the theme change: after the numbers beside it are painted, and
/// only while it is in view.
pub fn draw(picture: Picture) {
    let theme = use_theme();
    let canvas = Canvas {
        picture,
        dark: memo(move || theme.dark()),
        drawing: StoredValue::new_local(None),
        palette: StoredValue::new(None),
        drawn: StoredValue::new(None),
        is_in_view: StoredValue::new(true),
        is_due: StoredValue::new(false),
    };
    effect(move || {
        let Some(host) = picture.host.get() else { return };
        spawn_local(async move {
            let ready = library::ready().await.is_ok();
            if !host.is_connected() {
                return;
            }
            let made = if ready { Drawing::new(canvas, &host).ok() } else { None };
            let stage = if made.is_some() { Stage::Drawn } else { Stage::Failed };
            canvas.drawing.try_set_value(made);
            picture.stage.try_set(stage);
        });
    });
    effect(move || {
        canvas.dark.track();
        picture.slices.track();
        if picture.stage.get() == Stage::Drawn {
            canvas.draw_soon();
        }
    });
    // Paper shows it, too, in view or not.
    let printing = window_event_listener_untyped("beforeprint", move |_| canvas.draw());
    on_cleanup(move || {
        printing.remove();
        canvas.drawing.dispose();
    });
}

impl Canvas {
    fn draw_soon(self) {
        if self.drawn.with_value(Option::is_none) {
            self.draw();
        } else if !self.is_due.get_value() {
            self.is_due.set_value(true);
            after_paint(move || {
                if self.is_due.is_disposed() {
                    return;
                }
                self.is_due.set_value(false);
                // The click may have scrolled it out of view a moment ago.
                let news = self.drawing.with_value(|drawing| drawing.as_ref()?.view.as_ref()?.untold());
                if let Some(is_in_view) = news {
                    self.is_in_view.set_value(is_in_view);
                }
                if self.is_in_view.get_value() {
                    self.draw();
                }
            });
        }
    }

    /// Draws, unless it is drawn already.
    fn draw(self) {
        let Some(host) = self.picture.host.try_get_untracked().flatten() else { return };
        if self.picture.stage.get_untracked() != Stage::Drawn {
            return;
        }
        let dark = self.dark.get_untracked();
        let now = (dark, self.picture.slices.with_untracked(|slices| sectors(slices)));
        let (is_new, is_same) =
            self.drawn.with_value(|drawn| (drawn.is_none(), drawn.as_ref() == Some(&now)));
        if is_same {
            return;
        }
        if self.palette.with_value(|kept| kept.as_ref().is_none_or(|(of, _)| *of != dark)) {
            self.palette.set_value(Some((dark, Palette::read(&host))));
        }
        let option = self
            .palette
            .with_value(|palette| palette.as_ref().map(|(_, palette)| option(&now.1, palette, is_new)));
        let is_drawn = self.drawing.with_value(|drawing| match (drawing, option) {
            // Merges into the present chart: a new one would measure the page while it changes.
            (Some(drawing), Some(Ok(option))) => {
                drawing.chart.set_option(&option);
                true
            }
            _ => false,
        });
        if is_drawn {
            self.drawn.set_value(Some(now));
        } else {
            self.picture.stage.set(Stage::Failed);
        }
    }

    fn set_in_view(self, is_in_view: bool) {
        // Fails only when the page is gone.
        if self.is_in_view.try_set_value(is_in_view).is_none() && is_in_view {
            self.draw();
        }
    }

    /// Returns the id of the slice that an event is about.
    fn slice(self, event: &JsValue) -> Option<u32> {
        let at = usize::try_from(whole(number(event, "dataIndex")?)).ok()?;
        self.drawn.try_with_value(|drawn| Some(drawn.as_ref()?.1.get(at)?.id)).flatten()
    }
}

impl Drawing {
    fn new(canvas: Canvas, host: &HtmlElement) -> Result<Self, JsValue> {
        let picture = canvas.picture;
        let size = Rc::new(Cell::new(size_of(host)));
        let options = sized(size.get())?;
        Reflect::set(&options, &"renderer".into(), &"svg".into())?;
        let chart = Rc::new(init(host, &JsValue::NULL, &options));
        let click = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
            // What the click does can scroll the picture away from under the pointer.
            picture.pointed.try_set(None);
            if let Some(id) = canvas.slice(&event) {
                picture.on_toggle.run(id);
            }
        });
        let known = size.clone();
        let point = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
            let pointed = canvas.slice(&event).and_then(|id| {
                let pointer = Reflect::get(&event, &"event".into()).ok()?;
                let top = whole(number(&pointer, "offsetY")?);
                Some(Pointed { id, top, is_low: 2 * top > known.get().1 })
            });
            picture.pointed.try_set(pointed);
        });
        let leave = Closure::<dyn FnMut(JsValue)>::new(move |_: JsValue| {
            picture.pointed.try_set(None);
        });
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
        let view = ViewWatch::new(host, move |is_in_view| canvas.set_in_view(is_in_view));
        // Before the library looks for the slice under the pointer.
        let entered = Listener::new(host.clone().into(), "pointerover", move |_| canvas.draw());
        Ok(Self { chart, view, _handlers: [click, point, leave], _size: watch, _entered: entered })
    }
}

/// Returns width and height, read here and only when they change: the library would make the browser lay out the page twice.
fn size_of(host: &HtmlElement) -> (i32, i32) {
    (host.offset_width(), host.offset_height())
}

fn sized((width, height): (i32, i32)) -> Result<Object, JsValue> {
    let size = Object::new();
    Reflect::set(&size, &"width".into(), &width.into())?;
    Reflect::set(&size, &"height".into(), &height.into())?;
    Ok(size)
}

fn number(object: &JsValue, name: &str) -> Option<f64> {
    Reflect::get(object, &name.into()).ok()?.as_f64()
}
