//! Imports that close a circle or climb a floor, and are allowed until they are untied. The check fails as soon as one of them
//! is gone, so that the list only gets shorter.

/// An exception: one file may import from another.
#[derive(Debug)]
pub struct Allowed {
    pub from: &'static str,
    pub to: &'static str,
    /// Why it isn't untied yet.
    #[expect(dead_code, reason = "it is for those who read the list")]
    pub why: &'static str,
}

const MEMBERSHIP: &str = "A person's address comes from their session's room.";
const SEARCH: &str = "The search for licenses is the report's.";
const DOMAIN: &str = "Whoever signs up or asks to join is offered the owner of their mail domain.";
const PROOF: &str = "What proves a person, and for where, is decided in one place.";
const PASSWORD_CONFIRMS: &str = "Whoever gives their role away confirms it by their password.";

/// All exceptions.
pub const ALLOWED: &[Allowed] = &[
    Allowed {
        from: "crates/store/src/critical_alerts/subscriptions.rs",
        to: "crates/store/src/sign_in/session/mod.rs",
        why: MEMBERSHIP,
    },
    Allowed {
        from: "crates/store/src/organizations/licenses.rs",
        to: "crates/store/src/licenses/report/search.rs",
        why: SEARCH,
    },
    Allowed {
        from: "crates/store/src/people/joining/offer.rs",
        to: "crates/store/src/organizations/mail_domains/find.rs",
        why: DOMAIN,
    },
    Allowed {
        from: "crates/store/src/people/joining/sign_up.rs",
        to: "crates/store/src/organizations/mail_domains/find.rs",
        why: DOMAIN,
    },
    Allowed {
        from: "crates/store/src/people/invitation/needs.rs",
        to: "crates/store/src/sign_in/second_factor/state.rs",
        why: PROOF,
    },
    Allowed {
        from: "crates/store/src/people/invitation/needs.rs",
        to: "crates/store/src/sign_in/proof/mod.rs",
        why: PROOF,
    },
    Allowed {
        from: "crates/store/src/people/joining/decide.rs",
        to: "crates/store/src/sign_in/proof/mod.rs",
        why: PROOF,
    },
    Allowed {
        from: "crates/store/src/people/users/transfer.rs",
        to: "crates/store/src/sign_in/mod.rs",
        why: PASSWORD_CONFIRMS,
    },
];
