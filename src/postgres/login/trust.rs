//! TLS of a login: whom to believe, what to present, and the binding of the password to the channel.
//!
//! Chains and names are judged by `domain::certificate`, which follows libpq with OpenSSL.

use std::io;
use std::sync::Arc;

use aws_lc_rs::digest;
use chrono::DateTime;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;
use x509_parser::signature_algorithm::SignatureAlgorithm;

use super::connect_error::ConnectError;
use super::servers::ServerAddress;
use super::ssl::{SslMode, SslOptions};
use crate::domain::certificate::Peer;
use crate::domain::certificate::inspect::Admission;
use crate::postgres::tls::{ChainJudge, RecordingVerifier, judged_configuration, server_name};
use crate::text::{Text, text};

/// An encrypted connection and what binds a password to it.
pub(super) struct Secured {
    pub(super) stream: TlsStream<TcpStream>,
    pub(super) binding: Option<Vec<u8>>,
    /// Whether the server asked for the client's certificate and got it.
    pub(super) presented: bool,
}

/// Performs the handshake.
pub(super) async fn secure(
    ssl: &SslOptions,
    server: &ServerAddress,
    stream: TcpStream,
) -> Result<Secured, ConnectError> {
    let failed =
        |error: &dyn std::fmt::Display| ConnectError::Tls(Text::reported(&error.to_string()));
    let name = server_name(&server.host, &stream).map_err(|error| failed(&error))?;
    let (mut configuration, witness) = judged_configuration(
        ssl.identity.as_ref(),
        ssl.direct,
        ssl.versions,
        chain_judge(ssl, &server.host),
    )
    .map_err(|error| failed(&error))?;
    configuration.enable_sni = ssl.sni;
    let stream = TlsConnector::from(Arc::new(configuration))
        .connect(name, stream)
        .await
        .map_err(|error| ConnectError::Tls(reason(&error, &witness)))?;
    let (_, connection) = stream.get_ref();
    if ssl.direct && connection.alpn_protocol().is_none() {
        let why = text!("login-alpn");
        return Err(ConnectError::Tls(why));
    }
    let chain = connection.peer_certificates().unwrap_or_default();
    Ok(Secured {
        binding: chain.first().and_then(|leaf| binding(leaf)),
        presented: witness.presented(),
        stream,
    })
}

/// What went wrong in a handshake.
fn reason(error: &io::Error, witness: &RecordingVerifier) -> Text {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
    match (witness.untrusted(), inner) {
        (Some(why), _) => text!("login-untrusted", why = why),
        (None, Some::<&rustls::Error>(inner)) => Text::reported(&inner.to_string()),
        (None, None) => error.into(),
    }
}

/// Judges the server's certificate; `None` where any will do.
fn chain_judge(ssl: &SslOptions, host: &str) -> Option<Box<ChainJudge>> {
    let (roots, crl, host) = (ssl.roots.clone()?, ssl.crl.clone(), host.to_owned());
    let name_counts = ssl.mode == Some(SslMode::VerifyFull);
    Some(Box::new(move |chain, now| {
        let now = i64::try_from(now.as_secs())
            .ok()
            .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
            .ok_or_else(|| text!("login-clock"))?;
        let peer = Peer::judge(chain, &host, Some(&roots), crl.as_deref(), now)
            .ok_or_else(|| text!("login-certificate-unread"))?;
        match peer.trust {
            Some(Admission::NotKnown(what)) => Err(text!("login-not-known", what = what)),
            None | Some(Admission::Admitted) if name_counts && !peer.name_matches => {
                Err(text!("login-other-name", host = &host))
            }
            None | Some(Admission::Admitted) => Ok(()),
            Some(Admission::Refused(reasons)) => {
                Err(Text::clauses(reasons.into_iter().map(|one| one.message)))
            }
        }
    }))
}

/// Digests, and signatures of RSA and ECDSA with them: RFC 8017, RFC 5758. SHA-256 stands in for MD5
/// and SHA-1: RFC 5929, section 4.1.
static DIGESTS: [(&digest::Algorithm, &str); 4] = [
    (
        &digest::SHA256,
        "1.3.14.3.2.26 2.16.840.1.101.3.4.2.1 1.2.840.113549.1.1.4 1.2.840.113549.1.1.5 \
         1.2.840.113549.1.1.11 1.2.840.10045.4.1 1.2.840.10045.4.3.2",
    ),
    (
        &digest::SHA224,
        "2.16.840.1.101.3.4.2.4 1.2.840.113549.1.1.14 1.2.840.10045.4.3.1",
    ),
    (
        &digest::SHA384,
        "2.16.840.1.101.3.4.2.2 1.2.840.113549.1.1.12 1.2.840.10045.4.3.3",
    ),
    (
        &digest::SHA512,
        "2.16.840.1.101.3.4.2.3 1.2.840.113549.1.1.13 1.2.840.10045.4.3.4",
    ),
];

/// What binds a password to a connection with this server certificate: its hash, by the digest of its
/// own signature; `None` for signatures without one.
fn binding(leaf: &[u8]) -> Option<Vec<u8>> {
    let (_, x509) = X509Certificate::from_der(leaf).ok()?;
    let algorithm = &x509.signature_algorithm;
    let oid = match SignatureAlgorithm::try_from(algorithm) {
        Ok(SignatureAlgorithm::RSASSA_PSS(pss)) => pss.hash_algorithm_oid().to_id_string(),
        Ok(_) | Err(_) => algorithm.algorithm.to_id_string(),
    };
    let found = DIGESTS
        .iter()
        .find(|(_, oids)| oids.split(' ').any(|one| one == oid));
    found.map(|(hash, _)| digest::digest(hash, leaf).as_ref().to_vec())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rustls_pki_types::pem::PemObject;
    use rustls_pki_types::{CertificateDer, UnixTime};
    use sha2::{Digest, Sha256};

    use super::*;
    use crate::domain::certificate::sample::{Authority, NOW, PAST, params, self_signed};

    fn der(pem: &str) -> CertificateDer<'static> {
        CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()
    }

    fn judged(
        mode: SslMode,
        roots: &[&str],
        crls: &[String],
        chain: &[&str],
        host: &str,
    ) -> Result<(), Text> {
        let ssl = SslOptions {
            mode: Some(mode),
            direct: false,
            roots: (!roots.is_empty()).then(|| roots.concat()),
            crl: (!crls.is_empty()).then(|| crls.concat()),
            identity: None,
            identity_required: false,
            versions: rustls::ALL_VERSIONS,
            sni: true,
        };
        let chain: Vec<Vec<u8>> = chain.iter().map(|pem| der(pem).to_vec()).collect();
        // 1 June 2027.
        let now = UnixTime::since_unix_epoch(Duration::from_secs(1_811_808_000));
        let judge = chain_judge(&ssl, host);
        judge.map_or(Ok(()), |judge| judge(&chain, now))
    }

    #[test]
    fn chains_and_names_are_judged_as_libpq_does() {
        use SslMode::{Require, VerifyCa, VerifyFull};
        let (ca, other) = (Authority::new("server CA"), Authority::new("other CA"));
        let middle = ca.intermediate("middle");
        let leaf = ca.issue(&params("db.example", NOW)).certificate;
        let deep = middle.issue(&params("db.example", NOW)).certificate;
        let old = ca.issue(&params("db.example", PAST)).certificate;
        let first = ca.issue_version_1(&params("db.example", NOW)).certificate;
        let pinned = self_signed(&params("db.example", NOW)).certificate;
        let alone = |mode, root: &str, leaf: &str, host| judged(mode, &[root], &[], &[leaf], host);
        // A name in the CN alone counts, an X.509 v1 certificate too.
        for leaf in [&leaf, &first] {
            assert_eq!(alone(VerifyFull, &ca.pem, leaf, "db.example"), Ok(()));
            assert!(alone(VerifyFull, &ca.pem, leaf, "other.example").is_err());
            assert_eq!(alone(VerifyCa, &ca.pem, leaf, "other.example"), Ok(()));
            assert!(alone(VerifyCa, &other.pem, leaf, "db.example").is_err());
        }
        assert_eq!(alone(VerifyFull, &pinned, &pinned, "db.example"), Ok(()));
        assert!(alone(VerifyCa, &ca.pem, &pinned, "db.example").is_err());
        assert!(alone(VerifyCa, &ca.pem, &old, "db.example").is_err());
        // An intermediate CA is no root.
        assert!(alone(VerifyCa, &middle.pem, &deep, "db.example").is_err());
        assert!(alone(VerifyCa, &ca.pem, &deep, "db.example").is_err());
        let chain = [deep.as_str(), middle.pem.as_str()];
        let whole = judged(VerifyFull, &[&ca.pem], &[], &chain, "db.example");
        assert_eq!(whole, Ok(()));
        // Without roots nobody is asked who they are.
        assert_eq!(judged(Require, &[], &[], &[&old], "db.example"), Ok(()));
    }

    #[test]
    fn a_revocation_list_counts() {
        let ca = Authority::new("server CA");
        let mut parameters = params("db.example", NOW);
        parameters.serial_number = Some(rcgen::SerialNumber::from(77));
        let leaf = ca.issue(&parameters).certificate;
        let first = ca.issue_version_1(&params("db.example", NOW)).certificate;
        let with = |serials: &[u64], leaf: &str| {
            let crl = ca.crl(NOW, serials);
            judged(SslMode::VerifyCa, &[&ca.pem], &[crl], &[leaf], "db.example")
        };
        assert_eq!(with(&[78], &leaf), Ok(()));
        let revoked = with(&[77], &leaf).unwrap_err().english();
        assert!(revoked.contains("revocation list"), "{revoked}");
        assert_eq!(with(&[78], &first), Ok(()));
    }

    #[test]
    fn the_password_is_bound_to_the_certificate_by_its_own_hash() {
        let ca = Authority::new("server CA");
        let leaf = der(&ca.issue(&params("db.example", NOW)).certificate);
        assert_eq!(binding(&leaf), Some(Sha256::digest(&leaf).to_vec()));
        assert_eq!(binding(b"none"), None);
    }
}
