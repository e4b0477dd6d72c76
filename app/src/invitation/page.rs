//! The page `/invitation`, for everybody who has a link, signed in or not.

use leptos::prelude::*;
use model::invitation::{Invitation, Needs};

use super::{Accepting, NewAccount, accept_invitation, see_invitation};
use crate::ApiError;
use crate::current_user::{Me, use_me};
use crate::form::Submission;
use crate::loading::answered;
use crate::location::use_location;
use crate::password_form::{Chosen, PasswordForm};
use crate::sign_in::{SignedIn, sign_out};
use crate::ui::{Button, InlineError, Look, Notice, dom, live, load};

/// Where this tab keeps the link's token while its owner signs in.
const KEPT: &str = "grantry-invitation";

/// Shows an invitation and accepts it.
#[component]
pub fn InvitationPage() -> impl IntoView {
    dom::set_title("Invitation");
    dom::reload_for_links();
    let me = use_me();
    let token = take_token();
    let found = RwSignal::new(None);
    load(found, see_invitation(token.clone().into()));
    let view = move || match found.get() {
        Some(Err(ApiError::NotFound)) => gone(),
        answer => {
            // Who is signed in may not be known yet.
            let answer = answer.filter(|answer| answer.is_err() || me.who.with(Option::is_some));
            let show = |(invitation, needs)| shown(me, invitation, needs, token.clone());
            answered(answer, 4, "Loading the invitation", None, show)
        }
    };
    view! {
        <main class="sign-in">
            <div class="sign-in-card">{live(view)}</div>
        </main>
    }
}

/// Returns the token of the link, or the one that this tab keeps. Removes it from the address so that nobody reads it there.
fn take_token() -> String {
    let location = window().location();
    let token = location.hash().unwrap_or_default().trim_start_matches('#').to_owned();
    let kept = window().session_storage().ok().flatten();
    if token.is_empty() {
        return kept.and_then(|kept| kept.get_item(KEPT).ok().flatten()).unwrap_or_default();
    }
    // Fails only if nothing may be stored; then the person has to open the link again after signing in.
    let _ = kept.map(|kept| kept.set_item(KEPT, &token));
    use_location().go("/invitation", true);
    token
}

fn forget_token() {
    if let Some(kept) = window().session_storage().ok().flatten() {
        let _ = kept.remove_item(KEPT);
    }
}

fn gone() -> AnyView {
    forget_token();
    view! {
        <h1>"This invitation can't be accepted"</h1>
        <p>
            "The link is incomplete, expired or already used, or the invitation was withdrawn. Ask the person who invited you \
             to send it again."
        </p>
        <a class="button" href="/sign-in">"Sign in"</a>
    }
    .into_any()
}

fn shown(me: Me, invitation: Invitation, needs: Needs, token: String) -> AnyView {
    let lead = match &invitation.inviter {
        Some(inviter) => format!("{inviter} invites you to join as {}.", invitation.role),
        None => format!("You are invited to join as {}.", invitation.role),
    };
    let heading = format!("Join {}", invitation.organization);
    let form = match me.person() {
        Some(person) if person.email == invitation.email => {
            let lead = format!("You are signed in as {}.", person.email);
            match needs {
                Needs::Nothing => view! { <Accept token=token lead=lead /> }.into_any(),
                Needs::OwnSignIn => own_sign_in(me, &lead),
                Needs::NewPassword => {
                    view! { <ChoosePassword token=token email=person.email lead=lead /> }.into_any()
                }
            }
        }
        Some(person) => other_person(me, &person.email, &invitation.email),
        None if invitation.has_account => view! {
            <p>{invitation.email} " already has an account. Sign in with it to accept."</p>
            <a class="button primary" href="/sign-in?next=%2Finvitation" rel="external">"Sign in"</a>
        }
        .into_any(),
        None => view! { <SignUp token=token email=invitation.email /> }.into_any(),
    };
    view! {
        <h1>{heading}</h1>
        <p class="lead-text">{lead}</p>
        {form}
    }
    .into_any()
}

fn other_person(me: Me, signed_in: &str, invited: &str) -> AnyView {
    sign_out_first(me, format!("You are signed in as {signed_in}, and this invitation is for {invited}."))
}

/// For a person signed in by another organization's single sign-on who has something of their own.
fn own_sign_in(me: Me, lead: &str) -> AnyView {
    let text = format!(
        "{lead} Your single sign-on is not accepted here. Sign out, then sign in with your password or your own passkey to \
         accept.",
    );
    sign_out_first(me, text)
}

fn sign_out_first(me: Me, text: String) -> AnyView {
    let submission = Submission::new();
    let leave = move |()| submission.send(sign_out(), move |()| me.left());
    view! {
        <Notice>{text}</Notice>
        <InlineError message=submission.error("") />
        <Button look=Look::Primary busy=submission.busy on_click=leave>"Sign out"</Button>
    }
    .into_any()
}

/// Joins as the signed-in person.
#[component]
fn Accept(token: String, lead: String) -> impl IntoView {
    let submission = Submission::new();
    let accept =
        move |()| submission.send(accept_invitation(token.clone().into(), Accepting::SignedIn), enter);
    view! {
        <p>{lead}</p>
        <InlineError message=submission.error("") />
        <Button look=Look::Primary busy=submission.busy on_click=accept>"Accept"</Button>
    }
}

/// Joins as a person signed in by another organization's single sign-on alone, with a password of their own.
#[component]
fn ChoosePassword(token: String, email: String, lead: String) -> impl IntoView {
    let submission = Submission::new();
    let submit = move |Chosen { password, .. }: Chosen| {
        submission.send(accept_invitation(token.clone().into(), Accepting::Password(password.into())), enter);
    };
    view! {
        <PasswordForm submission=submission email=email action="Accept" on_submit=submit>
            <p>
                {lead}
                " Your single sign-on is valid only for its own organization. Choose a password to sign in here."
            </p>
        </PasswordForm>
    }
}

/// Joins with a new account.
#[component]
fn SignUp(token: String, email: String) -> impl IntoView {
    let submission = Submission::new();
    let submit = move |Chosen { name, password }: Chosen| {
        let account = NewAccount { name, password: password.into() };
        submission.send(accept_invitation(token.clone().into(), Accepting::New(account)), enter);
    };
    view! { <PasswordForm submission=submission email=email asks_name=true action="Accept" on_submit=submit /> }
}

/// Opens the portal, which loads the person again, or the page to set up the second factor that the organization requires.
fn enter(signed_in: SignedIn) {
    forget_token();
    let to = match signed_in {
        SignedIn::Done => "/licenses",
        SignedIn::HalfWay => "/second-factor",
    };
    // Fails only in a document that is no longer shown.
    let _ = window().location().assign(to);
}
