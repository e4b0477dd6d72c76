//! The sign-in page.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::link::{Next, START, after_sign_in};

use super::{SignedIn, other_ways, sign_in};
use crate::ApiError;
use crate::current_user::use_me;
use crate::location::use_location;
use crate::ui::{Button, Field, InlineError, Look, TextInput, dom, effect};

/// The demo's people and their purposes. All have the same password.
const DEMO: [(&str, &str); 11] = [
    ("admin@customer.example", "Super Admin of a customer with sub-organizations"),
    ("viewer@customer.example", "View Only on License Management"),
    ("john@customer.example", "Admin of the San Diego branch"),
    ("larry@customer.example", "Admin of the Sydney branch"),
    ("makio@customer.example", "Admin of the Tokyo branch"),
    ("none@customer.example", "level None everywhere"),
    ("distributor@grantry.example", "Full Access on Customer Organizations"),
    ("reseller@grantry.example", "Full Access on its own customers"),
    ("partner-viewer@grantry.example", "View Only on the distributor's customers"),
    ("vendor@grantry.example", "Super Admin of the vendor"),
    ("solo@personal.example", "without an organization"),
];
const DEMO_PASSWORD: &str = "grantry-demo";

/// Other ways to sign in; the last is shown only if signing up is possible.
const WAYS: [(&str, &str); 3] =
    [("/passkey-sign-in", "Sign in with a passkey"), ("/sso", "Single sign-on"), ("/sign-up", "Sign up")];

/// Asks for e-mail address and password, then continues to where the person was going.
#[component]
pub fn SignInPage() -> impl IntoView {
    dom::set_title("Sign in");
    let me = use_me();
    let location = use_location();
    let next = untrack(|| location.value("next"));
    let email = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let error = RwSignal::new(None::<ApiError>);
    let busy = RwSignal::new(false);
    // People who are signed in continue immediately.
    effect(move || {
        if me.person().is_some() {
            let to = match after_sign_in(next.as_deref()) {
                Next::Page(page) => page,
                Next::Download(file) => {
                    dom::download(file);
                    START
                }
            };
            location.go(to, true);
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        error.set(None);
        spawn_local(async move {
            match sign_in(email.get_untracked(), password.get_untracked().into()).await {
                Ok(SignedIn::Done) => me.load(),
                Ok(SignedIn::HalfWay) => {
                    let to = ["/second-factor", &location.search.get_untracked()].concat();
                    // Fails only in a document that is no longer shown.
                    let _ = window().location().assign(&to);
                }
                Err(wrong) => error.set(Some(wrong)),
            }
            busy.set(false);
        });
    };
    let at_password =
        move || error.get().filter(|error| matches!(error, ApiError::Invalid { .. })).map(|e| e.to_string());
    let elsewhere =
        move || error.get().filter(|error| !matches!(error, ApiError::Invalid { .. })).map(|e| e.to_string());
    let sign_up = move || me.who.with(|who| matches!(who, Some(Ok(who)) if who.sign_up));
    let demo = move || me.who.with(|who| matches!(who, Some(Ok(who)) if who.demo));
    view! {
        <main class="sign-in">
            <div class="sign-in-card">
                <h1>"Sign in to Grantry"</h1>
                <form class="stack" on:submit=submit>
                    <InlineError message=Signal::derive(elsewhere) />
                    <Field label="E-mail address">
                        <TextInput
                            value=email
                            on_input=move |text| email.set(text)
                            kind="email"
                            name="email"
                            autocomplete="username"
                            required=true
                            autofocus=true
                        />
                    </Field>
                    <Field label="Password" error=Signal::derive(at_password)>
                        <TextInput
                            value=password
                            on_input=move |text| password.set(text)
                            kind="password"
                            name="password"
                            autocomplete="current-password"
                            required=true
                        />
                    </Field>
                    <Button look=Look::Primary submit=true busy=busy>"Sign in"</Button>
                    <a href="/password-reset">"Forgot your password?"</a>
                </form>
                {move || other_ways(if sign_up() { &WAYS } else { &WAYS[..2] })}
                {move || demo().then(|| demo_people(email, password))}
            </div>
        </main>
    }
}

fn demo_people(email: RwSignal<String>, password: RwSignal<String>) -> impl IntoView {
    let fill = move |address: &'static str| {
        email.set(address.to_owned());
        password.set(DEMO_PASSWORD.to_owned());
    };
    let person = move |(address, what): (&'static str, &'static str)| {
        view! {
            <li>
                <Button look=Look::Link on_click=move |()| fill(address)>{address}</Button>
                <span class="muted">{what}</span>
            </li>
        }
        .into_any()
    };
    view! {
        <details class="demo-people">
            <summary>"People in this demo"</summary>
            <p class="lead-text">"Choose one to fill in the form. All have the password " <code>{DEMO_PASSWORD}</code> "."</p>
            <ul>{DEMO.map(person).into_iter().collect::<Vec<_>>()}</ul>
        </details>
    }
}
