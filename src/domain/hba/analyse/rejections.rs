//! Which records turn away some of the connections that a later record matches.
//!
//! Invariant: none that surely does is left out. How it stays quick with many records: they are
//! looked up by the users and the addresses they match, and no more are looked for than are told.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::coverage::{Prepared, prepared};
use crate::domain::hba::evaluate::connection::{Knowledge, Replication};
use crate::domain::hba::evaluate::effect::RecordEffect;
use crate::domain::hba::evaluate::matching::{PreparedRule, Transport};
use crate::domain::hba::evaluate::name_match::NameMatch;
use crate::domain::hba::syntax::address::{Family, Network};

/// How many rejecting records a gap lists.
pub(super) const MOST_EXCEPTIONS: usize = 50;

/// With more records than this inside a network, they are tried in their order: some will do soon.
const FEW: usize = 200;

/// The records that surely turn plaintext away, found by the users they match.
pub(super) struct Rejections<'a> {
    records: Vec<(usize, Prepared<'a>)>,
    /// All places.
    all: Places,
    /// Those of records that match more than names.
    general: Places,
    /// The others by name.
    named: HashMap<&'a str, Vec<usize>>,
}

impl<'a> Rejections<'a> {
    pub(in crate::domain::hba) fn new(rules: &'a [PreparedRule], knowledge: &Knowledge) -> Self {
        let mut found = Self {
            records: Vec::new(),
            all: Places::default(),
            general: Places::default(),
            named: HashMap::new(),
        };
        for (index, record) in prepared(rules, knowledge).into_iter().enumerate() {
            let rejects = matches!(record.rule.effect, RecordEffect::Reject { .. });
            let speaks = record.rule.speaks_of(Transport::Plaintext) == NameMatch::Yes;
            let Some(networks) = record.networks.as_ref().filter(|_| rejects && speaks) else {
                continue;
            };
            let place = found.records.len();
            found.all.add(place, networks);
            match record.rule.users.only_names() {
                Some(names) => {
                    for name in names {
                        found.named.entry(name).or_default().push(place);
                    }
                }
                None => found.general.add(place, networks),
            }
            found.records.push((index, record));
        }
        found
    }

    /// Those before a record that match connections it matches too, in order; one more than
    /// are listed at most.
    pub(in crate::domain::hba) fn before(
        &self,
        index: usize,
        rule: &PreparedRule,
        replication: Replication,
        knowledge: &Knowledge,
    ) -> Vec<usize> {
        let memberships = knowledge.memberships.as_ref();
        let networks = rule.networks(knowledge);
        let meets = |record: &Prepared<'_>| {
            let near = match (&record.networks, &networks) {
                (Some(own), Some(asked)) => own
                    .iter()
                    .any(|own| asked.iter().any(|asked| asked.meets(own))),
                (Some(_), None) => true,
                (None, _) => false,
            };
            near && record.rule.users.meets(&rule.users, memberships)
                && record
                    .rule
                    .databases
                    .meets(&rule.databases, replication, memberships)
        };
        let mut places: Vec<usize> = match rule.users.only_names() {
            Some(names) => {
                let named = names.iter().filter_map(|name| self.named.get(name));
                let mut places = self.general.near(networks.as_deref());
                places.extend(named.flatten());
                places
            }
            None => self.all.near(networks.as_deref()),
        };
        places.sort_unstable();
        places.dedup();
        places
            .into_iter()
            .filter_map(|place| self.records.get(place))
            .take_while(|(before, _)| *before < index)
            .filter(|(_, record)| meets(record))
            .map(|(before, _)| *before)
            .take(MOST_EXCEPTIONS.saturating_add(1))
            .collect()
    }
}

/// Places of records, found by their networks.
#[derive(Default)]
struct Places {
    every: Vec<usize>,
    /// By the lowest address of a network: its highest address, and the place.
    networks: BTreeMap<(Family, u128), Vec<(u128, usize)>>,
    /// The masks of the networks that are contiguous.
    masks: BTreeSet<(Family, u128)>,
    /// Those with a network that is not.
    odd: Vec<usize>,
}

impl Places {
    fn add(&mut self, place: usize, networks: &[Network]) {
        self.every.push(place);
        if !networks.iter().all(Network::is_contiguous) {
            self.odd.push(place);
            return;
        }
        for network in networks {
            let (low, high) = network.bounds();
            let family = network.family();
            self.masks.insert((family, network.mask()));
            let same = self.networks.entry((family, low)).or_default();
            same.push((high, place));
        }
    }

    /// Those that may meet one of the networks, and maybe others; every place for an address that
    /// cannot be told.
    fn near(&self, asked: Option<&[Network]>) -> Vec<usize> {
        let Some(asked) = asked else {
            return self.every.clone();
        };
        let mut found = self.odd.clone();
        for network in asked {
            let family = network.family();
            let (low, high) = network.bounds();
            let inside = self.networks.range((family, low)..=(family, high));
            let start = found.len();
            for (_, place) in inside.flat_map(|(_, networks)| networks) {
                if found.len().saturating_sub(start) >= FEW {
                    return self.every.clone();
                }
                found.push(*place);
            }
            // What holds the network begins where the network does under a shorter mask.
            for (_, mask) in self.masks.range((family, 0)..=(family, u128::MAX)) {
                let begin = low & mask;
                if begin < low
                    && let Some(networks) = self.networks.get(&(family, begin))
                {
                    let holding = networks.iter().filter(|(end, _)| *end >= low);
                    found.extend(holding.map(|(_, place)| *place));
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::hba::analyse::exposure::exposure;
    use crate::domain::hba::sample::records;

    /// The ways to look them up give what trying each one does.
    #[test]
    fn many_records_are_found_as_few_are() {
        let mut lines: Vec<String> = (0..300)
            .map(|n| format!("host all all 10.0.{}.{}/32 reject", n / 250, n % 250))
            .collect();
        lines.push("host all all 10.0.0.0/16 reject".to_owned());
        lines.push("host all app 10.0.0.7 reject".to_owned());
        let after = [
            ("host all app 10.0.0.7/32 md5", 3, false),
            ("host all all 10.0.0.8/31 md5", 3, false),
            ("host all all 10.0.0.0/16 md5", MOST_EXCEPTIONS, true),
            ("host all all 11.0.0.0/16 md5", 0, false),
            ("host all all db.example md5", MOST_EXCEPTIONS, true),
        ];
        for (line, count, more) in after {
            let all: Vec<&str> = lines.iter().map(String::as_str).chain([line]).collect();
            let all = records(&all);
            let knowledge = Knowledge::default();
            let rules = crate::domain::hba::evaluate::matching::compile(&all, None);
            let rejections = Rejections::new(&rules, &knowledge);
            let last = all.len() - 1;
            let found = rejections.before(last, &rules[last], Replication::No, &knowledge);
            let least = found.len().min(MOST_EXCEPTIONS);
            assert_eq!(least, count, "{line}");
            assert_eq!(found.len() > MOST_EXCEPTIONS, more, "{line}");
            assert!(found.is_sorted());
            let told = exposure(&all, &knowledge);
            assert!(told.gaps().all(|gap| gap.except.len() <= MOST_EXCEPTIONS));
        }
    }
}
