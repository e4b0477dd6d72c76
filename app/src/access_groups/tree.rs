//! The tree of groups by mouse and keyboard, after the tree pattern of the ARIA Authoring Practices. The focus stays on the tree,
//! which names the chosen group; only visible groups are in the document.

use std::collections::HashSet;
use std::sync::Arc;

use leptos::attr::custom::custom_attribute;
use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::prelude::*;
use model::access::GroupId;
use model::groups::{Node, Tree};
use wasm_bindgen::JsCast;
use web_sys::{Element, ScrollIntoViewOptions, ScrollLogicalPosition};

use crate::ui::{Glyph, Icon, dom, effect, memo};

/// Letters typed within this many milliseconds of each other are one search.
const TYPING: f64 = 700.0;

/// What a key asks for besides moving around.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// Enter or F2.
    Rename,
    /// Delete.
    Remove,
}

#[derive(Clone, Copy)]
struct State {
    tree: Signal<Arc<Tree>>,
    open: RwSignal<HashSet<GroupId>>,
    visible: Memo<Vec<Node>>,
    chosen: RwSignal<Option<GroupId>>,
    /// The letters typed so far, and when the last one was.
    typed: StoredValue<(String, f64)>,
    on_ask: Option<Callback<Asked>>,
    id: StoredValue<String>,
}

#[component]
pub(super) fn GroupsTree(
    /// The groups.
    #[prop(into)]
    tree: Signal<Arc<Tree>>,
    /// The accessible name.
    label: &'static str,
    /// The chosen group.
    chosen: RwSignal<Option<GroupId>>,
    /// Called for keys that act on the chosen group.
    #[prop(optional, into)]
    on_ask: Option<Callback<Asked>>,
    /// Takes the focus when it appears.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let open = RwSignal::new(tree.with_untracked(|tree| tree.tops().iter().copied().collect::<HashSet<_>>()));
    let visible = memo(move || tree.with(|tree| open.with(|open| tree.visible(open))));
    let typed = StoredValue::new((String::new(), 0.0));
    let id = StoredValue::new(dom::fresh_id("tree"));
    let state = State { tree, open, visible, chosen, typed, on_ask, id };
    effect(move || state.show(chosen.get()));
    let active = move || chosen.get().map(|chosen| state.element_id(chosen));
    view! {
        <div
            class="tree"
            role="tree"
            tabindex="0"
            autofocus=autofocus
            aria-label=label
            aria-activedescendant=active
            on:keydown=move |event| state.press(&event)
            on:click=move |event| state.click(&event)
        >
            {move || {
                let chosen = chosen.get();
                let row = |node: &Node| state.row(node, chosen == Some(node.id));
                visible.with(|visible| visible.iter().map(row).collect::<Vec<_>>())
            }}
        </div>
    }
}

impl State {
    fn element_id(self, group: GroupId) -> String {
        self.id.with_value(|id| format!("{id}-{group}"))
    }

    fn row(self, node: &Node, is_chosen: bool) -> AnyView {
        let expanded = node.open.map(|open| if open { "true" } else { "false" });
        let name = self.tree.with(|tree| tree.get(node.id).map(|group| group.name.clone()));
        let toggle = node.open.map(|_| view! { <Icon glyph=Glyph::ChevronDown /> }.into_any());
        view! {
            <div
                id=self.element_id(node.id)
                class="tree-item"
                role="treeitem"
                style=("--level", node.level.to_string())
                data-group=node.id.to_string()
                {..custom_attribute("aria-level", node.level.to_string())}
                aria-posinset=node.position.to_string()
                aria-setsize=node.size.to_string()
                aria-expanded=expanded
                aria-selected=if is_chosen { "true" } else { "false" }
            >
                <span class="tree-toggle">{toggle}</span>
                <span class="tree-name">{name}</span>
            </div>
        }
        .into_any()
    }

    /// Opens everything above the chosen group, and scrolls to it.
    fn show(self, chosen: Option<GroupId>) {
        let Some(chosen) = chosen else { return };
        let line = self.tree.with(|tree| tree.line(chosen));
        let is_hidden = |open: &HashSet<GroupId>| line.iter().skip(1).any(|above| !open.contains(above));
        if self.open.with_untracked(is_hidden) {
            self.open.update(|open| open.extend(line.iter().skip(1)));
        }
        let id = self.element_id(chosen);
        request_animation_frame(move || {
            if let Some(found) = document().get_element_by_id(&id) {
                let options = ScrollIntoViewOptions::new();
                options.set_block(ScrollLogicalPosition::Nearest);
                found.scroll_into_view_with_scroll_into_view_options(&options);
            }
        });
    }

    fn click(self, event: &MouseEvent) {
        let Some(pressed) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else {
            return;
        };
        let row = pressed.closest("[data-group]").ok().flatten();
        let Some(group) = row.and_then(|row| row.get_attribute("data-group")?.parse().ok()) else { return };
        self.chosen.set(Some(group));
        if pressed.closest(".tree-toggle").is_ok_and(|toggle| toggle.is_some()) {
            let is_open = self.open.with_untracked(|open| open.contains(&group));
            self.set_open(group, !is_open);
        }
    }

    fn set_open(self, group: GroupId, is_open: bool) {
        self.open.update(|open| {
            if is_open {
                open.insert(group);
            } else {
                open.remove(&group);
            }
        });
    }

    fn press(self, event: &KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let is_done = self.visible.with_untracked(|visible| {
            let chosen = self.chosen.get_untracked();
            let at = visible.iter().position(|node| Some(node.id) == chosen);
            self.act(event, visible, at)
        });
        if let Some(next) = is_done {
            event.prevent_default();
            // Later, because the visible groups are being read.
            next.run(());
        }
    }

    /// What the key does; None if it has nothing to do with the tree.
    fn act(self, event: &KeyboardEvent, visible: &[Node], at: Option<usize>) -> Option<Callback<()>> {
        let node = at.and_then(|at| visible.get(at));
        let choose =
            |node: Option<&Node>| node.map(|node| self.choosing(node.id)).or_else(|| Some(nothing()));
        match event.key().as_str() {
            "ArrowDown" => choose(visible.get(at.map_or(0, |at| at + 1))),
            "ArrowUp" => {
                choose(at.map_or(visible.last(), |at| at.checked_sub(1).and_then(|at| visible.get(at))))
            }
            "Home" => choose(visible.first()),
            "End" => choose(visible.last()),
            "ArrowRight" => Some(match node?.open {
                Some(false) => self.opening(node?.id, true),
                Some(true) => self.choosing(visible.get(at? + 1)?.id),
                None => nothing(),
            }),
            "ArrowLeft" => Some(match node?.open {
                Some(true) => self.opening(node?.id, false),
                _ => self.above(node?.id).map_or_else(nothing, |above| self.choosing(above)),
            }),
            "*" => Some(self.opening_beside(node?.id)),
            "Enter" | "F2" => self.asking(Asked::Rename),
            "Delete" => self.asking(Asked::Remove),
            " " => Some(nothing()),
            letter if letter.chars().count() == 1 => Some(
                self.search(letter, event.time_stamp(), visible).map_or_else(nothing, |id| self.choosing(id)),
            ),
            _ => None,
        }
    }

    fn choosing(self, group: GroupId) -> Callback<()> {
        Callback::new(move |()| self.chosen.set(Some(group)))
    }

    fn opening(self, group: GroupId, is_open: bool) -> Callback<()> {
        Callback::new(move |()| self.set_open(group, is_open))
    }

    fn asking(self, asked: Asked) -> Option<Callback<()>> {
        let on_ask = self.on_ask?;
        Some(Callback::new(move |()| on_ask.run(asked)))
    }

    /// Opens all groups beside one, and itself.
    fn opening_beside(self, group: GroupId) -> Callback<()> {
        let beside = self.tree.with_untracked(|tree| tree.below(self.above(group)).to_vec());
        Callback::new(move |()| self.open.update(|open| open.extend(&beside)))
    }

    fn above(self, group: GroupId) -> Option<GroupId> {
        self.tree.with_untracked(|tree| tree.line(group).get(1).copied())
    }

    /// The next group whose name begins with what was typed, with that letter.
    fn search(self, letter: &str, now: f64, visible: &[Node]) -> Option<GroupId> {
        let (mut typed, before) = self.typed.get_value();
        if now - before > TYPING {
            typed.clear();
        }
        typed.push_str(letter);
        self.typed.set_value((typed.clone(), now));
        let from = self.chosen.get_untracked().unwrap_or_default();
        self.tree.with_untracked(|tree| tree.named_next(visible, from, &typed))
    }
}

/// The key is the tree's, and changes nothing.
fn nothing() -> Callback<()> {
    Callback::new(|()| ())
}
