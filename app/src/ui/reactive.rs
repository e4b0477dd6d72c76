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

/// Returns a view that is recreated whenever something that it reads has changed.
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

/// Lets the latest response win: of several requests, a late response to an earlier one is dropped.
#[derive(Clone, Copy)]
pub struct Latest(StoredValue<u32>);

impl Latest {
    /// Returns the state before the first request.
    pub fn new() -> Self {
        Self(StoredValue::new(0))
    }

    /// Begins a request, which makes all earlier ones outdated. Returns its number.
    pub fn begin(self) -> u32 {
        let number = self.0.get_value().wrapping_add(1);
        self.0.set_value(number);
        number
    }

    /// Returns whether this is the number of the latest request, and the component is still there.
    pub fn is(self, number: u32) -> bool {
        self.0.try_get_value() == Some(number)
    }

    /// Returns the number of the latest request.
    pub fn number(self) -> u32 {
        self.0.get_value()
    }

    /// Waits for `answer`, then passes it to `done` unless there is a newer request or the component is gone.
    pub fn ask<T: 'static>(self, answer: impl Future<Output = T> + 'static, done: impl FnOnce(T) + 'static) {
        let number = self.begin();
        spawn_local(async move {
            let answer = answer.await;
            if self.is(number) {
                done(answer);
            }
        });
    }
}
