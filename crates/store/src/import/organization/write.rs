//! Writes planned organizations.

use std::collections::HashSet;

use model::OrganizationId;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DbErr};

use super::{Assignments, Step};
use crate::db::batch::{insert, replace};
use crate::db::entity::{organization, partner_assignment};
use crate::events::{Kind, record_all};
use crate::import::Context;
use crate::import::catalog::{Named, Organization};
use crate::import::field::Field;
use crate::import::license::texts;
use crate::organizations::sales_chain;
use crate::people::{NewOrganization, insert_organizations};

/// The writes for a file of organizations.
pub(in crate::import) struct Writes {
    pub(super) organizations: Named<Organization>,
    pub(super) steps: Vec<Step>,
    /// The assignments before the import.
    pub(super) assignments: Assignments,
}

impl Writes {
    /// Writes everything.
    pub async fn write(
        mut self,
        connection: &impl ConnectionTrait,
        context: Context<'_>,
    ) -> Result<(), DbErr> {
        self.add(connection, context).await?;
        let mut events = Vec::new();
        let (mut assignments, mut resold) = (Vec::new(), Vec::new());
        for step in self.steps.iter().filter(|step| !step.changes.is_empty()) {
            let id = self.organizations.id(step.place)?;
            let has = |field| step.changes.iter().any(|change| change.field == field);
            if has(Field::Kind) || has(Field::Parent) {
                self.change(connection, step, id).await?;
            }
            if has(Field::Partner) || has(Field::Reseller) {
                let (row, has_reseller) = self.assignment(step, id)?;
                if has_reseller { resold.push(row) } else { assignments.push(row) }
            }
            let (old, new) = texts(&step.changes);
            let event = context.importer.event(context.now, Kind::OrganizationChanged, Some(id));
            events.push(event.change(&old, &new).into_row());
        }
        insert(connection, assignments).await?;
        let key = [partner_assignment::Column::CustomerId, partner_assignment::Column::PartnerId];
        let rule = OnConflict::columns(key).update_column(partner_assignment::Column::ResellerId).to_owned();
        replace(connection, resold, rule).await?;
        record_all(connection, events).await?;
        self.follow(connection, context).await
    }

    /// Assigns sub-organizations, those of this file and others, to the partners of their main organization.
    async fn follow(&self, connection: &impl ConnectionTrait, context: Context<'_>) -> Result<(), DbErr> {
        let event = |id| context.importer.event(context.now, Kind::OrganizationChanged, Some(id));
        let mut mains: HashSet<OrganizationId> =
            self.organizations.iter().filter_map(|known| known.parent).collect();
        for step in &self.steps {
            mains.extend(step.row.parent.as_deref().map(|parent| self.number(parent)).transpose()?);
        }
        for step in &self.steps {
            let id = self.organizations.id(step.place)?;
            let has = |field| step.changes.iter().any(|change| change.field == field);
            if mains.contains(&id) && (has(Field::Partner) || has(Field::Reseller)) {
                let (partner, _) = self.sold_by(step)?;
                let of = self.assignments.get(&id).map_or(&[][..], Vec::as_slice);
                let before = of.iter().find(|(one, _)| *one == partner).map(|(_, reseller)| *reseller);
                let after = sales_chain::assigned(connection, id, partner).await?;
                sales_chain::follow(connection, id, partner, (before, after), event).await?;
            }
        }
        for step in
            self.steps.iter().filter(|step| step.changes.iter().any(|change| change.field == Field::Parent))
        {
            if let Some(parent) = step.row.parent.as_deref() {
                let id = self.organizations.id(step.place)?;
                sales_chain::inherit(connection, self.number(parent)?, id, || event(id)).await?;
            }
        }
        Ok(())
    }

    async fn add(&mut self, connection: &impl ConnectionTrait, context: Context<'_>) -> Result<(), DbErr> {
        let mut missing: Vec<_> = self.organizations.iter_mut().filter(|known| known.id.is_none()).collect();
        let new: Vec<_> = missing
            .iter()
            .map(|known| NewOrganization {
                name: known.name.clone(),
                kind: known.kind,
                parent: None,
                named_by_itself: false,
            })
            .collect();
        let event = |id| context.importer.event(context.now, Kind::OrganizationAdded, Some(id));
        let ids = insert_organizations(connection, &new, event).await?;
        for (known, id) in missing.iter_mut().zip(ids) {
            known.id = Some(id);
        }
        Ok(())
    }

    async fn change(
        &self,
        connection: &impl ConnectionTrait,
        step: &Step,
        id: OrganizationId,
    ) -> Result<(), DbErr> {
        let mut row = organization::ActiveModel { id: Set(id), ..Default::default() };
        if let Some(kind) = step.row.kind {
            row.kind = Set(kind.name().to_owned());
        }
        if let Some(parent) = step.row.parent.as_deref() {
            row.parent_id = Set(Some(self.number(parent)?));
        }
        row.update(connection).await.map(|_| ())
    }

    /// The assignment that a row asks for, and whether it has a distributor's reseller.
    fn assignment(
        &self,
        step: &Step,
        customer: OrganizationId,
    ) -> Result<(partner_assignment::ActiveModel, bool), DbErr> {
        let (partner, reseller) = self.sold_by(step)?;
        let row = partner_assignment::ActiveModel {
            customer_id: Set(customer),
            partner_id: Set(partner),
            reseller_id: Set(reseller),
        };
        Ok((row, reseller.is_some()))
    }

    /// The partner that a row names, and the distributor's reseller.
    fn sold_by(&self, step: &Step) -> Result<(OrganizationId, Option<OrganizationId>), DbErr> {
        let (partner, reseller) = match (step.row.partner.as_deref(), step.row.reseller.as_deref()) {
            (Some(partner), reseller) => (partner, reseller),
            // A reseller alone is the partner.
            (None, reseller) => (reseller.unwrap_or_default(), None),
        };
        Ok((self.number(partner)?, reseller.map(|name| self.number(name)).transpose()?))
    }

    fn number(&self, name: &str) -> Result<OrganizationId, DbErr> {
        let place = self.organizations.place(name);
        self.organizations.id(place.ok_or_else(|| DbErr::RecordNotFound(name.to_owned()))?)
    }
}
