//! Writes planned licenses.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use model::Day;
use rand::rngs::StdRng;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect,
};

use super::Happening;
use super::keys::Keys;
use super::known::{Known, Stored};
use crate::db::batch::{BATCH, insert, replace};
use crate::db::entity::license::can_mean_any;
use crate::db::entity::license_key::Key;
use crate::db::entity::{license, license_assignment, product};
use crate::events::{Event, Kind, record_all};
use crate::groups::placed;
use crate::import::catalog::{Named, Organization, Product};
use crate::import::plan::Change;
use crate::import::{Context, public_id};
use crate::people::{NewOrganization, insert_organizations};

/// The writes for a file of licenses.
pub(in crate::import) struct Writes {
    pub(super) organizations: Named<Organization>,
    pub(super) products: Named<Product>,
    pub(super) licenses: Vec<Known>,
    pub(super) happenings: Vec<(usize, Happening)>,
}

impl Writes {
    /// Writes everything.
    pub async fn write(
        mut self,
        connection: &impl ConnectionTrait,
        context: Context<'_>,
        rng: &mut StdRng,
    ) -> Result<(), DbErr> {
        self.add_organizations(connection, context).await?;
        self.add_products(connection).await?;
        self.add_licenses(connection, context, rng).await?;
        self.change_licenses(connection).await?;
        self.follow(connection, context).await
    }

    /// Writes assignments and events in batches, because they take many times the memory of the plan.
    async fn follow(&self, connection: &impl ConnectionTrait, context: Context<'_>) -> Result<(), DbErr> {
        let mut left: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        for part in self.happenings.chunks(BATCH) {
            let (mut assignments, mut events) = (Vec::new(), Vec::with_capacity(part.len()));
            for (place, happening) in part {
                let known = &self.licenses[*place];
                let license_id = known.stored.ok_or_else(missing)?.id;
                let event = |kind| context.importer.event(context.now, kind, None).on(license_id);
                match happening {
                    Happening::Added => {
                        let about = self.description(known);
                        events.push(event(Kind::LicenseAdded).change("", &about).into_row());
                    }
                    Happening::Changed(changes) => {
                        let (old, new) = texts(changes);
                        events.push(event(Kind::LicenseChanged).change(&old, &new).into_row());
                    }
                    Happening::Unassigned(organization) => {
                        let organization_id = self.organizations.id(*organization)?;
                        let about = format!("Organization: {}", self.organizations.at(*organization).name);
                        // Other organizations must not see who gets the license.
                        let event =
                            Event { visible_to: Some(organization_id), ..event(Kind::LicenseChanged) };
                        events.push(event.change(&about, "").into_row());
                        left.entry(organization_id).or_default().push(license_id);
                    }
                    Happening::Assigned(organization) => {
                        let organization_id = self.organizations.id(*organization)?;
                        let about = format!("Organization: {}", self.organizations.at(*organization).name);
                        // Other organizations must not see who else has the license.
                        let event =
                            Event { visible_to: Some(organization_id), ..event(Kind::LicenseChanged) };
                        events.push(event.change("", &about).into_row());
                        assignments.push((license_id, organization_id));
                    }
                }
            }
            insert(connection, placed(connection, &assignments).await?).await?;
            record_all(connection, events).await?;
        }
        // This import assigns none of these: an organization that the file names keeps the license.
        unassign(connection, left).await
    }

    async fn add_organizations(
        &mut self,
        connection: &impl ConnectionTrait,
        context: Context<'_>,
    ) -> Result<(), DbErr> {
        let mut missing: Vec<_> = self.organizations.iter_mut().filter(|known| known.id.is_none()).collect();
        let new: Vec<_> = missing
            .iter()
            .map(|known| NewOrganization {
                name: known.name.clone(),
                kind: known.kind,
                parent: known.parent,
                named_by_itself: false,
            })
            .collect();
        let ids = insert_organizations(connection, &new, |id| {
            context.importer.event(context.now, Kind::OrganizationAdded, Some(id))
        });
        for (known, id) in missing.iter_mut().zip(ids.await?) {
            known.id = Some(id);
        }
        Ok(())
    }

    async fn add_products(&mut self, connection: &impl ConnectionTrait) -> Result<(), DbErr> {
        for known in self.products.iter_mut().filter(|known| known.id.is_none()) {
            let row = product::ActiveModel {
                maker: Set(known.maker.clone()),
                kind: Set(known.kind.name().to_owned()),
                page: Set(None),
                shown_to_partners: Set(true),
                ..product::ActiveModel::named(&known.name)
            };
            known.id = Some(row.insert(connection).await?.id);
        }
        Ok(())
    }

    /// Adds the new licenses, and keeps their numbers.
    async fn add_licenses(
        &mut self,
        connection: &impl ConnectionTrait,
        context: Context<'_>,
        rng: &mut StdRng,
    ) -> Result<(), DbErr> {
        let is_new = |place: &usize| self.licenses[*place].stored.is_none();
        let new: Vec<usize> = (0..self.licenses.len()).filter(is_new).collect();
        for part in new.chunks(BATCH) {
            let public_ids = public_id::unused(connection, rng, part.len()).await?;
            let rows: Result<Vec<_>, DbErr> = part
                .iter()
                .map(|place| &self.licenses[*place])
                .zip(public_ids)
                .map(|(known, public_id)| {
                    let row = license::ActiveModel {
                        public_id: Set(public_id),
                        user_id: Set(None),
                        note: Set(known.note.clone()),
                        note_version: Set(0),
                        created_at: Set(context.now),
                        ..license::ActiveModel::keyed(&known.key)
                    };
                    self.with_values(row, known)
                })
                .collect();
            insert(connection, rows?).await?;
            let keys: Vec<&str> = part.iter().map(|place| self.licenses[*place].key.as_str()).collect();
            let ids = license_ids(connection, &keys).await?;
            for place in part {
                let known = &mut self.licenses[*place];
                let id = ids.get(known.key.as_str()).copied().ok_or_else(missing)?;
                known.stored = Some(Stored { id, is_personal: false });
            }
        }
        Ok(())
    }

    async fn change_licenses(&self, connection: &impl ConnectionTrait) -> Result<(), DbErr> {
        let changed =
            self.happenings.iter().filter(|(_, happening)| matches!(happening, Happening::Changed(_)));
        let places: BTreeSet<usize> = changed.map(|(place, _)| *place).collect();
        let changed = places.into_iter().map(|place| &self.licenses[place]);
        let changed: BTreeMap<i64, &Known> =
            changed.filter_map(|known| Some((known.stored?.id, known))).collect();
        let ids: Vec<i64> = changed.keys().copied().collect();
        let rule = OnConflict::column(license::Column::Id)
            .update_columns([
                license::Column::ProductId,
                license::Column::LicenseType,
                license::Column::StartDate,
                license::Column::ExpirationDate,
                license::Column::Purchased,
                license::Column::OfflineUnits,
                license::Column::Overage,
                license::Column::HeartbeatPeriod,
                license::Column::ContractNumber,
                license::Column::Suspended,
                license::Column::Registered,
            ])
            .to_owned();
        for part in ids.chunks(BATCH) {
            let rows = license::Entity::find().filter(license::Column::Id.is_in(part.iter().copied()));
            let rows = rows.all(connection).await?.into_iter().filter_map(|row| {
                let known = changed.get(&row.id)?;
                Some(self.with_values(row.into_active_model(), known))
            });
            let rows: Result<Vec<_>, DbErr> = rows.collect();
            replace(connection, rows?, rule.clone()).await?;
        }
        Ok(())
    }

    fn with_values(&self, row: license::ActiveModel, known: &Known) -> Result<license::ActiveModel, DbErr> {
        let values = &known.values;
        Ok(license::ActiveModel {
            product_id: Set(self.products.id(values.product)?),
            license_type: Set(values.license_type.name().to_owned()),
            start_date: Set(values.start.date()),
            expiration_date: Set(values.expiration.map(Day::date)),
            purchased: Set(i64::from(values.purchased)),
            offline_units: Set(i64::from(values.offline)),
            overage: Set(values.overage.name().to_owned()),
            heartbeat_period: Set(Some(i64::from(values.heartbeat)).filter(|seconds| *seconds > 0)),
            contract_number: Set(values.contract.clone()),
            suspended: Set(values.suspended),
            registered: Set(values.registered),
            ..row
        })
    }

    /// The first entry in a license's history.
    fn description(&self, known: &Known) -> String {
        let values = &known.values;
        let end = values.expiration.map(|day| format!("; Expiration Date: {day}")).unwrap_or_default();
        format!(
            "Product: {}; Type: {}; Purchased: {}; Start Date: {}{end}",
            self.products.at(values.product).name,
            values.license_type.label(),
            values.purchased,
            values.start
        )
    }
}

fn missing() -> DbErr {
    DbErr::RecordNotFound("a license of the file".to_owned())
}

/// Unassigns licenses, given for each organization.
async fn unassign(connection: &impl ConnectionTrait, left: BTreeMap<i64, Vec<i64>>) -> Result<(), DbErr> {
    for (organization, licenses) in left {
        for batch in licenses.chunks(BATCH) {
            license_assignment::Entity::delete_many()
                .filter(license_assignment::Column::OrganizationId.eq(organization))
                .filter(license_assignment::Column::LicenseId.is_in(batch.iter().copied()))
                .exec(connection)
                .await?;
        }
    }
    Ok(())
}

/// The numbers of licenses by key, in any spelling.
pub(crate) async fn license_ids(
    connection: &impl ConnectionTrait,
    keys: &[&str],
) -> Result<HashMap<String, i64>, DbErr> {
    let mut known = Keys::default();
    for batch in keys.chunks(BATCH) {
        let found: Vec<(Key, i64)> = license::Entity::find()
            .filter(can_mean_any(batch))
            .order_by_asc(license::Column::Id)
            .select_only()
            .columns([license::Column::LicenseKey, license::Column::Id])
            .into_tuple()
            .all(connection)
            .await?;
        for (key, id) in found {
            known.insert(key.to_compare(), id);
        }
    }
    Ok(keys.iter().filter_map(|key| Some(((*key).to_owned(), known.get(key)?))).collect())
}

/// The old and new values as events show them.
pub(in crate::import) fn texts(changes: &[Change]) -> (String, String) {
    let join = |value: fn(&Change) -> &str| {
        let said: Vec<_> =
            changes.iter().map(|change| format!("{}: {}", change.field.label(), value(change))).collect();
        said.join("; ")
    };
    (join(|change| &change.old), join(|change| &change.new))
}
