//! Sets of addresses, and the search for an address that none of them holds.
//!
//! Invariant: an answer "covered" is always right. With masks that are not contiguous the question
//! is as hard as telling whether a formula is always true, so that search has a budget, and running
//! out of it is an answer of its own.

use std::collections::BTreeMap;

use crate::domain::hba::syntax::address::{Family, Network};

/// A set of addresses as closed intervals that neither overlap nor touch.
#[derive(Debug, Clone, Default)]
pub(super) struct Ranges {
    v4: BTreeMap<u128, u128>,
    v6: BTreeMap<u128, u128>,
}

impl Ranges {
    const fn family(&self, family: Family) -> &BTreeMap<u128, u128> {
        match family {
            Family::V4 => &self.v4,
            Family::V6 => &self.v6,
        }
    }

    /// Adds every address of a contiguous network.
    pub(in crate::domain::hba) fn insert(&mut self, network: &Network) {
        let intervals = match network.family() {
            Family::V4 => &mut self.v4,
            Family::V6 => &mut self.v6,
        };
        let (mut low, mut high) = network.bounds();
        while let Some((&start, &end)) = intervals.range(..=high.saturating_add(1)).next_back() {
            if end.saturating_add(1) < low {
                break;
            }
            intervals.remove(&start);
            low = low.min(start);
            high = high.max(end);
        }
        intervals.insert(low, high);
    }

    /// The last address of the interval that holds this one.
    pub(super) fn end_of(&self, family: Family, at: u128) -> Option<u128> {
        let (_, &end) = self.family(family).range(..=at).next_back()?;
        (end >= at).then_some(end)
    }

    /// The parts of it between two addresses, as networks.
    fn networks_between(&self, family: Family, low: u128, high: u128) -> Vec<Network> {
        let intervals = self.family(family);
        let first = intervals
            .range(..=low)
            .next_back()
            .filter(|&(_, &end)| end >= low)
            .map_or(low, |(&start, _)| start);
        intervals
            .range(first..=high)
            .flat_map(|(&start, &end)| networks(family, start.max(low), end.min(high)))
            .collect()
    }
}

/// An interval as the fewest contiguous networks.
fn networks(family: Family, low: u128, high: u128) -> Vec<Network> {
    let mut found = Vec::new();
    let mut next = Some(low);
    while let Some(at) = next.filter(|at| *at <= high) {
        let mut host = at.wrapping_sub(1) & !at & family.last();
        while at | host > high {
            host >>= 1;
        }
        found.push(Network::new(family, at, !host));
        next = (at | host).checked_add(1);
    }
    found
}

/// What a search found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RangeSearch {
    /// Every address is covered.
    Covered,
    /// This address is not.
    Found(u128),
    /// The budget ran out.
    GaveUp,
}

/// Looks for an address of `network` that neither `ranges` nor `others` hold.
///
/// `budget` counts comparisons and is shared by the searches of one question.
pub(super) fn uncovered(
    network: &Network,
    ranges: &[&Ranges],
    others: &[Network],
    budget: &mut usize,
) -> RangeSearch {
    let family = network.family();
    let (low, high) = network.bounds();
    let mut covers: Vec<Network> = others
        .iter()
        .filter(|other| other.meets(network))
        .copied()
        .collect();
    if covers.iter().any(|cover| cover.covers(network)) {
        return RangeSearch::Covered;
    }
    if network.is_contiguous() && covers.is_empty() {
        return sweep(family, low, high, ranges);
    }
    if sweep(family, low, high, ranges) == RangeSearch::Covered {
        return RangeSearch::Covered;
    }
    covers.extend(
        ranges
            .iter()
            .flat_map(|set| set.networks_between(family, low, high)),
    );
    dig(network, &covers, budget)
}

fn sweep(family: Family, low: u128, high: u128, ranges: &[&Ranges]) -> RangeSearch {
    let mut at = low;
    loop {
        let reach = ranges.iter().filter_map(|set| set.end_of(family, at)).max();
        match reach {
            None => return RangeSearch::Found(at),
            Some(end) if end >= high => return RangeSearch::Covered,
            Some(end) => at = end.saturating_add(1),
        }
    }
}

/// Splits the network along bits that its covers look at. At most one level for each bit.
fn dig(network: &Network, covers: &[Network], budget: &mut usize) -> RangeSearch {
    if let Some(left) = budget.checked_sub(covers.len().saturating_add(1)) {
        *budget = left;
    } else {
        *budget = 0;
        return RangeSearch::GaveUp;
    }
    let met: Vec<Network> = covers
        .iter()
        .filter(|cover| cover.meets(network))
        .copied()
        .collect();
    if met.is_empty() {
        return RangeSearch::Found(network.bounds().0);
    }
    if met.iter().any(|cover| cover.covers(network)) {
        return RangeSearch::Covered;
    }
    let looked_at = met.iter().fold(0, |bits, cover| bits | cover.mask());
    let Some((lower, upper)) = network.split(looked_at) else {
        return RangeSearch::Covered;
    };
    match dig(&lower, &met, budget) {
        RangeSearch::Covered => dig(&upper, &met, budget),
        open @ (RangeSearch::Found(_) | RangeSearch::GaveUp) => open,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Networks that differ in the low six bits only, so that all addresses can be tried.
    fn small() -> impl Strategy<Value = Network> {
        (0_u128..64, 0_u128..64)
            .prop_map(|(value, mask)| Network::new(Family::V4, value, mask | 0xffff_ffc0))
    }

    fn small_contiguous() -> impl Strategy<Value = Network> {
        (0_u128..64, 0_u32..=6)
            .prop_map(|(value, free)| Network::new(Family::V4, value, 0xffff_ffff << free))
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 4000,
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        #[test]
        fn an_uncovered_address_is_found_exactly_when_there_is_one(
            network in prop_oneof![small(), small_contiguous()],
            intervals in prop::collection::vec(small_contiguous(), 0..6),
            others in prop::collection::vec(small(), 0..5),
        ) {
            let mut ranges = Ranges::default();
            for interval in &intervals {
                ranges.insert(interval);
            }
            let free = |at: u128| {
                network.holds(at)
                    && !intervals.iter().chain(&others).any(|cover| cover.holds(at))
            };
            match uncovered(&network, &[&ranges], &others, &mut 100_000) {
                RangeSearch::Found(at) => prop_assert!(free(at)),
                RangeSearch::Covered => prop_assert!(!(0..64).any(free)),
                RangeSearch::GaveUp => prop_assert!(false, "gave up"),
            }
        }
    }

    #[test]
    fn the_ends_of_a_family_are_no_trap() {
        let mut ranges = Ranges::default();
        let [low, high] = [0, 1 << 127].map(|half| Network::new(Family::V6, half, 1 << 127));
        ranges.insert(&high);
        let whole = Network::whole(Family::V6);
        let searched = |ranges: &Ranges| uncovered(&whole, &[ranges], &[], &mut 1000);
        assert_eq!(searched(&ranges), RangeSearch::Found(0));
        ranges.insert(&low);
        assert_eq!(ranges.end_of(Family::V6, 0), Some(u128::MAX));
        assert_eq!(searched(&ranges), RangeSearch::Covered);
        assert_eq!(networks(Family::V6, 0, u128::MAX), [whole]);
        assert_eq!(networks(Family::V4, 1, 2).len(), 2);
    }

    #[test]
    fn a_hard_question_ends_without_an_answer() {
        let others: Vec<Network> = (0..32)
            .flat_map(|bit| (0..bit).map(move |other| (1_u128 << bit) | (1 << other)))
            .map(|mask| Network::new(Family::V4, mask & (mask - 1), mask))
            .collect();
        let odd = Network::new(Family::V4, 0, 0);
        let answer = uncovered(&odd, &[], &others, &mut 10);
        assert_eq!(answer, RangeSearch::GaveUp);
    }
}
