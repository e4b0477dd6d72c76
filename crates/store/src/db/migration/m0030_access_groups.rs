//! Access groups, permission sets, pools and tags. Everybody sees what they saw before: their home is the root of their
//! organization's tree, and each license lies in the pool of its product, at the root.
//!
//! Like all migrations it runs in one transaction: a server that is killed leaves nothing of it, and the next one starts anew.

use sea_orm::{DbErr, DeriveMigrationName};
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

use super::execute;

#[derive(DeriveMigrationName)]
pub struct Migration;

const GROUPS: &[&str] = &[
    "CREATE TABLE access_groups (
        id {id},
        organization_id bigint NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
        parent_id bigint,
        name text NOT NULL,
        name_folded text NOT NULL,
        version integer NOT NULL DEFAULT 0,
        CHECK (parent_id <> id),
        UNIQUE (id, organization_id),
        UNIQUE (organization_id, parent_id, name_folded),
        FOREIGN KEY (parent_id, organization_id) REFERENCES access_groups (id, organization_id)
    )",
    "CREATE UNIQUE INDEX access_groups_one_root ON access_groups (organization_id) WHERE parent_id IS NULL",
    "CREATE INDEX access_groups_by_parent ON access_groups (parent_id, organization_id)",
    "CREATE TABLE access_group_paths (
        ancestor_id bigint NOT NULL REFERENCES access_groups (id) ON DELETE CASCADE,
        descendant_id bigint NOT NULL REFERENCES access_groups (id) ON DELETE CASCADE,
        depth integer NOT NULL CHECK (depth >= 0),
        PRIMARY KEY (ancestor_id, descendant_id)
    )",
    "CREATE INDEX access_group_paths_up ON access_group_paths (descendant_id, ancestor_id)",
    "INSERT INTO access_groups (organization_id, name, name_folded)
        SELECT id, 'All', 'all' FROM organizations ORDER BY id",
    "INSERT INTO access_group_paths (ancestor_id, descendant_id, depth) SELECT id, id, 0 FROM access_groups",
];

const HOMES: &[&str] = &[
    "ALTER TABLE memberships RENAME TO memberships_before",
    "CREATE TABLE memberships (
        user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        organization_id bigint NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
        role_id bigint NOT NULL REFERENCES roles (id),
        created_at bigint NOT NULL,
        home_group_id bigint NOT NULL,
        PRIMARY KEY (user_id, organization_id),
        FOREIGN KEY (home_group_id, organization_id) REFERENCES access_groups (id, organization_id)
    )",
    "INSERT INTO memberships (user_id, organization_id, role_id, created_at, home_group_id)
        SELECT old.user_id, old.organization_id, old.role_id, old.created_at, access_groups.id
        FROM memberships_before old
        JOIN access_groups ON access_groups.organization_id = old.organization_id",
    "DROP TABLE memberships_before",
    "CREATE INDEX memberships_by_organization ON memberships (organization_id)",
    "CREATE INDEX memberships_by_role ON memberships (role_id)",
    "CREATE INDEX memberships_by_home ON memberships (home_group_id, organization_id)",
    // Without one, the invited person's home is the root.
    "ALTER TABLE invitations ADD COLUMN home_group_id bigint REFERENCES access_groups (id)",
    "CREATE INDEX invitations_by_home ON invitations (home_group_id)",
];

const SETS: &[&str] = &[
    "CREATE TABLE permission_sets (
        id {id},
        organization_id bigint NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
        name text NOT NULL,
        name_folded text NOT NULL,
        version integer NOT NULL DEFAULT 0,
        UNIQUE (id, organization_id),
        UNIQUE (organization_id, name_folded)
    )",
    "CREATE TABLE permission_set_entries (
        organization_id bigint NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
        set_id bigint NOT NULL,
        group_id bigint NOT NULL,
        object text NOT NULL CHECK (object IN ('licenses', 'computers')),
        level text NOT NULL CHECK (level IN ('view-only', 'use', 'full-access')),
        PRIMARY KEY (organization_id, set_id, group_id, object),
        FOREIGN KEY (set_id, organization_id) REFERENCES permission_sets (id, organization_id) ON DELETE CASCADE,
        FOREIGN KEY (group_id, organization_id) REFERENCES access_groups (id, organization_id)
    )",
    "CREATE INDEX permission_set_entries_by_group ON permission_set_entries (organization_id, group_id)",
    // Whoever leaves the organization leaves its sets.
    "CREATE TABLE permission_set_members (
        organization_id bigint NOT NULL,
        set_id bigint NOT NULL,
        user_id bigint NOT NULL,
        PRIMARY KEY (organization_id, set_id, user_id),
        FOREIGN KEY (set_id, organization_id) REFERENCES permission_sets (id, organization_id) ON DELETE CASCADE,
        FOREIGN KEY (user_id, organization_id) REFERENCES memberships (user_id, organization_id) ON DELETE CASCADE
    )",
    "CREATE INDEX permission_set_members_by_user ON permission_set_members (organization_id, user_id)",
];

const POOLS: &[&str] = &[
    // Pools without a product, of which there can be several, were made by hand.
    "CREATE TABLE pools (
        id {id},
        organization_id bigint NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
        group_id bigint NOT NULL,
        product_id bigint REFERENCES products (id) ON DELETE SET NULL,
        name text NOT NULL,
        name_folded text NOT NULL,
        version integer NOT NULL DEFAULT 0,
        UNIQUE (id, organization_id),
        UNIQUE (organization_id, product_id),
        FOREIGN KEY (group_id, organization_id) REFERENCES access_groups (id, organization_id)
    )",
    "CREATE INDEX pools_by_group ON pools (group_id, organization_id)",
    "CREATE INDEX pools_by_product ON pools (product_id)",
    "INSERT INTO pools (organization_id, group_id, product_id, name, name_folded)
        SELECT held.organization_id, access_groups.id, products.id, products.name, products.name_folded
        FROM (SELECT DISTINCT license_assignments.organization_id, licenses.product_id
            FROM license_assignments JOIN licenses ON licenses.id = license_assignments.license_id) held
        JOIN access_groups ON access_groups.organization_id = held.organization_id
        JOIN products ON products.id = held.product_id
        ORDER BY held.organization_id, products.id",
    "ALTER TABLE license_assignments RENAME TO license_assignments_before",
    "CREATE TABLE license_assignments (
        license_id bigint NOT NULL REFERENCES licenses (id) ON DELETE CASCADE,
        organization_id bigint NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
        pool_id bigint NOT NULL,
        PRIMARY KEY (license_id, organization_id),
        FOREIGN KEY (pool_id, organization_id) REFERENCES pools (id, organization_id)
    )",
    "INSERT INTO license_assignments (license_id, organization_id, pool_id)
        SELECT old.license_id, old.organization_id, pools.id
        FROM license_assignments_before old
        JOIN licenses ON licenses.id = old.license_id
        JOIN pools ON pools.organization_id = old.organization_id AND pools.product_id = licenses.product_id",
    "DROP TABLE license_assignments_before",
    "CREATE INDEX license_assignments_by_organization ON license_assignments (organization_id, license_id)",
    "CREATE INDEX license_assignments_by_pool ON license_assignments (organization_id, pool_id, license_id)",
    "ALTER TABLE licenses ADD COLUMN owner_name text NOT NULL DEFAULT ''",
    "ALTER TABLE licenses ADD COLUMN contact text NOT NULL DEFAULT ''",
    "ALTER TABLE licenses ADD COLUMN mailboxes bigint CHECK (mailboxes BETWEEN 0 AND 4294967295)",
    "ALTER TABLE licenses ADD COLUMN gateway_users bigint CHECK (gateway_users BETWEEN 0 AND 4294967295)",
    "ALTER TABLE licenses ADD COLUMN connections bigint CHECK (connections BETWEEN 0 AND 4294967295)",
];

const TAGS: &[&str] = &[
    "CREATE TABLE tags (
        id {id},
        organization_id bigint NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
        name text NOT NULL,
        name_folded text NOT NULL,
        UNIQUE (id, organization_id),
        UNIQUE (organization_id, name_folded)
    )",
    "CREATE TABLE pool_tags (
        organization_id bigint NOT NULL,
        pool_id bigint NOT NULL,
        tag_id bigint NOT NULL,
        PRIMARY KEY (organization_id, pool_id, tag_id),
        FOREIGN KEY (pool_id, organization_id) REFERENCES pools (id, organization_id) ON DELETE CASCADE,
        FOREIGN KEY (tag_id, organization_id) REFERENCES tags (id, organization_id) ON DELETE CASCADE
    )",
    "CREATE INDEX pool_tags_by_tag ON pool_tags (organization_id, tag_id)",
    // A license that leaves the organization leaves its tags there.
    "CREATE TABLE license_tags (
        organization_id bigint NOT NULL,
        license_id bigint NOT NULL,
        tag_id bigint NOT NULL,
        PRIMARY KEY (organization_id, license_id, tag_id),
        FOREIGN KEY (license_id, organization_id)
            REFERENCES license_assignments (license_id, organization_id) ON DELETE CASCADE,
        FOREIGN KEY (tag_id, organization_id) REFERENCES tags (id, organization_id) ON DELETE CASCADE
    )",
    "CREATE INDEX license_tags_by_tag ON license_tags (organization_id, tag_id)",
];

#[async_trait::async_trait]
#[expect(elided_lifetimes_in_paths, reason = "the trait's signature has no lifetime to name")]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statements in [GROUPS, HOMES, SETS, POOLS, TAGS] {
            execute(manager, statements).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use model::{Action, Target};
    use sea_orm::{ConnectionTrait, Database, EntityTrait};
    use sea_orm_migration::MigratorTrait;

    use crate::Db;
    use crate::db::entity::{
        access_group, access_group_path, invitation, license_assignment, membership, pool,
    };
    use crate::db::migration::Migrator;
    use crate::licenses::report::{self, Of};
    use crate::sign_in::session;
    use crate::testing::{ClosedDb, NOW, both_databases};

    const BEFORE: &[&str] = &[
        "INSERT INTO organizations (name, kind, parent_id, created_at, name_folded, name_alike, name_shape) VALUES
            ('Acme', 'customer', NULL, 0, 'acme', 'a', 'a'), ('Acme North', 'customer', 1, 0, 'acme north', 'b', 'b'),
            ('Empty', 'customer', NULL, 0, 'empty', 'c', 'c')",
        "INSERT INTO roles (organization_id, name, description, name_alike, name_shape) VALUES
            (1, 'Viewer', '', 'v', 'v'), (1, 'Manager', '', 'm', 'm'), (2, 'Viewer', '', 'v', 'v'), (3, 'Viewer', '', 'v', 'v')",
        "INSERT INTO role_levels (role_id, object, level) VALUES (1, 'license-management', 'view-only'),
            (2, 'license-management', 'full-access'), (2, 'license-management-sub-organizations', 'full-access'),
            (3, 'license-management', 'full-access'), (4, 'license-management', 'full-access')",
        "INSERT INTO users (email, name, created_at) VALUES ('a@example.org', 'A', 0), ('b@example.org', 'B', 0),
            ('c@example.org', 'C', 0), ('d@example.org', 'D', 0)",
        "INSERT INTO memberships (user_id, organization_id, role_id, created_at) VALUES
            (1, 1, 1, 5), (2, 1, 2, 6), (3, 2, 3, 7), (4, 3, 4, 8), (1, 3, 4, 9)",
        "INSERT INTO invitations (organization_id, email, role_id, token_hash, created_at, expires_at) VALUES
            (1, 'new@example.org', 1, 'hash', 0, 1)",
        "INSERT INTO products (name, maker, kind, shown_to_partners, name_folded, name_alike, name_shape) VALUES
            ('Scanner', '', 'on-premises', true, 'scanner', 's', 's'), ('Cloud', '', 'cloud', true, 'cloud', 'c', 'c'),
            ('Unsold', '', 'cloud', true, 'unsold', 'u', 'u')",
    ];

    /// The product of each license, and the organizations that have it.
    const LICENSES: [(i64, &[i64]); 6] = [(1, &[1]), (1, &[2]), (2, &[1]), (1, &[1, 2]), (2, &[]), (2, &[2])];
    /// Each member with the licenses that they saw.
    const SEEN: [(i64, i64, &[i64]); 5] =
        [(1, 1, &[1, 4]), (2, 1, &[1, 2, 3, 4, 6]), (3, 2, &[2, 4, 6]), (4, 3, &[]), (1, 3, &[])];

    #[both_databases]
    async fn people_of_a_database_from_before_see_what_they_saw(empty: ClosedDb) {
        let before = Database::connect(format!("{}?mode=rwc", empty.url)).await.unwrap();
        let place =
            Migrator::migrations().iter().position(|one| one.name() == "m0030_access_groups").unwrap();
        Migrator::up(&before, Some(u32::try_from(place).unwrap())).await.unwrap();
        for sql in BEFORE {
            before.execute_unprepared(sql).await.unwrap();
        }
        for (number, (product, organizations)) in (1..).zip(LICENSES) {
            let license = format!(
                "INSERT INTO licenses (public_id, license_key, key_folded, product_id, license_type, start_date, purchased,
                        offline_units, note, note_version, suspended, registered, created_at)
                    VALUES ('L-{number}', 'K-{number}', 'k{number}', {product}, 'purchased', '2026-01-01', 10, 0, '', 0, false,
                        true, 0)"
            );
            before.execute_unprepared(&license).await.unwrap();
            for organization in organizations {
                let assigned = format!("INSERT INTO license_assignments VALUES ({number}, {organization})");
                before.execute_unprepared(&assigned).await.unwrap();
            }
        }
        before.close().await.unwrap();
        let db = &Db::open(&empty.url).await.unwrap();

        let groups = access_group::Entity::find().all(db.connection()).await.unwrap();
        let roots: BTreeMap<i64, i64> = groups.iter().map(|row| (row.organization_id, row.id)).collect();
        assert_eq!(roots.keys().copied().collect::<Vec<_>>(), [1, 2, 3]);
        assert!(groups.iter().all(|row| row.parent_id.is_none() && row.name == "All"), "{groups:?}");
        let paths = access_group_path::Entity::find().all(db.connection()).await.unwrap();
        assert_eq!(paths.len(), 3);
        let members = membership::Entity::find().all(db.connection()).await.unwrap();
        assert_eq!(members.len(), SEEN.len());
        assert!(members.iter().all(|row| row.home_group_id == roots[&row.organization_id]), "{members:?}");
        assert!(members.iter().any(|row| (row.user_id, row.organization_id, row.created_at) == (1, 3, 9)));
        let invitations = invitation::Entity::find().all(db.connection()).await.unwrap();
        assert_eq!(invitations.iter().map(|row| row.home_group_id).collect::<Vec<_>>(), [None]);

        let pools = pool::Entity::find().all(db.connection()).await.unwrap();
        let mut made: Vec<_> = pools
            .iter()
            .map(|row| (row.organization_id, row.product_id.unwrap(), row.name.as_str()))
            .collect();
        made.sort_unstable();
        assert_eq!(made, [(1, 1, "Scanner"), (1, 2, "Cloud"), (2, 1, "Scanner"), (2, 2, "Cloud")]);
        assert!(pools.iter().all(|row| row.group_id == roots[&row.organization_id]), "{pools:?}");
        let pools: BTreeMap<i64, _> = pools.into_iter().map(|row| (row.id, row)).collect();
        let assigned = license_assignment::Entity::find().all(db.connection()).await.unwrap();
        let mut kept: Vec<_> = assigned.iter().map(|row| (row.license_id, row.organization_id)).collect();
        kept.sort_unstable();
        assert_eq!(kept, [(1, 1), (2, 2), (3, 1), (4, 1), (4, 2), (6, 2)]);
        for row in &assigned {
            let pool = &pools[&row.pool_id];
            let product = LICENSES[usize::try_from(row.license_id - 1).unwrap()].0;
            assert_eq!((pool.organization_id, pool.product_id), (row.organization_id, Some(product)));
        }

        for (user, organization, expected) in SEEN {
            let person = session::actor(db, user, Some(organization)).await.unwrap();
            assert!(person.is_at_all());
            let permit = person.permit(Action::ListLicenses, Target::MyOrganization).unwrap();
            let mut listed = report::open(db, &permit, Of::Everything, NOW).await.unwrap().rows.license;
            listed.sort_unstable();
            assert_eq!(listed, expected, "{user} in {organization}");
        }
    }
}
