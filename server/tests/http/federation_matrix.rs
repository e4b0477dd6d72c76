//! Who gets what of passkeys, mail domains, joining and single sign-on.

use app::passkeys::{
    AddPasskey, Answered, BeginPasskey, BeginPasskeySignIn, PasskeySignIn, Passkeys, RemovePasskey,
    RenamePasskey,
};

use crate::matrix::{Row, function, page};
use crate::world::World;

/// Everybody who is signed in.
const SIGNED: &str = "1 2222 22 2222 2 2";
/// The same, and is told what is wrong.
const TOLD: &str = "1 xxxx xx xxxx x x";
/// Nobody, whoever asks.
const NOBODY: &str = "1 .... .. .... . .";

/// The rows, in the order of PEOPLE: signed out · removed, none, viewer, admin · branch, parent · distributor, partner
/// viewer, reseller, other · vendor · solo.
pub fn rows(world: &World) -> Vec<Row> {
    [pages(), passkeys(world)].into_iter().flatten().collect()
}

fn pages() -> Vec<Row> {
    vec![page("/passkey-sign-in", "2 2222 22 2222 2 2"), page("/passkeys", "3 2222 22 2222 2 2")]
}

fn passkeys(world: &World) -> Vec<Row> {
    let unknown = || Answered { token: "A".repeat(43), answer: "{}".into() };
    let rename = RenamePasskey { passkey: world.missing, name: "Mine".into() };
    vec![
        function("/api/passkeys", &Passkeys {}, SIGNED),
        function("/api/begin-passkey", &BeginPasskey {}, SIGNED),
        // A challenge that was not asked for.
        function("/api/add-passkey", &AddPasskey { answered: unknown(), name: "Mine".into() }, TOLD),
        function("/api/rename-passkey", &rename, NOBODY),
        function("/api/remove-passkey", &RemovePasskey { passkey: world.missing }, NOBODY),
        function("/api/begin-passkey-sign-in", &BeginPasskeySignIn {}, "2 2222 22 2222 2 2"),
        function("/api/passkey-sign-in", &PasskeySignIn { answered: unknown() }, "x xxxx xx xxxx x x"),
    ]
}
