//! Reads a request's session and everything that decides about it, in one query.

use model::{Actor, OrganizationId};
use sea_orm::sea_query::{Expr, ExprTrait as _, Query, SelectStatement};
use sea_orm::{DbErr, EntityTrait, FromQueryResult, JoinType, QuerySelect};

use super::{Factor, IDLE_LIMIT, MINUTE, Session, Token, is_over, is_proved, organizations_within};
use crate::Db;
use crate::db::actor_query::{self, Place};
use crate::db::clock_skew;
use crate::db::entity::{membership, organization, session, viewing};
use crate::sign_in::proof::{self, Proof};
use crate::sign_in::viewing as looking;

/// A session that has not ended.
pub(super) struct Found {
    pub row: session::Model,
    /// How long it lasts without use, in milliseconds.
    pub idle_limit: i64,
    /// Whether an organization of its person requires a second factor.
    requires_factor: bool,
    places: Vec<Place>,
    /// The organization that its person views.
    viewed: Option<OrganizationId>,
}

/// A row of the query: one for each level of the person's role.
#[derive(Debug, FromQueryResult)]
struct Row {
    #[sea_orm(nested)]
    session: session::Model,
    #[sea_orm(nested)]
    place: Place,
    idle_minutes: Option<i32>,
    requires_factor: bool,
    viewed: Option<OrganizationId>,
}

impl Found {
    /// Returns the session of that token; None if it is unknown or has ended.
    pub async fn of(db: &Db, token: Token, now: i64) -> Result<Option<Self>, DbErr> {
        let viewing = session::Entity::belongs_to(viewing::Entity)
            .from(session::Column::TokenHash)
            .to(viewing::Column::TokenHash)
            .on_condition(move |_, _| {
                clock_skew::to_come(viewing::Column::ExpiresAt, looking::LIFETIME, now)
            });
        let select = session::Entity::find_by_id(token.hash());
        let select = actor_query::join(select, session::Column::UserId, session::Column::OrganizationId)
            .join(JoinType::LeftJoin, viewing.into())
            .expr_as(shortest_idle(), "idle_minutes")
            .expr_as(Expr::exists(requiring()), "requires_factor")
            .column_as(viewing::Column::OrganizationId, "viewed");
        let mut rows = select.into_model::<Row>().all(db.connection()).await?.into_iter();
        let Some(Row { session: row, place, idle_minutes, requires_factor, viewed }) = rows.next() else {
            return Ok(None);
        };
        let idle_limit = idle_minutes.map_or(IDLE_LIMIT, |minutes| i64::from(minutes) * MINUTE);
        if is_over(&row, idle_limit, now) {
            return Ok(None);
        }
        let places = std::iter::once(place).chain(rows.map(|row| row.place)).collect();
        Ok(Some(Self { row, idle_limit, requires_factor, places, viewed }))
    }

    /// Returns None if it may not act for its organization.
    pub async fn session(self, db: &Db, now: i64) -> Result<Option<Session>, DbErr> {
        if !self.places.first().is_some_and(|place| organizations_within::fits(&self.row, place)) {
            return Ok(None);
        }
        let actor = Actor { user: self.row.user_id, membership: Place::membership(&self.places) };
        let actor = match self.viewed {
            Some(viewed) => looking::acting(db, viewed, actor).await?,
            None => actor,
        };
        let mut proof = Proof { at: self.row.proved_at, home: self.row.proof_home_id };
        let by_password = Factor::from_name(&self.row.factor) == Some(Factor::Password);
        let is_behind = self.requires_factor && by_password;
        // Checked on each request: a proof by password or by a provider may no longer be enough.
        if is_behind
            || (is_proved(proof.at, now) && !proof::is_enough(db, self.row.user_id, proof.home).await?)
        {
            proof.at = 0;
        }
        Ok(Some(Session { actor, home: self.row.home_id, proof, is_behind }))
    }
}

/// The shortest idle timeout, in minutes, of all the person's organizations.
fn shortest_idle() -> Expr {
    let minutes = Expr::col((organization::Entity, organization::Column::IdleMinutes)).min();
    let mut shortest = Query::select();
    shortest.expr(minutes).from(membership::Entity).inner_join(organization::Entity, of_membership());
    shortest.and_where(of_person()); // tenant: own memberships, for how long a session lasts
    shortest.into()
}

/// Those of the person's organizations that require a second factor.
fn requiring() -> SelectStatement {
    let required = Expr::col((organization::Entity, organization::Column::FactorRequired)).eq(true);
    let mut requiring = Query::select();
    requiring.expr(Expr::val(1)).from(membership::Entity).inner_join(organization::Entity, of_membership());
    requiring.and_where(required);
    requiring.and_where(of_person()); // tenant: own memberships, that ask for a second factor
    requiring
}

fn of_membership() -> Expr {
    Expr::col((membership::Entity, membership::Column::OrganizationId))
        .equals((organization::Entity, organization::Column::Id))
}

fn of_person() -> Expr {
    Expr::col((membership::Entity, membership::Column::UserId))
        .equals((session::Entity, session::Column::UserId))
}
