//! Evidence from live connections, and what it proves.
//!
//! The proof is differential. For one (user, database, address) a plaintext connection stops at
//! `pg_hba` and an SSL connection passes it: all that differs is encryption, so encryption is why.
//! Plaintext refused alone proves nothing, since an address that is not allowed at all gets the
//! same answer. Three answers: proven, refuted, not proven.

use std::time::Duration;

use chrono::{DateTime, Utc};
use core::net::SocketAddr;
use serde::{Deserialize, Serialize};

/// What one connection attempt asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// A start-up message without SSL.
    Plaintext,
    /// SSL without a client certificate.
    Ssl,
    /// SSL with a client certificate.
    ClientCertificate,
}

/// How one connection attempt ended. Decided from bytes and codes only, never from English text.
///
/// Source: PostgreSQL, chapters 55.2 (message flow), 55.8 (error fields) and 21.1 (`pg_hba.conf`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// An authentication request came: `pg_hba` let the connection pass.
    AcceptedToAuth {
        /// `md5`, `password`, `scram-sha-256` or the number of the request.
        method: String,
    },
    /// `AuthenticationOk` came without a password: logged in.
    AcceptedNoAuth,
    /// 28000 before any authentication request: no record, or a `reject` record.
    RefusedByHba,
    /// 28000 over SSL that asks for a client certificate.
    CertificateRequired,
    /// The server refused the certificate that was presented, by this TLS alert (or a reset right
    /// after it, then without a number).
    CertificateRejected {
        /// TLS alert number.
        alert: Option<u8>,
    },
    /// The certificate is good and its CN is not this user.
    CertificateUserMismatch,
    /// The server wants to check certificates and has no client CA (SQLSTATE F0000).
    Misconfigured,
    /// All slots are taken (53300): no evidence.
    Busy,
    /// Starting up or shutting down (57P03): no evidence.
    NotReady,
    /// The server answered `N`: SSL is off.
    NoSsl,
    /// The TLS handshake failed for a reason that is not a client certificate.
    TlsFailed {
        /// What the TLS library said.
        reason: String,
    },
    /// The server's error has another SQLSTATE before authentication; often a pooler or proxy.
    OtherError,
    /// The bytes are not PostgreSQL's.
    NotPostgres,
    /// The connection was closed without an answer.
    Closed,
    /// No answer in time.
    TimedOut,
    /// No TCP connection, or the name did not resolve.
    Unreachable {
        /// What the system said.
        reason: String,
    },
}

impl Outcome {
    /// Whether `pg_hba` let the connection pass.
    pub const fn passed_hba(&self) -> bool {
        matches!(self, Self::AcceptedToAuth { .. } | Self::AcceptedNoAuth)
    }

    /// One stable word for machines.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::AcceptedToAuth { .. } => "accepted_to_auth",
            Self::AcceptedNoAuth => "accepted_no_auth",
            Self::RefusedByHba => "refused_by_hba",
            Self::CertificateRequired => "certificate_required",
            Self::CertificateRejected { .. } => "certificate_rejected",
            Self::CertificateUserMismatch => "certificate_user_mismatch",
            Self::Misconfigured => "misconfigured",
            Self::Busy => "busy",
            Self::NotReady => "not_ready",
            Self::NoSsl => "no_ssl",
            Self::TlsFailed { .. } => "tls_failed",
            Self::OtherError => "other_error",
            Self::NotPostgres => "not_postgres",
            Self::Closed => "closed",
            Self::TimedOut => "timed_out",
            Self::Unreachable { .. } => "unreachable",
        }
    }

    /// A few words for people.
    pub fn describe(&self) -> String {
        match self {
            Self::AcceptedToAuth { method } => format!("let in to authentication ({method})"),
            Self::AcceptedNoAuth => "logged in without a password".into(),
            Self::RefusedByHba => "refused by pg_hba".into(),
            Self::CertificateRequired => "refused: a client certificate is required".into(),
            Self::CertificateRejected { alert: Some(alert) } => {
                format!("client certificate rejected (TLS alert {alert})")
            }
            Self::CertificateRejected { alert: None } => {
                "client certificate probably rejected (connection reset)".into()
            }
            Self::CertificateUserMismatch => {
                "refused: the certificate's CN is not this user".into()
            }
            Self::Misconfigured => "refused: the server has no client CA to check with".into(),
            Self::Busy => "no free connection slot".into(),
            Self::NotReady => "server not ready".into(),
            Self::NoSsl => "SSL is off".into(),
            Self::TlsFailed { reason } => format!("TLS handshake failed: {reason}"),
            Self::OtherError => "refused for another reason".into(),
            Self::NotPostgres => "not a PostgreSQL server".into(),
            Self::Closed => "connection closed without an answer".into(),
            Self::TimedOut => "no answer in time".into(),
            Self::Unreachable { reason } => format!("unreachable: {reason}"),
        }
    }
}

/// One connection attempt and its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// What was asked.
    pub question: Question,
    /// How it ended.
    pub outcome: Outcome,
    /// The server's SQLSTATE, where an error came.
    pub sqlstate: Option<String>,
    /// The address that answered.
    pub address: Option<SocketAddr>,
    /// Duration of the attempt.
    pub took: Duration,
}

/// What the TLS handshake told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TlsFacts {
    /// `TLSv1.2` or `TLSv1.3`.
    pub version: String,
    /// Cipher suite.
    pub cipher: String,
    /// The server's chain, DER, leaf first.
    #[serde(skip)]
    pub chain: Vec<Vec<u8>>,
    /// Names of the client CAs the server accepts; `None` when it asked for no certificate.
    pub client_cas: Option<Vec<String>>,
    /// Whether SCRAM-SHA-256-PLUS was offered; `None` when SCRAM was not.
    pub channel_binding: Option<bool>,
}

/// What live connections to one endpoint said, for one (user, database).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProbeReport {
    /// Host as it was given.
    pub host: String,
    /// Port.
    pub port: u16,
    /// User that was named.
    pub user: String,
    /// Database that was named; not used when `replication`.
    pub database: String,
    /// Whether physical replication was asked for.
    pub replication: bool,
    /// When.
    pub at: DateTime<Utc>,
    /// The attempts, in the order they were made.
    pub runs: Vec<Run>,
    /// From the SSL run, where a handshake was finished.
    pub tls: Option<TlsFacts>,
}

impl ProbeReport {
    /// The attempt that asked this.
    pub fn run(&self, question: Question) -> Option<&Run> {
        self.runs.iter().find(|run| run.question == question)
    }

    /// What the attempts prove about plaintext.
    pub fn proof(&self) -> Proof {
        let outcome = |question| self.run(question).map(|run| &run.outcome);
        let Some(plaintext) = outcome(Question::Plaintext) else {
            return Proof::NotProven("plaintext was not tried".into());
        };
        if plaintext.passed_hba() {
            return Proof::Refuted(format!("plaintext was {}", plaintext.describe()));
        }
        if *plaintext != Outcome::RefusedByHba {
            return Proof::NotProven(format!("plaintext: {}", plaintext.describe()));
        }
        let ssl = outcome(Question::Ssl);
        let certificate = outcome(Question::ClientCertificate);
        match (ssl, certificate) {
            (Some(Outcome::CertificateRequired), _) => Proof::Proven(Demand::ClientCertificate),
            (Some(ssl), _) if ssl.passed_hba() => Proof::Proven(Demand::Ssl),
            (Some(Outcome::RefusedByHba), Some(cert)) if cert.passed_hba() => {
                Proof::Proven(Demand::ClientCertificate)
            }
            (Some(Outcome::RefusedByHba), _) => Proof::NotProven(
                "plaintext and SSL were both refused by pg_hba: this address, user or database may not be allowed at all".into(),
            ),
            (Some(ssl), _) => Proof::NotProven(format!(
                "plaintext was refused, and SSL did not pass either: {}",
                ssl.describe()
            )),
            (None, _) => Proof::NotProven("SSL was not tried".into()),
        }
    }

    /// Whether no attempt reached a server.
    pub fn unreachable(&self) -> bool {
        !self.runs.is_empty()
            && self
                .runs
                .iter()
                .all(|run| matches!(run.outcome, Outcome::Unreachable { .. } | Outcome::TimedOut))
    }
}

/// What a server that refuses plaintext demands instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Demand {
    /// SSL.
    Ssl,
    /// SSL and a client certificate.
    ClientCertificate,
}

/// What the evidence says about "plaintext is refused".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// Plaintext stopped at `pg_hba`, and the same login with SSL passed it.
    Proven(Demand),
    /// Plaintext passed `pg_hba`.
    Refuted(String),
    /// The evidence says neither; the reason is for people.
    NotProven(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(outcomes: &[(Question, Outcome)]) -> ProbeReport {
        let run = |(question, outcome): &(Question, Outcome)| Run {
            question: *question,
            outcome: outcome.clone(),
            sqlstate: None,
            address: None,
            took: Duration::ZERO,
        };
        ProbeReport {
            host: "db".into(),
            port: 5432,
            user: "app".into(),
            database: "app".into(),
            replication: false,
            at: DateTime::UNIX_EPOCH,
            runs: outcomes.iter().map(run).collect(),
            tls: None,
        }
    }

    fn proof(plaintext: &Outcome, ssl: &Outcome, certificate: Option<&Outcome>) -> Proof {
        let mut runs = vec![
            (Question::Plaintext, plaintext.clone()),
            (Question::Ssl, ssl.clone()),
        ];
        runs.extend(certificate.map(|outcome| (Question::ClientCertificate, outcome.clone())));
        report(&runs).proof()
    }

    /// One of every kind.
    fn every() -> Vec<Outcome> {
        let text = || "text".to_owned();
        vec![
            Outcome::AcceptedToAuth { method: text() },
            Outcome::AcceptedNoAuth,
            Outcome::RefusedByHba,
            Outcome::CertificateRequired,
            Outcome::CertificateRejected { alert: Some(48) },
            Outcome::CertificateRejected { alert: None },
            Outcome::CertificateUserMismatch,
            Outcome::Misconfigured,
            Outcome::Busy,
            Outcome::NotReady,
            Outcome::NoSsl,
            Outcome::TlsFailed { reason: text() },
            Outcome::OtherError,
            Outcome::NotPostgres,
            Outcome::Closed,
            Outcome::TimedOut,
            Outcome::Unreachable { reason: text() },
        ]
    }

    fn passes() -> [Outcome; 2] {
        [
            Outcome::AcceptedToAuth {
                method: "md5".into(),
            },
            Outcome::AcceptedNoAuth,
        ]
    }

    #[test]
    fn plaintext_refused_and_certificate_required_proves_client_certificates() {
        let refused = Outcome::RefusedByHba;
        for certificate in every() {
            let proof = proof(&refused, &Outcome::CertificateRequired, Some(&certificate));
            assert_eq!(
                proof,
                Proof::Proven(Demand::ClientCertificate),
                "{certificate:?}"
            );
        }
    }

    #[test]
    fn plaintext_refused_and_ssl_let_in_proves_ssl() {
        for ssl in passes() {
            assert_eq!(
                proof(&Outcome::RefusedByHba, &ssl, None),
                Proof::Proven(Demand::Ssl)
            );
        }
    }

    #[test]
    fn plaintext_let_in_refutes_whatever_else_was_said() {
        for plaintext in passes() {
            for ssl in every() {
                let proof = proof(&plaintext, &ssl, Some(&ssl));
                assert!(matches!(proof, Proof::Refuted(_)), "{ssl:?}: {proof:?}");
            }
        }
    }

    #[test]
    fn both_refused_and_a_certificate_let_in_proves_client_certificates() {
        let refused = Outcome::RefusedByHba;
        for certificate in passes() {
            assert_eq!(
                proof(&refused, &refused, Some(&certificate)),
                Proof::Proven(Demand::ClientCertificate)
            );
        }
    }

    #[test]
    fn both_refused_alone_proves_nothing() {
        let refused = Outcome::RefusedByHba;
        assert!(matches!(
            proof(&refused, &refused, None),
            Proof::NotProven(_)
        ));
        for certificate in every().into_iter().filter(|outcome| !outcome.passed_hba()) {
            let proof = proof(&refused, &refused, Some(&certificate));
            assert!(
                matches!(proof, Proof::NotProven(_)),
                "{certificate:?}: {proof:?}"
            );
        }
    }

    #[test]
    fn no_other_pair_proves_anything() {
        for plaintext in every().into_iter().filter(|outcome| !outcome.passed_hba()) {
            for ssl in every() {
                let known = plaintext == Outcome::RefusedByHba
                    && (ssl.passed_hba()
                        || matches!(ssl, Outcome::CertificateRequired | Outcome::RefusedByHba));
                if known {
                    continue;
                }
                for certificate in every() {
                    let proof = proof(&plaintext, &ssl, Some(&certificate));
                    assert!(
                        matches!(proof, Proof::NotProven(_)),
                        "{plaintext:?} {ssl:?}: {proof:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_question_that_was_not_asked_proves_nothing() {
        assert!(matches!(report(&[]).proof(), Proof::NotProven(_)));
        let plaintext = report(&[(Question::Plaintext, Outcome::RefusedByHba)]);
        assert!(matches!(plaintext.proof(), Proof::NotProven(_)));
        let ssl = report(&[(Question::Ssl, Outcome::CertificateRequired)]);
        assert!(matches!(ssl.proof(), Proof::NotProven(_)));
    }

    #[test]
    fn unreachable_takes_every_attempt() {
        let gone = Outcome::Unreachable {
            reason: "refused".into(),
        };
        assert!(report(&[(Question::Plaintext, gone.clone())]).unreachable());
        let partly = [(Question::Plaintext, gone), (Question::Ssl, Outcome::NoSsl)];
        assert!(!report(&partly).unreachable());
        assert!(!report(&[]).unreachable());
    }

    #[test]
    fn every_outcome_has_words_of_its_own() {
        let words: std::collections::BTreeSet<String> =
            every().iter().map(Outcome::describe).collect();
        assert_eq!(words.len(), every().len());
    }
}
