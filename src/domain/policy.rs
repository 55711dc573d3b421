//! The wanted end state. What a policy leaves open stays as it is.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::acl::Acl;
use super::hba::{Exception, Record, Strategy};
use super::ssl::{CaType, Pem, Replace};

/// What is wanted of the SSL switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SwitchGoal {
    /// On; nothing to do when it is.
    On,
    /// A new server certificate, whether or not there is one.
    Renew,
    /// Off.
    Off,
}

/// What is wanted of an ACL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AclGoal {
    /// Any mode that forces SSL; `verify-full` where none is in force.
    Forcing,
    /// This mode, or one in force that lets in fewer.
    AtLeast(Acl),
    /// This mode.
    Exactly(Acl),
}

impl AclGoal {
    /// That of a change that only hardens; without a mode that is named, what forces SSL stays as it is.
    pub fn hardening(mode: Option<Acl>) -> Self {
        mode.map_or(Self::Forcing, Self::AtLeast)
    }

    /// The mode that is named.
    pub const fn mode(self) -> Acl {
        match self {
            Self::Forcing => Acl::VerifyFull,
            Self::AtLeast(mode) | Self::Exactly(mode) => mode,
        }
    }

    /// The mode that stands where another was in force.
    pub fn after(self, now: Option<Acl>) -> Acl {
        match (self, now) {
            (Self::Forcing, Some(now)) if now.forces_ssl() => now,
            (Self::AtLeast(mode), Some(now)) if !now.admits_more_than(mode) => now,
            _ => self.mode(),
        }
    }

    /// Whether it only hardens, and would let in whom the mode in force refuses.
    pub fn is_barred_by(self, now: Acl) -> bool {
        matches!(self, Self::AtLeast(_)) && self.after(Some(now)).admits_more_than(now)
    }
}

/// What is wanted of the pg_hba records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HbaGoal {
    /// No record admits plaintext.
    Hardened {
        /// How plaintext is closed.
        strategy: Strategy,
        /// Logins that keep what they can do in plaintext today.
        exceptions: Vec<Exception>,
    },
    /// Exactly these records.
    Exactly(Vec<Record>),
    /// Exactly these records, which have to let nobody in without SSL.
    Declared(Vec<Record>),
}

/// What was in force before, and is put back as it was: nobody chose it anew, so that it is not judged anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Restored {
    /// The saved state with this id.
    State(String),
    /// Records from the service's log.
    Logged,
}

impl Restored {
    /// The id of the saved state, where it is one.
    pub fn state(&self) -> Option<&str> {
        match self {
            Self::State(id) => Some(id),
            Self::Logged => None,
        }
    }
}

/// How a revocation list is checked against the client CA and the list that is installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CrlCare {
    /// One of every CA that its server uses, current, not older than the installed one.
    #[default]
    Checked,
    /// The same, but CAs without a list are only warned about.
    UncoveredAllowed,
}

/// What lets a plan demand certificates of client CAs of which nobody knows whether their clients are let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CaCare {
    /// Nothing does.
    #[default]
    Known,
    /// A login with the certificate of a client, which is tried at the end and has to get in.
    Tried,
}

/// A step of a rotation of the client CA, which starts from the client CAs that are installed when it is planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rotation {
    /// New client CAs beside the installed ones.
    Begin(Pem),
    /// These client CAs alone.
    Finish(Remains),
}

/// Which client CAs remain at the end of a rotation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Remains {
    /// These.
    Named(Pem),
    /// The one that this change put behind the old one, as long as nothing else is installed.
    Added(Option<CaExchange>),
}

/// The latest change of the client CA that a saved state tells of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaExchange {
    /// What was installed before it.
    pub before: Option<Pem>,
    /// What it installed; `None` where it took everything away.
    pub after: Option<Pem>,
}

/// The wanted end state of one instance.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Policy {
    /// SSL switch.
    pub switch: Option<SwitchGoal>,
    /// The endpoint that the server certificate is to be made for; `None` keeps the protected one,
    /// or takes the internal one.
    pub endpoint: Option<String>,
    /// Who makes the server certificate.
    pub ca_type: Option<CaType>,
    /// The customer's own server certificate.
    pub server_certificate: Option<Pem>,
    /// Client CA.
    pub client_ca: Option<Replace>,
    /// What becomes of the installed client CAs; a revocation list then goes beside the installed one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rotation: Option<Rotation>,
    /// Revocation list.
    pub crl: Option<Replace>,
    /// How strictly the revocation list is checked.
    #[serde(default)]
    pub crl_care: CrlCare,
    /// What this puts back, where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restores: Option<Restored>,
    /// Whether a new list may leave out what the installed one revokes.
    #[serde(default)]
    pub allow_unrevoking: bool,
    /// How sure it has to be of the client CA; that of the run, and no part of a saved plan.
    #[serde(skip)]
    pub ca_care: CaCare,
    /// ACL for ordinary connections.
    pub acl: Option<AclGoal>,
    /// ACL for replication connections.
    pub replication_acl: Option<AclGoal>,
    /// pg_hba records.
    pub hba: Option<HbaGoal>,
    /// Logins that a waiver accepts in plaintext, where no records are hardened.
    #[serde(default)]
    pub waived: Vec<Exception>,
    /// The last day to which a waiver accepts that SSL cannot be enforced; an instance of which that is all that is known is skipped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsupported: Option<NaiveDate>,
    /// Records count by their order alone, not by the priorities that give it.
    #[serde(default)]
    pub any_priorities: bool,
    /// Send SSL, client CA, CRL and ACL in calls of their own.
    pub stepwise: bool,
}

impl Policy {
    /// Whether it promises that no client without SSL is let in, but those of its exceptions.
    pub fn forces_ssl(&self) -> bool {
        let by_acl = [self.acl, self.replication_acl]
            .iter()
            .all(|acl| acl.is_some_and(|goal| goal.mode().forces_ssl()));
        matches!(
            self.hba,
            Some(HbaGoal::Hardened { .. } | HbaGoal::Declared(_))
        ) || (self.switch == Some(SwitchGoal::On) && by_acl)
    }

    /// Whether an enforcement may want it: it forces SSL, and nothing of it can open or take anything away.
    pub fn enforces(&self) -> bool {
        let lowers = |goal: Option<AclGoal>| matches!(goal, Some(AclGoal::Exactly(_)));
        self.forces_ssl()
            && matches!(self.switch, None | Some(SwitchGoal::On))
            && !lowers(self.acl)
            && !lowers(self.replication_acl)
            && !matches!(self.hba, Some(HbaGoal::Exactly(_)))
            && self.client_ca != Some(Replace::Clear)
            && self.crl != Some(Replace::Clear)
            && self.rotation.is_none()
            && self.restores.is_none()
    }
}
