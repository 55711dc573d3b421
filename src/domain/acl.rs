//! The client ACL: what the server demands of a client certificate.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::instance::Malformed;
use crate::text::{Text, text};

/// An ACL mode of `ModifyDBInstanceSSL` (`ACL` and `ReplicationACL`).
///
/// Source: "ACL" of ModifyDBInstanceSSL and DescribeDBInstanceSSL, API version 2014-08-15.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Acl {
    /// SSL is offered and not demanded: `sslmode=disable` still connects.
    Prefer,
    /// SSL and a certificate of the client CA are demanded.
    VerifyCa,
    /// As `verify-ca`, and the certificate's CN must be the database user (PostgreSQL 12+).
    VerifyFull,
    /// The certificate, CN = database user, replaces the password.
    Cert,
}

crate::text::words!(Acl);

impl From<Acl> for Text {
    fn from(acl: Acl) -> Self {
        Self::verbatim(acl.as_str())
    }
}

impl Acl {
    /// All modes, weakest first.
    pub const ALL: [Self; 4] = [Self::Prefer, Self::VerifyCa, Self::VerifyFull, Self::Cert];

    /// The mode as the API spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Prefer => "prefer",
            Self::VerifyCa => "verify-ca",
            Self::VerifyFull => "verify-full",
            Self::Cert => "cert",
        }
    }

    /// Whether a client without SSL is refused under this mode.
    pub const fn forces_ssl(self) -> bool {
        !matches!(self, Self::Prefer)
    }

    /// Whether a client gets in under this mode that another refuses: for the certificate, its CN, or the password
    /// that only the other asks for. No mode admits more than `prefer`, under which certificates do not count.
    pub const fn admits_more_than(self, other: Self) -> bool {
        match other {
            Self::Prefer => false,
            Self::VerifyCa => matches!(self, Self::Prefer | Self::Cert),
            Self::VerifyFull => !matches!(self, Self::VerifyFull),
            Self::Cert => !self.binds_user(),
        }
    }

    /// Whether the certificate's CN must be the database user.
    pub const fn binds_user(self) -> bool {
        matches!(self, Self::VerifyFull | Self::Cert)
    }
}

impl fmt::Display for Acl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Acl {
    type Err = Malformed;

    /// Reads a mode without regard to case; the vendor's own `perfer` reads as `prefer`.
    fn from_str(text: &str) -> Result<Self, Malformed> {
        match text.trim().to_ascii_lowercase().as_str() {
            "prefer" | "perfer" => Ok(Self::Prefer),
            "verify-ca" => Ok(Self::VerifyCa),
            "verify-full" => Ok(Self::VerifyFull),
            "cert" => Ok(Self::Cert),
            _ => Err(Malformed(text!("malformed-acl", text = text))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_of_the_vendor_is_understood() {
        assert_eq!("perfer".parse(), Ok(Acl::Prefer));
        for mode in Acl::ALL {
            assert_eq!(mode.as_str().parse(), Ok(mode));
        }
        assert!("require".parse::<Acl>().is_err());
    }

    #[test]
    fn a_mode_admits_more_than_another_by_what_only_the_other_asks_for() {
        // Of a client: a certificate, its CN, a password.
        let admits = |mode: Acl, [certificate, name, password]: [bool; 3]| match mode {
            Acl::Prefer => password,
            Acl::VerifyCa => certificate && password,
            Acl::VerifyFull => certificate && name && password,
            Acl::Cert => certificate && name,
        };
        let clients = (0..8).map(|bits| [bits & 1 > 0, bits & 2 > 0, bits & 4 > 0]);
        let clients: Vec<_> = clients.collect();
        for other in [Acl::VerifyCa, Acl::VerifyFull, Acl::Cert] {
            for mode in Acl::ALL {
                let more = |client| admits(mode, client) && !admits(other, client);
                let expected = clients.iter().any(|client| more(*client));
                let told = mode.admits_more_than(other);
                assert_eq!(told, expected, "{mode} over {other}");
            }
        }
    }
}
