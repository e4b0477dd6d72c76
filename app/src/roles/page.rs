//! The page `/roles`: the rights that the organization's roles give.

use leptos::prelude::*;
use model::{Action, Target};

use super::form::{Editing, RoleDialog};
use super::preview::PreviewDialog;
use super::remove::RemoveDialog;
use super::roles;
use super::table::{Asking, RoleTable};
use crate::ui::{Button, InlineError, Look, PageHeading, Question, Skeleton, load};
use crate::who::use_me;

/// Role Management, for people who may see roles.
#[component]
pub fn RolesPage() -> impl IntoView {
    let all = RwSignal::new(None);
    let reload = Callback::new(move |()| load(all, roles()));
    reload.run(());
    let may_manage = use_me().may(Action::ManageRoles, Target::MyOrganization);
    let asking = Asking { edit: RwSignal::new(None), preview: RwSignal::new(None), remove: Question::new() };
    let add = move || {
        let open = move |()| asking.edit.set(Some(Editing::New));
        view! { <Button look=Look::Primary on_click=open>"Add Role"</Button> }
    };
    view! {
        <PageHeading title="Role Management" text="What each role gives to the people who have it.">
            {may_manage.then(add)}
        </PageHeading>
        {move || match all.get() {
            None => view! { <Skeleton lines=5 label="Loading roles" /> }.into_any(),
            Some(Ok(roles)) => view! { <RoleTable roles=roles asking=asking /> }.into_any(),
            Some(Err(error)) => view! {
                <InlineError message=error.to_string()>
                    <Button on_click=reload>"Try again"</Button>
                </InlineError>
            }
            .into_any(),
        }}
        <RoleDialog editing=asking.edit on_saved=reload />
        <PreviewDialog about=asking.preview />
        <RemoveDialog question=asking.remove on_removed=reload />
    }
}
