//! What attempts leave in the server's log, so that whoever watches it can be told.

use super::{Outcome, ProbeReport, Question, TargetReport, VersionAnswer};

/// How many lines of each kind; those of `log_connections` come on top.
///
/// Source: PostgreSQL 11 to 18, measured with `log_connections` on and off.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LogLines {
    /// `FATAL` lines that name user, database and address.
    pub refusals: usize,
    /// `could not accept SSL connection`; before 17 also `invalid length of startup packet` for
    /// direct SSL.
    pub handshakes: usize,
    /// Sessions: with `log_connections` one `connection authorized` each.
    pub sessions: usize,
}

impl LogLines {
    /// The lines of one login's attempts.
    pub fn of(report: &ProbeReport) -> Self {
        report
            .runs
            .iter()
            .map(|run| Self::of_outcome(&run.outcome))
            .fold(Self::default(), Self::plus)
    }

    /// The lines of all attempts at one target.
    pub fn of_target(target: &TargetReport) -> Self {
        let logins = target.logins.iter().map(Self::of);
        let asked = |(_, answer): &&(_, VersionAnswer)| {
            !matches!(answer, VersionAnswer::NoSsl | VersionAnswer::NoAnswer)
        };
        let versions = target.transports.tls_versions.iter().filter(asked);
        // Servers before 17 take direct SSL for a start-up packet that is too long.
        let direct = target.transports.direct_ssl.iter().map(|run| {
            let unknown = run.question == Question::DirectSsl
                && matches!(run.outcome, Outcome::TlsFailed { .. } | Outcome::Closed);
            if unknown {
                Self::HANDSHAKE
            } else {
                Self::of_outcome(&run.outcome)
            }
        });
        logins
            .chain(versions.map(|_| Self::HANDSHAKE))
            .chain(direct)
            .fold(Self::default(), Self::plus)
    }

    const HANDSHAKE: Self = Self {
        refusals: 0,
        handshakes: 1,
        sessions: 0,
    };

    /// The sum.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            refusals: self.refusals.saturating_add(other.refusals),
            handshakes: self.handshakes.saturating_add(other.handshakes),
            sessions: self.sessions.saturating_add(other.sessions),
        }
    }

    fn of_outcome(outcome: &Outcome) -> Self {
        let mut lines = Self::default();
        match outcome {
            Outcome::RefusedByHba
            | Outcome::CertificateRequired
            | Outcome::CertificateUserMismatch
            | Outcome::Misconfigured
            | Outcome::Busy
            | Outcome::NotReady
            | Outcome::OtherError => lines.refusals = 1,
            Outcome::CertificateRejected { .. } | Outcome::TlsFailed { .. } => lines.handshakes = 1,
            Outcome::AcceptedNoAuth => lines.sessions = 1,
            Outcome::AcceptedToAuth { .. }
            | Outcome::NoSsl
            | Outcome::NotPostgres
            | Outcome::Closed
            | Outcome::TimedOut
            | Outcome::Unreachable { .. } => {}
        }
        lines
    }
}
