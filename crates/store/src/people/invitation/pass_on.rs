//! Gives an invitation's link to the person who invites, if no e-mail can be sent.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::InvitationToken;
use crate::Db;
use crate::db::entity::invitation;

/// Records that somebody besides the invited person gets the link: it then proves no mailbox, and sets no password of an
/// existing account.
pub async fn pass_on(db: &Db, token: InvitationToken) -> Result<(), DbErr> {
    invitation::Entity::update_many()
        .col_expr(invitation::Column::PassedOn, Expr::value(true))
        .filter(invitation::Column::TokenHash.eq(token.hash()))
        .exec(db.connection())
        .await
        .map(|_| ())
}

#[cfg(test)]
mod tests {
    use model::invitation::Needs;
    use model::{Action, Target};

    use super::*;
    use crate::people::invitation::{By, InvitationError, Inviting, accept, invite, needs, resend};
    use crate::people::{NewUser, PredefinedRole, add_user, join_named, predefined_role};
    use crate::sign_in::session::Token;
    use crate::testing::{NOW, TestDb, World, both_databases, predefined};

    #[both_databases]
    async fn a_link_that_is_passed_on_sets_no_password_of_an_account(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let email = "omar@example.org";
        let omar = add_user(db, NewUser { email, name: "Omar", password_hash: None }, NOW).await.unwrap();
        join_named(db, omar, "Customer", PredefinedRole::User, NOW).await.unwrap();
        let organization = world.other_customer;
        let owner = predefined(db, "owner", organization, PredefinedRole::SuperAdmin).await;
        let permit = owner.permit(Action::ManageUsers, Target::MyOrganization).unwrap();
        let role = predefined_role(db, organization, PredefinedRole::User).await.unwrap();
        let token = InvitationToken([4; 32]);
        invite(db, &permit, Inviting { organization, email, role, token, site: "" }, NOW).await.unwrap();
        // His session is the single sign-on's.
        let home = world.customer;
        let needed = async |token| needs(db, token, omar, Some(home), NOW).await.unwrap();
        assert_eq!(needed(token).await, Needs::NewPassword);
        pass_on(db, token).await.unwrap();
        assert_eq!(needed(token).await, Needs::OwnSignIn);
        let by = By::Guest { user: omar, home, password_hash: Some("hash".into()), session: Token([1; 32]) };
        let accepted = accept(db, token, by, NOW).await;
        assert!(matches!(accepted, Err(InvitationError::OwnSignIn)), "{accepted:?}");
        // Sent again, it proves his mailbox once more.
        let row = invitation::Entity::find().one(db.connection()).await.unwrap().unwrap();
        let token = InvitationToken([5; 32]);
        resend(db, &permit, row.id, token, "", NOW).await.unwrap();
        assert_eq!(needed(token).await, Needs::NewPassword);
    }
}
