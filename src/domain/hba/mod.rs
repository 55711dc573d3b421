//! `pg_hba` records: what they say, which one a connection meets, how they are hardened.

pub mod address;
mod canonical;
pub mod connection;
mod coverage;
pub mod decision;
pub mod diff;
mod effect;
pub mod explain;
pub mod exposure;
pub mod file;
pub mod harden;
pub mod log;
pub mod matching;
mod names;
mod opens;
#[cfg(test)]
mod properties;
mod ranges;
pub mod record;
mod rejections;
pub mod text;
mod tokens;

pub use address::{Address, Interface, Network};
pub use canonical::canonical;
pub use connection::{
    CertificateClaim, Connection, Encryption, Knowledge, Memberships, Replication,
};
pub use decision::{Decision, decide};
pub use diff::{Field, Row, diff};
pub use effect::CertificateDemand;
pub use explain::{Explained, explain};
pub use exposure::{Certainty, Exposure, Gap, Scope, exposure, shadowed};
pub use harden::{Exception, Hardened, LAST_PRIORITY, Obstacle, Strategy, harden};
pub use log::{HbaLogItem, as_of, overwritten};
pub use matching::{Doubt, Rule, Verdict, admits_anyone, compile, first_match};
pub use opens::opens;
pub use record::{HbaState, Provenance, Record, RecordType};
pub use text::Shown;
