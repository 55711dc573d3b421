//! Fleets to rehearse on: many instances, all alike or as varied as a real account.

use std::str::FromStr;

use chrono::{DateTime, TimeDelta, Utc};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::certificates::SandboxCa;
use super::clock;
use super::error::SandboxError;
use super::state::entry::{Backing, InstanceEntry};
use super::state_file::StateFile;
use crate::domain::acl::Acl;
use crate::domain::hba::Record;
use crate::domain::instance::Malformed;
use crate::text;

/// A kind of fleet, read from `open`, `mixed` or `mixed:SEED`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fleet {
    /// Every instance as a fresh one is: SSL off, factory records.
    Open,
    /// Versions, storages, regions, tags, replicas and SSL states in a mix that the seed decides.
    Mixed(u64),
}

impl FromStr for Fleet {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let malformed = || Malformed(text!("sandbox-no-fleet", fleet = text));
        match text.split_once(':') {
            None if text == "open" => Ok(Self::Open),
            None if text == "mixed" => Ok(Self::Mixed(1)),
            Some(("mixed", seed)) => seed.parse().map(Self::Mixed).map_err(|_| malformed()),
            _ => Err(malformed()),
        }
    }
}

/// The regions that fleets are spread over, the first ones first.
const REGIONS: [&str; 20] = [
    "cn-hangzhou",
    "cn-shanghai",
    "ap-southeast-1",
    "eu-central-1",
    "cn-beijing",
    "cn-hongkong",
    "cn-shenzhen",
    "cn-qingdao",
    "cn-zhangjiakou",
    "cn-huhehaote",
    "cn-chengdu",
    "us-west-1",
    "us-east-1",
    "ap-southeast-3",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ap-northeast-1",
    "eu-west-1",
    "me-east-1",
];
const VERSIONS: [&str; 7] = ["10.0", "11.0", "12.0", "13.0", "14.0", "15.0", "16.0"];
const TEAMS: [&str; 4] = ["shop", "search", "billing", "data"];

impl StateFile {
    /// A fleet of N instances; the same seed gives the same mix.
    ///
    /// # Errors
    /// [`SandboxError::Certificate`] when no client CA can be made.
    pub fn fleet(fleet: Fleet, count: usize, regions: usize) -> Result<Self, SandboxError> {
        let seed = match fleet {
            Fleet::Open => return Ok(Self::fresh(count)),
            Fleet::Mixed(seed) => seed,
        };
        let now = clock::now();
        let ca = SandboxCa::new(now)?.pem().to_owned();
        let mut mixer = Mixer {
            dice: StdRng::seed_from_u64(seed),
            now,
            ca,
            regions: REGIONS.get(..regions).unwrap_or(&REGIONS),
        };
        let mut file = Self::fresh(count);
        let mut primary: Option<(String, String)> = None;
        for instance in &mut file.instances {
            match &primary {
                Some((id, region)) if mixer.one_in(7) => {
                    mixer.mix(instance);
                    instance.primary_id = Some(id.clone());
                    instance.region.clone_from(region);
                }
                _ => {
                    mixer.mix(instance);
                    primary = Some((instance.id.clone(), instance.region.clone()));
                }
            }
        }
        Ok(file)
    }
}

struct Mixer {
    regions: &'static [&'static str],
    dice: StdRng,
    now: DateTime<Utc>,
    ca: String,
}

impl Mixer {
    fn one_in(&mut self, count: u32) -> bool {
        self.dice.random_range(0..count) == 0
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list.get(self.dice.random_range(0..list.len()))
            .copied()
            .unwrap_or_default()
    }

    fn mix(&mut self, instance: &mut InstanceEntry) {
        self.pick(self.regions).clone_into(&mut instance.region);
        instance.engine_version = Some(self.pick(&VERSIONS).to_owned());
        let (team, stage) = (self.pick(&TEAMS), self.pick(&["prod", "test"]));
        instance.tags.insert("team".to_owned(), team.to_owned());
        instance.tags.insert("stage".to_owned(), stage.to_owned());
        instance.description = format!("{team} {stage}");
        instance.pooler = self.one_in(12);
        instance.proxy = self.one_in(25);
        if self.one_in(10) {
            instance.whitelist = vec!["0.0.0.0/0".to_owned()];
        }
        if self.one_in(40) {
            "LockByDiskQuota".clone_into(&mut instance.lock_mode);
        }
        if self.one_in(40) {
            instance.status = Some("EngineVersionUpgrading".to_owned());
        }
        match self.dice.random_range(0..100) {
            0..4 => {
                "MySQL".clone_into(&mut instance.engine);
                instance.engine_version = Some("8.0".to_owned());
                instance.database = Some(Backing::None);
            }
            4..7 => {
                "local_ssd".clone_into(&mut instance.storage);
                instance.engine_version = Some("9.4".to_owned());
                instance.database = Some(Backing::None);
            }
            7..10 => {
                "SERVERLESS".clone_into(&mut instance.pay_type);
                "Serverless_basic".clone_into(&mut instance.category);
                instance.database = Some(Backing::None);
            }
            10..14 => "rds_20200830".clone_into(&mut instance.kernel),
            _ => {}
        }
        if instance.database.is_none() {
            self.mix_ssl(instance);
        }
    }

    fn mix_ssl(&mut self, instance: &mut InstanceEntry) {
        let kind = self.dice.random_range(0..100);
        if kind < 35 {
            return;
        }
        let ssl = &mut instance.ssl;
        ssl.enabled = true;
        match kind {
            // The hole of the vendor's own page: only the first record is changed.
            55..70 => instance.hba = Some(records("hostssl", "host")),
            70..85 => instance.hba = Some(records("hostssl", "hostssl")),
            85..92 => {
                ssl.client_ca = Some(self.ca.clone());
                ssl.acl = Some(Acl::Cert);
            }
            92.. => {
                ssl.client_ca = Some(self.ca.clone());
                ssl.acl = Some(Acl::VerifyCa);
                ssl.replication_acl = Some(Acl::VerifyCa);
            }
            _ => {}
        }
        let days = match self.dice.random_range(0..20) {
            0 => -10,
            1..3 => 15,
            _ => return,
        };
        instance.ssl.expires = Some(self.now + TimeDelta::days(days));
        instance.ssl.requires_update = true;
    }
}

/// The factory records with these types.
fn records(all: &str, replication: &str) -> Vec<Record> {
    let mut records = Record::factory();
    for (record, kind) in records.iter_mut().zip([all, replication]) {
        record.kind = kind.to_owned().into();
    }
    records
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read() {
        assert_eq!("open".parse(), Ok(Fleet::Open));
        assert_eq!("mixed:42".parse(), Ok(Fleet::Mixed(42)));
        for bad in ["", "closed", "open:1", "mixed:", "mixed:x"] {
            assert!(bad.parse::<Fleet>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_mix_is_valid_varied_and_repeatable() {
        let file = StateFile::fleet(Fleet::Mixed(7), 300, 4).unwrap();
        assert_eq!(file.check(), Ok(()));
        let count = |test: fn(&InstanceEntry) -> bool| {
            file.instances.iter().filter(|one| test(one)).count()
        };
        for (what, found) in [
            ("replicas", count(|one| one.primary_id.is_some())),
            (
                "without a database",
                count(|one| one.database == Some(Backing::None)),
            ),
            ("with SSL", count(|one| one.ssl.enabled)),
            ("with an ACL", count(|one| one.ssl.acl.is_some())),
            ("with own records", count(|one| one.hba.is_some())),
            ("old certificates", count(|one| one.ssl.expires.is_some())),
        ] {
            assert!((1..300).contains(&found), "{what}: {found}");
        }
        let again = StateFile::fleet(Fleet::Mixed(7), 300, 4).unwrap();
        let texts = |file: &StateFile| {
            file.instances
                .iter()
                .map(|one| format!("{} {:?} {:?}", one.region, one.tags, one.ssl.acl))
                .collect::<Vec<_>>()
        };
        assert_eq!(texts(&file), texts(&again));
    }
}
