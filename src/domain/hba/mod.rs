//! `pg_hba` records: what they say, which one a connection meets, how they are hardened.

pub mod address;
mod canonical;
mod columns;
pub mod connection;
mod coverage;
mod credential;
pub mod decision;
pub mod diff;
mod effect;
mod exception;
pub mod explain;
pub mod exposure;
pub mod file;
pub mod harden;
pub mod lockout;
pub mod log;
pub mod matching;
mod names;
mod opens;
mod pattern;
#[cfg(test)]
mod promises;
#[cfg(test)]
mod properties;
mod ranges;
pub mod record;
mod regex;
mod rejections;
mod rewrite;
pub mod sample_login;
pub mod text;
mod tokens;
mod versions;
mod words;

pub use address::{Address, Interface, Network};
pub use canonical::canonical;
pub use connection::{
    CertificateClaim, Connection, Encryption, Knowledge, Memberships, Replication,
};
pub use credential::LockoutCause;
pub use decision::{Decision, decide};
pub use diff::{DiffColumn, DiffRow, diff};
pub use effect::{CertificateDemand, demands_certificate};
pub use exception::{Exception, KeptRecord};
pub use explain::{Explained, explain};
pub use exposure::{Certainty, ExposedRecord, Exposure, ExposureScope, exposure, shadowed};
pub use harden::{HardenError, Hardened, LAST_PRIORITY, Strategy, harden};
pub use lockout::{
    Admitted, Lockout, LockoutSetting, Lockouts, admitted, lets_somebody_in, lockouts,
};
pub use log::{HbaLogItem, as_of, overwritten};
pub use matching::{Doubt, HbaDecision, PreparedRule, Transport, compile, first_match};
pub use opens::opens;
pub use record::{HbaState, Provenance, Record, RecordType};
pub use sample_login::{SampleLogin, Witnesses, admits_anyone, witnesses};
pub use text::Shown;
pub use versions::{refused_by, without_effect};
