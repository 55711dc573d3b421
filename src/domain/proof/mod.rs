//! Evidence from live connections, and what it proves.
//!
//! The proof is differential. For one (user, database, address) a plaintext connection stops at
//! `pg_hba` and an SSL connection passes it: all that differs is encryption, so encryption is why.
//! Plaintext refused alone proves nothing, since an address that is not allowed at all gets the
//! same answer; nor does SSL that somebody in front of the server ends. Three answers: proven,
//! refuted, not proven.

mod log;
mod outcome;
mod target;
mod transport;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::text::{Text, text};
pub use log::LogLines;
pub use outcome::{Outcome, Question, Run, TlsFacts};
pub use target::{
    DatabaseAccount, LoginOrigin, ProbeEndpoint, ProbeEndpointKind, ProbeLogin, TargetReport,
    Unprobed, WitnessCount, Witnesses, logins_from, unprobed, unproven,
};
pub use transport::{GssAnswer, TlsVersion, Transports, VersionAnswer};

/// What live connections to one endpoint said, for one login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProbeReport {
    /// The endpoint.
    pub place: ProbeEndpoint,
    /// User that was named.
    pub user: String,
    /// Database that was named; not used when `replication`.
    pub database: String,
    /// Whether physical replication was asked for.
    pub replication: bool,
    /// Where the login comes from.
    pub origin: LoginOrigin,
    /// When.
    pub at: DateTime<Utc>,
    /// The attempts, in the order they were made.
    pub runs: Vec<Run>,
    /// From the SSL run, where a handshake was finished.
    pub tls: Option<TlsFacts>,
    /// Whether plaintext and SSL got one and the same refusal, byte for byte.
    pub same_refusal: bool,
}

impl ProbeReport {
    /// The attempt that asked this.
    pub fn run(&self, question: Question) -> Option<&Run> {
        self.runs.iter().find(|run| run.question == question)
    }

    /// Whom the attempts named.
    pub fn login(&self) -> ProbeLogin {
        ProbeLogin {
            user: self.user.clone(),
            database: self.database.clone(),
            replication: self.replication,
        }
    }

    /// Whether SSL ends in front of the server: `None` when nothing tells.
    ///
    /// A server that ends SSL itself offers SCRAM with channel binding there, and words its
    /// refusals differently with and without SSL, in every language.
    ///
    /// Source: `CheckSCRAMAuth` of PostgreSQL 11 and later; `ClientAuthentication`, the messages of
    /// `uaReject` and `uaImplicitReject`. PostgreSQL 10 has no channel binding.
    pub fn ended_in_front(&self) -> Option<bool> {
        if self.same_refusal {
            return Some(true);
        }
        match self.tls.as_ref().and_then(|tls| tls.channel_binding) {
            Some(true) => return Some(false),
            Some(false) if self.place.server_major != Some(10) => return Some(true),
            Some(false) | None => {}
        }
        let demands = self
            .run(Question::Ssl)
            .is_some_and(|run| run.outcome == Outcome::CertificateRequired);
        demands.then_some(false)
    }

    /// What the attempts prove about plaintext.
    pub fn proof(&self) -> Proof {
        let proof = self.compared();
        if !matches!(proof, Proof::Refuted(_)) && self.ended_in_front() == Some(true) {
            return Proof::NotProven(if self.same_refusal {
                text!("proof-same-refusal")
            } else {
                text!("proof-no-binding")
            });
        }
        proof
    }

    fn compared(&self) -> Proof {
        let outcome = |question| self.run(question).map(|run| &run.outcome);
        let Some(plaintext) = outcome(Question::Plaintext) else {
            return Proof::NotProven(text!("proof-no-plaintext"));
        };
        if plaintext.passed_hba() {
            return Proof::Refuted(plaintext.text());
        }
        if *plaintext != Outcome::RefusedByHba {
            return Proof::NotProven(text!("proof-plaintext", outcome = plaintext.text()));
        }
        let ssl = outcome(Question::Ssl);
        let certificate = outcome(Question::ClientCertificate);
        match (ssl, certificate) {
            (Some(Outcome::CertificateRequired), _) => Proof::Proven(Demand::ClientCertificate),
            (Some(ssl), _) if ssl.passed_hba() => Proof::Proven(Demand::Ssl),
            (Some(Outcome::RefusedByHba), Some(cert)) if cert.passed_hba() => {
                Proof::Proven(Demand::ClientCertificate)
            }
            (Some(Outcome::RefusedByHba), _) => Proof::NotProven(text!("proof-both-refused")),
            (Some(ssl), _) => Proof::NotProven(text!("proof-ssl-neither", outcome = ssl.text())),
            (None, _) => Proof::NotProven(text!("proof-no-ssl")),
        }
    }

    /// Whether the name in a client certificate counts; `None` where no certificate is demanded.
    pub fn name_check(&self) -> Option<NameCheck> {
        if self.proof() != Proof::Proven(Demand::ClientCertificate) {
            return None;
        }
        let mismatch = self
            .run(Question::ClientCertificate)
            .is_some_and(|run| run.outcome == Outcome::CertificateUserMismatch);
        Some(if mismatch {
            NameCheck::Checked
        } else {
            NameCheck::NotTold
        })
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

/// What is known about the name in a client certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameCheck {
    /// A certificate with another name was refused: the name has to be the user.
    Checked,
    /// Not told: servers that ask for a password compare the name after it.
    NotTold,
}

/// What the evidence says about "plaintext is refused".
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// Plaintext stopped at `pg_hba`, and the same login with SSL passed it.
    Proven(Demand),
    /// Plaintext passed `pg_hba`.
    Refuted(Text),
    /// The evidence says neither; the reason is for people.
    NotProven(Text),
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn report(outcomes: &[(Question, Outcome)]) -> ProbeReport {
        let run = |(question, outcome): &(Question, Outcome)| Run {
            question: *question,
            outcome: outcome.clone(),
            sqlstate: None,
            address: None,
            from: None,
            took: Duration::ZERO,
        };
        ProbeReport {
            place: ProbeEndpoint::named("db".into(), 5432),
            user: "app".into(),
            database: "app".into(),
            replication: false,
            origin: LoginOrigin::Named,
            at: DateTime::UNIX_EPOCH,
            runs: outcomes.iter().map(run).collect(),
            tls: None,
            same_refusal: false,
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
            Outcome::TlsFailed {
                reason: Text::verbatim(text()),
            },
            Outcome::OtherError,
            Outcome::NotPostgres,
            Outcome::Closed,
            Outcome::TimedOut,
            Outcome::Unreachable {
                reason: Text::verbatim(text()),
            },
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
    fn ssl_that_ends_in_front_of_the_server_proves_nothing() {
        let scram = Outcome::AcceptedToAuth {
            method: "scram-sha-256".into(),
        };
        let runs = [
            (Question::Plaintext, Outcome::RefusedByHba),
            (Question::Ssl, scram),
        ];
        let offers = |channel_binding| {
            let mut report = report(&runs);
            report.tls = Some(TlsFacts {
                version: "TLSv1.3".into(),
                cipher: String::new(),
                chain: vec![],
                client_cas: None,
                channel_binding,
            });
            report
        };
        assert_eq!(offers(Some(true)).proof(), Proof::Proven(Demand::Ssl));
        assert_eq!(offers(None).proof(), Proof::Proven(Demand::Ssl));
        let mut old = offers(Some(false));
        assert!(matches!(old.proof(), Proof::NotProven(_)));
        assert_eq!(old.ended_in_front(), Some(true));
        old.place.server_major = Some(10);
        assert_eq!(old.proof(), Proof::Proven(Demand::Ssl));
        assert_eq!(old.ended_in_front(), None);
    }

    #[test]
    fn one_and_the_same_refusal_is_a_sign_of_a_proxy() {
        let refused = || Outcome::RefusedByHba;
        let mut same = report(&[
            (Question::Plaintext, refused()),
            (Question::Ssl, refused()),
            (Question::ClientCertificate, Outcome::AcceptedNoAuth),
        ]);
        assert_eq!(same.proof(), Proof::Proven(Demand::ClientCertificate));
        same.same_refusal = true;
        assert!(
            matches!(same.proof(), Proof::NotProven(why) if why.english().contains("same refusal"))
        );
        // Plaintext that is let in stays what it is.
        same.runs[0].outcome = Outcome::AcceptedNoAuth;
        assert!(matches!(same.proof(), Proof::Refuted(_)));
    }

    #[test]
    fn a_family_that_is_shut_or_out_of_reach_is_answered_for_by_the_other() {
        let login = |outcomes: &[(Question, Outcome)]| report(outcomes);
        let proven = login(&[
            (Question::Plaintext, Outcome::RefusedByHba),
            (Question::Ssl, Outcome::CertificateRequired),
        ]);
        let shut = login(&[
            (Question::Plaintext, Outcome::RefusedByHba),
            (Question::Ssl, Outcome::RefusedByHba),
        ]);
        let gone = login(&[(
            Question::Plaintext,
            Outcome::Unreachable {
                reason: Text::verbatim("refused"),
            },
        )]);
        let odd = login(&[
            (Question::Plaintext, Outcome::RefusedByHba),
            (Question::Ssl, Outcome::TimedOut),
        ]);
        let refuted = login(&[(Question::Plaintext, Outcome::AcceptedNoAuth)]);
        let count = |reports: &[&ProbeReport]| {
            let reports: Vec<ProbeReport> = reports.iter().map(|&one| one.clone()).collect();
            unproven(&reports).len()
        };
        assert_eq!(count(&[&proven, &shut, &gone]), 0);
        assert_eq!(count(&[&shut, &gone]), 2);
        assert_eq!(count(&[&proven, &odd, &refuted]), 2);
        let mut elsewhere = proven.clone();
        elsewhere.place.port = 1;
        assert_eq!(count(&[&elsewhere, &shut]), 1);
        // A login of a record may be shut from here; only what it lets in counts.
        let mut witness = shut.clone();
        witness.origin = LoginOrigin::Records;
        assert_eq!(count(&[&witness]), 0);
        witness.runs[0].outcome = Outcome::AcceptedNoAuth;
        assert_eq!(count(&[&witness]), 1);
        let mut somebody = proven.clone();
        somebody.user = "somebody".into();
        assert_eq!(count(&[&somebody, &shut]), 1);
    }

    #[test]
    fn the_name_in_a_certificate_is_told_by_a_mismatch_only() {
        let demanded = [
            (Question::Plaintext, Outcome::RefusedByHba),
            (Question::Ssl, Outcome::CertificateRequired),
        ];
        for certificate in every() {
            let mismatch = certificate == Outcome::CertificateUserMismatch;
            let mut runs = demanded.to_vec();
            runs.push((Question::ClientCertificate, certificate));
            let expected = if mismatch {
                NameCheck::Checked
            } else {
                NameCheck::NotTold
            };
            assert_eq!(report(&runs).name_check(), Some(expected));
        }
        assert_eq!(report(&demanded).name_check(), Some(NameCheck::NotTold));
        let ssl = [
            (Question::Plaintext, Outcome::RefusedByHba),
            (Question::Ssl, Outcome::AcceptedNoAuth),
        ];
        assert_eq!(report(&ssl).name_check(), None);
    }

    #[test]
    fn accounts_become_logins() {
        let account = |name: &str, replication, databases: &[&str]| DatabaseAccount {
            name: name.into(),
            replication,
            databases: databases.iter().map(|&name| name.to_owned()).collect(),
        };
        let accounts = [
            account("app", Some(false), &["shop", "log"]),
            account("root", Some(true), &[]),
            account("odd", None, &[]),
        ];
        let spelled = |replication| -> Vec<String> {
            logins_from(&accounts, &["postgres".into()], replication)
                .iter()
                .map(|login| format!("{} {} {}", login.user, login.database, login.replication))
                .collect()
        };
        assert_eq!(
            spelled(false),
            [
                "app shop false",
                "app log false",
                "root postgres false",
                "root  true",
                "odd postgres false"
            ]
        );
        assert_eq!(spelled(true).len(), 7);
    }

    #[test]
    fn log_lines_are_counted() {
        let certificates = report(&[
            (Question::Plaintext, Outcome::RefusedByHba),
            (Question::Ssl, Outcome::CertificateRequired),
            (
                Question::ClientCertificate,
                Outcome::CertificateRejected { alert: Some(48) },
            ),
        ]);
        let lines = LogLines {
            refusals: 2,
            handshakes: 1,
            sessions: 0,
        };
        assert_eq!(LogLines::of(&certificates), lines);
        let open = report(&[(Question::Plaintext, Outcome::AcceptedNoAuth)]);
        assert_eq!(LogLines::of(&open).sessions, 1);
    }

    #[test]
    fn unreachable_takes_every_attempt() {
        let gone = Outcome::Unreachable {
            reason: Text::verbatim("refused"),
        };
        assert!(report(&[(Question::Plaintext, gone.clone())]).unreachable());
        let partly = [(Question::Plaintext, gone), (Question::Ssl, Outcome::NoSsl)];
        assert!(!report(&partly).unreachable());
        assert!(!report(&[]).unreachable());
    }

    #[test]
    fn every_outcome_has_words_of_its_own() {
        let words: std::collections::BTreeSet<String> = every()
            .iter()
            .map(|outcome| outcome.text().english())
            .collect();
        assert_eq!(words.len(), every().len());
    }
}
