//! Deployments: writing what was planned.

use std::collections::BTreeSet;

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::NotSet, ConnectionTrait, DbErr, IntoActiveModel};

use super::Step;
use crate::db::batch::{insert, replace};
use crate::db::entity::deployment;
use crate::deployments::number;
use crate::events::{Kind, record_all};
use crate::import::Context;
use crate::import::license::texts;

/// What a file of deployments writes.
pub(in crate::import) struct Writes {
    pub(super) steps: Vec<Step>,
}

impl Writes {
    /// Writes all of it.
    pub async fn write(self, connection: &impl ConnectionTrait, context: Context<'_>) -> Result<(), DbErr> {
        let (mut added, mut changed, mut events) = (Vec::new(), Vec::new(), Vec::new());
        let mut licenses = BTreeSet::new();
        for Step { mut new, changes } in self.steps {
            new.text_folded = new.to_searched();
            let event = |kind| context.importer.event(context.now, kind, None).on(new.license_id);
            let id = format!("Deployment ID: {}", new.deployment_id);
            let Some(differences) = changes else {
                events.push(event(Kind::DeploymentAdded).change("", &id).into_row());
                licenses.insert(new.license_id);
                added.push(deployment::ActiveModel { id: NotSet, ..new.into_active_model() });
                continue;
            };
            let (old, after) = texts(&differences);
            let (old, after) = (format!("{id}; {old}"), format!("{id}; {after}"));
            events.push(event(Kind::DeploymentChanged).change(&old, &after).into_row());
            changed.push(new.into_active_model());
        }
        insert(connection, added).await?;
        number::set_all_apart(connection, &licenses.into_iter().collect::<Vec<_>>()).await?;
        let rule = OnConflict::column(deployment::Column::Id)
            .update_columns([
                deployment::Column::HostName,
                deployment::Column::Platform,
                deployment::Column::ProductVersion,
                deployment::Column::Mode,
                deployment::Column::Quantity,
                deployment::Column::GroupName,
                deployment::Column::ActivatedAt,
                deployment::Column::LastSeenAt,
                deployment::Column::TextFolded,
            ])
            .to_owned();
        replace(connection, changed, rule).await?;
        record_all(connection, events).await
    }
}
