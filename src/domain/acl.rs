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
}
