//! The SSL settings of an instance in the report: certificates and revocation lists without their PEM.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::seconds;
use crate::domain::certificate;
use crate::domain::ssl::{CaType, SslState};

/// The SSL switch and the server certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SslRow {
    /// Whether SSL is on.
    pub enabled: Option<bool>,
    /// Who made the server certificate, as the API spells it.
    pub ca_type: Option<String>,
    /// The endpoint that the server certificate is made for.
    pub connection_string: Option<String>,
    /// When the server certificate expires.
    pub expires_at: Option<DateTime<Utc>>,
    /// Whether the service asks for a renewal.
    pub requires_update: Option<bool>,
}

impl SslRow {
    /// The SSL settings of an instance.
    pub fn of(ssl: &SslState) -> Self {
        Self {
            enabled: ssl.enabled,
            ca_type: ssl.ca_type.as_ref().map(|ca| CaType::as_str(ca).to_owned()),
            connection_string: ssl.endpoint.clone(),
            expires_at: ssl.expires.map(seconds),
            requires_update: ssl.requires_update,
        }
    }
}

/// The client CA. One that cannot be read still shows that there is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientCa {
    /// Subject of the first certificate.
    pub subject: Option<String>,
    /// Its expiry.
    pub not_after: Option<DateTime<Utc>>,
    /// Its SHA-256 fingerprint.
    pub sha256: Option<String>,
    /// Every certificate; empty when they cannot be read.
    pub certificates: Vec<CaCertificate>,
}

/// One certificate of the client CA.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaCertificate {
    /// Subject.
    pub subject: String,
    /// Expiry.
    pub not_after: DateTime<Utc>,
    /// SHA-256 fingerprint.
    pub sha256: String,
}

impl ClientCa {
    /// The client CA of an instance; `None` when there is none.
    pub fn of(ssl: &SslState) -> Option<Self> {
        let pem = ssl.client_ca.as_ref()?;
        let certificates: Vec<CaCertificate> = certificate::parse_chain(pem.as_str())
            .unwrap_or_default()
            .into_iter()
            .map(|ca| CaCertificate {
                subject: ca.subject,
                not_after: seconds(ca.not_after),
                sha256: ca.sha256,
            })
            .collect();
        let first = certificates.first();
        Some(Self {
            subject: first.map(|ca| ca.subject.clone()),
            not_after: first.map(|ca| ca.not_after),
            sha256: first.map(|ca| ca.sha256.clone()),
            certificates,
        })
    }
}

/// The revocation lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrlRow {
    /// When the first of them runs out.
    pub next_update: Option<DateTime<Utc>>,
    /// Every list; empty when they cannot be read.
    pub lists: Vec<CrlList>,
}

/// One revocation list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrlList {
    /// Issuer.
    pub issuer: String,
    /// Its number, decimal.
    pub number: Option<String>,
    /// When it was made.
    pub this_update: DateTime<Utc>,
    /// When it runs out.
    pub next_update: Option<DateTime<Utc>>,
    /// How many certificates it revokes.
    pub revoked: usize,
    /// SHA-256 of the list.
    pub sha256: String,
}

impl CrlRow {
    /// The revocation lists of an instance; `None` when there are none.
    pub fn of(ssl: &SslState) -> Option<Self> {
        let pem = ssl.crl.as_ref()?;
        let lists = certificate::parse_crls(pem.as_str())
            .unwrap_or_default()
            .into_iter()
            .map(|list| CrlList {
                issuer: list.issuer,
                number: list.number,
                this_update: seconds(list.this_update),
                next_update: list.next_update.map(seconds),
                revoked: list.revoked.len(),
                sha256: list.sha256,
            })
            .collect();
        Some(Self {
            next_update: certificate::crl_next_update(pem.as_str()).map(seconds),
            lists,
        })
    }
}
