//! The SSL state of one instance as the control plane reports it, and a change to it.

use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::acl::Acl;
use super::instance::InstanceId;
use super::pem::{canonical_blocks, with_line_breaks};

/// PEM text of certificates or revocation lists; never of a private key.
///
/// Two texts are equal when their blocks hold the same bytes (DER), however the lines are broken, in whatever order,
/// and whatever stands around the blocks. Text that is no PEM is compared line by line.
#[derive(Debug, Clone, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pem(String);

impl Pem {
    /// Takes PEM text; `None` when it is blank, `-` or the word `null`, which all mean "none".
    pub fn new(text: &str) -> Option<Self> {
        let text = text.replace("\r\n", "\n");
        let text = text.trim();
        (!text.is_empty() && text != "-" && text != "null").then(|| Self(text.to_owned()))
    }

    /// Takes what the service gives back, which may have lost its line breaks on the way; `None` as for [`Self::new`].
    pub fn returned(text: &str) -> Option<Self> {
        let pem = Self::new(text)?;
        let written = || with_line_breaks(text).and_then(|text| Self::new(&text));
        if pem.is_readable() {
            Some(pem)
        } else {
            Some(written().unwrap_or(pem))
        }
    }

    /// Whether it is PEM, so that it can be compared and sent.
    pub fn is_readable(&self) -> bool {
        canonical_blocks(&self.0).is_some()
    }

    /// The text, without a last newline.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What it says, in one form: two texts are equal exactly when this is.
    pub fn canonical(&self) -> String {
        canonical_blocks(&self.0).map_or_else(
            || {
                let lines: Vec<&str> = self.0.lines().map(str::trim).collect();
                lines.join("\n")
            },
            |blocks| Vec::from_iter(blocks).join("\n"),
        )
    }

    /// SHA-256 of what it says, in hexadecimal.
    pub fn digest(&self) -> String {
        HEXLOWER.encode(&Sha256::digest(self.canonical().as_bytes()))
    }
}

impl PartialEq for Pem {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || self.canonical() == other.canonical()
    }
}

/// Who made the server certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaType {
    /// `aliyun`: the vendor's certificate, one endpoint, 365 days.
    Aliyun,
    /// `custom`: the customer's own certificate.
    Custom,
    /// A value this version does not know.
    Other(String),
}

impl CaType {
    /// Reads the API's text; `None` when it is empty.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim().to_ascii_lowercase().as_str() {
            "" => None,
            "aliyun" => Some(Self::Aliyun),
            "custom" => Some(Self::Custom),
            _ => Some(Self::Other(text.trim().to_owned())),
        }
    }

    /// The text of the API.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Aliyun => "aliyun",
            Self::Custom => "custom",
            Self::Other(text) => text,
        }
    }
}

/// What `LastModifyStatus` says of the last change of the SSL settings or the pg_hba records.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum LastChange {
    /// Empty or absent: never changed.
    #[default]
    Never,
    /// `setting`: a change is running.
    Setting,
    /// `success`.
    Succeeded,
    /// `failed`, with `ModifyStatusReason`.
    Failed(String),
    /// A word that this version does not know: it tells of a change only when it moved, or while the instance is busy.
    Other(String),
}

impl LastChange {
    /// Reads `LastModifyStatus` and `ModifyStatusReason`.
    pub fn parse(status: &str, reason: &str) -> Self {
        match status.trim().to_ascii_lowercase().as_str() {
            "" | "null" => Self::Never,
            "setting" => Self::Setting,
            "success" => Self::Succeeded,
            "failed" => Self::Failed(match reason.trim() {
                "" | "null" => "–".to_owned(),
                reason => reason.to_owned(),
            }),
            _ => Self::Other(status.trim().to_owned()),
        }
    }

    /// Whether it says that a change is running.
    pub const fn is_running(&self) -> bool {
        matches!(self, Self::Setting)
    }

    /// Whether it is a word that this version does not know.
    pub const fn is_unknown(&self) -> bool {
        matches!(self, Self::Other(_))
    }

    /// Whether a change may be running, by this mark and the one of an earlier look: an unknown word may say so when
    /// it came since.
    pub fn may_run(&self, before: &Self) -> bool {
        self.is_running() || self.is_unknown() && self != before
    }
}

/// The SSL settings of one instance.
///
/// `None` means "not known" for `enabled`, `acl`, `replication_acl` and `requires_update`, and
/// "none" for `client_ca` and `crl`. There is no field for the private key: it is never read.
///
/// Source: DescribeDBInstanceSSL, API version 2014-08-15.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SslState {
    /// Whether SSL is on.
    pub enabled: Option<bool>,
    /// Who made the server certificate.
    pub ca_type: Option<CaType>,
    /// The endpoint that the server certificate is made for.
    pub endpoint: Option<String>,
    /// When the server certificate expires; UTC, whole seconds.
    pub expires: Option<DateTime<Utc>>,
    /// When the vendor's server certificate was made.
    pub created: Option<DateTime<Utc>>,
    /// Whether the service asks for a renewal of the server certificate.
    pub requires_update: Option<bool>,
    /// What is to be renewed and why, where the service says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renewal: Option<String>,
    /// The server certificate.
    pub server_certificate: Option<Pem>,
    /// Where clients download the CA of the server certificate.
    pub server_ca_url: Option<String>,
    /// The client CA.
    pub client_ca: Option<Pem>,
    /// The revocation list for client certificates.
    pub crl: Option<Pem>,
    /// What is demanded of ordinary connections.
    pub acl: Option<Acl>,
    /// What is demanded of replication connections.
    pub replication_acl: Option<Acl>,
    /// `ForceEncryption`, where the API reports it.
    pub force_encryption: Option<bool>,
    /// The last change.
    pub last_change: LastChange,
}

impl SslState {
    /// An ACL of these settings as it counts: without a client CA an empty one is `prefer`.
    pub fn counting(&self, acl: Option<Acl>) -> Option<Acl> {
        acl.or_else(|| self.client_ca.is_none().then_some(Acl::Prefer))
    }

    /// The client CA that the server asks for certificates of now: none while SSL is off, whatever is left of it.
    pub fn asked_ca(&self) -> Option<&Pem> {
        let is_on = self.enabled == Some(true);
        self.client_ca.as_ref().filter(|_| is_on)
    }

    /// What an ACL of these settings demands of clients now: nothing while SSL is off or without a client CA, whatever
    /// is left of it.
    pub fn demanding(&self, acl: Option<Acl>) -> Option<Acl> {
        if self.asked_ca().is_some() {
            acl
        } else {
            Some(Acl::Prefer)
        }
    }

    /// Whether an ACL of these settings demands something of clients now.
    pub fn demands(&self) -> bool {
        forces_ssl([self.acl, self.replication_acl].map(|acl| self.demanding(acl)))
    }

    /// These settings once a call is in force: what it does not touch stays as it is.
    #[must_use]
    pub fn after(&self, call: &SslChange) -> Self {
        let mut next = self.clone();
        match call.switch {
            Some(Switch::Off) => {
                next.enabled = Some(false);
                return next;
            }
            Some(Switch::On) => {
                next.enabled = Some(true);
                next.endpoint = Some(call.endpoint.clone());
                next.ca_type = Some(call.ca_type.clone().unwrap_or(CaType::Aliyun));
            }
            None => {}
        }
        if let Some(replace) = &call.client_ca {
            next.client_ca = replace.after().cloned();
        }
        match (&call.client_ca, &call.crl) {
            (Some(Replace::Clear), _) => next.crl = None,
            (_, Some(replace)) => next.crl = replace.after().cloned(),
            (_, None) => {}
        }
        // What counts now stays in force when a client CA comes.
        next.acl = call.acl.or(self.counting(self.acl));
        next.replication_acl = call.replication_acl.or(self.counting(self.replication_acl));
        next
    }

    /// Whether a server certificate of the customer's own is in force; the service never tells its private key.
    pub fn has_own_certificate(&self) -> bool {
        self.enabled == Some(true) && self.ca_type == Some(CaType::Custom)
    }

    /// Whether a call ends the customer's own server certificate, which only its owner can install again.
    pub fn loses_certificate(&self, call: &SslChange) -> bool {
        let is_sent = call.switch == Some(Switch::On) && call.server_certificate.is_some();
        let stays = is_sent && call.server_certificate == self.server_certificate;
        self.has_own_certificate() && call.switch.is_some() && !stays
    }

    /// The command that renews the server certificate of an instance with these settings.
    pub fn renewal(&self, id: &InstanceId) -> String {
        if self.has_own_certificate() {
            install_own(id)
        } else {
            format!("forcessl ssl renew {id}")
        }
    }

    /// Whether one of its ACLs makes clients use SSL.
    pub fn forces_ssl(&self) -> bool {
        forces_ssl([self.acl, self.replication_acl])
    }
}

/// The command that installs a server certificate of the customer's own.
pub fn install_own(id: &InstanceId) -> String {
    format!("forcessl ssl renew {id} --ca-type custom --server-cert FILE --server-key FILE")
}

/// A new client CA or revocation list, or its removal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Replace {
    /// Set this text.
    Set(Pem),
    /// Take away what is there.
    Clear,
}

impl Replace {
    /// What stands there after the change.
    pub const fn after(&self) -> Option<&Pem> {
        match self {
            Self::Set(pem) => Some(pem),
            Self::Clear => None,
        }
    }
}

/// The switch in one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Switch {
    /// On, with a new server certificate (also renews one).
    On,
    /// Off.
    Off,
}

/// One ModifyDBInstanceSSL call. What is `None` is not sent.
///
/// Source: ModifyDBInstanceSSL, API version 2014-08-15.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SslChange {
    /// The endpoint the server certificate is for; the API wants it in every call.
    pub endpoint: String,
    /// The switch.
    pub switch: Option<Switch>,
    /// Who makes the server certificate; sent with [`Switch::On`].
    pub ca_type: Option<CaType>,
    /// The customer's own server certificate with its chain (`custom` only). Its key never enters
    /// a plan: it is handed to the call beside it.
    pub server_certificate: Option<Pem>,
    /// Client CA.
    pub client_ca: Option<Replace>,
    /// Revocation list.
    pub crl: Option<Replace>,
    /// ACL for ordinary connections.
    pub acl: Option<Acl>,
    /// ACL for replication connections.
    pub replication_acl: Option<Acl>,
}

impl SslChange {
    /// A change that says nothing yet.
    pub fn new(endpoint: impl Into<String>) -> Self {
        Self {
            endpoint: endpoint.into(),
            ..Self::default()
        }
    }

    /// Whether it changes what is demanded of client certificates.
    pub const fn changes_demands(&self) -> bool {
        self.client_ca.is_some()
            || self.crl.is_some()
            || self.acl.is_some()
            || self.replication_acl.is_some()
    }

    /// Whether it makes clients use SSL that need not now.
    pub fn forces_ssl(&self) -> bool {
        forces_ssl([self.acl, self.replication_acl])
    }

    /// This call over another: what it leaves out of client CA, revocation list and ACLs is taken from there.
    #[must_use]
    pub fn overlay(self, under: Self) -> Self {
        Self {
            client_ca: self.client_ca.or(under.client_ca),
            crl: self.crl.or(under.crl),
            acl: self.acl.or(under.acl),
            replication_acl: self.replication_acl.or(under.replication_acl),
            ..self
        }
    }
}

fn forces_ssl(acls: [Option<Acl>; 2]) -> bool {
    acls.into_iter().flatten().any(Acl::forces_ssl)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pem_is_equal_when_its_bytes_are() {
        let pem = |body: &str| {
            let text = format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----");
            Pem::new(&text).unwrap()
        };
        let one = pem("QUJDREVGR0hJSktM");
        for same in ["QUJD\nREVG\nR0hJ\nSktM", "QUJDREVGR0hJ\r\nSktM"] {
            assert_eq!(one, pem(same), "{same}");
        }
        let around = format!("subject=CN = x\n\n{}\n", one.as_str());
        assert_eq!(one, Pem::new(&around).unwrap());
        let other = pem("QUJDREVGR0hJSktN");
        assert_ne!(one, other);
        let joined = |all: &[&Pem]| {
            let texts: Vec<&str> = all.iter().map(|pem| pem.as_str()).collect();
            Pem::new(&texts.join("\n")).unwrap()
        };
        assert_ne!(one, joined(&[&one, &other]));
        assert_eq!(joined(&[&other, &one]), joined(&[&one, &other, &one]));
        let label = one.as_str().replace(" CERT", " X509 CERT");
        assert_eq!(one, Pem::new(&label).unwrap());
    }

    #[test]
    fn pem_that_lost_its_line_breaks_is_read_where_the_service_gives_it_back() {
        let text = "-----BEGIN X509 CRL-----\nQUJD\nREVG\n-----END X509 CRL-----\n";
        let sent = Pem::new(text).unwrap();
        let variants = ["", " ", "\\n", "\\\\n", "\\r\\n", " \n ", "\n\n"];
        for lost in variants.map(|between| text.replace('\n', between)) {
            assert_ne!(Pem::new(&lost), Some(sent.clone()), "{lost}");
            let two = Pem::returned(&lost.repeat(2)).unwrap();
            assert_eq!(two, sent, "{lost}");
            assert!(two.is_readable() && two.as_str().contains("-\nQUJDREVG\n-"));
        }
        let around = Pem::returned("issuer=\n-----BEGIN X-----\nQUJD\n-----END X-----").unwrap();
        assert!(around.as_str().starts_with("issuer="));
        for other in [
            "QUJDREVG",
            "-----BEGIN X----- QUJD",
            "QUJD -----END X-----  -----BEGIN X----- QUJD -----END X-----",
            "----BEGIN X----- QUJD -----END X-----  -----BEGIN X----- QUJD -----END X-----",
            "-----BEGIN X----- QUJD -----END Y-----",
            "-----BEGIN X----- QUJ -----END X-----",
            "-----BEGIN X----- QUJD -----BEGIN X----- QUJD -----END X-----",
        ] {
            let pem = Pem::returned(other).unwrap();
            assert_eq!((pem.as_str(), pem.is_readable()), (other, false));
        }
    }

    #[test]
    fn text_that_is_no_pem_is_equal_line_by_line() {
        let sent = Pem::new("-----BEGIN X-----\r\nAAAA\r\n-----END X-----\r\n").unwrap();
        let read = Pem::new("-----BEGIN X-----\nAAAA\n-----END X-----").unwrap();
        assert_eq!(sent, read);
        for none in ["", " \n", "-", "null"] {
            assert_eq!(Pem::new(none), None);
        }
    }
}
