//! The page `/mail-domains`.

use leptos::prelude::*;
use model::organization::MailDomain;
use model::{Action, Target};

use super::dialogs::{AddDialog, RemoveDialog};
use super::{mail_domains, verify_mail_domain};
use crate::current_user::use_me;
use crate::form::Submission;
use crate::loading::Loading;
use crate::proof::{ProveDialog, Prover};
use crate::ui::{Button, EmptyState, InlineError, Look, PageHeading, Question, copy_text, use_toasts};

/// The organization's mail domains, for people who may see security settings.
#[component]
pub fn MailDomainsPage() -> impl IntoView {
    let domains = Loading::new(mail_domains);
    let may_manage = use_me().may(Action::ManageSecurity, Target::MyOrganization);
    let adding = RwSignal::new(false);
    let (removing, prover) = (Question::new(), Prover::new());
    let add = move || {
        view! { <Button look=Look::Primary on_click=move |()| adding.set(true)>"Add Domain"</Button> }
    };
    view! {
        <PageHeading
            title="Mail Domains"
            text="People with an address in a verified domain can sign up, ask to join and, if it is set up, use single sign-on."
        >
            {may_manage.then(add)}
        </PageHeading>
        {domains.view(4, "Loading mail domains", move |found| {
            shown(found, may_manage.then_some(adding), removing, domains.again)
        })}
        <AddDialog open=adding prover=prover on_added=domains.again />
        <RemoveDialog question=removing prover=prover on_removed=domains.again />
        <ProveDialog prover=prover />
    }
}

/// `adding` is None unless the person may change them.
fn shown(
    domains: Vec<MailDomain>,
    adding: Option<RwSignal<bool>>,
    removing: Question<MailDomain>,
    reload: Callback<()>,
) -> AnyView {
    if domains.is_empty() {
        let text = if adding.is_some() {
            "Add the part after the @ in your people's addresses."
        } else {
            "Ask somebody with Full Access on Security Management in your organization to add one."
        };
        let add = adding.map(|adding| {
            let open = move |()| adding.set(true);
            view! { <Button look=Look::Primary on_click=open>"Add the first domain"</Button> }.into_any()
        });
        return view! { <EmptyState title="There are no mail domains" text=text>{add}</EmptyState> }
            .into_any();
    }
    let may_manage = adding.is_some();
    let card = |domain| view! { <Domain domain=domain may_manage=may_manage removing=removing on_verified=reload /> };
    view! { <div class="stack">{domains.into_iter().map(card).collect::<Vec<_>>()}</div> }.into_any()
}

/// A domain, and how to verify it.
#[component]
fn Domain(
    domain: MailDomain,
    may_manage: bool,
    removing: Question<MailDomain>,
    on_verified: Callback<()>,
) -> impl IntoView {
    let (submission, toasts) = (Submission::new(), use_toasts());
    let removed = domain.clone();
    let MailDomain { id, domain: name, record, verified_at } = domain;
    let is_verified = verified_at.is_some();
    let verify = move |()| {
        submission.send(verify_mail_domain(id), move |()| {
            toasts.say("Domain verified");
            on_verified.run(());
        });
    };
    let state = if is_verified { "Verified" } else { "Not verified" };
    let copied = record.clone();
    let copy = move |()| copy_text(&copied, "Record copied", toasts);
    let proof = (!is_verified).then(|| {
        view! {
            <p>"To prove that it is yours, add a TXT record with this text to the domain's DNS:"</p>
            <p><code class="secret" tabindex="0" aria-label=format!("TXT record of {name}")>{record}</code></p>
        }
        .into_any()
    });
    let (verify_label, copy_label, remove_label) =
        (format!("Verify {name}"), format!("Copy the record of {name}"), format!("Remove {name}"));
    let buttons = may_manage.then(|| {
        let proving = (!is_verified).then(|| {
            view! {
                <Button look=Look::Primary label=verify_label busy=submission.busy on_click=verify>"Verify"</Button>
                <Button label=copy_label on_click=copy>"Copy"</Button>
            }
            .into_any()
        });
        view! {
            <div class="toolbar">
                {proving}
                <Button label=remove_label on_click=move |()| removing.ask(removed.clone())>"Remove"</Button>
            </div>
        }
        .into_any()
    });
    view! {
        <section class="card stack" aria-label=name.clone()>
            <div class="section-head">
                <h2>{name.clone()}</h2>
                <span class="muted">{state}</span>
            </div>
            {proof}
            <InlineError message=submission.any_error() />
            {buttons}
        </section>
    }
}
