//! Edits the tags of pools or licenses.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::LicenseId;
use model::pools::{PoolId, checked_tag};

use crate::form::{DialogForm, FormDialog};
use crate::pools::selection::Selection;
use crate::pools::state::State;
use crate::pools::words::{licenses, pools};
use crate::pools::{suggest_tags, tag_licenses, tag_pools};
use crate::ui::{Button, Debounce, Field, Glyph, Icon, Latest, SuggestInput, dom, effect};

/// What is tagged.
#[derive(Clone)]
pub(super) struct Things {
    pools: Vec<PoolId>,
    licenses: Vec<LicenseId>,
    /// The tags that they have, each with how many have it.
    tags: BTreeMap<String, usize>,
}

impl Things {
    /// The selected pools or, without any, licenses.
    pub fn of(selection: Selection) -> Self {
        let mut tags = BTreeMap::new();
        let mut count = |all: &[String]| {
            for tag in all {
                *tags.entry(tag.clone()).or_default() += 1;
            }
        };
        let pools = selection.all_pools();
        for pool in &pools {
            count(&pool.tags);
        }
        let licenses = selection.licenses.with_untracked(|all| {
            let chosen = if pools.is_empty() { all.clone() } else { BTreeMap::new() };
            for (_, license) in chosen.values() {
                count(&license.tags);
            }
            chosen.into_keys().collect()
        });
        Self { pools: pools.iter().map(|pool| pool.id).collect(), licenses, tags }
    }

    fn number(&self) -> usize {
        self.pools.len() + self.licenses.len()
    }

    fn called(&self) -> String {
        match self.pools.len() as u64 {
            0 => licenses(self.licenses.len() as u64),
            some => pools(some),
        }
    }
}

#[component]
pub(super) fn TagsDialog(
    /// The page.
    state: State,
    /// What is tagged; None while the dialog is closed.
    about: RwSignal<Option<Things>>,
) -> impl IntoView {
    let form = move |form: DialogForm| {
        let Some(things) = about.get_untracked() else { return ().into_any() };
        let (add, remove) = (RwSignal::new(Vec::<String>::new()), RwSignal::new(Vec::<String>::new()));
        let typed = RwSignal::new(String::new());
        let (lead, shown) = (format!("The tags of {}.", things.called()), things.clone());
        let submit = move || {
            // What was typed and not added yet counts, too.
            if !typed.with_untracked(|typed| typed.trim().is_empty()) && !take(form, typed, add, remove) {
                return;
            }
            let (add, remove) = (add.get_untracked(), remove.get_untracked());
            let (pools, licenses) = (things.pools.clone(), things.licenses.clone());
            let request = async move {
                if pools.is_empty() {
                    tag_licenses(licenses, add, remove).await
                } else {
                    tag_pools(pools, add, remove).await
                }
            };
            form.save(request, "Tags saved", Callback::new(move |()| state.changed()));
        };
        let fields = view! {
            <p>{lead}</p>
            {chips(shown, add, remove)}
            {input(form, typed, add, remove)}
        };
        form.view("Save", submit, fields)
    };
    view! { <FormDialog open=about title="Edit Tags" form=form /> }
}

/// Adds the typed tag to those to put on. Returns false, and says why, if it is no tag.
fn take(
    form: DialogForm,
    typed: RwSignal<String>,
    add: RwSignal<Vec<String>>,
    remove: RwSignal<Vec<String>>,
) -> bool {
    match checked_tag(&typed.get_untracked()) {
        Ok(tag) => {
            remove.update(|remove| remove.retain(|other| *other != tag));
            add.update(|add| {
                if !add.contains(&tag) {
                    add.push(tag);
                }
            });
            typed.set(String::new());
            true
        }
        Err(error) => {
            form.submission.refuse("tag", error.to_string());
            false
        }
    }
}

/// The tags as they will be, each with a button that takes it off.
fn chips(things: Things, add: RwSignal<Vec<String>>, remove: RwSignal<Vec<String>>) -> AnyView {
    let all = things.number();
    let off = move |tag: String| {
        add.update(|add| add.retain(|other| *other != tag));
        remove.update(|remove| remove.push(tag));
        // The pressed button disappears.
        dom::focus_soon("dialog[open] .field input");
    };
    let chip = move |(tag, some): (String, Option<usize>)| {
        let (label, taken) = (["Take off ", &tag].concat(), tag.clone());
        let some = some.filter(|some| *some < all).map(|some| format!(" ({some} of {all})"));
        view! {
            <li class="pool-tag">
                {tag} {some}
                <button type="button" class="button icon-only" aria-label=label on:click=move |_| off(taken.clone())>
                    <Icon glyph=Glyph::Close />
                </button>
            </li>
        }
        .into_any()
    };
    let tags = move || {
        let (added, removed) = (add.get(), remove.get());
        let kept = things.tags.iter().filter(|(tag, _)| !removed.contains(tag) && !added.contains(tag));
        let kept = kept.map(|(tag, some)| (tag.clone(), Some(*some)));
        kept.chain(added.iter().map(|tag| (tag.clone(), None))).map(chip).collect::<Vec<_>>()
    };
    view! { <ul class="pool-tags" aria-label="Tags">{tags}</ul> }.into_any()
}

/// The field for another tag, with suggestions.
fn input(
    form: DialogForm,
    typed: RwSignal<String>,
    add: RwSignal<Vec<String>>,
    remove: RwSignal<Vec<String>>,
) -> AnyView {
    let found = RwSignal::new(Vec::new());
    let (latest, typing) = (Latest::new(), Debounce::typing());
    effect(move || {
        let text = typed.get();
        let number = latest.begin();
        typing.call(move || {
            spawn_local(async move {
                // Without a response, the previous suggestions are kept.
                let Ok(tags) = suggest_tags(text).await else { return };
                if latest.is(number) {
                    found.set(tags);
                }
            });
        });
    });
    let put_on = move || {
        if !typed.with_untracked(|typed| typed.trim().is_empty()) {
            take(form, typed, add, remove);
        }
    };
    view! {
        <Field label="Another tag" hint="Up to 60 characters. Press Enter to add it." error=form.error("tag")>
            <SuggestInput
                value=typed
                suggestions=found
                on_input=move |text| typed.set(text)
                on_chosen=Callback::new(move |()| put_on())
                autofocus=true
            />
        </Field>
        <p><Button on_click=move |()| put_on()>"Add Tag"</Button></p>
    }
    .into_any()
}
