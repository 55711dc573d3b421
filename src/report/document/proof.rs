//! What live connections proved, in short.

use chrono::{DateTime, SubsecRound, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::certificate::Certificate;
use crate::domain::proof::{Demand, Outcome, ProbeReport, Proof, Question, Run};
use crate::text::{Text, text};

/// Whether the evidence says that plaintext is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProofResult {
    /// Plaintext is refused and SSL is not.
    Proven,
    /// Plaintext was let in.
    Refuted,
    /// The evidence says neither.
    NotProven,
}

impl ProofResult {
    /// The result of a live test, as people read it.
    pub fn text(self) -> Text {
        match self {
            Self::Proven => text!("live-refused"),
            Self::Refuted => text!("live-accepted"),
            Self::NotProven => text!("live-not-proven"),
        }
    }

    /// The word that spreadsheets and scripts read.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Proven => "proven",
            Self::Refuted => "refuted",
            Self::NotProven => "not proven",
        }
    }
}

/// How the plaintext attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Plaintext {
    /// `pg_hba` refused it.
    Refused,
    /// `pg_hba` let it pass.
    Admitted,
    /// No server was reached.
    Unreachable,
    /// The server's answer says neither.
    Inconclusive,
    /// It was not tried.
    NotTried,
}

/// The proof at one endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveProof {
    /// What it says.
    pub result: ProofResult,
    /// How the plaintext attempt ended.
    pub plaintext: Plaintext,
    /// The SQLSTATE that the plaintext attempt met.
    pub sqlstate: Option<String>,
    /// What the server demands instead of plaintext, where that is proven.
    pub demands: Option<Demand>,
    /// Why it is not proven.
    pub reason: Option<Text>,
    /// Host that was asked.
    pub host: String,
    /// Port.
    pub port: u16,
    /// User that was named.
    pub user: String,
    /// Database that was named.
    pub database: String,
    /// When; whole seconds.
    pub at: DateTime<Utc>,
    /// Address of this machine in the plaintext attempt.
    pub from: Option<String>,
    /// Address and port of the server.
    pub address: Option<String>,
    /// TLS version of the SSL attempt.
    pub tls_version: Option<String>,
    /// SHA-256 fingerprint of the server certificate, hexadecimal.
    pub certificate_sha256: Option<String>,
    /// The same for a replication login, where one was tried; it has none of its own.
    pub replication: Option<Box<Self>>,
}

impl LiveProof {
    /// The proof at every endpoint that was tried, in the order of the attempts. Logins of records are among them where they
    /// were let in without SSL.
    pub fn all(reports: &[ProbeReport]) -> Vec<Self> {
        let ordinary = reports
            .iter()
            .filter(|report| !report.replication && report.counts());
        ordinary
            .map(|report| Self {
                replication: replication_of(report, reports).map(|found| Box::new(Self::of(found))),
                ..Self::of(report)
            })
            .collect()
    }

    /// The one that says most: an endpoint that lets plaintext in, else the first that could be
    /// reached, else the first; `None` when nothing was tried.
    pub fn decisive(all: Vec<Self>) -> Option<Self> {
        // One endpoint that lets plaintext in says more than any that refuses it.
        let place = all
            .iter()
            .position(|proof| proof.result == ProofResult::Refuted)
            .or_else(|| {
                all.iter()
                    .position(|proof| proof.plaintext != Plaintext::Unreachable)
            })
            .unwrap_or_default();
        all.into_iter().nth(place)
    }

    /// The proof of one report.
    pub fn of(report: &ProbeReport) -> Self {
        let (result, demands, reason) = match report.proof() {
            Proof::Proven(demand) => (ProofResult::Proven, Some(demand), None),
            Proof::Refuted(reason) => (ProofResult::Refuted, None, Some(reason)),
            Proof::NotProven(reason) => (ProofResult::NotProven, None, Some(reason)),
        };
        let plaintext = report.run(Question::Plaintext);
        Self {
            result,
            plaintext: word(plaintext),
            sqlstate: plaintext.and_then(|run| run.sqlstate.clone()),
            demands,
            reason,
            host: report.place.host.clone(),
            port: report.place.port,
            user: report.user.clone(),
            database: report.database.clone(),
            at: report.at.trunc_subsecs(0),
            from: plaintext
                .and_then(|run| run.from)
                .map(|address| address.ip().to_string()),
            address: plaintext
                .and_then(|run| run.address)
                .map(|address| address.to_string()),
            tls_version: report.tls.as_ref().map(|tls| tls.version.clone()),
            certificate_sha256: report
                .tls
                .as_ref()
                .and_then(|tls| tls.chain.first())
                .and_then(|der| Certificate::from_der(der).ok())
                .map(|leaf| leaf.sha256),
            replication: None,
        }
    }
}

fn replication_of<'a>(report: &ProbeReport, reports: &'a [ProbeReport]) -> Option<&'a ProbeReport> {
    let mut there = reports
        .iter()
        .filter(|other| other.replication && other.place == report.place && other.counts());
    let first = there.clone().next();
    there.find(|other| other.is_refuted()).or(first)
}

fn word(run: Option<&Run>) -> Plaintext {
    match run.map(|run| &run.outcome) {
        None => Plaintext::NotTried,
        Some(outcome) if outcome.passed_hba() => Plaintext::Admitted,
        Some(Outcome::RefusedByHba) => Plaintext::Refused,
        Some(Outcome::Unreachable { .. } | Outcome::TimedOut) => Plaintext::Unreachable,
        Some(_) => Plaintext::Inconclusive,
    }
}
