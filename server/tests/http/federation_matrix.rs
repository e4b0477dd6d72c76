//! Expected responses about passkeys, mail domains, joining and single sign-on for each kind of caller.

use app::joining::{
    ApproveJoinRequest, ConfirmSignUp, DeclineJoinRequest, JoinOffer, JoinRequests, RequestToJoin, SeeSignUp,
    SignUp,
};
use app::mail_domains::{AddMailDomain, MailDomains, RemoveMailDomain, VerifyMailDomain};
use app::passkeys::{
    AddPasskey, Answered, BeginPasskey, BeginPasskeySignIn, ConfirmPasskey, PasskeySignIn, Passkeys,
    RemovePasskey, RenamePasskey,
};
use app::single_sign_on::{SaveSingleSignOn, SeeSingleSignOn, StartSingleSignOn};

use crate::matrix::{Row, function, page};
use crate::world::World;
use model::single_sign_on::Settings;

/// Everybody who is signed in.
const SIGNED: &str = "1 2222 22 2222 2 2";
/// The same, with a message about what is wrong.
const TOLD: &str = "1 xxxx xx xxxx x x";
/// People with Full Access on everything in their own organization.
const FULL: &str = "1 .... 22 2..2 2 .";
/// The same, with the message that they are not Admins.
const NO_ADMIN: &str = "1 .... xx x..x x .";
/// Nobody, whoever asks.
const NOBODY: &str = "1 .... .. .... . .";

/// The rows, in the order of PEOPLE: signed out · removed, none, viewer, admin · branch, parent · distributor, partner
/// viewer, reseller, other · vendor · solo.
pub fn rows(world: &World) -> Vec<Row> {
    [pages(), passkeys(world), domains(world), joining(world), single_sign_on(world)]
        .into_iter()
        .flatten()
        .collect()
}

fn pages() -> Vec<Row> {
    vec![
        page("/passkey-sign-in", "2 2222 22 2222 2 2"),
        page("/sign-up", "2 2222 22 2222 2 2"),
        page("/sso", "2 2222 22 2222 2 2"),
        page("/single-sign-on", "3 .... 22 2..2 2 ."),
        // Somebody who was not sent here is led to the start of a sign-in.
        page("/openid/callback", "3 3333 33 3333 3 3"),
        page("/join", "3 2222 22 2222 2 2"),
        page("/mail-domains", "3 .... 22 2..2 2 ."),
    ]
}

fn passkeys(world: &World) -> Vec<Row> {
    let unknown = || Answered { token: "A".repeat(43).into(), answer: "{}".into() };
    let rename = RenamePasskey { passkey: world.missing, name: "Mine".into() };
    vec![
        function("/api/passkeys", &Passkeys {}, SIGNED),
        function("/api/begin-passkey", &BeginPasskey {}, SIGNED),
        // A challenge that nobody asked for.
        function("/api/add-passkey", &AddPasskey { answered: unknown(), name: "Mine".into() }, TOLD),
        function("/api/rename-passkey", &rename, NOBODY),
        function("/api/confirm-passkey", &ConfirmPasskey { passkey: world.missing }, NOBODY),
        function("/api/remove-passkey", &RemovePasskey { passkey: world.missing }, NOBODY),
        function("/api/begin-passkey-sign-in", &BeginPasskeySignIn {}, "2 2222 22 2222 2 2"),
        function("/api/passkey-sign-in", &PasskeySignIn { answered: unknown() }, "x xxxx xx xxxx x x"),
    ]
}

fn domains(world: &World) -> Vec<Row> {
    let public = AddMailDomain { domain: "gmail.com".into() };
    vec![
        function("/api/mail-domains", &MailDomains {}, FULL),
        function("/api/add-mail-domain", &AddMailDomain { domain: "own.example".into() }, FULL),
        function("/api/add-mail-domain", &public, "1 .... xx x..x x ."),
        function("/api/verify-mail-domain", &VerifyMailDomain { domain: world.missing }, NOBODY),
        function("/api/remove-mail-domain", &RemoveMailDomain { domain: world.missing }, NOBODY),
    ]
}

fn joining(world: &World) -> Vec<Row> {
    let token = || "A".repeat(43);
    let confirm = ConfirmSignUp { token: token().into(), name: "Newton".into(), password: "short".into() };
    let decline = DeclineJoinRequest { request: world.missing, reason: "No".into() };
    let approve = ApproveJoinRequest { request: world.missing, role: world.crew.user };
    vec![
        // With any address; the limit on e-mails per address is low.
        function("/api/sign-up", &SignUp { email: "nonsense".into() }, "x xxxx xx xxxx x x"),
        function("/api/see-sign-up", &SeeSignUp { token: token().into() }, ". .... .. .... . ."),
        function("/api/confirm-sign-up", &confirm, ". .... .. .... . ."),
        function("/api/join-offer", &JoinOffer {}, SIGNED),
        function("/api/request-to-join", &RequestToJoin { message: String::new() }, NOBODY),
        function("/api/join-requests", &JoinRequests {}, FULL),
        function("/api/approve-join-request", &approve, NOBODY),
        function("/api/decline-join-request", &decline, NOBODY),
    ]
}

fn single_sign_on(world: &World) -> Vec<Row> {
    let settings = || Settings {
        issuer: "https://login.example.org".into(),
        client_id: "grantry".into(),
        default_role: world.crew.user,
        ..Settings::default()
    };
    let save = |settings| SaveSingleSignOn { before: None, settings, secret: "secret".into() };
    let start = StartSingleSignOn { email: "eve@nowhere.example".into(), next: String::new() };
    let missing = Settings { default_role: world.missing, ..settings() };
    vec![
        function("/api/see-single-sign-on", &SeeSingleSignOn {}, FULL),
        // The role belongs to the customer. The levels are not enough: it takes an Admin.
        function("/api/save-single-sign-on", &save(settings()), NO_ADMIN),
        function("/api/save-single-sign-on", &save(missing), NO_ADMIN),
        function("/api/start-single-sign-on", &start, "x xxxx xx xxxx x x"),
    ]
}
