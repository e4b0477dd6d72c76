//! Expected responses about signing in, one's own account, and security settings for each kind of caller.

use app::account_security::{
    BeginApp, ChangePassword, ConfirmApp, EndOtherSessions, EndSession, MySignIn, RemoveApp,
    RenewRecoveryCodes,
};
use app::password_reset::{ResetPassword, SeePasswordReset};
use app::profile::{DeleteAccount, SaveProfile};
use app::proof::{MyProof, Prove};
use app::second_factor::{BeginEnrollment, FinishEnrollment, GiveCode, SignInStep};
use app::security::{OrganizationSecurity, SetSecurity};
use model::security::Settings;
use store::sign_in::password::ResetToken;

use crate::matrix::{Asked, Row, function, page};

/// Everybody who is signed in, about their own account.
const OWN: &str = "1 2222 22 2222 2 2";
/// The same, with a message about what is wrong.
const TOLD: &str = "1 xxxx xx xxxx x x";
/// Nobody, signed in or not.
const NOBODY: &str = ". .... .. .... . .";
/// People with Full Access on security in their own organization.
const FULL: &str = "1 .... 22 2..2 2 .";

/// The rows, in the order of PEOPLE: signed out · removed, none, viewer, admin · branch, parent · distributor, partner
/// viewer, reseller, other · vendor · solo.
pub fn rows() -> Vec<Row> {
    [pages(), half_way(), account(), profile(), security()].into_iter().flatten().collect()
}

fn pages() -> Vec<Row> {
    vec![
        page("/second-factor", "2 2222 22 2222 2 2"),
        page("/password-reset", "2 2222 22 2222 2 2"),
        page("/profile", "3 2222 22 2222 2 2"),
        page("/account-security", "3 2222 22 2222 2 2"),
        page("/security", "3 .... 22 2..2 2 ."),
    ]
}

fn half_way() -> Vec<Row> {
    let code = || "000000".to_owned();
    let unknown = || ResetToken([0xEE; 32]).to_text();
    let new = || "a long password".to_owned();
    vec![
        // A session is not a half-finished sign-in.
        function("/api/sign-in-step", &SignInStep {}, NOBODY),
        function("/api/give-code", &GiveCode { code: code().into() }, NOBODY),
        function("/api/begin-enrollment", &BeginEnrollment {}, NOBODY),
        function("/api/finish-enrollment", &FinishEnrollment { code: code().into() }, NOBODY),
        Row {
            of: "/api/request-password-reset",
            asked: Asked::PasswordReset,
            expected: "2 2222 22 2222 2 2",
        },
        function("/api/see-password-reset", &SeePasswordReset { token: unknown().into() }, NOBODY),
        function("/api/see-password-reset", &SeePasswordReset { token: "nonsense".into() }, NOBODY),
        function(
            "/api/reset-password",
            &ResetPassword { token: unknown().into(), new: new().into() },
            NOBODY,
        ),
    ]
}

fn account() -> Vec<Row> {
    let nobody = "1 .... .. .... . .";
    let change = ChangePassword { current: "wrong".into(), new: "a long password".into() };
    vec![
        function("/api/my-sign-in", &MySignIn {}, OWN),
        function("/api/end-session", &EndSession { handle: "nonsense".into() }, nobody),
        function("/api/end-other-sessions", &EndOtherSessions {}, OWN),
        function("/api/change-password", &change, TOLD),
        // Nothing is offered yet, and there is nothing to remove.
        function("/api/confirm-app", &ConfirmApp { code: "000000".into() }, TOLD),
        function("/api/remove-app", &RemoveApp {}, TOLD),
        function("/api/renew-recovery-codes", &RenewRecoveryCodes {}, TOLD),
        function("/api/begin-app", &BeginApp {}, OWN),
        function("/api/my-proof", &MyProof {}, OWN),
        // These people have neither password nor app.
        function("/api/prove", &Prove { given: "wrong".into() }, nobody),
    ]
}

fn profile() -> Vec<Row> {
    let save = |zone: Option<&str>| SaveProfile { name: "Same".into(), time_zone: zone.map(str::to_owned) };
    vec![
        function("/api/save-profile", &save(Some("Europe/Berlin")), OWN),
        function("/api/save-profile", &save(Some("Mars/Olympus")), TOLD),
        function("/api/delete-account", &DeleteAccount { email: "somebody@example.org".into() }, TOLD),
    ]
}

fn security() -> Vec<Row> {
    let demands = |idle_minutes| Settings { factor_required: false, idle_minutes };
    let set = |idle_minutes| SetSecurity { before: demands(720), demands: demands(idle_minutes) };
    let late = SetSecurity { before: demands(60), demands: demands(30) };
    vec![
        function("/api/organization-security", &OrganizationSecurity {}, FULL),
        function("/api/set-security", &set(720), FULL),
        function("/api/set-security", &set(4), "1 .... xx x..x x ."),
        // The settings have changed since they were opened.
        function("/api/set-security", &late, "1 .... xx x..x x ."),
    ]
}
