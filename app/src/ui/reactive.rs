//! Memos, effects and loading of [`leptos`], compiled once per type rather than once per closure: with dozens of them, that is a
//! good part of the wasm.

use std::future::Future;
use std::sync::{Arc, Mutex};

use leptos::prelude::*;
use leptos::task::spawn_local;

/// Returns a value computed from others, which notifies its readers only when it has changed.
pub fn memo<T>(read: impl Fn() -> T + Send + Sync + 'static) -> Memo<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    fn boxed<T: PartialEq + Send + Sync + 'static>(read: Box<dyn Fn() -> T + Send + Sync>) -> Memo<T> {
        Memo::new(move |_| read())
    }
    boxed(Box::new(read))
}

/// Runs now, and again whenever something that it read has changed.
pub fn effect(run: impl FnMut() + 'static) {
    fn boxed(run: Box<dyn FnMut()>) {
        Effect::new(run);
    }
    boxed(Box::new(run));
}

/// Returns a view that is created anew whenever something that it reads has changed.
pub fn live(view: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    // As `view!` treats a closure in braces.
    let view: Arc<Mutex<dyn FnMut() -> AnyView + Send>> = Arc::new(Mutex::new(view));
    view.into_any()
}

/// Waits for `answer` and puts it into `into`, unless the page is gone by then.
pub fn load<T: Send + Sync + 'static>(into: RwSignal<Option<T>>, answer: impl Future<Output = T> + 'static) {
    spawn_local(async move {
        let answer = answer.await;
        into.try_set(Some(answer));
    });
}

/// Loads into one place repeatedly: an older answer never replaces a newer one.
pub struct Loader<T: Send + Sync + 'static> {
    into: RwSignal<Option<T>>,
    /// The number of the last load, to recognize late answers.
    number: StoredValue<u32>,
}

impl<T: Send + Sync + 'static> Loader<T> {
    /// Returns a loader that has loaded nothing.
    pub fn new(into: RwSignal<Option<T>>) -> Self {
        Self { into, number: StoredValue::new(0) }
    }

    /// Waits for `answer` and puts it in place, unless there is a newer load or the page is gone by then.
    pub fn load(&self, answer: impl Future<Output = T> + 'static) {
        let (into, last) = (self.into, self.number);
        let number = last.get_value().wrapping_add(1);
        last.set_value(number);
        spawn_local(async move {
            let answer = answer.await;
            if last.try_get_value() == Some(number) {
                into.try_set(Some(answer));
            }
        });
    }
}
