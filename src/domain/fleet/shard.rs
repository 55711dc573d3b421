//! Shards: a part of the instances for each of several runs.
//!
//! The shard of an instance is the first eight bytes of the SHA-256 of its id, read as a big-endian
//! number, modulo the number of shards. It depends on nothing else, so runs that know nothing of each
//! other never share an instance and never leave one out.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

use crate::domain::instance::{InstanceId, Malformed};
use crate::text;

/// One shard of several, read from `INDEX/COUNT`; the index counts from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    index: u64,
    count: u64,
}

impl Shard {
    /// The shard with this index, counted from 0; `None` when there are fewer.
    pub fn new(index: u64, count: u64) -> Option<Self> {
        (index < count).then_some(Self { index, count })
    }

    /// Whether it is the first: the one that counts what no shard holds.
    pub const fn is_first(self) -> bool {
        self.index == 0
    }

    /// Whether an instance belongs to this shard.
    pub fn holds(self, id: &InstanceId) -> bool {
        let digest = Sha256::digest(id.as_str().as_bytes());
        let number = digest
            .iter()
            .take(8)
            .fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
        number % self.count == self.index
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index + 1, self.count)
    }
}

impl FromStr for Shard {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let read = || {
            let (index, count) = text.split_once('/')?;
            let index: u64 = index.parse().ok()?;
            Self::new(index.checked_sub(1)?, count.parse().ok()?)
        };
        read().ok_or_else(|| Malformed(text!("malformed-shard", text = text)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn texts_are_read() {
        assert_eq!(
            "2/8".parse::<Shard>().unwrap(),
            Shard { index: 1, count: 8 }
        );
        for bad in ["", "0/8", "9/8", "1/0", "1", "a/2", "-1/2"] {
            assert!(bad.parse::<Shard>().is_err(), "{bad}");
        }
    }

    /// Computed by Python's hashlib, so that another version of this program cuts the same way.
    #[test]
    fn the_hash_is_the_documented_one() {
        let cut = |id: &str| {
            let id: InstanceId = id.parse().unwrap();
            (0..7).find(|index| Shard::new(*index, 7).unwrap().holds(&id))
        };
        assert_eq!(cut("pgm-sandbox1"), Some(0));
        assert_eq!(cut("pgm-bp1s1e3w5n3a"), Some(6));
    }

    proptest! {
        #[test]
        fn every_instance_is_in_exactly_one_shard(id in "[a-z][a-z0-9-]{2,40}", count in 1_u64..200) {
            let id: InstanceId = id.parse().unwrap();
            let holding = (0..count).filter(|index| Shard::new(*index, count).unwrap().holds(&id)).count();
            prop_assert_eq!(holding, 1);
        }
    }
}
