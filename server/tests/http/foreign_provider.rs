//! The operator of an organization's single sign-on tries to get more rights: a whole attack, step by step.

use std::collections::HashMap;
use std::sync::Arc;

use app::account_security::BeginApp;
use app::current_user::{Person, SwitchOrganization, Who, WhoAmI};
use app::invitation::{AcceptInvitation, Accepting, SeeInvitation};
use app::passkeys::{
    AddPasskey, Answered, BeginPasskey, BeginPasskeySignIn, Challenge, ConfirmPasskey, PasskeySignIn,
    Passkeys, RemovePasskey,
};
use app::profile::DeleteAccount;
use app::proof::{MyProof, Proof, Prove};
use app::sign_in::SignedIn;
use app::single_sign_on::StartSingleSignOn;
use http::StatusCode;
use http::header::SET_COOKIE;
use model::invitation::{Invitation, Needs};
use model::sign_in::Passkey;
use model::single_sign_on::Settings;
use model::{Action, OrganizationId, OrganizationKind, Target};
use server::{Portal, Site, router};
use store::Db;
use store::db::sealed::Sealer;
use store::db::secret::Secret;
use store::licenses::files::Files;
use store::organizations::mail_domains::verify_by_operator;
use store::people::invitation::{InvitationToken, Inviting, invite};
use store::people::{PredefinedRole, add_organization, predefined_role};
use store::sign_in::single_sign_on::{Saving, save};
use store::testing::{NOW, TestDb, World, both_databases, predefined};

use crate::authenticator::Authenticator;
use crate::browser::{Answer, Browser};
use crate::provider::Provider;

const NINA: &str = "nina@customer.example";
const PASSWORD: &str = "violet gravel teapot";

/// A customer whose people sign in by its provider, a vendor that invites one of them as Admin, and their portal.
struct Scene {
    provider: Provider,
    nobody: Browser,
    vendor: OrganizationId,
    invitation: InvitationToken,
}

impl Scene {
    async fn make(db: &Db) -> Self {
        let provider = Provider::start().await;
        let world = World::make(db).await;
        let vendor = add_organization(db, "Vendor", OrganizationKind::Vendor, None, NOW).await.unwrap();
        verify_by_operator(db, "Customer", "customer.example", Secret([9; 32]), NOW).await.unwrap();
        let owner = predefined(db, "owner", world.customer, PredefinedRole::SuperAdmin).await;
        let settings = Settings {
            issuer: provider.issuer.clone(),
            client_id: "grantry".into(),
            role_claim: String::new(),
            default_role: predefined_role(db, world.customer, PredefinedRole::User).await.unwrap(),
            roles: Vec::new(),
            factor_value: "mfa".into(),
            trusted_audiences: String::new(),
            vouches_for_addresses: false,
            enabled: true,
        };
        let sealer = Sealer::new([5; 32]);
        let saving = Saving {
            before: None,
            settings: &settings,
            secret: Some("secret"),
            sealer: &sealer,
            random: &[3; 32],
        };
        let permit = owner.permit(Action::ManageSecurity, Target::MyOrganization).unwrap();
        save(db, &permit, saving, NOW).await.unwrap();
        let portal =
            Portal::new(db.clone(), Files::in_memory(), Site::listening("127.0.0.1:3000".parse().unwrap()))
                .await;
        let portal = portal.with_clock(|| NOW).with_sealer(sealer);
        let portal = portal.with_openid(openid::Client::new(true).unwrap());
        let nobody = Browser::new(router::router(Arc::new(portal)));
        Self { provider, nobody, vendor, invitation: InvitationToken([7; 32]) }
    }

    /// The vendor invites Nina as its Admin.
    async fn invite(&self, db: &Db) {
        let chief = predefined(db, "chief", self.vendor, PredefinedRole::SuperAdmin).await;
        let permit = chief.permit(Action::ManageUsers, Target::MyOrganization).unwrap();
        let role = predefined_role(db, self.vendor, PredefinedRole::Admin).await.unwrap();
        let inviting =
            Inviting { organization: self.vendor, email: NINA, role, token: self.invitation, site: "" };
        invite(db, &permit, inviting, NOW).await.unwrap();
    }

    /// Signs in by the provider, which says this about the person. Returns the response to their return.
    async fn by_provider(&self, subject: &str, email: &str) -> Answer {
        let start = StartSingleSignOn { email: NINA.into(), next: String::new() };
        let started = self.nobody.call("start-single-sign-on", &start).await;
        let browser = with_cookie(&self.nobody, &started, "grantry-openid");
        let address: String = started.value();
        let (_, query) = address.split_once('?').unwrap();
        let sent: HashMap<_, _> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        self.provider.say(&sent["nonce"], subject, email, NOW);
        browser.get(&format!("/openid/callback?code=code&state={}", sent["state"])).await
    }

    /// A browser that is signed in as Nina on the provider's word.
    async fn as_nina(&self) -> Browser {
        with_cookie(&self.nobody, &self.by_provider("7", NINA).await, "grantry-session")
    }

    /// Signs in by a passkey.
    async fn by_passkey(&self, device: &mut Authenticator) -> Answer {
        let begun: Challenge =
            self.nobody.call("begin-passkey-sign-in", &BeginPasskeySignIn {}).await.value();
        device.counter += 1;
        let answered = Answered { token: begun.token, answer: device.get(&begun.options).into() };
        self.nobody.call("passkey-sign-in", &PasskeySignIn { answered }).await
    }

    /// Asserts that this browser is Nina for her organization, and nobody anywhere else.
    async fn is_confined(&self, browser: &Browser) {
        let person = who(browser).await;
        assert_eq!(person.email, NINA);
        let places: Vec<_> = person.organizations.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(places, ["Customer"]);
        let switch = SwitchOrganization { to: self.vendor };
        assert_eq!(browser.call("switch-organization", &switch).await.status, StatusCode::NOT_FOUND);
        for dangerous in [
            browser.call("begin-passkey", &BeginPasskey {}).await,
            browser.call("begin-app", &BeginApp {}).await,
            browser.call("delete-account", &DeleteAccount { email: NINA.into() }).await,
        ] {
            assert_eq!(dangerous.status, StatusCode::FORBIDDEN);
        }
        assert_eq!(browser.call("my-proof", &MyProof {}).await.value::<Proof>(), Proof::Password);
    }
}

/// The browser with the cookie of that name from the response.
fn with_cookie(browser: &Browser, answer: &Answer, name: &str) -> Browser {
    let cookies = answer.headers.get_all(SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap());
    let cookie = cookies.map(|cookie| cookie.split(';').next().unwrap()).find(|it| it.starts_with(name));
    browser.with_cookie(cookie.unwrap_or_else(|| panic!("no cookie {name}: {answer:?}")))
}

async fn who(browser: &Browser) -> Person {
    browser.call("who-am-i", &WhoAmI {}).await.value::<Who>().person.unwrap()
}

async fn add_passkey(browser: &Browser, device: &mut Authenticator, name: &str) {
    let begun: Challenge = browser.call("begin-passkey", &BeginPasskey {}).await.value();
    let answered = Answered { token: begun.token, answer: device.create(&begun.options).into() };
    let added = browser.call("add-passkey", &AddPasskey { answered, name: name.into() }).await;
    assert_eq!(added.status, StatusCode::OK);
}

#[both_databases]
async fn whoever_runs_a_customers_provider_does_not_become_the_vendors_admin(database: TestDb) {
    let db = &database.db;
    let scene = Scene::make(db).await;
    // Nina comes for the first time. The provider's operator comes as her, too, and leaves a passkey behind.
    scene.as_nina().await;
    let mut planted = Authenticator::new(1, "http://localhost:3000");
    add_passkey(&scene.as_nina().await, &mut planted, "Nina's laptop").await;
    // Another subject with her address does not get her account.
    let second = scene.by_provider("8", NINA).await;
    assert_eq!(second.header("location"), "/sso?refused=subject");

    scene.invite(db).await;
    let nina = scene.as_nina().await;
    let token = scene.invitation.to_text();
    let (_, needs): (Invitation, Needs) =
        nina.call("see-invitation", &SeeInvitation { token: token.clone().into() }).await.value();
    assert_eq!(needs, Needs::NewPassword);
    let accept = |given| AcceptInvitation { token: token.clone().into(), given };
    let refused = nina.call("accept-invitation", &accept(Accepting::SignedIn)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let accepted = nina.call("accept-invitation", &accept(Accepting::Password(PASSWORD.into()))).await;
    let nina = with_cookie(&nina, &accepted, "grantry-session");
    assert_eq!(accepted.value::<SignedIn>(), SignedIn::Done);
    let place = who(&nina).await.actor.membership.unwrap().organization;
    assert_eq!(place, scene.vendor);

    // Neither the provider's word nor the passkey leads any further than before.
    scene.is_confined(&scene.as_nina().await).await;
    let by_passkey = scene.by_passkey(&mut planted).await;
    let eve = with_cookie(&scene.nobody, &by_passkey, "grantry-session");
    scene.is_confined(&eve).await;
    let listed: Vec<Passkey> = nina.call("passkeys", &Passkeys {}).await.value();
    let passkey = listed[0].id;
    assert_eq!(eve.call("confirm-passkey", &ConfirmPasskey { passkey }).await.status, StatusCode::FORBIDDEN);
    let second = scene.by_provider("8", NINA).await;
    assert_eq!(second.header("location"), "/sso?refused=account");
    // She keeps her address, to which links for setting a password go.
    scene.by_provider("7", "eve@customer.example").await;
    assert_eq!(who(&nina).await.email, NINA);

    // Nina sees the passkey and where it came from.
    assert_eq!(listed[0].home.as_deref(), Some("Customer"));
    assert_eq!(nina.call("remove-passkey", &RemovePasskey { passkey }).await.status, StatusCode::OK);
    let gone = scene.by_passkey(&mut planted).await;
    assert_eq!(gone.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_person_with_something_of_their_own_adds_to_it_in_a_session_of_single_sign_on() {
    let database = store::testing::sqlite().await;
    let db = &database.db;
    let scene = Scene::make(db).await;
    let nina = scene.as_nina().await;
    scene.invite(db).await;
    let token = scene.invitation.to_text();
    let password = Accepting::Password(PASSWORD.into());
    nina.call("accept-invitation", &AcceptInvitation { token: token.into(), given: password }).await;
    // Signed in by the provider again, she proves herself by the password, and adds a passkey that counts as much.
    let nina = scene.as_nina().await;
    let proved = nina.call("prove", &Prove { given: PASSWORD.into() }).await;
    assert_eq!(proved.status, StatusCode::OK);
    let mut own = Authenticator::new(2, "http://localhost:3000");
    add_passkey(&nina, &mut own, "Phone").await;
    let by_passkey = with_cookie(&scene.nobody, &scene.by_passkey(&mut own).await, "grantry-session");
    let switch = SwitchOrganization { to: scene.vendor };
    assert_eq!(by_passkey.call("switch-organization", &switch).await.status, StatusCode::OK);
    // The session itself remains the provider's.
    assert_eq!(nina.call("switch-organization", &switch).await.status, StatusCode::NOT_FOUND);
}
