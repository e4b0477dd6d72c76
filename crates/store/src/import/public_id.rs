//! Public IDs of licenses: short, stable, safe to show and to read aloud.

use std::collections::HashSet;

use rand::RngExt as _;
use rand::rngs::StdRng;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use crate::db::batch::BATCH;
use crate::db::entity::license;

/// Crockford's base 32: no letter that could be mistaken for a digit or another letter.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A string of `count` random characters of base 32.
pub(crate) fn signs(rng: &mut StdRng, count: usize) -> String {
    (0..count).map(|_| char::from(ALPHABET[rng.random_range(0..ALPHABET.len())])).collect()
}

/// A new license key, five groups of five characters: 125 random bits.
pub(crate) fn license_key(rng: &mut StdRng) -> String {
    let groups: Vec<String> = (0..5).map(|_| signs(rng, 5)).collect();
    groups.join("-")
}

/// A new public ID such as `L-7K2M-9QXR`: 40 random bits.
fn public_id(rng: &mut StdRng) -> String {
    format!("L-{}-{}", signs(rng, 4), signs(rng, 4))
}

/// `count` new public IDs that no license has yet.
pub(crate) async fn unused(
    connection: &impl ConnectionTrait,
    rng: &mut StdRng,
    count: usize,
) -> Result<Vec<String>, DbErr> {
    let mut ids = Vec::with_capacity(count);
    let mut given = HashSet::with_capacity(count);
    while ids.len() < count {
        let missing = (count - ids.len()).min(BATCH);
        let proposed: Vec<String> = (0..missing).map(|_| public_id(rng)).collect();
        let taken: HashSet<String> = license::Entity::find()
            .filter(license::Column::PublicId.is_in(&proposed))
            .select_only()
            .column(license::Column::PublicId)
            .into_tuple()
            .all(connection)
            .await?
            .into_iter()
            .collect();
        ids.extend(proposed.into_iter().filter(|id| !taken.contains(id) && given.insert(id.clone())));
    }
    Ok(ids)
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;

    use super::*;

    #[test]
    fn a_public_id_can_be_read_out() {
        let mut rng = StdRng::from_seed([7; 32]);
        let id = public_id(&mut rng);
        assert_eq!((id.len(), &id[..2], &id[6..7]), (11, "L-", "-"));
        assert!(!id[2..].contains(['I', 'L', 'O', 'U']), "{id}");
        assert_ne!(id, public_id(&mut rng));
    }
}
