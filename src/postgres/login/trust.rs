//! TLS of a login: whom to believe, what to present, and the binding of the password to the channel.
//!
//! Chains and names are judged by `domain::certificate`, which follows libpq with OpenSSL.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::DateTime;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{ClientConfig, ResolvesClientCert, Resumption};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::sign::CertifiedKey;
use rustls::{CertificateError, DigitallySignedStruct, Error, OtherError, SignatureScheme};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};
use thiserror::Error;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;
use x509_parser::signature_algorithm::SignatureAlgorithm;

use super::ssl::Ssl;
use super::{ConnectError, ServerAddress, SslMode};
use crate::domain::certificate::{Peer, Trust};
use crate::postgres::tls::check_handshake_signature;

/// An encrypted connection and what binds a password to it.
pub(super) struct Secured {
    pub(super) stream: TlsStream<TcpStream>,
    pub(super) binding: Option<Vec<u8>>,
    /// Whether the server asked for the client's certificate and got it.
    pub(super) presented: bool,
}

/// Performs the handshake.
pub(super) async fn secure(
    ssl: &Ssl,
    server: &ServerAddress,
    stream: TcpStream,
) -> Result<Secured, ConnectError> {
    let failed = |error: &dyn std::fmt::Display| ConnectError::Tls(error.to_string());
    let name = ServerName::try_from(server.host.clone())
        .or_else(|_| stream.peer_addr().map(|peer| ServerName::from(peer.ip())))
        .map_err(|error| failed(&error))?;
    let provider = Arc::new(aws_lc_rs::default_provider());
    let identity = match &ssl.identity {
        None => None,
        Some(identity) => {
            let key = provider
                .key_provider
                .load_private_key(identity.key.clone_key())
                .map_err(|error| failed(&error))?;
            // Not `from_der`: it refuses X.509 v1 certificates, which PostgreSQL takes.
            Some(Arc::new(CertifiedKey::new(identity.chain.clone(), key)))
        }
    };
    let client = Arc::new(ClientCertificate {
        identity,
        presented: AtomicBool::new(false),
    });
    let verifier = ServerVerifier {
        roots: ssl.roots.clone(),
        crl: ssl.crl.clone(),
        host: server.host.clone(),
        name_counts: ssl.mode == Some(SslMode::VerifyFull),
        provider: Arc::clone(&provider),
    };
    let mut configuration = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(ssl.versions)
        .map_err(|error| failed(&error))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_client_cert_resolver(Arc::<ClientCertificate>::clone(&client));
    configuration.resumption = Resumption::disabled();
    configuration.enable_sni = ssl.sni;
    if ssl.direct {
        configuration.alpn_protocols = vec![b"postgresql".to_vec()];
    }
    let stream = TlsConnector::from(Arc::new(configuration))
        .connect(name, stream)
        .await
        .map_err(|error| ConnectError::Tls(reason(&error)))?;
    let (_, connection) = stream.get_ref();
    if ssl.direct && connection.alpn_protocol().is_none() {
        let why = "the server did not agree on the protocol inside (ALPN)";
        return Err(ConnectError::Tls(why.to_owned()));
    }
    let chain = connection.peer_certificates().unwrap_or_default();
    Ok(Secured {
        binding: chain.first().and_then(|leaf| binding(leaf)),
        presented: client.presented.load(Ordering::Acquire),
        stream,
    })
}

/// What went wrong in a handshake; the TLS library shows what the verifier says as it is for programs.
fn reason(error: &std::io::Error) -> String {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
    match inner {
        Some(Error::InvalidCertificate(CertificateError::Other(OtherError(why)))) => {
            why.to_string()
        }
        Some(other) => other.to_string(),
        None => error.to_string(),
    }
}

/// Presents the same certificate to every server that asks, as libpq does.
#[derive(Debug)]
struct ClientCertificate {
    identity: Option<Arc<CertifiedKey>>,
    presented: AtomicBool,
}

impl ResolvesClientCert for ClientCertificate {
    fn resolve(&self, _: &[&[u8]], schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        let identity = self.identity.as_ref()?;
        identity.key.choose_scheme(schemes)?;
        self.presented.store(true, Ordering::Release);
        Some(Arc::clone(identity))
    }

    fn has_certs(&self) -> bool {
        self.identity.is_some()
    }
}

/// Judges the server's certificate.
#[derive(Debug)]
struct ServerVerifier {
    /// PEM text; any certificate will do without it.
    roots: Option<String>,
    crl: Option<String>,
    host: String,
    /// Whether the certificate has to have the host's name.
    name_counts: bool,
    provider: Arc<CryptoProvider>,
}

/// Why a server's certificate is not trusted.
#[derive(Debug, Error)]
#[error("the server's certificate is not trusted: {0}")]
struct Untrusted(String);

impl ServerVerifier {
    fn judge(&self, chain: &[Vec<u8>], now: UnixTime) -> Result<(), String> {
        let now = i64::try_from(now.as_secs())
            .ok()
            .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
            .ok_or("the clock is out of range")?;
        let roots = self.roots.as_deref();
        let peer = Peer::judge(chain, &self.host, roots, self.crl.as_deref(), now)
            .ok_or("it cannot be read")?;
        match peer.trust {
            Trust::Trusted | Trust::NotChecked => {}
            Trust::NotKnown(what) => return Err(format!("not known whether it would be: {what}")),
            Trust::Untrusted(reasons) => {
                let reasons: Vec<String> = reasons.into_iter().map(|one| one.message).collect();
                return Err(reasons.join("; "));
            }
        }
        if self.name_counts && !peer.name_matches {
            return Err(format!("it is not for {}", self.host));
        }
        Ok(())
    }
}

impl ServerCertVerifier for ServerVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if self.roots.is_some() {
            let chain = core::iter::once(end_entity).chain(intermediates);
            let chain: Vec<Vec<u8>> = chain.map(|one| one.to_vec()).collect();
            self.judge(&chain, now).map_err(|why| {
                Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(Untrusted(
                    why,
                )))))
            })?;
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        check_handshake_signature(&self.provider, message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        check_handshake_signature(&self.provider, message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

/// What binds a password to a connection with this server certificate: its hash, by the digest of its
/// own signature; `None` for signatures without one.
///
/// Source: RFC 5929, section 4.1: SHA-256 stands in for MD5 and SHA-1.
fn binding(leaf: &[u8]) -> Option<Vec<u8>> {
    let (_, x509) = X509Certificate::from_der(leaf).ok()?;
    let algorithm = &x509.signature_algorithm;
    let digest = match SignatureAlgorithm::try_from(algorithm) {
        Ok(SignatureAlgorithm::RSASSA_PSS(parameters)) => {
            parameters.hash_algorithm_oid().to_id_string()
        }
        Ok(_) | Err(_) => algorithm.algorithm.to_id_string(),
    };
    // Digests, and signatures of RSA and ECDSA with them: RFC 8017, RFC 5758.
    match digest.as_str() {
        "1.3.14.3.2.26"
        | "2.16.840.1.101.3.4.2.1"
        | "1.2.840.113549.1.1.4"
        | "1.2.840.113549.1.1.5"
        | "1.2.840.113549.1.1.11"
        | "1.2.840.10045.4.1"
        | "1.2.840.10045.4.3.2" => Some(Sha256::digest(leaf).to_vec()),
        "2.16.840.1.101.3.4.2.4" | "1.2.840.113549.1.1.14" | "1.2.840.10045.4.3.1" => {
            Some(Sha224::digest(leaf).to_vec())
        }
        "2.16.840.1.101.3.4.2.2" | "1.2.840.113549.1.1.12" | "1.2.840.10045.4.3.3" => {
            Some(Sha384::digest(leaf).to_vec())
        }
        "2.16.840.1.101.3.4.2.3" | "1.2.840.113549.1.1.13" | "1.2.840.10045.4.3.4" => {
            Some(Sha512::digest(leaf).to_vec())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rustls_pki_types::pem::PemObject;

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
    ) -> Result<(), String> {
        let verifier = ServerVerifier {
            roots: (!roots.is_empty()).then(|| roots.concat()),
            crl: (!crls.is_empty()).then(|| crls.concat()),
            host: host.to_owned(),
            name_counts: mode == SslMode::VerifyFull,
            provider: Arc::new(aws_lc_rs::default_provider()),
        };
        let (leaf, rest) = chain.split_first().unwrap();
        let rest: Vec<_> = rest.iter().map(|pem| der(pem)).collect();
        // 1 June 2027.
        let now = UnixTime::since_unix_epoch(Duration::from_secs(1_811_808_000));
        let name = ServerName::try_from(host.to_owned()).unwrap();
        verifier
            .verify_server_cert(&der(leaf), &rest, &name, &[], now)
            .map(|_| ())
            .map_err(|error| reason(&std::io::Error::other(error)))
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
        assert_eq!(
            judged(VerifyFull, &[&ca.pem], &[], &chain, "db.example"),
            Ok(())
        );
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
        assert!(with(&[77], &leaf).unwrap_err().contains("revocation list"));
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
