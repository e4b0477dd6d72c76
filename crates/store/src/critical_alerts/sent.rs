//! Lists the alerts sent, with recipients and errors.

use std::collections::{HashMap, HashSet};

use model::access::{Groups, Relation};
use model::critical_alert::{MailColumn, MailState, SentMail};
use model::list::Sort;
use model::{Action, LicenseId, Permit, ProductKind, Refused};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};

use super::AlertError;
use crate::Db;
use crate::critical_alerts::mail::Purpose;
use crate::db::entity::{license, mail, product};
use crate::db::scope;
use crate::text::order_key;

/// At most this many e-mails are listed, the latest.
pub const SENT_MOST: u64 = 200;

/// Returns the latest e-mails with alerts of the permit's organization, the newest first, at most [`SENT_MOST`]. `permit` is to
/// list critical alert users, `listing` to list licenses.
pub async fn sent(db: &Db, permit: &Permit, listing: &Permit) -> Result<Vec<SentMail>, AlertError> {
    permit.only(Action::ListAlertUsers)?;
    listing.only(Action::ListLicenses)?;
    let organization = permit.organization().ok_or(Refused)?;
    let rows = mail::Entity::find()
        .filter(mail::Column::OrganizationId.eq(organization)) // tenant: own e-mails, listed
        .filter(mail::Column::Purpose.eq(Purpose::CriticalAlert.name()))
        .order_by_desc(mail::Column::Id)
        .limit(SENT_MOST)
        .all(db.connection())
        .await?;
    let licenses: Vec<LicenseId> = rows.iter().filter_map(|row| row.license_id).collect();
    let kinds = kinds(db, licenses.iter().copied()).await?;
    let sees_whole =
        |kind: ProductKind| listing.reach(kind).has(Relation::Own) && *listing.groups(kind) == Groups::All;
    let sees_all = sees_whole(ProductKind::Cloud) && sees_whole(ProductKind::OnPremises);
    let seen = if sees_all { HashSet::new() } else { seen(db, listing, &licenses).await? };
    // An e-mail about several licenses does not say which.
    let sees_of = |license: Option<LicenseId>| {
        let is_of_kind = |id: &LicenseId| kinds.get(id).is_some_and(|kind| sees_whole(*kind));
        sees_all || license.is_some_and(|license| is_of_kind(&license) || seen.contains(&license))
    };
    let listed = |row: mail::Model| SentMail {
        state: state(&row),
        recipient: row.recipient,
        subject: Some(row.subject).filter(|_| sees_of(row.license_id)),
        created_at: row.created_at,
        error: row.error,
    };
    Ok(rows.into_iter().map(listed).collect())
}

/// Puts the e-mails of [`sent`] in that order; ties are in the order in which they were written.
pub fn in_order(mut mails: Vec<SentMail>, sort: Sort<MailColumn>) -> Vec<SentMail> {
    mails.reverse();
    mails.sort_by_cached_key(|mail| match sort.column {
        MailColumn::Recipient => (0, 0, order_key(&mail.recipient)),
        // What the reader may not see is not compared.
        MailColumn::Subject => (0, 0, mail.subject.as_deref().map(order_key).unwrap_or_default()),
        MailColumn::Written => (0, mail.created_at, Vec::new()),
        MailColumn::State => match mail.state {
            MailState::Waiting(at) => (0, at, Vec::new()),
            MailState::Failed(at) => (1, at, Vec::new()),
            MailState::Filed(at) => (2, at, Vec::new()),
            MailState::Sent(at) => (3, at, Vec::new()),
        },
    });
    if sort.descending {
        mails.reverse();
    }
    mails
}

fn state(row: &mail::Model) -> MailState {
    match (row.sent_at, row.failed_at) {
        (Some(at), _) if row.as_file => MailState::Filed(at),
        (Some(at), _) => MailState::Sent(at),
        (None, Some(at)) => MailState::Failed(at),
        (None, None) => MailState::Waiting(row.due_at),
    }
}

/// Those of the licenses that the reader sees.
async fn seen(db: &Db, listing: &Permit, licenses: &[LicenseId]) -> Result<HashSet<LicenseId>, DbErr> {
    let seen: Vec<LicenseId> = license::Entity::find()
        .filter(scope::licenses_among(listing, licenses)) // tenant: licenses of e-mails, by access group
        .select_only()
        .column(license::Column::Id)
        .into_tuple()
        .all(db.connection())
        .await?;
    Ok(seen.into_iter().collect())
}

/// The kind of each license's product.
async fn kinds(
    db: &Db,
    licenses: impl Iterator<Item = LicenseId>,
) -> Result<HashMap<LicenseId, ProductKind>, DbErr> {
    let product =
        license::Entity::belongs_to(product::Entity).from(license::Column::ProductId).to(product::Column::Id);
    let rows: Vec<(LicenseId, String)> = license::Entity::find()
        .join(JoinType::InnerJoin, product.into())
        .filter(license::Column::Id.is_in(licenses))
        .select_only()
        .column(license::Column::Id)
        .column(product::Column::Kind)
        .into_tuple()
        .all(db.connection())
        .await?;
    let kind = |(license, kind): (LicenseId, String)| Some((license, ProductKind::from_name(&kind)?));
    Ok(rows.into_iter().filter_map(kind).collect())
}

#[cfg(test)]
mod tests {
    use model::list::SortColumn as _;

    use super::*;

    fn mail(recipient: &str, subject: Option<&str>, created_at: i64, state: MailState) -> SentMail {
        let subject = subject.map(str::to_owned);
        SentMail { recipient: recipient.to_owned(), subject, created_at, state, error: None }
    }

    #[test]
    fn mails_are_sorted_by_each_column() {
        // As they are listed: the newest first.
        let mails = vec![
            mail("b@example.org", None, 3, MailState::Waiting(9)),
            mail("a@example.org", Some("2 licenses"), 2, MailState::Sent(2)),
            mail("b@example.org", Some("10 licenses"), 1, MailState::Failed(1)),
        ];
        for (by, expected) in [
            (MailColumn::Recipient, [2, 1, 3]),
            (MailColumn::Subject, [3, 2, 1]),
            (MailColumn::Written, [1, 2, 3]),
            (MailColumn::State, [3, 1, 2]),
        ] {
            let times =
                |sort| in_order(mails.clone(), sort).iter().map(|mail| mail.created_at).collect::<Vec<_>>();
            assert_eq!(times(Sort::ascending(by)), expected, "{by:?}");
            let mut backwards = expected;
            backwards.reverse();
            assert_eq!(times(Sort::descending(by)), backwards, "{by:?}");
        }
        assert_eq!(MailColumn::ALL.len(), 4);
        assert_eq!(in_order(mails.clone(), Sort::default()), mails);
    }
}
