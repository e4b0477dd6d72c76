//! Parts of a page that are not in the first load: the build moves them into a file of their own (`xtask/src/build.rs`), which
//! the browser fetches when one of them is opened, or when the person begins to use the page.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::task::spawn_local;
use leptos::wasm_split::{SplitLoaderError, wasm_split};

use crate::ui::{Button, InlineError, Skeleton, dom, live};

/// A part, or the failure to fetch its file.
pub type Part = Result<AnyView, SplitLoaderError>;

/// Returns the part.
#[expect(clippy::unnecessary_wraps, reason = "the result of a function whose file could not be fetched")]
pub fn part(view: AnyView) -> Part {
    Ok(view)
}

/// Does nothing but be in the file of parts.
#[wasm_split(on_demand, wasm_split_path = ::leptos::wasm_split, fallible)]
fn fetched() -> Part {
    part(().into_any())
}

/// Fetches the file of parts as soon as the person begins to use the page. By the first press on a button it is usually there.
pub fn fetch_with_first_use() {
    let is_begun = StoredValue::new(false);
    for kind in ["pointerdown", "pointermove", "keydown"] {
        let begin = move |_| {
            if is_begun.try_get_value() == Some(false) {
                is_begun.set_value(true);
                // A failure shows where a part is opened.
                spawn_local(async { drop(fetched().await) });
            }
        };
        let listener = window_event_listener_untyped(kind, begin);
        on_cleanup(move || listener.remove());
    }
}

/// Shows the part that `part` creates: at once if its file is there, or a skeleton until it is. If the file can't be fetched, the
/// view says so and offers to try again.
pub fn later<F>(part: impl Fn() -> F + Send + 'static) -> AnyView
where
    F: Future<Output = Part> + 'static,
{
    erased(Box::new(move || Box::pin(part())))
}

type Fetched = Pin<Box<dyn Future<Output = Part>>>;

fn erased(part: Box<dyn Fn() -> Fetched + Send>) -> AnyView {
    let attempt = RwSignal::new(0_u32);
    live(move || {
        attempt.track();
        // The part's signals belong to this view.
        let mut fetched: Fetched = Box::pin(ScopedFuture::new(part()));
        // An opened dialog finds its first input now rather than a moment later.
        if let Poll::Ready(Ok(view)) = fetched.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return view;
        }
        let arrived = RwSignal::new(false);
        let part = StoredValue::new_local(None);
        spawn_local(async move {
            let fetched = fetched.await;
            part.try_set_value(Some(fetched));
            arrived.try_set(true);
            dom::focus_part_soon();
        });
        live(move || {
            if !arrived.get() {
                return view! { <Skeleton lines=4 label="Loading" /> }.into_any();
            }
            match part.try_update_value(Option::take).flatten() {
                Some(Ok(view)) => view,
                _ => view! {
                    <InlineError message="This part of the page could not be loaded.".to_owned()>
                        <Button on_click=move |()| attempt.update(|attempt| *attempt += 1)>"Try again"</Button>
                    </InlineError>
                }
                .into_any(),
            }
        })
    })
}
