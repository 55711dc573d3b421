//! `pg_hba` records: what they say, which one a connection meets, how they are hardened.

pub mod analyse;
pub mod evaluate;
#[cfg(test)]
pub(crate) mod sample;
pub mod syntax;

pub use analyse::admitted::{Admitted, admitted, lets_somebody_in};
pub use analyse::credential::{LockoutCause, LookedFor};
pub use analyse::exception::{Exception, KeptRecord};
pub use analyse::exposure::{
    Certainty, ExposedRecord, Exposure, ExposureScope, exposure, shadowed,
};
pub use analyse::harden::{HardenError, Hardened, Strategy, harden};
pub use analyse::lockout::{Lockout, LockoutSetting, Lockouts, lockouts};
pub use analyse::new_users::new_users;
pub use analyse::opens::opens;
pub use analyse::sample_login::{SampleLogin, SampleLogins, admits_anyone, witnesses};
pub use evaluate::connection::{
    CertificateClaim, Connection, Encryption, Knowledge, Memberships, Replication,
};
pub use evaluate::decision::{Decision, decide};
pub use evaluate::effect::{CertificateDemand, demands_certificate};
pub use evaluate::explain::{Explained, explain};
pub use evaluate::matching::{Doubt, HbaDecision, PreparedRule, Transport, compile, first_match};
pub use evaluate::versions::{refused_by, without_effect};
pub use syntax::address::{Address, Family, Interface, Network};
pub use syntax::canonical::canonical;
pub(in crate::domain) use syntax::canonical::options_in_order;
pub use syntax::diff::{DiffColumn, DiffRow, diff};
pub use syntax::file;
pub use syntax::log::{HbaLogItem, as_of, has_change, is_without_effect, overwritten};
pub use syntax::record::{HbaState, LAST_PRIORITY, Provenance, Record, RecordType};
pub use syntax::text::{self, Shown};
