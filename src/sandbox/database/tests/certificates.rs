//! Client certificates of every kind, as PostgreSQL and the front door are shown them.

use rcgen::{ExtendedKeyUsagePurpose, SerialNumber};

use crate::domain::certificate::sample::{AHEAD, Authority, NOW, PAST, Pair, Years, params};
use crate::domain::ssl::Pem;
use crate::sandbox::database::ServerIdentity;

/// How a client certificate differs from a good one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Flaw {
    None,
    Expired,
    NotYetValid,
    ServerOnly,
    /// It has the serial number [`REVOKED`].
    Revoked,
}

/// The serial number on the revocation lists.
const REVOKED: u64 = 66;

/// The parameters of a leaf.
pub(super) fn leaf(name: &str, flaw: Flaw) -> rcgen::CertificateParams {
    let years = match flaw {
        Flaw::Expired => PAST,
        Flaw::NotYetValid => AHEAD,
        Flaw::None | Flaw::ServerOnly | Flaw::Revoked => NOW,
    };
    let mut params = params(name, years);
    params.extended_key_usages = vec![if flaw == Flaw::ServerOnly {
        ExtendedKeyUsagePurpose::ServerAuth
    } else {
        ExtendedKeyUsagePurpose::ClientAuth
    }];
    if flaw == Flaw::Revoked {
        params.serial_number = Some(SerialNumber::from(REVOKED));
    }
    params
}

impl Authority {
    /// A leaf of this name.
    pub(super) fn client(&self, name: &str, flaw: Flaw) -> Pair {
        self.issue(&leaf(name, flaw))
    }

    /// A list that revokes [`REVOKED`].
    pub(super) fn revoke(&self, years: Years) -> Option<Pem> {
        Pem::new(&self.crl(years, &[REVOKED]))
    }
}

impl Pair {
    pub(super) fn identity(&self) -> ServerIdentity {
        ServerIdentity {
            certificate: Pem::new(&self.certificate).unwrap(),
            key: self.key.clone().into(),
        }
    }
}
