//! What a pie shows.

use super::{Slice, Stage};
use leptos::html;
use leptos::prelude::*;

/// What to draw, and where.
#[derive(Clone, Copy)]
pub struct Picture {
    pub title: Signal<String>,
    pub slices: Signal<Vec<Slice>>,
    /// What shares are of.
    pub whole: Memo<u64>,
    pub unit: [&'static str; 2],
    pub on_toggle: Callback<u32>,
    pub host: NodeRef<html::Div>,
    pub stage: RwSignal<Stage>,
}
