//! Without a mail server, nothing claims that an e-mail is sent: the person who invites gets the link.

use std::sync::Arc;

use app::current_user::{Who, WhoAmI};
use app::invitation::SeeInvitation;
use app::users::{InviteUser, ResendInvitation};
use http::StatusCode;
use model::Hidden;
use model::invitation::{Invitation, Needs};
use server::mail::{Mailer, Transport};
use server::{Portal, Site, router};
use store::licenses::files::Files;
use store::testing::{NOW, TestDb, both_databases};

use crate::browser::Browser;
use crate::world::World;

#[both_databases]
async fn who_invites_gets_the_link_where_no_mail_brings_it(database: TestDb) {
    let world = World::make(&database).await;
    let (organization, role) = (world.base.customer, world.crew.user);
    let invite = |email: &str| InviteUser { organization, email: email.into(), role };
    let again = ResendInvitation { invitation: world.crew.spare_invitation };

    let parent = world.browser("parent");
    assert!(!parent.call("who-am-i", &WhoAmI {}).await.value::<Who>().sends_mails);
    let link: Option<Hidden> = parent.call("invite-user", &invite("ines@example.org")).await.value();
    let link = link.unwrap().into_inner();
    let (page, token) = link.split_once('#').unwrap();
    assert!(page.ends_with(":3000/invitation"), "{page}");
    let see = SeeInvitation { token: token.into() };
    let (seen, _): (Invitation, Needs) =
        world.browser("signed-out").call("see-invitation", &see).await.value();
    assert_eq!(seen.email, "ines@example.org");
    let renewed: Option<Hidden> = parent.call("resend-invitation", &again).await.value();
    assert!(renewed.is_some());

    // With a mail server, only the e-mail has the link.
    let site = Site::listening("127.0.0.1:3000".parse().unwrap());
    let from = "Licenses <licenses@example.org>".parse().unwrap();
    let mailer = Mailer::new(Transport::smtp("smtp://127.0.0.1:9").unwrap(), from, &site.address);
    let portal = Portal::new(world.db.clone(), Files::in_memory(), site).await;
    let router = router::router(Arc::new(portal.with_clock(|| NOW).with_mailer(mailer)));
    let parent = Browser::new(router).with_cookie(parent.cookie.unwrap());
    assert!(parent.call("who-am-i", &WhoAmI {}).await.value::<Who>().sends_mails);
    for answer in [
        parent.call("invite-user", &invite("imre@example.org")).await,
        parent.call("resend-invitation", &again).await,
    ] {
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.value::<Option<Hidden>>(), None);
    }
}
