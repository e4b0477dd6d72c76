//! Shares of a whole, in whole percent.

/// The share of each part in percent. Parts that make up the whole add up to 100: each is rounded down, and those that lost
/// the most by it get one more (the largest remainder method). Parts that overlap add up to more than the whole, and each is
/// rounded by itself.
pub fn shares(parts: &[u64], whole: u64) -> Vec<u64> {
    if whole == 0 {
        return vec![0; parts.len()];
    }
    let hundredfold = |part: u64| u128::from(part) * 100;
    let of = u128::from(whole);
    let percent = |value: u128| u64::try_from(value).unwrap_or(u64::MAX);
    let sum: u128 = parts.iter().map(|part| u128::from(*part)).sum();
    if sum != of {
        return parts.iter().map(|part| percent((hundredfold(*part) + of / 2) / of)).collect();
    }
    let mut shares: Vec<u64> = parts.iter().map(|part| percent(hundredfold(*part) / of)).collect();
    let missing = 100_u64.saturating_sub(shares.iter().sum());
    let mut by_loss: Vec<usize> = (0..parts.len()).collect();
    by_loss.sort_by_key(|at| std::cmp::Reverse(hundredfold(parts[*at]) % of));
    for (at, _) in by_loss.into_iter().zip(0..missing) {
        shares[at] += 1;
    }
    shares
}

/// A share as "12%". Uses "< 1%" instead of a false 0, and "> 99%" instead of a false 100.
pub fn share_text(percent: u64, part: u64, whole: u64) -> String {
    match percent {
        0 if part > 0 => String::from("< 1%"),
        100 if part < whole => String::from("> 99%"),
        _ if whole == 0 => String::new(),
        percent => [&percent.to_string(), "%"].concat(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(parts: &[u64], whole: u64) -> Vec<String> {
        let shares = shares(parts, whole);
        shares.iter().zip(parts).map(|(share, part)| share_text(*share, *part, whole)).collect()
    }

    #[test]
    fn what_is_there_is_not_nought_and_what_is_not_all_is_not_a_hundred() {
        assert_eq!(texts(&[1, 1, 1], 3), ["34%", "33%", "33%"]);
        // Rounded separately, they would add up to 101%.
        assert_eq!(texts(&[335, 335, 330], 1_000), ["34%", "33%", "33%"]);
        assert_eq!(texts(&[1, 0, 99_999], 100_000), ["< 1%", "0%", "> 99%"]);
        assert_eq!(texts(&[0, 10], 10), ["0%", "100%"]);
        assert_eq!(texts(&[0, 0], 0), ["", ""]);
        assert_eq!(texts(&[], 0), [""; 0]);
        // Two resellers sold the same six of ten licenses.
        assert_eq!(texts(&[6, 6, 4], 10), ["60%", "60%", "40%"]);
    }

    proptest! {
        #[test]
        fn parts_of_a_whole_add_up_to_a_hundred(parts in prop::collection::vec(0..=u64::MAX >> 8, 1..60)) {
            let whole: u64 = parts.iter().sum();
            let shares = shares(&parts, whole);
            prop_assert_eq!(shares.iter().sum::<u64>(), if whole == 0 { 0 } else { 100 });
            for (share, part) in shares.iter().zip(&parts) {
                // No share is off by a whole percent, and a larger part never has a smaller share.
                let exact = u128::from(*part) * 100;
                let (low, high) = (u128::from(*share) * u128::from(whole), u128::from(share + 1) * u128::from(whole));
                prop_assert!(exact < high && low < exact + u128::from(whole), "{} of {}: {}", part, whole, share);
                for (other, other_part) in shares.iter().zip(&parts) {
                    prop_assert!(part >= other_part || share <= other);
                }
            }
        }

        #[test]
        fn parts_that_overlap_are_rounded_by_themselves(parts in prop::collection::vec(0..1_000_u64, 0..9)) {
            let whole = parts.iter().max().copied().unwrap_or(0);
            prop_assume!(parts.iter().sum::<u64>() != whole);
            for (share, part) in shares(&parts, whole).into_iter().zip(parts) {
                prop_assert_eq!(share, (part * 100 + whole / 2) / whole);
            }
        }
    }
}
