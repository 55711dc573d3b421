//! What OpenSSL refuses of one certificate, wherever it stands in a chain.

use chrono::{DateTime, Utc};
use x509_cert::der::oid::db::DB;

use super::error::Reason;
use super::profile::Profiled;
use crate::text::{Text, text};

/// Which side of a connection shows the certificate.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Client,
    Server,
}

impl Side {
    /// Refuses an extended key usage without this side. `anyExtendedKeyUsage` counts for neither.
    pub(super) fn judge_purpose(self, one: &Profiled, whose: &Text, reasons: &mut Vec<Reason>) {
        let (id, oid) = match self {
            Self::Client => ("not-for-clients", "1.3.6.1.5.5.7.3.2"),
            Self::Server => ("not-for-servers", "1.3.6.1.5.5.7.3.1"),
        };
        if let Some(usages) = &one.extended
            && !usages.iter().any(|usage| usage == oid)
        {
            let message = match self {
                Self::Client => text!("cert-not-for-clients", whose = whose),
                Self::Server => text!("cert-not-for-servers", whose = whose),
            };
            reasons.push(Reason::new(id, message));
        }
    }

    /// The certificates that it trusts.
    pub(super) fn trusted(self) -> Text {
        match self {
            Self::Client => text!("cert-client-cas"),
            Self::Server => text!("cert-trusted-cas"),
        }
    }
}

/// Judges the validity of one certificate.
pub(super) fn judge_dates(
    one: &Profiled,
    whose: &Text,
    now: DateTime<Utc>,
    reasons: &mut Vec<Reason>,
) {
    if now > one.until {
        let message = text!("cert-expired", whose = whose, date = one.until);
        reasons.push(Reason::new("expired", message));
    }
    if now < one.from {
        let message = text!("cert-not-yet-valid", whose = whose, date = one.from);
        reasons.push(Reason::new("not-yet-valid", message));
    }
}

/// Why OpenSSL does not take a certificate for a CA; `last` is the end of a chain, where it is
/// laxer.
///
/// Source: OpenSSL, `check_ca`, `check_extensions`.
pub(super) fn why_no_ca(one: &Profiled, last: bool) -> Option<Text> {
    let version_1_root = one.certificate.tbs_certificate().version() == x509_cert::Version::V1
        && one.is_self_signed();
    let is_ca = match (&one.usage, &one.constraints) {
        (Some(usage), _) if !usage.key_cert_sign() => return Some(text!("cert-usage-of-ca")),
        (_, Some(constraints)) => constraints.ca,
        (usage, None) => last && (version_1_root || usage.is_some()),
    };
    (!is_ca).then(|| text!("cert-not-a-ca"))
}

/// Says that the signature on a certificate is not listed.
pub(super) fn unlisted_signature(one: &Profiled) -> Text {
    let oid = one.algorithm().oid;
    let known = DB.by_oid(&oid).map(Text::verbatim);
    text!(
        "cert-unlisted-signature",
        name = one.name(),
        algorithm = known.unwrap_or_else(|| text!("cert-unknown-algorithm")),
        oid = oid.to_string()
    )
}
