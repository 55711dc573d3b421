//! Facts of a run that views show and no value of the core holds.

use chrono::{DateTime, Utc};

use crate::domain::certificate::{Certificate, Peer};
use crate::domain::proof::{ProbeReport, TargetReport, Unprobed};

/// Live connections, and what their server certificates are judged by.
#[derive(Clone, Copy, Default)]
pub struct Judged<'a> {
    /// One report for each endpoint and address family.
    pub targets: &'a [TargetReport],
    /// What could not be tried.
    pub unprobed: &'a [Unprobed],
    /// CAs to trust, PEM text; `None` leaves trust unjudged.
    pub server_ca: Option<&'a str>,
    /// When.
    pub now: DateTime<Utc>,
}

impl Judged<'_> {
    /// The server certificate of one report.
    pub(super) fn peer(&self, report: &ProbeReport) -> Option<Peer> {
        let chain = &report.tls.as_ref()?.chain;
        Peer::judge(chain, &report.place.host, self.server_ca, None, self.now)
    }
}

/// One client certificate that was issued, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedRow {
    /// The database user.
    pub user: String,
    /// What the certificate says.
    pub certificate: Certificate,
    /// The files that were written.
    pub files: Vec<String>,
    /// A connection string of libpq.
    pub connection_string: String,
    /// A URL of the JDBC driver.
    pub jdbc: String,
}
