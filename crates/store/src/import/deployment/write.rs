//! Writes planned deployments.

use std::collections::BTreeSet;

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::NotSet, ConnectionTrait, DbErr, IntoActiveModel};

use super::Step;
use crate::db::batch::{BATCH, insert, replace};
use crate::db::entity::deployment;
use crate::deployments::number;
use crate::events::{Kind, record_all};
use crate::import::Context;
use crate::import::license::texts;

/// The writes for a file of deployments.
pub(in crate::import) struct Writes {
    pub(super) steps: Vec<Step>,
}

impl Writes {
    /// Writes everything in batches: rows and events take many times the memory of a step.
    pub async fn write(self, connection: &impl ConnectionTrait, context: Context<'_>) -> Result<(), DbErr> {
        let (added, changed): (Vec<&Step>, Vec<&Step>) =
            self.steps.iter().partition(|step| step.changes.is_none());
        for part in added.chunks(BATCH) {
            let rows = part.iter().map(|step| deployment::ActiveModel {
                id: NotSet,
                ..searched(&step.new).into_active_model()
            });
            insert(connection, rows.collect()).await?;
        }
        let licenses: BTreeSet<i64> = added.iter().map(|step| step.new.license_id).collect();
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
        for part in changed.chunks(BATCH) {
            let rows = part.iter().map(|step| searched(&step.new).into_active_model());
            replace(connection, rows.collect(), rule.clone()).await?;
        }
        for part in self.steps.chunks(BATCH) {
            let events = part.iter().map(|Step { new, changes }| {
                let event = |kind| context.importer.event(context.now, kind, None).on(new.license_id);
                let id = format!("Deployment ID: {}", new.deployment_id);
                let Some(differences) = changes else {
                    return event(Kind::DeploymentAdded).change("", &id).into_row();
                };
                let (old, after) = texts(differences);
                let (old, after) = (format!("{id}; {old}"), format!("{id}; {after}"));
                event(Kind::DeploymentChanged).change(&old, &after).into_row()
            });
            record_all(connection, events.collect()).await?;
        }
        Ok(())
    }
}

/// The row with its search text.
fn searched(new: &deployment::Model) -> deployment::Model {
    deployment::Model { text_folded: new.to_searched(), ..new.clone() }
}
