//! Memos, effects and loading as [`leptos`] has them, compiled once for each type rather than once for each closure:
//! with dozens of them that is a good part of the wasm.

use std::future::Future;
use std::sync::{Arc, Mutex};

use leptos::prelude::*;
use leptos::task::spawn_local;

/// A value computed from others, which tells those who read it only when it has changed.
pub fn memo<T>(read: impl Fn() -> T + Send + Sync + 'static) -> Memo<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    fn boxed<T: PartialEq + Send + Sync + 'static>(read: Box<dyn Fn() -> T + Send + Sync>) -> Memo<T> {
        Memo::new(move |_| read())
    }
    boxed(Box::new(read))
}

/// Runs now and again whenever something that it read has changed.
pub fn effect(run: impl FnMut() + 'static) {
    fn boxed(run: Box<dyn FnMut()>) {
        Effect::new(run);
    }
    boxed(Box::new(run));
}

/// A view that is made anew whenever something that it reads has changed.
pub fn live(view: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    // What `view!` makes of a closure in braces.
    let view: Arc<Mutex<dyn FnMut() -> AnyView + Send>> = Arc::new(Mutex::new(view));
    view.into_any()
}

/// Waits for `answer` and puts it into `into`, unless the page that wanted it is gone by then.
pub fn load<T: Send + Sync + 'static>(into: RwSignal<Option<T>>, answer: impl Future<Output = T> + 'static) {
    spawn_local(async move {
        let answer = answer.await;
        into.try_set(Some(answer));
    });
}

/// Loads into one place again and again: an older answer never overtakes a newer one.
pub struct Loader<T: Send + Sync + 'static> {
    into: RwSignal<Option<T>>,
    /// Of the last load: what comes late is known by it.
    number: StoredValue<u32>,
}

impl<T: Send + Sync + 'static> Loader<T> {
    /// Nothing was asked for yet.
    pub fn new(into: RwSignal<Option<T>>) -> Self {
        Self { into, number: StoredValue::new(0) }
    }

    /// Waits for `answer`, unless another is asked for, or the page that wanted it is gone by then.
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
