//! The content of a pie.

use super::{Slice, Stage};
use leptos::html;
use leptos::prelude::*;

/// A pie to draw, and its place.
#[derive(Clone, Copy)]
pub struct Picture {
    pub slices: Signal<Vec<Slice>>,
    /// The whole that shares refer to.
    pub whole: Memo<u64>,
    pub unit: [&'static str; 2],
    pub on_toggle: Callback<u32>,
    pub host: NodeRef<html::Div>,
    pub stage: RwSignal<Stage>,
    /// Where the pointer is, if it is on a slice.
    pub pointed: RwSignal<Option<Pointed>>,
}

/// The pointer on a slice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pointed {
    /// The slice's id.
    pub id: u32,
    /// The pointer's distance from the picture's top, in pixels.
    pub top: i32,
    /// Whether it is in the lower half.
    pub is_low: bool,
}
