//! Roles and invitations of the tests' customer.

use model::user::{WantedUsers, Who};
use model::{Action, InvitationId, Levels, RoleId, Target, UserId};
use store::Db;
use store::people::invitation::{self, InvitationToken, Inviting};
use store::people::users;
use store::people::{self, PredefinedRole};
use store::sign_in::session;
use store::testing::{NOW, World};

/// The link of the invitation that is kept.
pub const INVITED: InvitationToken = InvitationToken([0xB1; 32]);

/// The roles and invitations.
pub struct Crew {
    /// Predefined roles of the customer.
    pub admin: RoleId,
    pub user: RoleId,
    /// A custom role of the customer that nobody has.
    pub spare: RoleId,
    /// A predefined role of the reseller, whose only member can't invite others.
    pub of_reseller: RoleId,
    /// Two invitations into the customer: the one with [`INVITED`], and one to withdraw.
    pub invitation: InvitationId,
    pub spare_invitation: InvitationId,
}

impl Crew {
    /// Adds them; `parent` manages users of the customer.
    pub async fn make(db: &Db, world: &World, parent: UserId) -> Self {
        let role = async |role| people::predefined_role(db, world.customer, role).await.unwrap();
        let (admin, user) = (role(PredefinedRole::Admin).await, role(PredefinedRole::User).await);
        let of_reseller = people::predefined_role(db, world.reseller, PredefinedRole::User).await.unwrap();
        let spare = people::add_role(db, world.customer, "Spare", Levels::default()).await.unwrap();
        let parent = session::actor(db, parent, Some(world.customer)).await.unwrap();
        let manage = parent.permit(Action::ManageUsers, Target::MyOrganization).unwrap();
        for (email, token) in
            [("invited@example.org", INVITED), ("spare@example.org", InvitationToken([0xB2; 32]))]
        {
            let inviting = Inviting { organization: world.customer, email, role: user, token, site: "" };
            invitation::invite(db, &manage, inviting, NOW).await.unwrap();
        }
        let list = parent.permit(Action::ListUsers, Target::MyOrganization).unwrap();
        let people = users::list(db, &list, None, &WantedUsers::default(), NOW).await.unwrap();
        let of = |email: &str| {
            let found = people.users.iter().find(|one| one.email == email).unwrap();
            let Who::Invited(id) = found.who else { panic!("{email} is a member") };
            id
        };
        Self {
            admin,
            user,
            spare,
            of_reseller,
            invitation: of("invited@example.org"),
            spare_invitation: of("spare@example.org"),
        }
    }
}
