mod sight;
mod simulation;
mod users;

use model::access::RoleObject;
use model::critical_alert::{AlertUser, MailState, NextAlert, Subscriptions};
use model::{Action, Actor, Day, Level, LicenseId, OrganizationId, Permit, Target};
use sea_orm::{EntityTrait, QueryOrder};

use super::*;
use crate::Db;
use crate::db::entity::mail;
use crate::testing::{LicenseChange, NOW, TODAY, World, actor, change_license, level};

const DAY: i64 = 86_400_000;
const ADDRESS: &str = "https://licenses.example.org";

/// A person who may do everything with critical alert users, and list licenses.
async fn manager(db: &Db, organization: OrganizationId) -> Actor {
    let levels = level(RoleObject::CriticalAlertUsers, Level::FullAccess)
        .with(RoleObject::LicenseManagement, Level::FullAccess);
    actor(db, &format!("manager-{organization}"), Some(organization), levels).await
}

fn permit(actor: &Actor, action: Action) -> Permit {
    actor.permit(action, Target::MyOrganization).unwrap()
}

fn changing(actor: &Actor) -> Permit {
    permit(actor, Action::ChangeAlertUsers)
}

fn listing(actor: &Actor) -> Permit {
    permit(actor, Action::ListAlertUsers)
}

fn seeing(actor: &Actor) -> Permit {
    permit(actor, Action::ListLicenses)
}

fn token(number: u8) -> UnsubscribeToken {
    UnsubscribeToken([number; 32])
}

/// A license of the organizations that ends in `days` days.
async fn ending_in(
    db: &Db,
    world: &World,
    key: &str,
    organizations: &[OrganizationId],
    days: i32,
) -> LicenseId {
    let id = world.license(db, key, organizations).await;
    renew(db, id, TODAY.plus(days)).await;
    id
}

async fn renew(db: &Db, license: LicenseId, expiration: Day) {
    change_license(db, license, LicenseChange { expiration: Some(expiration), ..Default::default() }).await;
}

/// Writes the alerts due `days` days after the day of the tests.
async fn write(db: &Db, days: i64) -> u64 {
    let writing = Writing { address: ADDRESS, dice: || [99; 32], now: NOW + days * DAY };
    write_due(db, writing).await.unwrap()
}

/// All e-mails, the oldest first.
async fn mails(db: &Db) -> Vec<mail::Model> {
    mail::Entity::find().order_by_asc(mail::Column::Id).all(db.connection()).await.unwrap()
}

/// The recipient of each e-mail, and the public IDs of its licenses.
async fn told(db: &Db) -> Vec<(String, Vec<String>)> {
    let told = |mail: mail::Model| (mail.recipient, licenses(&mail.text));
    mails(db).await.into_iter().map(told).collect()
}

/// The public IDs of the licenses in an e-mail's text.
fn licenses(text: &str) -> Vec<String> {
    let of_line = |line: &str| Some(line.split_once(", license ")?.1.split_once(':')?.0.to_owned());
    text.lines().filter_map(of_line).collect()
}
