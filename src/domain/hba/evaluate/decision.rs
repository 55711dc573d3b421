//! What the server does with a connection once it has met its record, up to the password.

use super::connection::{CertificateClaim, Connection, Encryption, Knowledge};
use super::effect::{CertificateDemand, RecordEffect};
use super::matching::{HbaDecision, PreparedRule, first_match};
use super::names::cut;
use crate::text::{Text, text};

/// What the server does next with a connection, up to the password.
///
/// Source: PostgreSQL, `ClientAuthentication` of `auth.c`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It asks for what the method needs.
    Authenticate {
        /// Which record.
        index: usize,
        /// Method.
        method: String,
        /// Whether the certificate lets the user in; looked at only after the password, so that
        /// a wrong CN looks like a wrong password.
        certificate_fits: bool,
    },
    /// It lets the user in without a password: `trust`, or `cert` with the right CN.
    Accept {
        /// Which record.
        index: usize,
    },
    /// 28000, no `pg_hba.conf` entry.
    NoRecord,
    /// 28000, `pg_hba.conf` rejects connection.
    Rejected {
        /// Which record.
        index: usize,
    },
    /// 28000, connection requires a valid client certificate.
    CertificateMissing {
        /// Which record.
        index: usize,
    },
    /// 28000, authentication failed: the CN is not the user, under `trust` or `cert`.
    CertificateOfAnother {
        /// Which record.
        index: usize,
        /// Method.
        method: String,
    },
    /// It cannot be told.
    Undecided {
        /// Which record comes first among those that may decide.
        index: usize,
        /// Why.
        why: Text,
    },
}

/// What the server does with a connection: the record it meets, and its certificate against what
/// that record demands.
pub fn decide(rules: &[PreparedRule], connection: &Connection, knowledge: &Knowledge) -> Decision {
    let (index, demand, method, mapped) = match first_match(rules, connection, knowledge) {
        HbaDecision::Admit {
            index,
            demand,
            method,
            mapped,
        } => (index, demand, method, mapped),
        HbaDecision::Reject { index } => {
            let demand = rules.get(index).map(|rule| &rule.effect);
            let demanded = matches!(demand, Some(RecordEffect::Reject { demand }) if *demand != CertificateDemand::None);
            let presented = matches!(
                connection.encryption,
                Encryption::Ssl {
                    certificate: CertificateClaim::Verified { .. }
                }
            );
            return if demanded && !presented {
                Decision::CertificateMissing { index }
            } else {
                Decision::Rejected { index }
            };
        }
        HbaDecision::NoRecord => return Decision::NoRecord,
        HbaDecision::Undecided { doubts, .. } => {
            return doubts
                .into_iter()
                .next()
                .map_or(Decision::NoRecord, |doubt| Decision::Undecided {
                    index: doubt.index,
                    why: doubt.why,
                });
        }
    };
    let fits = match (demand, &connection.encryption) {
        (CertificateDemand::None, _)
        | (
            CertificateDemand::VerifyCa,
            Encryption::Ssl {
                certificate: CertificateClaim::Verified { .. },
            },
        ) => true,
        (
            CertificateDemand::VerifyFull,
            Encryption::Ssl {
                certificate: CertificateClaim::Verified { common_name },
            },
        ) => {
            if mapped {
                return Decision::Undecided {
                    index,
                    why: text!("doubt-mapped"),
                };
            }
            common_name.as_deref() == Some(&*cut(&connection.user))
        }
        (CertificateDemand::VerifyCa | CertificateDemand::VerifyFull, _) => {
            return Decision::CertificateMissing { index };
        }
    };
    match (method.as_str(), fits) {
        ("trust" | "cert", true) => Decision::Accept { index },
        ("trust" | "cert", false) => Decision::CertificateOfAnother { index, method },
        (_, certificate_fits) => Decision::Authenticate {
            index,
            method,
            certificate_fits,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::hba::compile;
    use crate::domain::hba::sample::{over, plaintext, records};

    /// Measured on PostgreSQL 11 to 18: the certificate is asked for before the rejection is said.
    #[test]
    fn a_record_that_rejects_asks_for_its_certificate_first() {
        let rules = compile(
            &records(&["hostssl all all all reject clientcert=verify-ca"]),
            Some(15),
        );
        let certificate = CertificateClaim::Verified { common_name: None };
        for (encryption, told) in [
            (Encryption::None, Decision::NoRecord),
            (Encryption::SSL, Decision::CertificateMissing { index: 0 }),
            (
                Encryption::Ssl { certificate },
                Decision::Rejected { index: 0 },
            ),
        ] {
            let connection = over(encryption, plaintext("app", "app", "127.0.0.1"));
            assert_eq!(decide(&rules, &connection, &Knowledge::default()), told);
        }
        for line in [
            "host all all all reject clientcert=verify-ca",
            "hostssl all all all reject clientcert=maybe",
        ] {
            let refused = compile(&records(&[line]), Some(15));
            assert!(refused[0].fault().is_some(), "{line}");
        }
    }
}
