//! What the clients of one instance need to connect with SSL: server, CA, certificate, connection strings.
//!
//! Invariant: nothing here is guessed from a verdict; host, port, sslmode and certificate follow from what was read.

mod strings;

use chrono::{DateTime, Utc};

pub use strings::{ClientString, conninfo, jdbc_url};

use super::acl::Acl;
use super::certificate;
use super::hba::demands_certificate;
use super::instance::{Endpoint, EndpointKind, InstanceId, default_endpoint};
use super::posture::Posture;
use super::ssl::{CaType, SslState};
use super::verdict::Verdict;

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
    Demanded(String),
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
    pub server_ca_source: String,
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
    pub notes: Vec<String>,
    /// Tasks for the change ticket, in order.
    pub checklist: Vec<String>,
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
    for (acl, whom) in [
        (ssl.acl, "connections"),
        (ssl.replication_acl, "replication connections"),
    ] {
        if let Some(acl) = acl.filter(|acl| acl.forces_ssl()) {
            let subject = if acl.binds_user() {
                ", CN = database user"
            } else {
                ""
            };
            return ClientCertificate::Demanded(format!("ACL {acl} for {whom}{subject}"));
        }
    }
    let instance = posture.instance.known();
    let major = instance.and_then(|instance| instance.engine_version.as_ref()?.major);
    let records = posture.hba.known().map(|hba| hba.in_force().0);
    let demanding = records
        .into_iter()
        .flatten()
        .find(|record| demands_certificate(record, major));
    match (demanding, &ssl.client_ca) {
        (Some(record), _) => {
            ClientCertificate::Demanded(format!("pg_hba record {}", record.priority))
        }
        (None, Some(_)) => ClientCertificate::Optional,
        (None, None) => ClientCertificate::NotUsed,
    }
}

fn server_ca_source(ssl: &SslState) -> String {
    match (&ssl.ca_type, &ssl.server_ca_url) {
        (Some(CaType::Custom), _) => "the CA that signed your own server certificate".to_owned(),
        (_, Some(url)) if !url.is_empty() => url.clone(),
        _ => format!("ApsaraDB-CA-Chain.zip, linked from {VENDOR_CA_PAGE}"),
    }
}

fn notes(
    guide: &ClientGuide,
    ssl: &SslState,
    endpoint: &Endpoint,
    endpoints: &[Endpoint],
) -> Vec<String> {
    let mut notes = Vec::new();
    if ssl.enabled != Some(true) {
        notes.push(
            "SSL is off: these strings connect once it is on, and fail until then".to_owned(),
        );
    }
    if guide.mode == SslMode::VerifyCa {
        notes.push(format!(
            "the server certificate does not cover {}: verify-ca checks its CA, not the host name",
            guide.host
        ));
    }
    if endpoint.port.is_none() {
        notes.push(format!(
            "the API reports no port; {DEFAULT_PORT} is the default"
        ));
    }
    if let Some(port) = endpoint.pooler_port {
        notes.push(format!(
            "the built-in pooler listens on port {port}; it does not support the ACLs verify-ca and verify-full"
        ));
    }
    for other in endpoints {
        if other.host != endpoint.host {
            notes.push(match other.kind {
                EndpointKind::ReadWriteSplitting => {
                    format!("{} (read/write splitting) has no SSL", other.host)
                }
                EndpointKind::Internal | EndpointKind::Public => {
                    format!("for {} add --host {}", other.host, other.host)
                }
            });
        }
    }
    if guide.certificate == ClientCertificate::Optional {
        notes.push(
            "a client CA is set: a client certificate is checked if presented, and not needed"
                .to_owned(),
        );
    }
    if guide.certificate.is_demanded() && strictest(ssl).is_some_and(Acl::binds_user) {
        notes.push(
            "PgBouncer presents one certificate for all users: with CN = database user it can serve that user only"
                .to_owned(),
        );
    }
    notes
}

fn checklist(guide: &ClientGuide, ssl: &SslState, verdict: Verdict) -> Vec<String> {
    let id = &guide.id;
    let mut tasks = vec![format!(
        "Put the server CA on every client as {}; source: {}",
        guide.settings.server_ca, guide.server_ca_source
    )];
    if guide.certificate.is_demanded() {
        tasks.push(
            "Issue a client certificate for every database user (forcessl cert issue USER --ca DIR)"
                .to_owned(),
        );
    }
    tasks.push(format!(
        "Change every client to sslmode={} and restart it{}",
        guide.mode.as_str(),
        if ssl.enabled == Some(true) {
            ""
        } else {
            "; until SSL is on use sslmode=prefer"
        }
    ));
    tasks.push(
        "Verify in each client: SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid() returns t"
            .to_owned(),
    );
    tasks.push(format!(
        "List the sessions without SSL and their owners: forcessl sessions {id} --dsn 'user=ADMIN sslmode=prefer'"
    ));
    if verdict != Verdict::Enforced {
        tasks.push(format!(
            "Attach the plan to the ticket: forcessl plan {id} --via hba"
        ));
        if ssl.enabled != Some(true) {
            tasks.push(
                "Agree on a time: switching SSL on restarts the instance once, about 3 minutes"
                    .to_owned(),
            );
        }
        tasks.push(format!(
            "Make the change: forcessl enforce {id} --via hba --dsn 'user=ADMIN' --max-cut-off 0"
        ));
    }
    tasks.push(format!(
        "Confirm that plaintext is refused: forcessl check {id} exits with 0"
    ));
    tasks.push(format!("To undo: forcessl rollback {id}"));
    match ssl.expires {
        Some(expires) => tasks.push(format!(
            "Renew the server certificate before {}: forcessl ssl renew {id}",
            expires.format("%Y-%m-%d")
        )),
        None => tasks.push(
            "Note the expiry of the server certificate; the vendor's own holds for 365 days"
                .to_owned(),
        ),
    }
    tasks
}

#[cfg(test)]
mod tests;
