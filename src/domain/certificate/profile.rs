//! Certificates that are understood in full, and what keeps the others out.
//!
//! A claim about a chain is made on [`Profiled`] certificates alone. One becomes that only when
//! everything in it is on a list: strict DER that is written back as the same bytes, a listed key,
//! listed extensions with listed contents. Anything else has a reason, which is what is reported.
//!
//! Source: OpenSSL 3, `ossl_x509v3_cache_extensions`, `X509_supported_extension`.

use chrono::{DateTime, Utc};
use x509_cert::Version;
use x509_cert::der::asn1::{ObjectIdentifier, OctetString};
use x509_cert::der::oid::db::DB;
use x509_cert::der::{Decode, Encode};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::crl::dp::DistributionPoint;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName, GeneralNames};
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, CrlDistributionPoints, ExtendedKeyUsage, KeyUsage,
};
use x509_cert::spki::AlgorithmIdentifierOwned;
use x509_cert::time::Time;

use super::algorithm::{Key, KeyFamily};
use super::distinguished::Name;
use crate::domain::pem::Block;
use crate::text::{Text, text};

/// Extensions that OpenSSL ignores where they are not critical, whatever they hold.
const IGNORED: [&str; 10] = [
    "1.3.6.1.5.5.7.1.1",       // authority information access
    "1.3.6.1.5.5.7.1.11",      // subject information access
    "2.5.29.18",               // issuer alternative name
    "2.16.840.1.113730.1.13",  // Netscape comment
    "1.3.6.1.4.1.11129.2.4.2", // certificate transparency
    "1.2.840.113549.1.9.15",   // S/MIME capabilities
    "1.3.6.1.4.1.311.20.2",    // Microsoft: template name
    "1.3.6.1.4.1.311.21.1",    // Microsoft: version of the CA
    "1.3.6.1.4.1.311.21.7",    // Microsoft: template
    "1.3.6.1.4.1.311.21.10",   // Microsoft: application policies
];

/// Server gated cryptography, which stands for server authentication.
const GATED: [&str; 2] = ["1.3.6.1.4.1.311.10.3.3", "2.16.840.1.113730.4.1"];

/// Something read from a file: its name for the search, and itself where it is understood in full.
pub(super) struct Read<T> {
    /// Subject of a certificate, issuer of a list; `None` could be any name.
    pub(super) name: Option<Name>,
    /// Itself, or what keeps it out of the profile, such as `has a DSA key`.
    pub(super) profiled: Result<T, Text>,
}

impl<T> Read<T> {
    /// Reads strict DER: what is written back as the same bytes, under a name that is listed.
    pub(super) fn strict<E: Encode + for<'a> Decode<'a>>(
        der: &[u8],
        name: impl Fn(&E) -> &x509_cert::name::Name,
        profile: impl FnOnce(E, &Name) -> Result<T, Text>,
    ) -> Self {
        let again = |read: &E| read.to_der().is_ok_and(|again| again == der);
        let Some(encoded) = E::from_der(der).ok().filter(again) else {
            return Self {
                name: None,
                profiled: Err(text!("profile-der")),
            };
        };
        let name = Name::new(name(&encoded));
        let profiled = match &name {
            Some(name) => profile(encoded, name),
            None => Err(unusual_name()),
        };
        Self { name, profiled }
    }
}

/// A certificate that is understood in full.
#[derive(Debug)]
pub(super) struct Profiled {
    pub(super) der: Vec<u8>,
    pub(super) certificate: x509_cert::Certificate,
    pub(super) subject: Name,
    pub(super) issuer: Name,
    pub(super) serial: Vec<u8>,
    pub(super) key: Key,
    /// Family of the signature on it; `None` is unlisted.
    pub(super) signed: Option<KeyFamily>,
    pub(super) from: DateTime<Utc>,
    pub(super) until: DateTime<Utc>,
    pub(super) authority: AuthorityKey,
    pub(super) key_id: Option<OctetString>,
    pub(super) constraints: Option<BasicConstraints>,
    pub(super) usage: Option<KeyUsage>,
    /// Object identifiers of the extended key usage, dotted.
    pub(super) extended: Option<Vec<String>>,
}

impl Profiled {
    /// Reads one certificate.
    pub(super) fn read(der: &[u8]) -> Read<Self> {
        Read::strict(
            der,
            |certificate: &x509_cert::Certificate| certificate.tbs_certificate().subject(),
            |certificate, subject| Self::new(der, &certificate, subject.clone()),
        )
    }

    /// Reads the certificates of these blocks.
    pub(super) fn read_all(blocks: &[Block]) -> Vec<Read<Self>> {
        blocks.iter().map(|block| Self::read(&block.der)).collect()
    }

    fn new(der: &[u8], certificate: &x509_cert::Certificate, subject: Name) -> Result<Self, Text> {
        let tbs = certificate.tbs_certificate();
        if tbs.signature() != certificate.signature_algorithm() {
            return Err(text!("profile-two-algorithms"));
        }
        let extensions = tbs.extensions().map(Vec::as_slice).unwrap_or_default();
        let plain = tbs.issuer_unique_id().is_none() && tbs.subject_unique_id().is_none();
        let versioned = match tbs.version() {
            Version::V1 => extensions.is_empty(),
            Version::V2 => false,
            Version::V3 => true,
        };
        if !plain || !versioned {
            return Err(text!("profile-version"));
        }
        let serial = tbs.serial_number().as_bytes().to_vec();
        let unusual = || text!("profile-date");
        let mut profiled = Self {
            key: Key::new(tbs.subject_public_key_info())?,
            issuer: Name::new(tbs.issuer()).ok_or_else(unusual_name)?,
            signed: KeyFamily::of_signature(tbs.signature()),
            from: time(tbs.validity().not_before).ok_or_else(unusual)?,
            until: time(tbs.validity().not_after).ok_or_else(unusual)?,
            der: der.to_vec(),
            subject,
            serial,
            authority: AuthorityKey::default(),
            key_id: None,
            constraints: None,
            usage: None,
            extended: None,
            certificate: certificate.clone(),
        };
        walk(extensions, |oid, critical, value| {
            profiled.take(oid, critical, value)
        })?;
        Ok(profiled)
    }

    /// Takes one extension in; `None` when it or what it holds is not listed.
    fn take(&mut self, oid: &str, critical: bool, value: &[u8]) -> Option<()> {
        match oid {
            // These OpenSSL handles where they are critical, too.
            "2.5.29.15" => {
                let usage = KeyUsage::from_der(value).ok();
                self.usage = Some(usage.filter(|usage| !usage.0.is_empty())?);
            }
            "2.5.29.17" => well_formed(&GeneralNames::from_der(value).ok()?)?,
            "2.5.29.19" => {
                let found = BasicConstraints::from_der(value).ok();
                let fine = |one: &BasicConstraints| one.ca || one.path_len_constraint.is_none();
                self.constraints = Some(found.filter(fine)?);
            }
            "2.5.29.31" => {
                let points = CrlDistributionPoints::from_der(value).ok()?.0;
                points.iter().all(is_whole).then_some(())?;
            }
            "2.5.29.37" => {
                let usages = ExtendedKeyUsage::from_der(value).ok()?.0;
                let usages: Vec<String> = usages.iter().map(ToString::to_string).collect();
                let gated = usages.iter().any(|usage| GATED.contains(&usage.as_str()));
                self.extended = Some(usages).filter(|_| !gated);
                self.extended.as_ref()?;
            }
            // Certificate policies, which nobody asks to be judged, and the mark of OCSP responders.
            "2.5.29.32" | "1.3.6.1.5.5.7.48.1.5" => {}
            _ if critical => return None,
            "2.5.29.14" => self.key_id = Some(OctetString::from_der(value).ok()?),
            "2.5.29.35" => self.authority = AuthorityKey::read(value)?,
            _ => IGNORED.contains(&oid).then_some(())?,
        }
        Some(())
    }

    /// Whether OpenSSL takes it for self-signed; the signature itself does not count.
    ///
    /// Source: OpenSSL, `EXFLAG_SS`.
    pub(super) fn is_self_signed(&self) -> bool {
        self.is_self_issued() && self.likely_issued(self)
    }

    /// Whether subject and issuer are the same name.
    pub(super) fn is_self_issued(&self) -> bool {
        self.subject == self.issuer
    }

    /// Whether this certificate may have signed the other one, by names, key identifiers and
    /// kinds of keys.
    ///
    /// Source: OpenSSL, `ossl_x509_likely_issued`.
    pub(super) fn likely_issued(&self, other: &Self) -> bool {
        self.subject == other.issuer
            && other.authority.fits(self)
            && other.signed == Some(self.key.family)
    }

    /// Whether this certificate's key made the signature on the other one; `None` when its
    /// algorithm is not listed.
    pub(super) fn signed(&self, other: &Self) -> Option<bool> {
        let message = other.certificate.tbs_certificate().to_der().ok()?;
        let algorithm = other.algorithm();
        self.key
            .made(&message, algorithm, other.certificate.signature())
    }

    /// The algorithm of the signature on it.
    pub(super) fn algorithm(&self) -> &AlgorithmIdentifierOwned {
        self.certificate.signature_algorithm()
    }

    /// Whether its validity covers this time.
    pub(super) fn is_valid_at(&self, now: DateTime<Utc>) -> bool {
        (self.from..=self.until).contains(&now)
    }

    /// Its subject for people.
    pub(super) fn name(&self) -> String {
        super::fields::x509(&self.der).map_or_else(
            || "?".to_owned(),
            |x509| super::fields::name(x509.subject()),
        )
    }
}

fn unusual_name() -> Text {
    text!("profile-name")
}

/// Walks over extensions, none of which may stand twice. `take` gets the identifier of each, whether
/// it is critical and what it holds, and gives `None` where that is not listed.
///
/// # Errors
/// The extension that is not listed.
pub(super) fn walk(
    extensions: &[Extension],
    mut take: impl FnMut(&str, bool, &[u8]) -> Option<()>,
) -> Result<(), Text> {
    for (at, extension) in extensions.iter().enumerate() {
        let (oid, critical) = (extension.extn_id, extension.critical);
        let mut before = extensions.iter().take(at);
        if before.any(|one| one.extn_id == oid)
            || take(&oid.to_string(), critical, extension.extn_value.as_bytes()).is_none()
        {
            return Err(match (extension_name(&oid), critical, oid.to_string()) {
                (Some(name), true, oid) => {
                    text!("profile-critical-content", name = name, oid = oid)
                }
                (Some(name), false, oid) => {
                    text!("profile-extension-content", name = name, oid = oid)
                }
                (None, true, oid) => text!("profile-critical", oid = oid),
                (None, false, oid) => text!("profile-extension", oid = oid),
            });
        }
    }
    Ok(())
}

/// The usual name of an extension.
pub fn extension_name(oid: &ObjectIdentifier) -> Option<&'static str> {
    DB.by_oid(oid)
        .map(|name| name.rsplit('-').next().unwrap_or(name))
}

/// Whether a distribution point is for every list of the certificate's own issuer.
fn is_whole(point: &DistributionPoint) -> bool {
    let named = match &point.distribution_point {
        Some(DistributionPointName::FullName(names)) => {
            !names.is_empty() && well_formed(names).is_some()
        }
        Some(DistributionPointName::NameRelativeToCRLIssuer(_)) | None => false,
    };
    named && point.reasons.is_none() && point.crl_issuer.is_none()
}

/// Whether every name is of a kind that OpenSSL reads as it is read here.
fn well_formed(names: &GeneralNames) -> Option<()> {
    let fine = names.iter().all(|name| match name {
        GeneralName::EdiPartyName(_) => false,
        GeneralName::DirectoryName(name) => Name::new(name).is_some(),
        GeneralName::OtherName(_)
        | GeneralName::Rfc822Name(_)
        | GeneralName::DnsName(_)
        | GeneralName::UniformResourceIdentifier(_)
        | GeneralName::IpAddress(_)
        | GeneralName::RegisteredId(_) => true,
    });
    fine.then_some(())
}

/// A date, to the second.
pub(super) fn time(time: Time) -> Option<DateTime<Utc>> {
    let seconds = i64::try_from(time.to_unix_duration().as_secs()).ok()?;
    DateTime::from_timestamp(seconds, 0)
}

/// Which key a certificate or a list says that it was signed with.
#[derive(Debug, Default)]
pub(super) struct AuthorityKey {
    id: Option<OctetString>,
    issuer: Option<Name>,
    serial: Option<Vec<u8>>,
}

impl AuthorityKey {
    /// Reads the extension; `None` when it holds what is not listed.
    pub(super) fn read(value: &[u8]) -> Option<Self> {
        let found = AuthorityKeyIdentifier::from_der(value).ok()?;
        let names = found.authority_cert_issuer.unwrap_or_default();
        well_formed(&names)?;
        Some(Self {
            id: found.key_identifier,
            // The first one counts.
            issuer: names.iter().find_map(|name| {
                if let GeneralName::DirectoryName(name) = name {
                    Name::new(name)
                } else {
                    None
                }
            }),
            serial: found
                .authority_cert_serial_number
                .map(|serial| serial.as_bytes().to_vec()),
        })
    }

    /// Whether nothing in it speaks against this CA.
    ///
    /// Source: OpenSSL, `X509_check_akid`.
    pub(super) fn fits(&self, ca: &Profiled) -> bool {
        let id = match (&self.id, &ca.key_id) {
            (Some(named), Some(own)) => named == own,
            _ => true,
        };
        let serial = self.serial.as_ref();
        let issuer = self.issuer.as_ref();
        id && serial.is_none_or(|serial| *serial == ca.serial)
            && issuer.is_none_or(|issuer| *issuer == ca.issuer)
    }
}
