//! `pg_hba` records: what they say, which one a connection meets, how they are hardened.

pub mod address;
pub mod connection;
mod coverage;
pub mod decision;
pub mod diff;
pub mod exposure;
pub mod harden;
pub mod matching;
mod names;
#[cfg(test)]
mod properties;
mod ranges;
pub mod record;
pub mod text;
mod tokens;

pub use address::{Address, Interface, Network};
pub use connection::{
    CertificateClaim, Connection, Encryption, Knowledge, Memberships, Replication,
};
pub use decision::{Decision, decide};
pub use diff::{Field, Row, diff};
pub use exposure::{Certainty, Exposure, Gap, Scope, exposure, shadowed};
pub use harden::{Exception, Hardened, LAST_PRIORITY, Obstacle, Strategy, harden};
pub use matching::{CertificateDemand, Doubt, Rule, Verdict, compile, first_match};
pub use record::{HbaState, Record, RecordType};
pub use text::Shown;
