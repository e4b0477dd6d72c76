//! The members with their home groups.

use leptos::prelude::*;
use model::groups::Member;

use super::group_dialogs::Asking;
use super::state::State;
use crate::ui::{Menu, MenuItem, SearchInput, dom, memo};

/// At most this many members are shown; a search narrows them.
pub(super) const MOST: usize = 50;

#[component]
pub(super) fn MembersSection(state: State, asking: Asking) -> impl IntoView {
    let search = RwSignal::new(String::new());
    let found = memo(move || search.with(|typed| found(state.members(), typed)));
    let rows = move || {
        let shown = found.with(|found| found.iter().take(MOST).cloned().collect::<Vec<_>>());
        shown.into_iter().map(|member| row(state, asking, &member)).collect::<Vec<_>>()
    };
    view! {
        <section class="section">
            <h2>"Members"</h2>
            <div class="toolbar" role="search">
                <SearchInput label="Search members" value=search on_input=move |typed| search.set(typed) />
            </div>
            <div class="grid-scroll" tabindex="0" role="region" aria-label="Members with their home groups">
                <table class="plain-table">
                    <thead>
                        <tr>
                            <th scope="col">"Member"</th>
                            <th scope="col">"Role"</th>
                            <th scope="col">"Home group"</th>
                            <th scope="col"><span class="sr-only">"Actions"</span></th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <p class="hint" role="status">{move || found.with(|found| counted(found.len()))}</p>
        </section>
    }
}

/// The members whose name, address or role contains what was typed.
pub(super) fn found(members: Vec<Member>, typed: &str) -> Vec<Member> {
    let typed = dom::fold(typed.trim());
    let matches = |member: &Member| {
        [&member.name, &member.email, &member.role].into_iter().any(|text| dom::fold(text).contains(&typed))
    };
    if typed.is_empty() { members } else { members.into_iter().filter(matches).collect() }
}

/// Says how many members were found, and that not all are shown.
pub(super) fn counted(found: usize) -> String {
    match found {
        0 => "Nobody found.".to_owned(),
        1 => "1 member".to_owned(),
        found if found > MOST => format!("{MOST} of {found} members. Search to see the others."),
        found => format!("{found} members"),
    }
}

fn row(state: State, asking: Asking, member: &Member) -> AnyView {
    let user = member.user;
    let label = format!("Actions for {}", member.name);
    let is_fixed = member.is_super_admin;
    let items = move |()| {
        let mut items = vec![MenuItem::new("What This Person Sees", move || asking.preview.set(Some(user)))];
        if !is_fixed {
            items.push(MenuItem::new("Change Home Group", move || asking.home.set(Some(user))));
        }
        items
    };
    view! {
        <tr>
            <th scope="row">{member.name.clone()} <div class="hint">{member.email.clone()}</div></th>
            <td>{member.role.clone()}</td>
            <td>{state.path(member.home)}</td>
            <td><Menu label=label items=items /></td>
        </tr>
    }
    .into_any()
}
