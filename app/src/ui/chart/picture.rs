//! The content of a pie.

use super::{Slice, Stage};
use leptos::html;
use leptos::prelude::*;

/// A pie to draw, and its place.
#[derive(Clone, Copy)]
pub struct Picture {
    pub title: Signal<String>,
    pub slices: Signal<Vec<Slice>>,
    /// The whole that shares refer to.
    pub whole: Memo<u64>,
    pub unit: [&'static str; 2],
    pub on_toggle: Callback<u32>,
    pub host: NodeRef<html::Div>,
    pub stage: RwSignal<Stage>,
}
