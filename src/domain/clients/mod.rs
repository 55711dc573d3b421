//! What the clients of one instance need to connect with SSL: server, CA, certificate, connection strings.
//!
//! Invariant: nothing here is guessed from a verdict; host, port, sslmode and certificate follow from what was read.

mod strings;

use chrono::{DateTime, Utc};

pub use strings::{ClientString, conninfo, jdbc_url};

use super::acl::Acl;
use super::certificate;
use super::hba::demands_certificate;
use super::instance::{Endpoint, EndpointKind, Instance, InstanceId, default_endpoint};
use super::posture::Posture;
use super::ssl::{CaType, SslState};
use super::verdict::Verdict;
use crate::text::time::day;
use crate::text::{Text, text};

/// The vendor's page that has the CA chain of its own server certificates.
pub const VENDOR_CA_PAGE: &str = "https://www.alibabacloud.com/help/en/rds/apsaradb-rds-for-postgresql/configure-ssl-encryption-for-an-apsaradb-rds-for-postgresql-instance";

/// Port of an endpoint whose port the API does not report.
const DEFAULT_PORT: u16 = 5432;

/// What the connection strings name beside the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientSettings {
    /// Endpoint to connect to; `None` chooses the one that the server certificate is made for.
    pub host: Option<String>,
    /// Database user.
    pub user: String,
    /// Database.
    pub database: String,
    /// File of the server CA, PEM.
    pub server_ca: String,
    /// File of the client certificate, PEM.
    pub certificate: String,
    /// File of its key, PEM.
    pub key: String,
    /// File of its key for Java, PKCS #8 in DER.
    pub java_key: String,
}

/// How far a client checks the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SslMode {
    /// The chain alone: the server certificate does not cover the host name.
    VerifyCa,
    /// The chain and the host name.
    VerifyFull,
}

impl SslMode {
    /// The mode as libpq spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::VerifyCa => "verify-ca",
            Self::VerifyFull => "verify-full",
        }
    }
}

/// Whether clients have to present a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientCertificate {
    /// No client CA is set.
    NotUsed,
    /// A client CA is set; a certificate is checked when one is presented.
    Optional,
    /// It is demanded, by what this sentence says.
    Demanded(Text),
}

impl ClientCertificate {
    /// Whether the strings have to name one.
    pub const fn is_demanded(&self) -> bool {
        matches!(self, Self::Demanded(_))
    }
}

/// Everything that the owners of the clients of one instance have to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientGuide {
    /// The instance.
    pub id: InstanceId,
    /// Host of the strings.
    pub host: String,
    /// Port of the strings.
    pub port: u16,
    /// How far the strings check the server.
    pub mode: SslMode,
    /// Where the server CA comes from, in a few words.
    pub server_ca_source: Text,
    /// What the strings name beside the server.
    pub settings: ClientSettings,
    /// Whether clients have to present a certificate.
    pub certificate: ClientCertificate,
    /// Whether the server asks for a password.
    pub password: bool,
    /// When the server certificate expires.
    pub server_certificate_expires: Option<DateTime<Utc>>,
    /// One for each kind of client.
    pub strings: Vec<ClientString>,
    /// What to know before using them.
    pub notes: Vec<Text>,
    /// Tasks for the change ticket, in order.
    pub checklist: Vec<Text>,
}

/// Why there are no connection strings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoGuide {
    /// The endpoints or the SSL settings could not be read.
    Unread,
    /// The instance has none of this name; these are its endpoints.
    NoSuchEndpoint(Vec<String>),
    /// Read/write splitting, which has no SSL.
    WithoutSsl,
}

impl ClientGuide {
    /// Works out the strings and the checklist from one look at an instance.
    ///
    /// # Errors
    /// When the endpoint is not known or has no SSL.
    pub fn new(
        posture: &Posture,
        verdict: Verdict,
        mut settings: ClientSettings,
    ) -> Result<Self, NoGuide> {
        let ssl = posture.ssl.known().ok_or(NoGuide::Unread)?;
        let endpoints = posture.endpoints.known().ok_or(NoGuide::Unread)?;
        let protected = protected_host(ssl, endpoints);
        let endpoint = chosen(endpoints, settings.host.as_deref(), protected.as_deref())?;
        let host = endpoint.host.clone();
        settings.host = Some(host.clone());
        let mode = if is_covered(ssl, &host, protected.as_deref()) {
            SslMode::VerifyFull
        } else {
            SslMode::VerifyCa
        };
        let certificate = certificate_need(posture, ssl);
        let by_certificate = strictest(ssl) == Some(Acl::Cert);
        let mut guide = Self {
            id: posture.id.clone(),
            port: endpoint.port.unwrap_or(DEFAULT_PORT),
            host,
            mode,
            server_ca_source: server_ca_source(ssl),
            settings,
            certificate,
            password: !by_certificate,
            server_certificate_expires: ssl.expires,
            strings: vec![],
            notes: vec![],
            checklist: vec![],
        };
        guide.strings = strings::all(&guide);
        guide.notes = notes(&guide, ssl, endpoint, endpoints);
        guide.checklist = checklist(&guide, ssl, verdict);
        Ok(guide)
    }
}

/// The endpoint that the server certificate is made for, or that `enforce` would have it made for.
fn protected_host(ssl: &SslState, endpoints: &[Endpoint]) -> Option<String> {
    ssl.endpoint
        .clone()
        .filter(|host| !host.is_empty())
        .or_else(|| default_endpoint(endpoints).map(|endpoint| endpoint.host.clone()))
}

fn chosen<'a>(
    endpoints: &'a [Endpoint],
    asked: Option<&str>,
    protected: Option<&str>,
) -> Result<&'a Endpoint, NoGuide> {
    let named = |host: &str| {
        endpoints
            .iter()
            .find(|endpoint| endpoint.host.eq_ignore_ascii_case(host))
    };
    let found = match asked {
        Some(host) => named(host),
        None => protected
            .and_then(named)
            .or_else(|| default_endpoint(endpoints)),
    };
    match found {
        Some(endpoint) if endpoint.kind == EndpointKind::ReadWriteSplitting => {
            Err(NoGuide::WithoutSsl)
        }
        Some(endpoint) => Ok(endpoint),
        None => Err(NoGuide::NoSuchEndpoint(
            endpoints
                .iter()
                .filter(|endpoint| endpoint.kind != EndpointKind::ReadWriteSplitting)
                .map(|endpoint| endpoint.host.clone())
                .collect(),
        )),
    }
}

/// Whether the server certificate has this name; without a certificate the protected endpoint has it.
fn is_covered(ssl: &SslState, host: &str, protected: Option<&str>) -> bool {
    let leaf = ssl
        .server_certificate
        .as_ref()
        .and_then(|pem| certificate::parse_chain(pem.as_str()).ok())
        .and_then(|chain| chain.into_iter().next());
    match leaf {
        Some(leaf) => certificate::name_matches(&leaf, host),
        None => protected.is_some_and(|name| name.eq_ignore_ascii_case(host)),
    }
}

/// The stricter one of the two ACLs.
fn strictest(ssl: &SslState) -> Option<Acl> {
    ssl.acl.max(ssl.replication_acl)
}

fn certificate_need(posture: &Posture, ssl: &SslState) -> ClientCertificate {
    let forces = |acl: Option<Acl>| acl.filter(|acl| acl.forces_ssl());
    if let Some(acl) = forces(ssl.acl) {
        return ClientCertificate::Demanded(if acl.binds_user() {
            text!("clients-acl-name", acl = acl)
        } else {
            text!("clients-acl", acl = acl)
        });
    }
    if let Some(acl) = forces(ssl.replication_acl) {
        return ClientCertificate::Demanded(if acl.binds_user() {
            text!("clients-replication-acl-name", acl = acl)
        } else {
            text!("clients-replication-acl", acl = acl)
        });
    }
    let instance = posture.instance.known();
    let major = instance.and_then(Instance::major);
    let records = posture.hba.known().map(|hba| hba.in_force().0);
    let demanding = records
        .into_iter()
        .flatten()
        .find(|record| demands_certificate(record, major));
    match (demanding, &ssl.client_ca) {
        (Some(record), _) => {
            ClientCertificate::Demanded(text!("clients-record", record = record.priority))
        }
        (None, Some(_)) => ClientCertificate::Optional,
        (None, None) => ClientCertificate::NotUsed,
    }
}

fn server_ca_source(ssl: &SslState) -> Text {
    match (&ssl.ca_type, &ssl.server_ca_url) {
        (Some(CaType::Custom), _) => text!("clients-own-ca"),
        (_, Some(url)) if !url.is_empty() => Text::verbatim(url.as_str()),
        _ => text!("clients-vendor-ca", page = VENDOR_CA_PAGE),
    }
}

fn notes(
    guide: &ClientGuide,
    ssl: &SslState,
    endpoint: &Endpoint,
    endpoints: &[Endpoint],
) -> Vec<Text> {
    let mut notes = Vec::new();
    if ssl.enabled != Some(true) {
        notes.push(text!("clients-ssl-off"));
    }
    if guide.mode == SslMode::VerifyCa {
        notes.push(text!("clients-not-covered", host = &guide.host));
    }
    if endpoint.port.is_none() {
        notes.push(text!("clients-no-port", port = DEFAULT_PORT));
    }
    if let Some(port) = endpoint.pooler_port {
        notes.push(text!("clients-pooler", port = port));
    }
    for other in endpoints {
        if other.host != endpoint.host {
            notes.push(match other.kind {
                EndpointKind::ReadWriteSplitting => {
                    text!("clients-no-ssl", host = &other.host)
                }
                EndpointKind::Internal | EndpointKind::Public => {
                    text!("clients-add-host", host = &other.host)
                }
            });
        }
    }
    if guide.certificate == ClientCertificate::Optional {
        notes.push(text!("clients-certificate-optional"));
    }
    if guide.certificate.is_demanded() && strictest(ssl).is_some_and(Acl::binds_user) {
        notes.push(text!("clients-pgbouncer"));
    }
    notes
}

fn checklist(guide: &ClientGuide, ssl: &SslState, verdict: Verdict) -> Vec<Text> {
    let (id, mode) = (&guide.id, guide.mode.as_str());
    let is_on = ssl.enabled == Some(true);
    // With a client CA and no ACL that demands it everywhere, the ACL is what is missing.
    let acls = [ssl.acl, ssl.replication_acl];
    let is_forced = acls.iter().all(|acl| acl.is_some_and(Acl::forces_ssl));
    let by_acl = verdict != Verdict::Enforced && ssl.client_ca.is_some() && !is_forced;
    let way = if by_acl { "acl" } else { "hba" };
    let mut tasks = vec![text!(
        "clients-task-ca",
        file = &guide.settings.server_ca,
        source = &guide.server_ca_source
    )];
    if guide.certificate.is_demanded() || by_acl {
        tasks.push(text!("clients-task-certificate"));
    }
    tasks.push(if is_on {
        text!("clients-task-mode", mode = mode)
    } else {
        text!("clients-task-mode-later", mode = mode)
    });
    tasks.push(text!("clients-task-verify"));
    tasks.push(text!("clients-task-sessions", instance = id));
    if verdict != Verdict::Enforced {
        tasks.push(text!("clients-task-plan", instance = id, way = way));
        if !is_on {
            tasks.push(text!("clients-task-time"));
        }
        tasks.push(text!("clients-task-change", instance = id, way = way));
    }
    tasks.push(text!("clients-task-confirm", instance = id));
    tasks.push(text!("clients-task-undo", instance = id));
    tasks.push(match ssl.expires {
        Some(expires) => {
            let command = ssl.renewal(id);
            text!("clients-task-renew", day = day(expires), command = command)
        }
        None => text!("clients-task-expiry"),
    });
    tasks
}

#[cfg(test)]
mod tests;
