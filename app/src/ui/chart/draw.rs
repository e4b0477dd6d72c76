//! Draws a pie: when, and what.

use super::drawing::{Drawing, Happening};
use super::option::{Palette, option};
use super::picture::{Picture, Pointed};
use super::sectors::{Sector, sectors};
use super::{Stage, library};
use crate::ui::reactive::{effect, memo};
use crate::ui::timer::after_paint;
use crate::ui::use_theme;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// A picture and its current drawing.
#[derive(Clone, Copy)]
struct Canvas {
    picture: Picture,
    dark: Memo<bool>,
    drawing: StoredValue<Option<Drawing>, LocalStorage>,
    palette: StoredValue<Option<(bool, Palette)>>,
    /// What it shows, and whether on dark.
    drawn: StoredValue<Option<(bool, Vec<Sector>)>>,
    is_in_view: StoredValue<bool>,
    /// Whether the browser prints: paper is light, whatever the theme.
    is_on_paper: StoredValue<bool>,
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
        is_on_paper: StoredValue::new(false),
        is_due: StoredValue::new(false),
    };
    effect(move || {
        let Some(host) = picture.host.get() else { return };
        spawn_local(async move {
            let ready = library::ready().await.is_ok();
            if !host.is_connected() {
                return;
            }
            let tell = move |what| canvas.happened(what);
            let made = if ready { Drawing::new(&host, tell).ok() } else { None };
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
    let printing = window_event_listener_untyped("beforeprint", move |_| {
        canvas.is_on_paper.set_value(true);
        canvas.draw();
    });
    let printed = window_event_listener_untyped("afterprint", move |_| {
        canvas.is_on_paper.set_value(false);
        canvas.draw_soon();
    });
    on_cleanup(move || {
        printing.remove();
        printed.remove();
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
                let news = self.drawing.with_value(|drawing| drawing.as_ref()?.untold());
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
        let dark = self.dark.get_untracked() && !self.is_on_paper.get_value();
        let now = (dark, self.picture.slices.with_untracked(|slices| sectors(slices)));
        let (is_new, is_same) =
            self.drawn.with_value(|drawn| (drawn.is_none(), drawn.as_ref() == Some(&now)));
        if is_same {
            return;
        }
        if self.palette.with_value(|kept| kept.as_ref().is_none_or(|(of, _)| *of != dark)) {
            self.palette.set_value(Some((dark, Palette::read(&host, dark))));
        }
        let option = self
            .palette
            .with_value(|palette| palette.as_ref().map(|(_, palette)| option(&now.1, palette, is_new)));
        let is_drawn = self.drawing.with_value(|drawing| match (drawing, option) {
            (Some(drawing), Some(Ok(option))) => {
                drawing.show(&option);
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

    fn happened(self, what: Happening) {
        let Picture { on_toggle, pointed, .. } = self.picture;
        match what {
            Happening::Seen(is_in_view) => {
                self.is_in_view.try_set_value(is_in_view);
                if is_in_view {
                    self.draw();
                }
            }
            Happening::Entered => self.draw(),
            Happening::Pointed(at, top, is_low) => {
                pointed.try_set(self.slice(at).map(|id| Pointed { id, top, is_low }));
            }
            Happening::Left => {
                pointed.try_set(None);
            }
            Happening::Clicked(at) => {
                // What the click does can scroll the picture away from under the pointer.
                pointed.try_set(None);
                if let Some(id) = self.slice(at) {
                    on_toggle.run(id);
                }
            }
        }
    }

    /// Returns the id of the slice whose sector is drawn at a position.
    fn slice(self, at: usize) -> Option<u32> {
        self.drawn.try_with_value(|drawn| Some(drawn.as_ref()?.1.get(at)?.id)).flatten()
    }
}
