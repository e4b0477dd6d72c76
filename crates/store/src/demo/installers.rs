//! The demo's installers: files of made-up bytes. Only their dates differ from run to run.

use std::convert::Infallible;

use futures::stream;
use model::installer::Details;
use model::{Action, Actor, Day, Refused, Target};
use rand::rngs::StdRng;
use rand::{Rng as _, RngExt as _, SeedableRng as _};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use tokio_util::bytes::Bytes;

use super::people::EMAILS;
use super::words::{FIRST_CLOUD, INSTALLERS, PRODUCTS, WITHOUT_INSTALLERS};
use crate::Db;
use crate::db::entity::{product, user};
use crate::licenses::files::Files;
use crate::licenses::installer::{AddError, Adding, add};
use crate::sign_in::session;

/// The seed for the installers' bytes.
const SEED: u64 = 0x696e_7374_616c_6c73;
/// An installer has at most this many bytes.
const LARGEST: usize = 48 << 10;

/// Adds installers to the demo's on-premises products, as its vendor's Super Admin would, and returns how many. `now` in
/// milliseconds since the Unix epoch.
pub async fn create(db: &Db, files: &Files, now: i64) -> Result<usize, AddError> {
    let permit = vendor(db).await?.permit(Action::ManageInstallers, Target::Installation)?;
    let mut rng = StdRng::seed_from_u64(SEED);
    let mut made = 0;
    for (place, described) in PRODUCTS[..FIRST_CLOUD].iter().enumerate() {
        if place == WITHOUT_INSTALLERS {
            continue;
        }
        let found = product::Entity::find().filter(product::Column::Name.eq(described.name));
        let product = found.one(db.connection()).await?.ok_or(Refused)?.id;
        for (version, days_ago, platform, end) in INSTALLERS {
            let details = Details {
                version: version.to_owned(),
                platform: platform.to_owned(),
                architecture: Some("x86-64".to_owned()),
                released: Day::of_instant(now).plus(-days_ago),
                file_name: format!("{}-{version}-x64.{end}", described.page),
                sha256: None,
            };
            let mut bytes = vec![0; rng.random_range(LARGEST / 8..LARGEST)];
            rng.fill_bytes(&mut bytes);
            let bytes = stream::iter([Ok::<_, Infallible>(Bytes::from(bytes))]);
            let adding = Adding { product, details, limit: LARGEST as u64, random: rng.random(), now };
            add(db, files, &permit, adding, bytes).await?;
            made += 1;
        }
    }
    Ok(made)
}

/// The vendor's Super Admin.
async fn vendor(db: &Db) -> Result<Actor, DbErr> {
    let found = user::Entity::find().filter(user::Column::Email.eq(EMAILS[0])).one(db.connection()).await?;
    let found = found.ok_or_else(|| DbErr::RecordNotFound(EMAILS[0].to_owned()))?;
    let organizations = session::organizations(db, found.id).await?;
    session::actor(db, found.id, organizations.first().map(|(id, _)| *id)).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::entity::installer;
    use crate::demo::{Options, create as create_demo};
    use crate::testing::{NOW, TODAY, databases};

    #[tokio::test]
    async fn the_demo_has_the_same_installers_every_time() {
        let mut all = Vec::new();
        for database in databases().await {
            let options = Options { licenses: 0, today: TODAY, now: NOW, password_hash: "hash".into() };
            create_demo(&database.db, &options).await.unwrap();
            let files = Files::in_memory();
            let made = create(&database.db, &files, NOW).await.unwrap();
            let rows = installer::Entity::find().all(database.db.connection()).await.unwrap();
            assert_eq!((made, rows.len(), files.count().await), (28, 28, 28), "{}", database.name);
            let mut mine: Vec<_> = rows.into_iter().map(|row| (row.file_name, row.sha256)).collect();
            mine.sort();
            all.push(mine);
        }
        assert!(all.windows(2).all(|pair| pair[0] == pair[1]));
    }
}
