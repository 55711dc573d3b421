//! TLS of a login: whom to believe, what to present, and the binding of the password to the channel.
//!
//! The rules are those of libpq with OpenSSL: a CN counts where there is no subject alternative
//! name, and X.509 v1 certificates and pinned ones are taken.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{ClientConfig, ResolvesClientCert, Resumption};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::sign::CertifiedKey;
use rustls::{
    CertificateError, DigitallySignedStruct, Error, RootCertStore, SignatureScheme, version,
};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use sha2::{Digest, Sha256, Sha384, Sha512};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_postgres::tls::{ChannelBinding, TlsConnect};
use tokio_rustls::TlsConnector;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;
use x509_parser::time::ASN1Time;
use x509_parser::x509::X509Version;

use super::watch::Watch;
use super::{Ssl, SslMode};
use crate::domain::certificate::{Certificate, name_matches};
use crate::postgres::ClientIdentity;

/// Makes the TLS configuration of a login to this host.
///
/// # Errors
/// The TLS library's, when the roots or the client's key are no use to it.
pub(super) fn configuration(
    ssl: &Ssl,
    identity: Option<&ClientIdentity>,
    host: &str,
) -> Result<Arc<ClientConfig>, Error> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let judge = Judge {
        roots: ssl.roots.clone(),
        by_chain: chain_verifier(ssl, &provider)?,
        name: (ssl.mode == SslMode::VerifyFull).then(|| host.to_owned()),
        has_crls: !ssl.crls.is_empty(),
        provider: Arc::clone(&provider),
    };
    let presented = match identity {
        None => None,
        Some(identity) => {
            let key = provider
                .key_provider
                .load_private_key(identity.key.clone_key())?;
            // Not `from_der`: it refuses X.509 v1 certificates, which PostgreSQL takes.
            Some(Arc::new(CertifiedKey::new(identity.chain.clone(), key)))
        }
    };
    let versions: &[_] = if ssl.only_newest {
        &[&version::TLS13]
    } else {
        &[&version::TLS13, &version::TLS12]
    };
    let mut configuration = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(judge))
        .with_client_cert_resolver(Arc::new(Presented(presented)));
    configuration.resumption = Resumption::disabled();
    Ok(Arc::new(configuration))
}

fn chain_verifier(
    ssl: &Ssl,
    provider: &Arc<CryptoProvider>,
) -> Result<Option<Arc<WebPkiServerVerifier>>, Error> {
    if ssl.roots.is_empty() {
        return Ok(None);
    }
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(ssl.roots.iter().cloned());
    if store.is_empty() {
        // What is left is a pinned certificate, which needs no chain.
        return Ok(None);
    }
    WebPkiServerVerifier::builder_with_provider(Arc::new(store), Arc::clone(provider))
        .with_crls(ssl.crls.iter().cloned())
        .build()
        .map(Some)
        .map_err(|error| Error::General(error.to_string()))
}

/// Presents the same certificate to every server that asks, as libpq does.
#[derive(Debug)]
struct Presented(Option<Arc<CertifiedKey>>);

impl ResolvesClientCert for Presented {
    fn resolve(&self, _: &[&[u8]], schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.0
            .as_ref()
            .filter(|key| key.key.choose_scheme(schemes).is_some())
            .cloned()
    }

    fn has_certs(&self) -> bool {
        self.0.is_some()
    }
}

/// Judges the server's certificate.
#[derive(Debug)]
struct Judge {
    /// Empty when any certificate will do.
    roots: Vec<CertificateDer<'static>>,
    by_chain: Option<Arc<WebPkiServerVerifier>>,
    /// The name that the certificate must have.
    name: Option<String>,
    has_crls: bool,
    provider: Arc<CryptoProvider>,
}

impl Judge {
    fn check_chain(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        now: UnixTime,
    ) -> Result<(), Error> {
        let (_, x509) = X509Certificate::from_der(end_entity).map_err(|_| unreadable())?;
        let pinned = self.roots.iter().any(|root| root == end_entity);
        if pinned || (x509.version() == X509Version::V1 && !self.has_crls) {
            return self.check_alone(&x509, pinned, now);
        }
        let Some(verifier) = &self.by_chain else {
            return Err(Error::InvalidCertificate(CertificateError::UnknownIssuer));
        };
        match verifier.verify_server_cert(end_entity, intermediates, name, &[], now) {
            // The name is looked at last, so the chain is good; names are judged by libpq's rule.
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            ))
            | Ok(_) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// A pinned certificate, or one of X.509 v1, which the library does not look at.
    fn check_alone(
        &self,
        x509: &X509Certificate<'_>,
        pinned: bool,
        now: UnixTime,
    ) -> Result<(), Error> {
        let refused = |error| Err(Error::InvalidCertificate(error));
        let now = i64::try_from(now.as_secs())
            .ok()
            .and_then(|now| ASN1Time::from_timestamp(now).ok());
        if !now.is_some_and(|now| x509.validity().is_valid_at(now)) {
            return refused(CertificateError::Expired);
        }
        let signed = self.roots.iter().any(|root| {
            X509Certificate::from_der(root).is_ok_and(|(_, root)| {
                root.subject().as_raw() == x509.issuer().as_raw()
                    && now.is_some_and(|now| root.validity().is_valid_at(now))
                    && x509.verify_signature(Some(root.public_key())).is_ok()
            })
        });
        if pinned || signed {
            Ok(())
        } else {
            refused(CertificateError::UnknownIssuer)
        }
    }

    /// Checks a handshake signature with the raw key of the certificate: the library's own check
    /// refuses X.509 v1 certificates.
    fn check_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let (_, x509) = X509Certificate::from_der(certificate).map_err(|_| unreadable())?;
        let key = &x509.public_key().subject_public_key.data;
        let mapping = self.provider.signature_verification_algorithms.mapping;
        let valid = mapping
            .iter()
            .filter(|(scheme, _)| *scheme == signed.scheme)
            .flat_map(|(_, algorithms)| *algorithms)
            .any(|algorithm| {
                algorithm
                    .verify_signature(key, message, signed.signature())
                    .is_ok()
            });
        if valid {
            Ok(HandshakeSignatureValid::assertion())
        } else {
            Err(Error::InvalidCertificate(CertificateError::BadSignature))
        }
    }
}

const fn unreadable() -> Error {
    Error::InvalidCertificate(CertificateError::BadEncoding)
}

impl ServerCertVerifier for Judge {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if !self.roots.is_empty() {
            self.check_chain(end_entity, intermediates, server_name, now)?;
        }
        if let Some(name) = &self.name {
            let certificate = Certificate::from_der(end_entity).map_err(|_| unreadable())?;
            if !name_matches(&certificate, name) {
                return Err(Error::InvalidCertificate(CertificateError::NotValidForName));
            }
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.check_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.check_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

/// Performs the handshake for the database library.
pub(super) struct Connector {
    pub(super) configuration: Arc<ClientConfig>,
    pub(super) name: ServerName<'static>,
    /// Is set when the server proves by SCRAM that it took the password.
    pub(super) password_taken: Arc<AtomicBool>,
}

impl TlsConnect<TcpStream> for Connector {
    type Stream = TlsStream;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<TlsStream>> + Send>>;

    fn connect(self, stream: TcpStream) -> Self::Future {
        Box::pin(async move {
            TlsConnector::from(self.configuration)
                .connect(self.name, stream)
                .await
                .map(|stream| TlsStream {
                    stream,
                    watch: Watch::default(),
                    password_taken: self.password_taken,
                })
        })
    }
}

/// An encrypted connection.
pub(super) struct TlsStream {
    stream: tokio_rustls::client::TlsStream<TcpStream>,
    watch: Watch,
    password_taken: Arc<AtomicBool>,
}

impl tokio_postgres::tls::TlsStream for TlsStream {
    /// Source: RFC 5929, section 4.1: the hash of the server's certificate, by the hash of its
    /// signature, SHA-256 for MD5 and SHA-1; undefined for signatures without one.
    fn channel_binding(&self) -> ChannelBinding {
        let (_, connection) = self.stream.get_ref();
        let leaf = connection
            .peer_certificates()
            .and_then(|chain| chain.first());
        leaf.and_then(|leaf| binding(leaf))
            .map_or_else(ChannelBinding::none, ChannelBinding::tls_server_end_point)
    }
}

fn binding(leaf: &[u8]) -> Option<Vec<u8>> {
    let (_, x509) = X509Certificate::from_der(leaf).ok()?;
    // Names of RFC 8017, RFC 5758.
    match x509.signature_algorithm.algorithm.to_id_string().as_str() {
        "1.2.840.113549.1.1.4"
        | "1.2.840.113549.1.1.5"
        | "1.2.840.113549.1.1.11"
        | "1.2.840.10045.4.1"
        | "1.2.840.10045.4.3.2" => Some(Sha256::digest(leaf).to_vec()),
        "1.2.840.113549.1.1.12" | "1.2.840.10045.4.3.3" => Some(Sha384::digest(leaf).to_vec()),
        "1.2.840.113549.1.1.13" | "1.2.840.10045.4.3.4" => Some(Sha512::digest(leaf).to_vec()),
        _ => None,
    }
}

impl AsyncRead for TlsStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let ended = Pin::new(&mut self.stream).poll_read(context, buffer);
        let this = &mut *self;
        if let Some(new) = buffer.filled().get(before..)
            && this.watch.sees(new)
        {
            this.password_taken.store(true, Ordering::Relaxed);
        }
        ended
    }
}

impl AsyncWrite for TlsStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rustls_pki_types::CertificateRevocationListDer;
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
    ) -> Result<(), Error> {
        let ssl = Ssl {
            mode,
            roots: roots.iter().map(|pem| der(pem)).collect(),
            crls: crls
                .iter()
                .map(|pem| CertificateRevocationListDer::from_pem_slice(pem.as_bytes()).unwrap())
                .collect(),
            identity: None,
            only_newest: false,
        };
        let provider = Arc::new(aws_lc_rs::default_provider());
        let judge = Judge {
            by_chain: chain_verifier(&ssl, &provider).unwrap(),
            roots: ssl.roots.clone(),
            name: (mode == SslMode::VerifyFull).then(|| host.to_owned()),
            has_crls: !ssl.crls.is_empty(),
            provider,
        };
        let (leaf, rest) = chain.split_first().unwrap();
        let rest: Vec<_> = rest.iter().map(|pem| der(pem)).collect();
        // 1 June 2027.
        let now = UnixTime::since_unix_epoch(Duration::from_secs(1_811_808_000));
        let name = ServerName::try_from(host.to_owned()).unwrap();
        judge
            .verify_server_cert(&der(leaf), &rest, &name, &[], now)
            .map(|_| ())
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
        assert_eq!(
            with(&[77], &leaf),
            Err(Error::InvalidCertificate(CertificateError::Revoked))
        );
        assert!(with(&[78], &first).is_err(), "it cannot be looked up");
    }

    #[test]
    fn the_password_is_bound_to_the_certificate_by_its_own_hash() {
        let ca = Authority::new("server CA");
        let leaf = der(&ca.issue(&params("db.example", NOW)).certificate);
        assert_eq!(binding(&leaf), Some(Sha256::digest(&leaf).to_vec()));
        assert_eq!(binding(b"none"), None);
    }
}
